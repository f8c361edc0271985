# SPDX-License-Identifier: MPL-2.0
"""Work that is done in rounds for as long as the service runs, and may be cut off at any moment."""

import asyncio
from collections.abc import Awaitable, Callable


async def in_rounds(work: Callable[[], Awaitable[object]], stop: asyncio.Event, seconds: float, failed: Callable[[Exception], object]) -> None:
    """A round at once and then one after each pause, until `stop`, which no slow round holds up. One that fails is told to `failed`, and the next one tries again."""
    rounds, stopped = asyncio.create_task(_for_ever(work, seconds, failed)), asyncio.create_task(stop.wait())
    await asyncio.wait({rounds, stopped}, return_when=asyncio.FIRST_COMPLETED)
    for task in (rounds, stopped):
        task.cancel()
    await asyncio.wait({rounds, stopped})
    if not rounds.cancelled():
        rounds.result()


async def _for_ever(work: Callable[[], Awaitable[object]], seconds: float, failed: Callable[[Exception], object]) -> None:
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and tried again
            failed(error)
        await asyncio.sleep(seconds)
