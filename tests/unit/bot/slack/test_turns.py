# SPDX-License-Identifier: MPL-2.0
"""One conversation is dealt with in turn, others side by side."""

import asyncio

from bot.turns import Turns


async def test_what_belongs_to_one_conversation_is_done_in_the_order_in_which_it_came() -> None:
    turns, done = Turns(), []

    async def act(number: int) -> None:
        async with turns.of("a"):
            await asyncio.sleep(0)
            done.append(number)

    await asyncio.gather(*(act(number) for number in range(20)))
    assert done == list(range(20))


async def test_another_conversation_does_not_wait() -> None:
    turns = Turns()
    async with turns.of("a"), asyncio.timeout(1), turns.of("b"):
        pass


async def test_nothing_is_remembered_of_a_conversation_that_nobody_waits_for() -> None:
    turns = Turns()

    async def act(name: str) -> None:
        async with turns.of(name):
            await asyncio.sleep(0)
            raise ZeroDivisionError

    cancelled = asyncio.create_task(act("a"))
    outcomes = asyncio.gather(*(act(name) for name in "aabbc"), return_exceptions=True)
    await asyncio.sleep(0)
    cancelled.cancel()
    assert {type(each) for each in await outcomes} == {ZeroDivisionError}
    assert (turns._locks, turns._waiting) == ({}, {})
