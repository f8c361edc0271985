# SPDX-License-Identifier: MPL-2.0
"""Drafts and subscriptions in memory."""

from collections.abc import Sequence
from datetime import datetime

from storage.conflict import ChangedMeanwhileError
from storage.drafts import Draft
from storage.memory.state import State, add, drop
from storage.subscriptions import Kind, Subscription


class MemoryDrafts:
    def __init__(self, state: State) -> None:
        self._drafts = state.drafts

    async def save(self, draft: Draft) -> None:
        self._drafts[draft.owner, draft.form] = draft

    async def replace(self, draft: Draft, before: Draft | None) -> None:
        if self._drafts.get((draft.owner, draft.form)) != before:
            raise ChangedMeanwhileError
        await self.save(draft)

    async def of(self, owner: str, form: str) -> Draft | None:
        return self._drafts.get((owner, form))

    async def all_of(self, owner: str) -> list[Draft]:
        return sorted((each for each in self._drafts.values() if each.owner == owner), key=lambda each: each.form)

    async def remove(self, owner: str, form: str) -> None:
        self._drafts.pop((owner, form), None)

    async def withdraw(self, before: Draft) -> None:
        if self._drafts.get((before.owner, before.form)) != before:
            raise ChangedMeanwhileError
        await self.remove(before.owner, before.form)

    async def remove_of(self, owner: str) -> int:
        return drop(self._drafts, [key for key in self._drafts if key[0] == owner])

    async def forget_before(self, moment: datetime) -> int:
        return drop(self._drafts, [key for key, draft in self._drafts.items() if draft.saved_at < moment])


class MemorySubscriptions:
    def __init__(self, state: State) -> None:
        self._subscriptions = state.subscriptions

    async def of(self, channel: str, kind: Kind, about: str = "") -> Subscription | None:
        return self._subscriptions.get((channel, kind, about))

    async def in_channel(self, channel: str, kind: Kind | None = None) -> Sequence[Subscription]:
        return [each for each in await self.everything() if each.channel == channel and kind in (None, each.kind)]

    async def of_kind(self, kind: Kind) -> Sequence[Subscription]:
        return [each for each in await self.everything() if each.kind == kind]

    async def everything(self) -> Sequence[Subscription]:
        return [each for _, each in sorted(self._subscriptions.items())]

    async def add(self, subscription: Subscription) -> None:
        add(self._subscriptions, (subscription.channel, subscription.kind, subscription.about), subscription)

    async def remove(self, channel: str, kind: Kind, about: str = "") -> None:
        self._subscriptions.pop((channel, kind, about), None)
