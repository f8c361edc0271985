# SPDX-License-Identifier: MPL-2.0
"""Who people are to the bot: an id that says nothing, the platforms' identities that lead to it, and what they told of themselves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

Identity = str
"""A person as a platform knows them: `slack:T0123:U0123`, `matrix:@name:example.org` or `console`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`name` is there only while its owner wants it shown (`name_consent_at`). `informed_at`: when they were told what is kept of them.

    `seen_on`: the last day they wrote. `merged`: ids of records that turned out to be the same person. `version` grows with each save.
    """

    id: str
    created_at: datetime
    seen_on: date
    organisation: str | None = None
    language: str | None = None
    time_zone: str | None = None
    name: str | None = None
    name_consent_at: datetime | None = None
    informed_at: datetime | None = None
    merged: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedIdentity:
    identity: Identity
    person: str
    linked_at: datetime


class People(Protocol):
    async def of(self, identity: Identity) -> Person | None:
        """The person this identity leads to."""

    async def person(self, person_id: str) -> Person | None:
        """The person with this id, or into whom the one with this id was merged."""

    async def some(self, ids: Collection[str]) -> dict[str, Person]:
        """Those of these that exist, by id."""

    async def identities(self, person_id: str) -> Sequence[LinkedIdentity]:
        """Ordered by identity."""

    async def add(self, person: Person) -> None: ...

    async def save(self, person: Person) -> None:
        """Replaces the record whose version this one has, and counts the version up. Raises ChangedMeanwhileError when there is none."""

    async def mark_seen(self, person_id: str, day: date, informed_at: datetime | None) -> None:
        """Notes that the person wrote on this day, and was told what is kept of them. No change of theirs: the version stays."""

    async def attach(self, link: LinkedIdentity, *, before: str | None = None) -> None:
        """Lets the identity lead to this person. `before`: to whom it led (None: to nobody); raises ChangedMeanwhileError where that is not so."""

    async def detach(self, identity: Identity) -> None: ...

    async def hold(self, person_id: str) -> None:
        """Lets nobody else hold this person until the unit of work ends: whoever gives them something, and whoever erases or merges them.

        Roles are held before people, and several people in the order of their ids.
        """

    async def remove(self, person_id: str) -> None:
        """Removes the person with every identity."""

    async def unseen_since(self, day: date) -> Sequence[Person]:
        """Everybody who has not written since this day."""
