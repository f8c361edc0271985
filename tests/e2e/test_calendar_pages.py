# SPDX-License-Identifier: MPL-2.0
"""The service gives a calendar to whoever knows its address, and no line of its log says the address."""

import asyncio
import os
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config.icalendar.reading import read_calendar
from handlers.icalendar.tokens import fingerprint, made
from storage.calendars import CalendarAddress
from storage.sql.engine import create_engine, database_url
from storage.sql.unit_of_work import SqlDatabase
from tests.calendars import HOME, sample
from tests.e2e.running import Service, os2bot, service


async def _give(token: str, scope: str) -> None:
    opened = SqlDatabase(create_engine(database_url(f"sqlite:///{os.environ['OS2BOT_DATA_DIR']}/os2bot.db")))
    async with opened.unit_of_work() as unit:
        await unit.calendars.add_address(CalendarAddress(fingerprint=fingerprint(token), scope=scope, owner="p", language="da", made_at=datetime.now(UTC)))
        await unit.commit()
    await opened.close()


def _get(bot: Service, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    host, _, port = bot.logged("started")["url"].removeprefix("http://").rpartition(":")
    connection = HTTPConnection(host, int(port), timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        reply = connection.getresponse()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
    finally:
        connection.close()


@pytest.mark.parametrize("scope", ["group/os2mo/koordinationsgruppe", "product/os2mo"])
def test_a_calendar_is_subscribed_to(tmp_path: Path, scope: str) -> None:
    token = made()
    imported = os2bot("import", "meetings", str(sample("google")), "--group", "os2mo/koordinationsgruppe", "--yes", cwd=tmp_path)
    assert imported.status == 0
    asyncio.run(_give(token, scope))
    with service(tmp_path, OS2BOT_LOG_LEVEL="DEBUG") as bot:
        bot.wait_until("/livez", 200)
        status, headers, body = _get(bot, f"/calendar/{token}.ics")
        assert (status, headers["content-type"], headers["cache-control"]) == (200, "text/calendar; charset=utf-8", "private, no-cache")
        assert [each.summary for each in read_calendar(body, HOME).events] == ["Styregruppemøde", "Demo af ny version, åben for alle", "Årsmøde"]
        again = _get(bot, f"/calendar/{token}.ics", If_None_Match=headers["etag"])
        assert (again[0], again[1]["etag"], again[2]) == (304, headers["etag"], b"")
        assert _get(bot, f"/calendar/{token[:-1]}.ics")[0] == 404
        assert bot.stop() == 0
        assert token[:-1] not in bot.raw_log()
