# SPDX-License-Identifier: MPL-2.0
"""What became otherwise in the catalogue, in memory."""

from collections.abc import Sequence
from datetime import datetime

from storage.catalogue_news import FactChange
from storage.memory.state import State


class MemoryCatalogueNews:
    def __init__(self, state: State) -> None:
        self._state = state

    async def record(self, changes: Sequence[FactChange]) -> None:
        self._state.fact_changes += changes
        self._state.fact_changes_recorded += len(changes)

    async def between(self, since: datetime, until: datetime, product: str = "") -> Sequence[FactChange]:
        return [each for each in self._state.fact_changes if since <= each.at < until and product in ("", each.product)]

    async def followed_since(self) -> datetime | None:
        return self._state.news_since

    async def follow(self, now: datetime) -> None:
        self._state.news_since = self._state.news_since or now

    async def revision(self) -> int:
        return self._state.fact_changes_recorded

    async def forget_before(self, moment: datetime) -> int:
        kept = [each for each in self._state.fact_changes if each.at >= moment]
        gone = len(self._state.fact_changes) - len(kept)
        self._state.fact_changes = kept
        if self._state.news_since and self._state.news_since < moment:
            self._state.news_since = moment
        return gone
