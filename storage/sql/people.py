# SPDX-License-Identifier: MPL-2.0
"""People and their identities as rows."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conflict import ChangedMeanwhileError
from storage.people import LinkedIdentity, Person
from storage.sql.columns import UtcDateTime
from storage.sql.dialects import insert_into
from storage.sql.prepared import Prepared
from storage.sql.records import Records, fields_of, hold
from storage.sql.tables_people import identities, merged_people, people


def _person(merged: list[str], **fields: Any) -> Person:
    return Person(merged=tuple(merged), **fields)


_PEOPLE = Records(people, _person)
_LINKS = Records(identities, LinkedIdentity)
_OF = Prepared(lambda _: select(people).join(identities, identities.c.person == people.c.id).where(identities.c.identity == bindparam("wanted")))
_MERGED_INTO = select(people).join(merged_people, merged_people.c.person == people.c.id).where(merged_people.c.id == bindparam("wanted"))
_SOME = select(people).where(people.c.id.in_(bindparam("wanted", expanding=True)))
_IDENTITIES = select(identities).where(identities.c.person == bindparam("wanted"))
_UNSEEN = select(people).where(people.c.seen_on < bindparam("day", type_=Date))
_MARK_SEEN = (
    update(people).where(people.c.id == bindparam("who")).values(seen_on=bindparam("day", type_=Date), informed_at=bindparam("moment", type_=UtcDateTime))
)
_LEAD = (
    update(identities)
    .where(identities.c.identity == bindparam("led"), identities.c.person == bindparam("before"))
    .values(person=bindparam("new"), linked_at=bindparam("moment", type_=UtcDateTime))
)
_DETACH = delete(identities).where(identities.c.identity == bindparam("gone"))
_REMOVE = (
    delete(people).where(people.c.id == bindparam("gone")),
    delete(identities).where(identities.c.person == bindparam("gone")),
)
_UNMERGE = delete(merged_people).where(merged_people.c.person == bindparam("gone"))


@cache
def _attach(dialect: str) -> Any:
    return insert_into(dialect)(identities).on_conflict_do_nothing().returning(identities.c.identity)


@cache
def _merge(dialect: str) -> Any:
    made = insert_into(dialect)(merged_people)
    return made.on_conflict_do_update(index_elements=["id"], set_={"person": made.excluded.person})


class SqlPeople:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, identity: str) -> Person | None:
        return await _PEOPLE.first(self._connection, _OF, {"wanted": identity})

    async def person(self, person_id: str) -> Person | None:
        found = await _PEOPLE.get(self._connection, person_id)
        return found or await _PEOPLE.first(self._connection, _MERGED_INTO, {"wanted": person_id})

    async def some(self, ids: Collection[str]) -> dict[str, Person]:
        found = {person.id: person for person in await _PEOPLE.among(self._connection, _SOME, ids)}
        return dict(sorted(found.items()))

    async def identities(self, person_id: str) -> Sequence[LinkedIdentity]:
        return sorted(await _LINKS.all(self._connection, _IDENTITIES, {"wanted": person_id}), key=lambda link: link.identity)

    async def add(self, person: Person) -> None:
        await _PEOPLE.add(self._connection, person)
        await self._merge(person)

    async def save(self, person: Person) -> None:
        await _PEOPLE.save(self._connection, person)
        await self._connection.execute(_UNMERGE, {"gone": person.id})
        await self._merge(person)

    async def mark_seen(self, person_id: str, day: date, informed_at: datetime | None) -> None:
        await self._connection.execute(_MARK_SEEN, {"who": person_id, "day": day, "moment": informed_at})

    async def attach(self, link: LinkedIdentity, *, before: str | None = None) -> None:
        if before is None:
            attached = await self._connection.scalar(_attach(self._connection.dialect.name), fields_of(link)) is not None
        else:
            values = {"new": link.person, "moment": link.linked_at, "led": link.identity, "before": before}
            attached = (await self._connection.execute(_LEAD, values)).rowcount > 0
        if not attached:
            raise ChangedMeanwhileError

    async def detach(self, identity: str) -> None:
        await self._connection.execute(_DETACH, {"gone": identity})

    async def hold(self, person_id: str) -> None:
        await hold(self._connection, f"person/{person_id}")

    async def remove(self, person_id: str) -> None:
        for statement in (*_REMOVE, _UNMERGE):
            await self._connection.execute(statement, {"gone": person_id})

    async def unseen_since(self, day: date) -> Sequence[Person]:
        return sorted(await _PEOPLE.all(self._connection, _UNSEEN, {"day": day}), key=lambda person: (person.seen_on, person.id))

    async def _merge(self, person: Person) -> None:
        if person.merged:
            await self._connection.execute(_merge(self._connection.dialect.name), [{"id": old, "person": person.id} for old in person.merged])
