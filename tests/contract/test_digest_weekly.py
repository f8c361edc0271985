# SPDX-License-Identifier: MPL-2.0
"""Each channel gets one digest an ISO week, whatever happens meanwhile: restarts, replicas, another hour, a pause, the hour in which clocks change, somebody in a hurry."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, time

import pytest

from handlers.posts.bulk import A_MINUTE
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.sections.meetings import meetings
from handlers.reply import Reply, say
from storage.unit_of_work import Database
from tests.contract.digest_stage import ANNE, CHANNEL, DAY, HOUR, NOON, OTHER, SUNDAY, WEEK, DigestStage, asked
from tests.meetings import noted, series

MONDAY = SUNDAY + DAY
"""Noon: the digest was due three hours ago."""


@pytest.fixture
def stage(database: Database) -> DigestStage:
    return DigestStage(database)


async def test_it_comes_every_week_at_its_hour_however_often_the_service_looks(stage: DigestStage) -> None:
    await stage.prepare(asked())
    await stage.until(SUNDAY + 3 * WEEK)
    assert stage.weeks() == ["2026-W50", "2026-W51", "2026-W52"]
    assert [f"{each.due_at:%a %H:%M}" for each in await stage.ledger() if each.state == "sent"] == ["Mon 08:00"] * 3


async def test_replicas_that_look_at_once_post_it_once(stage: DigestStage) -> None:
    await stage.prepare(asked(), asked(OTHER, weekday=0, clock=time(9)))
    await asyncio.gather(*(stage.planning().tick(stage.clock.at) for _ in range(3)))
    stage.clock.at = MONDAY
    await asyncio.gather(*(stage.relay().drain() for _ in range(3)))
    assert (stage.weeks(), stage.weeks(OTHER)) == (["2026-W50"], ["2026-W50"])


async def test_one_that_is_late_says_so_and_does_not_come_twice(stage: DigestStage) -> None:
    await stage.prepare(asked())
    await stage.wake()
    stage.clock.at = SUNDAY + 3 * DAY
    await stage.wake()
    assert stage.weeks() == ["2026-W50"]
    assert "skulle have været sendt" in stage.said() or "forsinket" in stage.said()
    await stage.until(SUNDAY + 9 * DAY)
    assert stage.weeks() == ["2026-W50", "2026-W51"]


@pytest.mark.parametrize("later", [True, False], ids=["later", "earlier"])
async def test_another_hour_in_the_middle_of_the_week_moves_it_and_gives_no_second_one(stage: DigestStage, later: bool) -> None:
    before = asked(weekday=2)
    await stage.prepare(before)
    await stage.until(SUNDAY + DAY)
    await stage.change(before, **({"weekday": 3, "clock": NOON} if later else {"weekday": 1, "clock": NOON}))
    await stage.until(SUNDAY + 6 * DAY)
    assert stage.weeks() == ["2026-W50"]
    sent = next(each for each in await stage.ledger() if each.state == "sent")
    assert f"{sent.due_at:%a %H:%M}" == ("Thu 11:00" if later else "Tue 11:00")


async def test_another_hour_after_it_was_sent_gives_no_second_one_that_week(stage: DigestStage) -> None:
    before = asked()
    await stage.prepare(before)
    await stage.until(MONDAY)
    await stage.change(before, weekday=3)
    await stage.until(SUNDAY + 2 * WEEK)
    assert stage.weeks() == ["2026-W50", "2026-W51"]


async def test_what_is_paused_and_resumed_before_its_hour_comes_and_what_is_not_resumed_does_not(stage: DigestStage) -> None:
    before, other = asked(weekday=1), asked(OTHER, weekday=1)
    await stage.prepare(before, other)
    await stage.wake()
    paused = [await stage.change(each, paused="asked", paused_at=SUNDAY) for each in (before, other)]
    stage.clock.at += HOUR
    await stage.wake()
    await stage.change(paused[0], paused="", paused_at=None)
    await stage.until(SUNDAY + 3 * DAY)
    assert (stage.weeks(), stage.weeks(OTHER)) == (["2026-W50"], [])
    assert {each.reason for each in await stage.ledger() if each.target == OTHER} == {"paused"}


async def test_whoever_ends_it_and_asks_anew_in_the_same_week_gets_it_once(stage: DigestStage) -> None:
    before = asked(weekday=1)
    await stage.prepare(before)
    await stage.wake()
    await stage.remove(before)
    stage.clock.at += HOUR
    await stage.wake()
    await stage.change(before, since=stage.clock.at)
    await stage.until(SUNDAY + 5 * DAY)
    assert stage.weeks() == ["2026-W50"]


async def test_about_several_things_it_is_one_digest(stage: DigestStage) -> None:
    await stage.prepare(asked(about="product/os2mo"), asked(about="product/os2kle"))
    await stage.until(MONDAY)
    assert stage.weeks() == ["2026-W50"]


@pytest.mark.parametrize("week", ["2026-10-24", "2027-03-27"], ids=["clocks go back", "clocks go forward"])
async def test_in_the_hour_in_which_clocks_change_it_comes_once(stage: DigestStage, week: str) -> None:
    saturday = datetime.fromisoformat(week).replace(tzinfo=UTC)
    await stage.prepare(asked(weekday=6, clock=time(2, 30), since=saturday))
    await noted(stage.database, series("earlier", starts=datetime(2026, 10, 5, 13), group="os2mo/styregruppe"))
    stage.clock.at = saturday
    await stage.until(saturday + 2 * DAY, HOUR / 2)
    assert len(stage.weeks()) == 1


async def test_a_person_gets_their_own_where_they_were_last_met(stage: DigestStage) -> None:
    await stage.prepare(asked("person/anne"))
    await stage.until(SUNDAY + WEEK)
    assert stage.weeks(ANNE) == ["2026-W50"]
    assert "Din uge 50" in stage.said(ANNE)


async def test_a_week_in_which_there_is_nothing_to_say_is_silent_and_the_ledger_knows_why(stage: DigestStage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.wiring.DIGEST", {"meetings": meetings})  # of the others some have always something to say
    await stage.prepare(asked(about="product/os2kle"))
    await stage.until(MONDAY)
    assert stage.weeks() == []
    assert [each.reason for each in await stage.ledger()] == ["nothing_new"]


async def test_sent_at_once_it_does_not_come_again_that_week(stage: DigestStage) -> None:
    await stage.prepare(asked(weekday=3))
    stage.clock.at = MONDAY
    await stage.wake()
    heard = await stage.talk().say("send ugens overblik nu", stage.clock.at)
    assert heard.outcome == "answered"
    await stage.wake()
    assert stage.weeks() == ["2026-W50"]
    again = await stage.talk().say("send ugens overblik nu", stage.clock.at + HOUR)
    assert again.outcome == "asked_back"
    await stage.until(SUNDAY + 6 * DAY)
    assert stage.weeks() == ["2026-W50"]


async def test_a_trial_stands_there_at_once_and_takes_no_week(stage: DigestStage) -> None:
    await stage.prepare(asked(weekday=3))
    stage.clock.at = MONDAY
    await stage.talk().say("prøv ugens overblik her", stage.clock.at)
    await stage.talk().say("prøv ugens overblik her", stage.clock.at)
    await stage.wake()
    assert [key.split(":")[0] for key in stage.poster.keys] == ["digest_test"]
    assert "Det her er en prøve" in stage.said()
    await stage.until(SUNDAY + 6 * DAY)
    assert stage.weeks() == ["2026-W50"]
    assert stage.poster.posted[-1][0] == CHANNEL


async def test_thousands_of_the_same_minute_are_spread_and_none_of_them_is_late(stage: DigestStage) -> None:
    await stage.prepare(*(asked(f"fake:C{number:04}") for number in range(3 * A_MINUTE - 1)))
    await stage.planning().tick(stage.clock.at)
    due = Counter(f"{each.due_at:%H:%M}" for each in await stage.ledger(1_000))
    assert due == {"08:00": A_MINUTE, "08:01": A_MINUTE, "08:02": A_MINUTE - 1}
    stage.clock.at = SUNDAY + DAY
    await stage.planning().tick(stage.clock.at)
    assert Counter(f"{each.due_at:%H:%M}" for each in await stage.ledger(1_000)) == due, "planned again it is the same"


async def test_what_stands_there_every_week_is_no_reason_to_post_a_digest(stage: DigestStage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def standing(issue: Issue) -> Reply:
        return Reply(parts=(say("digest.nothing_new"),))

    monkeypatch.setattr("bot.wiring.DIGEST", {"calls": standing, "meetings": meetings})
    await stage.prepare(asked(about="product/os2kle"), asked(OTHER))
    await stage.until(MONDAY)
    assert (stage.weeks(), stage.weeks(OTHER)) == ([], ["2026-W50"])
    assert "Der er intet nyt" in stage.said(OTHER), "beside a meeting it stands there"
