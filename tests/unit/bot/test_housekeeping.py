# SPDX-License-Identifier: MPL-2.0
"""What has served its purpose is forgotten, and a round that fails stops nothing."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.housekeeping import INBOX_KEPT, Nightly, Round, keep_house, night_of, tidy
from storage.conversations import MEMORY, Conversation
from storage.drafts import KEPT, Draft
from storage.memory import MemoryDatabase
from storage.onboarding import Invitation
from tests.conftest import NOW
from tests.contract.nudge_stage import NudgeStage, flow, run, step

SECOND = timedelta(seconds=1)
ZONE = ZoneInfo("Europe/Copenhagen")


async def _quiet_night(now: datetime) -> None:
    """Nothing is done at night."""


async def test_old_notes_and_old_subjects_go_and_young_ones_stay() -> None:
    database = MemoryDatabase()
    async with database.unit_of_work() as unit:
        await unit.inbox.accept("old", NOW - INBOX_KEPT - SECOND)
        await unit.inbox.accept("young", NOW - INBOX_KEPT)
        for id_, at in (("old", NOW - MEMORY - SECOND), ("young", NOW - MEMORY)):
            await unit.conversations.remember(Conversation(id=id_, intent="fee", slots={}, at=at))
        await unit.commit()
    assert await tidy(database, NOW) == Round(messages=1, conversations=1, revision=0)
    assert (list(database.state.inbox), list(database.state.conversations)) == (["young"], ["young"])


async def test_an_invitation_that_has_expired_goes_and_a_wait_that_has_ended_is_written_down() -> None:
    database, stop = MemoryDatabase(), asyncio.Event()
    stage = NudgeStage(database)
    stage.clock.at = NOW - timedelta(days=3)
    await stage.prepare(flow(step("rest", kind="wait", due={"days": 1}), step("then", after=["rest"])), run("a", started_at=NOW - timedelta(days=3)))
    async with database.unit_of_work() as unit:
        found = await unit.onboarding.run("a")
        assert found
        assert found.open_steps == ()
        for name, at in (("old", NOW - SECOND), ("young", NOW)):
            await unit.onboarding.invite(Invitation(digest=name, run="a", owner="signatory", by="ole", expires_at=at))
        await unit.commit()
    await asyncio.wait_for(keep_house(database, stop, lambda _: stop.set(), _quiet_night, ZONE, now=lambda: NOW, interval=0.001), 5)
    assert list(database.state.invitations) == ["young"]
    assert [each.step for each in database.state.onboarding_runs["a"].open_steps] == ["then"]
    assert [(each.action, each.actor, each.via) for each in database.state.events] == [("onboarding.settle", "system", "housekeeping")]


async def test_a_round_is_made_at_once_and_each_interval_by_the_clock_given() -> None:
    database, stop, rounds, hours = MemoryDatabase(), asyncio.Event(), [], iter(range(10))
    async with database.unit_of_work() as unit:
        await unit.conversations.remember(Conversation(id="c", intent="fee", slots={}, at=NOW))
        await unit.commit()

    def done(made: Round) -> None:
        rounds.append(made.conversations)
        if len(rounds) == 3:
            stop.set()

    await asyncio.wait_for(keep_house(database, stop, done, _quiet_night, ZONE, now=lambda: NOW + timedelta(hours=next(hours)), interval=0.001), 5)
    assert rounds == [0, 1, 0]


async def test_a_round_that_fails_is_tried_again() -> None:
    stop, tries = asyncio.Event(), 0

    class Failing(MemoryDatabase):
        def unit_of_work(self) -> Any:
            nonlocal tries
            tries += 1
            if tries == 1:
                raise ConnectionError("gone")
            return super().unit_of_work()

    await asyncio.wait_for(keep_house(Failing(), stop, lambda _: stop.set(), _quiet_night, ZONE, now=lambda: NOW, interval=0.001), 5)
    assert tries == 3, "the one that failed, and both looks of the next round"


async def test_stopping_does_not_wait_for_the_interval() -> None:
    stop = asyncio.Event()
    await asyncio.wait_for(keep_house(MemoryDatabase(), stop, lambda _: stop.set(), _quiet_night, ZONE, now=lambda: NOW, interval=3600), 5)


async def _rounds(moments: Sequence[datetime], nightly: Nightly) -> None:
    """A round at each of these moments."""
    stop, left = asyncio.Event(), list(moments)

    def now() -> datetime:
        if len(left) == 1:
            stop.set()
        return left.pop(0)

    await asyncio.wait_for(keep_house(MemoryDatabase(), stop, lambda _: None, nightly, ZONE, now=now, interval=0.001), 5)


def _local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


async def test_the_nightly_round_comes_at_the_start_and_then_once_after_three_each_night() -> None:
    nights: list[datetime] = []

    async def nightly(now: datetime) -> None:
        nights.append(now)

    due = [_local(24, 14), _local(25, 3), _local(26, 8)]
    between = [_local(24, 14, 1), _local(24, 23, 59), _local(25, 2, 59), _local(25, 3, 1), _local(26, 2, 59), _local(27, 2)]
    await _rounds(sorted([*due, *between]), nightly)
    assert nights == due


async def test_a_nightly_round_that_fails_is_tried_again_with_the_next_round() -> None:
    tries: list[datetime] = []

    async def nightly(now: datetime) -> None:
        tries.append(now)
        if len(tries) == 1:
            raise ConnectionError("gone")

    await _rounds([_local(24, 14), _local(24, 14, 1), _local(24, 14, 2)], nightly)
    assert tries == [_local(24, 14), _local(24, 14, 1)]


@pytest.mark.parametrize(
    ("utc", "night"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 28)),  # 01:59; at two the clock goes to three
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), date(2026, 10, 24)),  # 02:59; at three the clock goes back to two
        (datetime(2026, 10, 25, 1, 59, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_a_night_is_one_night_when_the_clock_is_changed(utc: datetime, night: date) -> None:
    assert night_of(utc, ZONE) == night


async def test_a_form_that_was_begun_is_forgotten_after_a_day() -> None:
    database = MemoryDatabase()
    async with database.unit_of_work() as unit:
        for form, at in (("old", NOW - KEPT - SECOND), ("young", NOW - KEPT)):
            await unit.drafts.save(Draft(owner="slack:T0TEST001:U1", form=form, saved_at=at, values={"name": "Anne"}))
        await unit.commit()
    await tidy(database, NOW)
    assert [form for _, form in database.state.drafts] == ["young"]
