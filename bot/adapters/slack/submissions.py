# SPDX-License-Identifier: MPL-2.0
"""Modals that were just sent in: what answers them at once goes back with the acknowledgement.

Slack shows what it got last. An update that overtook the acknowledgement would be gone beneath it: what comes later follows at a distance.
"""

import asyncio
from collections.abc import Callable

from bot.adapters.slack.views import View

AT_ONCE = 0.8  # seconds: Slack waits three for the acknowledgement, and keeping the delivery may take two of them
APART = 1.0  # seconds between an acknowledgement without the answer and the answer


class Submissions:
    def __init__(self) -> None:
        self._open: dict[str, asyncio.Future[View]] = {}

    async def first(self, view_id: str, begin: Callable[[], None], otherwise: View) -> View:
        """What the acknowledgement shows: the answer to what `begin` begins, if it comes at once."""
        loop = asyncio.get_running_loop()
        answer = self._open[view_id] = loop.create_future()
        begin()
        try:
            return await asyncio.wait_for(answer, AT_ONCE)
        except TimeoutError:
            return otherwise
        finally:
            loop.call_later(APART, self._over, view_id, answer)

    async def takes(self, view_id: str, view: View) -> bool:
        """Whether the acknowledgement brings it. Where that has just gone without, waits until it has surely arrived."""
        answer = self._open.get(view_id)
        if answer and not answer.done():
            answer.set_result(view)
            return True
        if answer and answer.cancelled():
            await asyncio.sleep(APART)
        return False

    def _over(self, view_id: str, answer: "asyncio.Future[View]") -> None:
        if self._open.get(view_id) is answer:
            del self._open[view_id]
