# SPDX-License-Identifier: MPL-2.0
"""What an operator sees of what is posted: before it is, when it was, and why it was not; and how they send it after all."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import opened
from config.settings import Settings
from storage.deliveries import DeliveryFilter, planned
from storage.sql.unit_of_work import SqlUnitOfWork
from tests.e2e.running import os2bot, service, wait_for
from tests.ledger import delivery
from tests.meetings import GROUP, note, series, subscription

ROOM = "matrix:!koordinering:example.org"


def in_database(directory: Path, work: Callable[[SqlUnitOfWork], Awaitable[object]]) -> object:
    async def done() -> object:
        async with opened(Settings(data_dir=directory)) as database, database.unit_of_work() as unit:
            found = await work(unit)
            await unit.commit()
        return found

    return asyncio.run(done())


def meeting_in(directory: Path, ahead: timedelta) -> datetime:
    """A meeting that begins so far from now, and a room that wants to be reminded of it."""
    starts = (datetime.now(UTC) + ahead).astimezone(ZoneInfo("Europe/Copenhagen")).replace(tzinfo=None, second=0, microsecond=0)

    async def noted(unit: SqlUnitOfWork) -> None:
        await note(unit, series(starts=starts, rule=""))
        await note(unit, subscription(ROOM))

    in_database(directory, noted)
    return starts


def test_the_preview_shows_what_would_be_posted_and_posts_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    starts = meeting_in(data, timedelta(days=5))
    shown = os2bot("preview", "--days", "6", cwd=tmp_path, OS2BOT_DATA_DIR=str(data))
    assert shown.status == 0, shown.err
    assert "Møde i koordinationsgruppen for OS2mo" in shown.out
    assert f"kl. {starts:%H.%M}" in shown.out
    as_json = json.loads(os2bot("preview", "--days", "6", "--format", "json", cwd=tmp_path, OS2BOT_DATA_DIR=str(data)).out)
    assert {each["target"] for each in as_json if each["kind"] == "meeting_reminder" and "reply" in each} == {ROOM}
    assert os2bot("deliveries", cwd=tmp_path, OS2BOT_DATA_DIR=str(data)).out == "Nothing is to be posted, and nothing was.\n"
    assert os2bot("preview", "--days", "1", cwd=tmp_path, OS2BOT_DATA_DIR=str(data)).out == "Nothing would be posted within 1 days.\n"


def test_meetings_are_listed(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    assert os2bot("meetings", "--days", "3", cwd=tmp_path, OS2BOT_DATA_DIR=data).out == "No meeting is known of within 3 days.\n"
    starts = meeting_in(tmp_path / "data", timedelta(days=2))
    assert f"{starts:%Y-%m-%d %H:%M}" in os2bot("meetings", cwd=tmp_path, OS2BOT_DATA_DIR=data, COLUMNS="200").out
    (meeting,) = json.loads(os2bot("meetings", "--json", "--group", GROUP, cwd=tmp_path, OS2BOT_DATA_DIR=data).out)
    assert (meeting["group"], meeting["wall_time"], meeting["answers"]) == (GROUP, starts.isoformat(), {"yes": 0, "maybe": 0, "no": 0, "deputy": 0})
    assert os2bot("meetings", "--json", "--group", "os2iot/styregruppe", cwd=tmp_path, OS2BOT_DATA_DIR=data).out == "[]\n"


def test_the_service_plans_ahead_and_the_ledger_says_so(tmp_path: Path) -> None:
    data = tmp_path / "data"
    meeting_in(data, timedelta(days=2))
    with service(tmp_path, OS2BOT_DATA_DIR=str(data)) as bot:
        bot.logged("planned")
        bot.wait_until("/readyz", 200)
        listed = json.loads(os2bot("deliveries", "--json", cwd=tmp_path, OS2BOT_DATA_DIR=str(data)).out)
        assert bot.stop() == 0
    assert listed
    assert {each["state"] for each in listed} == {"planned"}
    assert "reply" not in listed[0]
    key = listed[0]["key"]
    told = os2bot("deliveries", "--why", key, cwd=tmp_path, OS2BOT_DATA_DIR=str(data)).out
    assert "The reminder of a meeting for " in told
    assert ": planned." in told


def test_what_was_parked_says_why_and_is_sent_again_when_it_is_asked_for(tmp_path: Path) -> None:
    data = tmp_path / "data"
    now = datetime.now(UTC)
    parked = planned(delivery("a", kind="meeting_reminder", due_at=now, useful_until=now + timedelta(days=1)), now).became("parked", now, "refused:is_archived")

    async def noted(unit: SqlUnitOfWork) -> int:
        return await unit.deliveries.plan([parked])

    in_database(data, noted)
    told = os2bot("deliveries", "--why", "a", cwd=tmp_path, OS2BOT_DATA_DIR=str(data)).out
    assert "given up until somebody says so: The platform refused it (is_archived)" in told
    assert "is due again" in os2bot("deliveries", "--retry", "a", cwd=tmp_path, OS2BOT_DATA_DIR=str(data)).out

    async def found(unit: SqlUnitOfWork) -> list[str]:
        return [each.state for each in await unit.deliveries.find(DeliveryFilter())]

    assert in_database(data, found) == ["due"]


def test_wrong_wishes_get_one_sentence(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    for arguments, said in (
        (("--why", "none"), "there is no delivery 'none'"),
        (("--retry", "none"), "there is no delivery 'none'"),
        (("--why", "a", "--retry", "b"), "--why: looks, and --retry acts; keep one"),
        (("--state", "lost"), "--state: must be one of planned, due, claimed"),
    ):
        ended = os2bot("deliveries", *arguments, cwd=tmp_path, OS2BOT_DATA_DIR=data)
        assert ended.status == 2, ended
        assert said in ended.err
        assert len(ended.err.strip().splitlines()) == 1


def test_readiness_asks_whether_planning_goes_on(tmp_path: Path) -> None:
    with service(tmp_path, OS2BOT_DATA_DIR=str(tmp_path / "data")) as bot:
        bot.wait_until("/readyz", 200)
        assert wait_for("the checks", lambda: bot.get("/readyz")[1])["checks"]["scheduler"] == {"state": "ok"}
