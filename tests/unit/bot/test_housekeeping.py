# SPDX-License-Identifier: MPL-2.0
"""What has served its purpose is forgotten, and a round that fails stops nothing."""

import asyncio
from datetime import timedelta
from typing import Any

from bot.housekeeping import INBOX_KEPT, Round, keep_house, tidy
from storage.conversations import MEMORY, Conversation
from storage.memory import MemoryDatabase
from tests.conftest import NOW

SECOND = timedelta(seconds=1)


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


async def test_a_round_is_made_at_once_and_each_interval_by_the_clock_given() -> None:
    database, stop, rounds, hours = MemoryDatabase(), asyncio.Event(), [], iter(range(10))
    async with database.unit_of_work() as unit:
        await unit.conversations.remember(Conversation(id="c", intent="fee", slots={}, at=NOW))
        await unit.commit()

    def done(made: Round) -> None:
        rounds.append(made.conversations)
        if len(rounds) == 3:
            stop.set()

    await asyncio.wait_for(keep_house(database, stop, done, now=lambda: NOW + timedelta(hours=next(hours)), interval=0.001), 5)
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

    await asyncio.wait_for(keep_house(Failing(), stop, lambda _: stop.set(), now=lambda: NOW, interval=0.001), 5)
    assert tries == 2


async def test_stopping_does_not_wait_for_the_interval() -> None:
    stop = asyncio.Event()
    await asyncio.wait_for(keep_house(MemoryDatabase(), stop, lambda _: stop.set(), now=lambda: NOW, interval=3600), 5)
