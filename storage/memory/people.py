# SPDX-License-Identifier: MPL-2.0
"""People and their identities, in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from storage.conflict import ChangedMeanwhileError
from storage.memory.state import State, add, drop, save
from storage.people import LinkedIdentity, Person


class MemoryPeople:
    def __init__(self, state: State) -> None:
        self._state = state

    async def of(self, identity: str) -> Person | None:
        link = self._state.identities.get(identity)
        return self._state.people.get(link.person) if link else None

    async def person(self, person_id: str) -> Person | None:
        people = self._state.people
        return people.get(person_id) or people.get(self._state.merged.get(person_id, ""))

    async def some(self, ids: Collection[str]) -> dict[str, Person]:
        return {id_: self._state.people[id_] for id_ in sorted(ids) if id_ in self._state.people}

    async def identities(self, person_id: str) -> Sequence[LinkedIdentity]:
        return [link for _, link in sorted(self._state.identities.items()) if link.person == person_id]

    async def add(self, person: Person) -> None:
        add(self._state.people, person.id, person)
        self._state.merged |= dict.fromkeys(person.merged, person.id)

    async def save(self, person: Person) -> None:
        save(self._state.people, person.id, person)
        self._forget_merged(person.id)
        self._state.merged |= dict.fromkeys(person.merged, person.id)

    async def mark_seen(self, person_id: str, day: date, informed_at: datetime | None) -> None:
        if found := self._state.people.get(person_id):
            self._state.people[person_id] = replace(found, seen_on=day, informed_at=informed_at)

    async def attach(self, link: LinkedIdentity, *, before: str | None = None) -> None:
        led = self._state.identities.get(link.identity)
        if (led.person if led else None) != before:
            raise ChangedMeanwhileError
        self._state.identities[link.identity] = link

    async def detach(self, identity: str) -> None:
        self._state.identities.pop(identity, None)

    async def hold(self, person_id: str) -> None:
        """Units of work follow one another anyway."""

    async def remove(self, person_id: str) -> None:
        self._state.people.pop(person_id, None)
        self._forget_merged(person_id)
        drop(self._state.identities, [identity for identity, link in self._state.identities.items() if link.person == person_id])

    async def unseen_since(self, day: date) -> Sequence[Person]:
        return sorted((person for person in self._state.people.values() if person.seen_on < day), key=lambda person: (person.seen_on, person.id))

    def _forget_merged(self, person_id: str) -> None:
        drop(self._state.merged, [old for old, new in self._state.merged.items() if new == person_id])
