# SPDX-License-Identifier: MPL-2.0
"""The flows that runs follow: each run the flow as it was when it began, and a new run the flow as it is now."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache

from config.flows.flow import Flow
from config.flows.load import from_document, to_document
from handlers.refusal import Refusal
from storage.onboarding import OnboardingRun, OnboardingRuns, PinnedFlow


class Flows:
    """For one unit of work. `configured`: the flows there are now; it is called only where one of them is asked for."""

    def __init__(self, runs: OnboardingRuns, configured: Callable[[], Mapping[str, Flow]]) -> None:
        self._runs, self._configured = runs, configured
        self._pinned: Mapping[tuple[str, int], Flow] | None = None

    def now(self) -> Mapping[str, Flow]:
        """Id → flow, as the files have it."""
        return self._configured()

    async def of(self, run: OnboardingRun) -> Flow:
        """As it was pinned for this run. Raises Refusal where the database does not have it, or only a newer os2bot can read it."""
        found = await self.readable(run)
        if found is None:
            raise Refusal("onboarding.unreadable", flow=run.flow)
        return found

    async def readable(self, run: OnboardingRun) -> Flow | None:
        return (await self._known()).get((run.flow, run.flow_version))

    async def everything(self) -> Mapping[tuple[str, int], Flow]:
        """Id and version → flow, of all that were ever pinned and can be read."""
        return await self._known()

    async def pinned(self, flow: str, now: datetime) -> tuple[Flow, int]:
        """The flow as it is now, and its version: one more than the last wherever it differs from that. One whose file is gone is what it was last.

        Raises Refusal where there never was such a flow.
        """
        found = self.now().get(flow)
        versions = {version: each for (id_, version), each in (await self._known()).items() if id_ == flow}
        newest = max(versions, default=0)
        if newest and (found is None or to_document(versions[newest]) == to_document(found)):
            return versions[newest], newest
        if found is None:
            raise Refusal("onboarding.no_flow", outcome="asked_back")
        newest = max([each.version for each in await self._runs.pinned() if each.flow == flow], default=0)  # also of those that cannot be read
        await self._runs.pin(PinnedFlow(flow=flow, version=newest + 1, document=to_document(found), pinned_at=now))
        self._pinned = None
        return found, newest + 1

    async def _known(self) -> Mapping[tuple[str, int], Flow]:
        if self._pinned is None:
            read = [(each, _read(each.document)) for each in await self._runs.pinned()]
            self._pinned = {(each.flow, each.version): flow for each, flow in read if flow}
        return self._pinned


@lru_cache(maxsize=256)
def _read(document: str) -> Flow | None:
    """Made once for each content: to read one takes a millisecond. None for one that only a newer os2bot can read, as after going back to an older one."""
    try:
        return from_document(document)
    except ValueError:
        return None
