# SPDX-License-Identifier: MPL-2.0
"""A calendar is given to whoever knows its address, to nobody else, and is sent once for each of its versions."""

import io
import logging
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from starlette.types import ASGIApp

from bot.localise import Localiser
from bot.logs import configure
from bot.web.app import web_app
from bot.web.calendar_pages import CalendarPages
from bot.web.health import Readiness
from bot.web.metrics import Metrics
from config.icalendar.reading import read_calendar
from handlers.icalendar.tokens import fingerprint, made
from storage.calendars import CalendarAddress
from storage.memory import MemoryDatabase
from storage.roles import Scope
from storage.unit_of_work import Database, UnitOfWork
from tests.calendars import HOME
from tests.conftest import NOW
from tests.contract.catalogue import product, put
from tests.meetings import MONDAY, date_of, noted, series
from tests.unit.bot.operators import ANNE, ZONE, holding, known
from tests.unit.bot.test_web import Got, _ask

TOKEN = "a" * 32
STEERING, BOARD, OTHER = "os2mo/styregruppe", "bestyrelse", "os2iot/styregruppe"


async def _given(database: Database, scope: str, token: str = TOKEN, language: str = "da") -> None:
    async with database.unit_of_work() as unit:
        await unit.calendars.add_address(CalendarAddress(fingerprint=fingerprint(token), scope=scope, owner=ANNE, language=language, made_at=NOW))
        await unit.commit()


async def _community() -> Database:
    database = MemoryDatabase()
    await put(database, "products", os2mo=product("os2mo", name="OS2mo"), os2iot=product("os2iot", name="OS2iot"))
    await noted(
        database,
        series("open", title="Åbent"),
        series("own", group=STEERING, title="Lukket", visibility="group"),
        series("board", group=BOARD, title="Bestyrelse"),
        series("iot", group=OTHER, title="Et andet"),
        series("over", title="Slut", ended=True),
    )
    return database


def _app(database: Database) -> ASGIApp:
    pages = CalendarPages(database, Localiser(), ZONE, lambda: NOW)
    return web_app(Readiness({}), Metrics(), pages.routes())


async def _get(database: Database, path: str = f"/calendar/{TOKEN}.ics", method: str = "GET", headers: Mapping[str, str] | None = None) -> Got:
    return await _ask(_app(database), path, method, headers=headers)


async def _titles(scope: str, **more: Any) -> list[str]:
    database = await _community()
    for id_, role in more.items():
        await holding(database, id_, **role)
    await _given(database, scope)
    return sorted(each.summary for each in read_calendar((await _get(database)).body, HOME).events)


async def test_a_calendar_is_given_with_what_a_program_needs_to_know() -> None:
    database = await _community()
    await _given(database, "group/os2mo/koordinationsgruppe")
    got = await _get(database)
    assert (got.status, got.headers["content-type"], got.headers["cache-control"]) == (200, "text/calendar; charset=utf-8", "private, no-cache")
    calendar = read_calendar(got.body, HOME)
    assert (calendar.name, [each.summary for each in calendar.events]) == ("Møder: koordinationsgruppen for OS2mo", ["Åbent"])
    assert got.headers["x-content-type-options"] == "nosniff"


async def test_a_version_is_sent_once() -> None:
    database = await _community()
    await _given(database, "group/os2mo/koordinationsgruppe")
    etag = (await _get(database)).headers["etag"]
    assert etag.startswith('"')
    for known_by in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        again = await _get(database, headers={"If-None-Match": known_by})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
    assert (await _get(database, headers={"If-None-Match": '"x"'})).status == 200
    await noted(database, date_of("open", MONDAY + timedelta(weeks=1), cancelled=True))
    changed = await _get(database, headers={"If-None-Match": etag})
    assert (changed.status, changed.headers["etag"] != etag) == (200, True)


async def test_its_head_alone_can_be_asked_for_and_nothing_can_be_put_there() -> None:
    database = await _community()
    await _given(database, "group/os2mo/koordinationsgruppe")
    head = await _get(database, method="HEAD")
    assert (head.status, "etag" in head.headers) == (200, True)
    assert [(await _get(database, method=method)).status for method in ("POST", "PUT", "DELETE")] == [405] * 3


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/x.ics",
        "/calendar/.ics",
        f"/calendar/{TOKEN}",
        f"/calendar/{TOKEN.upper()}.ics",
        f"/calendar/{TOKEN}.ics/",
        f"/calendar/{'b' * 8000}.ics",
        "/calendar/æ%00.ics",
    ],
)
async def test_an_address_nobody_was_given_is_not_there(path: str) -> None:
    database = await _community()
    await _given(database, "group/os2mo/koordinationsgruppe")
    got = await _get(database, path)
    assert (got.status, got.json) == (404, {"error": "not found"})


async def test_an_address_that_was_revoked_is_not_there_any_more() -> None:
    database = await _community()
    await _given(database, "group/os2mo/koordinationsgruppe")
    async with database.unit_of_work() as unit:
        await unit.calendars.revoke(fingerprint(TOKEN))
        await unit.commit()
    assert (await _get(database)).status == 404


async def test_a_group_sees_its_own_meetings_alone_and_closed_ones_as_long_as_its_owner_belongs_to_it() -> None:
    member = {"role": "gruppemedlem", "scope": Scope("group", STEERING), "person": ANNE}
    assert await _titles(f"group/{STEERING}", one=member) == ["Lukket"]
    assert await _titles(f"group/{STEERING}", one={**member, "valid_to": date(2026, 11, 23)}) == []
    assert await _titles(f"group/{STEERING}", one={"role": "produktkoordinator", "scope": Scope("product", "os2mo"), "person": ANNE}) == ["Lukket"]
    assert await _titles(f"group/{BOARD}") == ["Bestyrelse"]


async def test_a_product_sees_all_its_groups_but_not_what_is_for_a_group_alone() -> None:
    assert await _titles("product/os2mo") == ["Åbent"]
    assert await _titles("product/os2iot") == ["Et andet"]


async def test_a_person_sees_the_groups_in_which_they_hold_a_role_today() -> None:
    yesterday = date(2026, 11, 23)
    held = {
        "one": {"role": "gruppemedlem", "scope": Scope("group", STEERING), "person": ANNE},
        "two": {"role": "referent", "scope": Scope("group", BOARD), "person": ANNE},
        "three": {"role": "gruppemedlem", "scope": Scope("group", OTHER), "person": ANNE, "valid_to": yesterday},
        "four": {"role": "produktkoordinator", "scope": Scope("product", "os2iot"), "person": ANNE},
        "five": {"role": "gruppemedlem", "scope": Scope("group", "os2mo/koordinationsgruppe"), "person": ANNE, "withdrawn": True},
    }
    assert await _titles(f"person/{ANNE}", **held) == ["Bestyrelse", "Lukket"]
    assert await _titles(f"person/{'b' * 32}", **held) == []


async def test_a_scope_that_is_none_shows_nothing() -> None:
    assert await _titles("organisation/odense") == []


async def test_it_speaks_the_language_of_whoever_it_was_given_to() -> None:
    database = await _community()
    await known(database)
    await noted(database, date_of("open", MONDAY, cancelled=True))
    for language, name, off in (("da", "Mine møder i OS2", b"Aflyst: "), ("en", "My meetings in OS2", b"Cancelled: ")):
        await _given(database, f"person/{ANNE}", f"{language}{TOKEN}", language)
        assert f"X-WR-CALNAME:{name}".encode() in (await _get(database, f"/calendar/{language}{TOKEN}.ics")).body
        await _given(database, "product/os2mo", f"p{language}{TOKEN}", language)
        assert off in (await _get(database, f"/calendar/p{language}{TOKEN}.ics")).body


def test_a_token_is_long_fits_an_address_and_comes_once() -> None:
    tokens = {made() for _ in range(100)}
    assert (len(tokens), {len(token) >= 32 and token.replace("-", "").replace("_", "").isalnum() for token in tokens}) == (100, {True})


class _Broken(MemoryDatabase):
    def unit_of_work(self) -> UnitOfWork:  # type: ignore[override]
        raise ConnectionError("the database is away")


async def test_the_token_is_in_no_log_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        configure("DEBUG", "json", log)
        database = await _community()
        await _given(database, "group/os2mo/koordinationsgruppe")
        assert (await _get(database)).status == 200
        assert (await _get(database, f"/calendar/{TOKEN}x.ics")).status == 404
        with pytest.raises(ConnectionError):
            await _get(_Broken())
    finally:
        structlog.reset_defaults()
        logging.getLogger().handlers[:], logging.getLogger().level = handlers, level
    assert TOKEN not in log.getvalue()
    source = (Path(__file__).parents[3] / "bot" / "web" / "server.py").read_text(encoding="utf-8")
    assert "access_log=False" in source
