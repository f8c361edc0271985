# SPDX-License-Identifier: MPL-2.0
"""What is posted in a channel keeps its order and Slack's limit; channels do not wait for each other."""

import asyncio
from itertools import pairwise

from bot.adapters.slack.lanes import BURST, Lanes


class Time:
    """Passes only where somebody waits for it."""

    def __init__(self) -> None:
        self.now = 100.0

    def clock(self) -> float:
        return self.now

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.now += seconds


async def _posts(lanes: Lanes, time: Time, channel: str, many: int) -> list[float]:
    at = []
    for _ in range(many):
        async with lanes.turn(channel):
            at.append(time.now)
    return at


async def test_a_few_messages_go_at_once_and_then_one_a_second() -> None:
    time = Time()
    at = await _posts(Lanes(time.clock, time.pause), time, "C1", int(BURST) + 3)
    assert at[: int(BURST)] == [100.0] * int(BURST)
    assert [round(later - earlier, 6) for earlier, later in pairwise(at[int(BURST) - 1 :])] == [1.0, 1.0, 1.0]


async def test_a_channel_that_was_quiet_has_room_again_but_no_more_than_at_first() -> None:
    time = Time()
    lanes = Lanes(time.clock, time.pause)
    await _posts(lanes, time, "C1", int(BURST))
    time.now += 1_000
    at = await _posts(lanes, time, "C1", int(BURST) + 1)
    assert (at[-2], at[-1]) == (1_100.0, 1_101.0)


async def test_one_channel_does_not_wait_for_another() -> None:
    time = Time()
    lanes = Lanes(time.clock, time.pause)
    await _posts(lanes, time, "C1", int(BURST))
    assert await _posts(lanes, time, "C2", 1) == [100.0]


async def test_whoever_comes_first_posts_first_and_one_at_a_time() -> None:
    time = Time()
    lanes, order, inside = Lanes(time.clock, time.pause), [], 0

    async def post(number: int) -> None:
        nonlocal inside
        async with lanes.turn("C1"):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            order.append(number)
            inside -= 1

    await asyncio.gather(*(post(number) for number in range(20)))
    assert order == list(range(20))


async def test_whoever_fails_or_gives_up_lets_the_next_one_pass() -> None:
    time = Time()
    lanes = Lanes(time.clock, time.pause)

    async def failing() -> None:
        async with lanes.turn("C1"):
            await asyncio.Event().wait()

    first, second = asyncio.create_task(failing()), asyncio.create_task(failing())
    await asyncio.sleep(0)
    second.cancel()
    first.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    async with asyncio.timeout(1), lanes.turn("C1"):
        pass


async def test_lanes_that_nobody_uses_are_forgotten_and_others_are_not() -> None:
    time = Time()
    lanes = Lanes(time.clock, time.pause)
    for number in range(1_500):
        await _posts(lanes, time, f"C{number}", 1)
        time.now += 0.1
    assert len(lanes._lanes) < 1_500
    async with lanes.turn("busy"):
        time.now += 1_000
        for number in range(2_000):
            await _posts(lanes, time, f"D{number}", 1)
            time.now += 0.1
        assert lanes._lanes["busy"].turn.locked()
