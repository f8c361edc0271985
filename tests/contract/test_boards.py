# SPDX-License-Identifier: MPL-2.0
"""The board of all onboardings in a channel: once a week, written anew where it stands when something has changed, and only then; by one of the replicas, and once."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.boards import Boards
from bot.composing import Composing
from bot.localise import Localiser
from bot.outcomes import CallError, Outcome
from config.intents.intent import load_intents
from handlers import POSTS
from storage.subscriptions import Subscription
from storage.unit_of_work import Database
from tests.contract.nudge_stage import DAY, HOUR, MONDAY, ZONE, NudgeStage, flow, run, step

CHANNEL = "fake:C0CHANNEL"
FLOW = flow(step("first"), step("second", owner="secretariat", after=["first"]))
MINUTE = timedelta(minutes=1)
BOARD = "onboarding_board"


@dataclass
class Staged(NudgeStage):
    """`keeper`: the only one, unless a test makes more."""

    def __post_init__(self) -> None:
        self.keeper = self.another()

    def another(self) -> Boards:
        """Of a process that has just started."""
        composing = Composing(self.database, POSTS, load_intents(), ["fake"], ZONE)
        return Boards(self.database, composing, Localiser(), {"fake": self.poster}, now=self.clock.now)

    async def subscribed(self, language: str = "da", since: datetime = MONDAY) -> None:
        async with self.database.unit_of_work() as unit:
            await unit.subscriptions.add(Subscription(channel=CHANNEL, kind="onboarding_board", language=language, since=since, by="secretary"))
            await unit.commit()

    async def posted(self, **fields: Any) -> None:
        """The first board stands there, and nothing has changed since it was last looked."""
        await self.prepare(FLOW, run("a", **fields))
        await self.subscribed()
        self.clock.at = MONDAY + HOUR
        await self.wake()
        await self.keeper.round()
        self.poster.edited.clear()
        self.clock.at += MINUTE

    @property
    def board(self) -> list[str]:
        """What stands there now: its parts, a table as its rows."""
        _, _, reply = next(each for each in reversed(self.poster.posted) if each[0] == CHANNEL)
        return [part.text or "\n".join(" | ".join(row) for row in (part.table.rows if part.table else ())) for part in reply.parts]


@pytest.fixture
def stage(database: Database) -> Staged:
    return Staged(database)


async def test_a_change_is_written_where_the_board_stands_once_and_nothing_is_posted(stage: Staged) -> None:
    await stage.posted()
    assert await stage.keeper.round() == 0
    posted = len(stage.poster.posted)
    await stage.done("a", "first")
    assert [await stage.keeper.round() for _ in range(3)] == [1, 0, 0]
    assert (len(stage.poster.posted), len(stage.poster.edited)) == (posted, 1)
    assert stage.board[2:] == ["Lille forløb: ingen bestemt | 1/2 | sekretariatet | 0 arbejdsdage", "Sådan var det 30.11.2026 09.01."]


async def test_what_says_the_same_as_before_is_not_written(stage: Staged) -> None:
    await stage.posted()
    await stage.change("a", owner="anne")
    assert await stage.keeper.round() == 0
    assert stage.poster.edited == []


async def test_a_day_that_begins_is_a_change(stage: Staged) -> None:
    await stage.posted()
    stage.clock.at += DAY
    assert await stage.keeper.round() == 1
    assert "1 arbejdsdag" in stage.board[2]


async def test_a_channel_is_written_to_once_a_minute_at_most_and_what_waits_is_not_lost(stage: Staged) -> None:
    await stage.posted()
    await stage.done("a", "first")
    await stage.keeper.round()
    await stage.change("a", state="paused")
    assert await stage.keeper.round() == 0
    stage.clock.at += MINUTE
    assert await stage.keeper.round() == 1
    assert "1 på pause" in stage.board[1]


async def test_of_two_replicas_one_writes_and_after_a_restart_nothing_is_written_twice(stage: Staged) -> None:
    await stage.posted()
    other = stage.another()
    await other.round()
    stage.clock.at += MINUTE
    await stage.done("a", "first")
    assert sorted(await asyncio.gather(stage.keeper.round(), other.round())) == [0, 1]
    stage.clock.at += MINUTE
    assert [await each.round() for each in (stage.keeper, other, stage.another())] == [0, 0, 0]


async def test_what_the_platform_refuses_is_given_up_and_the_next_week_goes_on(stage: Staged) -> None:
    await stage.posted()

    def gone(what: str) -> None:
        if what.startswith("edit:"):
            tried.append(what)
            raise CallError(Outcome.REFUSED, "message_not_found")

    tried: list[str] = []
    stage.poster.fail = gone
    await stage.done("a", "first")
    assert [await stage.keeper.round() for _ in range(3)] == [0, 0, 0]
    assert len(tried) == 1
    await stage.until(MONDAY + 7 * DAY + 2 * HOUR, 6 * HOUR)
    assert [each.state for each in await stage.ledger(BOARD)] == ["sent", "sent"]


async def test_what_fails_for_now_is_tried_again_by_the_same_process(stage: Staged) -> None:
    await stage.posted()
    failures = [CallError(Outcome.LATER, "unreachable")]

    def fail(what: str) -> None:
        if what.startswith("edit:") and failures:
            raise failures.pop()

    stage.poster.fail = fail
    await stage.done("a", "first")
    assert [await stage.keeper.round() for _ in range(3)] == [0, 1, 0]


async def test_a_channel_that_does_not_want_it_any_more_is_left_alone_and_gets_none(stage: Staged) -> None:
    await stage.posted()
    async with stage.database.unit_of_work() as unit:
        await unit.subscriptions.remove(CHANNEL, "onboarding_board")
        await unit.commit()
    await stage.done("a", "first")
    assert await stage.keeper.round() == 0
    await stage.until(MONDAY + 8 * DAY, 12 * HOUR)
    assert [each.state for each in await stage.ledger(BOARD)] == ["sent"]


async def test_a_platform_that_cannot_be_written_to_now_is_looked_at_once_it_can(stage: Staged) -> None:
    await stage.posted()
    stage.poster.posts = False
    await stage.done("a", "first")
    assert await stage.keeper.round() == 0
    stage.poster.posts = True
    assert await stage.keeper.round() == 1


async def test_what_was_composed_before_a_change_and_posted_after_it_is_put_right(stage: Staged) -> None:
    def away(key: str) -> None:
        if not key.startswith("edit:"):
            raise CallError(Outcome.LATER, "unreachable")

    await stage.prepare(FLOW, run("a"))
    await stage.subscribed()
    stage.clock.at = MONDAY + HOUR
    stage.poster.fail = away
    await stage.wake()
    stage.clock.at += MINUTE
    await stage.done("a", "first")
    assert await stage.keeper.round() == 0
    stage.poster.fail = lambda _: None
    stage.clock.at += MINUTE
    await stage.wake()
    assert "0/2" in stage.board[-2]
    assert [await stage.keeper.round() for _ in range(3)] == [1, 0, 0]
    assert "1/2" in stage.board[-2]


async def test_what_is_posted_as_things_are_is_left_as_it_is(stage: Staged) -> None:
    await stage.prepare(FLOW, run("a"))
    await stage.subscribed()
    await stage.keeper.round()
    stage.clock.at = MONDAY + HOUR
    await stage.wake()
    assert [await stage.keeper.round() for _ in range(2)] == [0, 0]
