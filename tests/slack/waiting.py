# SPDX-License-Identifier: MPL-2.0
"""Waiting for something to be so: looked at again on each change, with words for what was awaited."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 10.0  # seconds


class Changes:
    """Tells everybody who waits that something changed."""

    def __init__(self) -> None:
        self._next = asyncio.Event()
        self.count = 0

    def changed(self) -> None:
        self.count += 1
        self._next.set()
        self._next = asyncio.Event()

    async def until(self, look: Callable[[], T | None], what: str, timeout: float = PATIENCE, *, seen: Callable[[], str] = str) -> T:
        """The first thing `look` finds that is true; an AssertionError that says what was awaited when it finds nothing in time."""
        deadline = asyncio.get_running_loop().time() + timeout
        while not (found := look()):
            change = self._next
            try:
                async with asyncio.timeout_at(deadline):
                    await change.wait()
            except TimeoutError:
                raise AssertionError(f"waited {timeout:g} s in vain for {what}\n{seen()}") from None
        return found
