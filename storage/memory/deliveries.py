# SPDX-License-Identifier: MPL-2.0
"""The delivery ledger in memory."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from storage.deliveries import Delivery, DeliveryFilter, Planned, Standing, State, claimed
from storage.memory.state import State as Everything
from storage.memory.state import drop


class MemoryDeliveries:
    def __init__(self, state: Everything) -> None:
        self._rows, self._planners = state.deliveries, state.planners

    async def plan(self, new: Sequence[Delivery]) -> int:
        added = {each.key: each for each in new if each.key not in self._rows}
        self._rows.update(added)
        return len(added)

    async def get(self, key: str) -> Delivery | None:
        return self._rows.get(key)

    async def find(self, wanted: DeliveryFilter, most: int = 1000) -> Sequence[Delivery]:
        return sorted((each for each in self._rows.values() if _fits(each, wanted)), key=lambda each: (each.due_at, each.key))[:most]

    async def standing(self, kinds: Collection[str], after: datetime, before: datetime) -> Mapping[str, Standing]:
        return {each.key: Standing(each.state, each.about, each.due_at) for each in self._rows.values() if each.kind in kinds and after <= each.due_at < before}

    async def reschedule(self, wanted: Sequence[Delivery]) -> int:
        there = {each.key: self._rows.get(each.key) for each in wanted}
        otherwise = [(found, each) for each in wanted if (found := there[each.key]) and found.state == "planned" and found.due_at != each.due_at]
        self._rows.update({new.key: replace(found, due_at=new.due_at, next_at=new.due_at, useful_until=new.useful_until) for found, new in otherwise})
        return len(otherwise)

    async def hasten(self, key: str, now: datetime) -> bool:
        found = self._rows.get(key)
        if found is None or found.state != "planned":
            return False
        self._rows[key] = found.became("due", now, "asked_for", next_at=now)
        return True

    async def withdraw(self, keys: Collection[str], now: datetime, reason: str) -> int:
        free = [each for key in set(keys) if (each := self._rows.get(key)) and each.next_at and (each.state != "claimed" or each.next_at <= now)]
        self._rows.update({each.key: each.became("skipped", now, reason) for each in free})
        return len(free)

    async def claim(
        self, platforms: Collection[str], now: datetime, held_until: datetime, holder: str, most: int, *, bulk: Collection[str] = (), most_bulk: int = 0
    ) -> Sequence[Delivery]:  # fmt: skip
        due = [each for each in self._rows.values() if each.next_at and each.next_at <= now and each.platform in platforms and not self._in_the_way(each, now)]
        due.sort(key=lambda each: (each.next_at, each.key))
        found = [each for each in due if each.kind not in bulk][:most]
        found += [each for each in due if each.kind in bulk][: max(min(most - len(found), most_bulk), 0)] if bulk else []
        taken = [claimed(each, now, held_until, holder) for each in found]
        self._rows.update({each.key: replace(each, history=before.history) for each, before in zip(taken, found, strict=True)})
        return taken

    def _in_the_way(self, row: Delivery, now: datetime) -> bool:
        others = (each for each in self._rows.values() if each.target == row.target and each.key != row.key and each.state in ("claimed", "failed"))
        return any(_holds(each, now) or (each.due_at, each.key) < (row.due_at, row.key) for each in others)

    async def extend(self, keys: Collection[str], holder: str, held_until: datetime) -> frozenset[str]:
        held = [each for key in keys if (each := self._held(key, holder))]
        self._rows.update({each.key: replace(each, next_at=held_until) for each in held})
        return frozenset(each.key for each in held)

    async def keep(self, done: Sequence[Delivery], holder: str) -> frozenset[str]:
        held = {each.key: each for each in done if self._held(each.key, holder)}
        self._rows.update(held)
        return frozenset(each.key for each in done if each.key not in held)

    def _held(self, key: str, holder: str) -> Delivery | None:
        found = self._rows.get(key)
        return found if found and found.holder == holder and found.state == "claimed" else None

    async def take_over(self, now: datetime) -> None:
        self._rows.update({key: replace(each, next_at=now) for key, each in self._rows.items() if _holds(each, now)})

    async def reopen(self, key: str, now: datetime) -> bool:
        found = self._rows.get(key)
        if found is None or found.state != "parked":
            return False
        self._rows[key] = replace(found, attempts=0).became("due", now, "asked_for", next_at=now)
        return True

    async def next_at(self, platforms: Collection[str]) -> datetime | None:
        return min((each.next_at for each in self._rows.values() if each.next_at and each.platform in platforms), default=None)

    async def counts(self) -> Mapping[State, int]:
        return Counter(each.state for each in self._rows.values() if each.next_at or each.state == "parked")

    async def progress(self, planner: str) -> Planned | None:
        return self._planners.get(planner)

    async def keep_progress(self, planned: Planned) -> None:
        self._planners[planned.name] = planned

    async def of_person(self, person_id: str) -> Sequence[Delivery]:
        return await self.find(DeliveryFilter(target=f"person/{person_id}"), len(self._rows))

    async def forget_person(self, person_id: str) -> int:
        return drop(self._rows, [key for key, each in self._rows.items() if each.target == f"person/{person_id}"])

    async def forget_before(self, moment: datetime) -> int:
        return drop(self._rows, [key for key, each in self._rows.items() if each.next_at is None and each.due_at < moment])


def _holds(row: Delivery, now: datetime) -> bool:
    return row.state == "claimed" and row.next_at is not None and row.next_at > now


def _fits(row: Delivery, wanted: DeliveryFilter) -> bool:
    named = ((wanted.about, row.about), (wanted.target, row.target), (wanted.message, row.message))
    return (
        all(value in ("", found) for value, found in named)
        and (not wanted.kinds or row.kind in wanted.kinds)
        and (not wanted.states or row.state in wanted.states)
        and (wanted.after is None or row.due_at >= wanted.after)
        and (wanted.before is None or row.due_at < wanted.before)
    )
