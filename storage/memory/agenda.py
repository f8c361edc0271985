# SPDX-License-Identifier: MPL-2.0
"""Agendas, decisions and actions, in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from storage.agenda import AgendaItem, AgendaKind
from storage.memory.state import State, add, save
from storage.ordering import item_order


class MemoryAgenda:
    def __init__(self, state: State) -> None:
        self._all = state.agenda_items

    async def item(self, item_id: str) -> AgendaItem | None:
        return self._all.get(item_id)

    async def of_group(self, group: str, *kinds: AgendaKind) -> Sequence[AgendaItem]:
        return _standing(each for each in self._all.values() if each.group == group and (not kinds or each.kind in kinds))

    async def of_product(self, product: str, *kinds: AgendaKind) -> Sequence[AgendaItem]:
        return _standing(each for each in self._all.values() if each.product == product and (not kinds or each.kind in kinds))

    async def noted(self, after: datetime, before: datetime, *kinds: AgendaKind) -> Sequence[AgendaItem]:
        return _standing(each for each in self._all.values() if after <= each.added_at < before and (not kinds or each.kind in kinds))

    async def of_person(self, person: str) -> Sequence[AgendaItem]:
        return _standing(await self.everything_of(person))

    async def everything_of(self, person: str) -> Sequence[AgendaItem]:
        return sorted((each for each in self._all.values() if person in (each.by, each.responsible)), key=item_order)

    async def add(self, item: AgendaItem) -> None:
        add(self._all, item.id, item)

    async def save(self, item: AgendaItem) -> None:
        save(self._all, item.id, item)

    async def unname(self, person: str) -> int:
        named = await self.everything_of(person)
        for each in named:
            by, responsible = (None if id_ == person else id_ for id_ in (each.by, each.responsible))
            self._all[each.id] = replace(each, by=by, responsible=responsible, version=each.version + 1)
        return len(named)


def _standing(found: Iterable[AgendaItem]) -> list[AgendaItem]:
    return sorted((each for each in found if not each.withdrawn), key=item_order)
