# SPDX-License-Identifier: MPL-2.0
"""What became of asking about facts, as rows."""

from collections.abc import Collection, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Text, bindparam, delete, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conflict import ChangedMeanwhileError
from storage.freshness import Asking, FactReview
from storage.sql.dialects import insert_into
from storage.sql.prepared import Prepared
from storage.sql.records import Records, Row, fields_of
from storage.sql.tables import catalogue_state
from storage.sql.tables_freshness import fact_reviews

_ASKED = TypeAdapter(tuple[Asking, ...])
_COLUMN = fact_reviews.c


def _row(review: FactReview) -> Row:
    return {**fields_of(review), "not_mine": list(review.not_mine), "asked": _ASKED.dump_python(review.asked, mode="json")}


def _record(not_mine: list[str], asked: list[Any], **row: Any) -> FactReview:
    return FactReview(not_mine=tuple(not_mine), asked=_ASKED.validate_python(asked), **row)


_REVIEWS = Records(fact_reviews, _record, _row)
_SOME = _REVIEWS.select.where(_COLUMN.fact.in_(bindparam("wanted", expanding=True)))
_EVERYTHING = Prepared(lambda _: _REVIEWS.select)
_OF_PERSON = _REVIEWS.select.where(
    or_(
        _COLUMN.confirmed_by == bindparam("wanted"), _COLUMN.changed_by == bindparam("wanted"),
        *(type_coerce(document, Text).contains(bindparam("named", type_=Text)) for document in (_COLUMN.not_mine, _COLUMN.asked)),
    )
)  # fmt: skip
_ADD = Prepared(lambda dialect: insert_into(dialect)(fact_reviews).on_conflict_do_nothing(index_elements=["fact"]).returning(_COLUMN.fact))
_REMOVE = Prepared(lambda _: delete(fact_reviews).where(_COLUMN.fact == bindparam("wanted")))
_REVISION = Prepared(lambda _: select(catalogue_state.c.freshness_revision))
_GROW = Prepared(lambda _: update(catalogue_state).values(freshness_revision=catalogue_state.c.freshness_revision + 1))
_FEW = 3  # one by one, which is prepared, they take less time than a list


class SqlFactReviews:
    """Whoever writes counts the revision up first, as for meetings."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, fact: str) -> FactReview | None:
        return await _REVIEWS.get(self._connection, fact)

    async def some(self, facts: Collection[str]) -> dict[str, FactReview]:
        if len(facts) <= _FEW:
            found = [each for fact in set(facts) if (each := await self.of(fact))]
        else:
            found = await _REVIEWS.among(self._connection, _SOME, facts)
        return {each.fact: each for each in found}

    async def everything(self) -> Sequence[FactReview]:
        return sorted(await _REVIEWS.all(self._connection, _EVERYTHING), key=lambda each: each.fact)

    async def of_person(self, person_id: str) -> Sequence[FactReview]:
        values = {"wanted": person_id, "named": f'"{person_id}"'}  # as it stands in a document
        return sorted(await _REVIEWS.all(self._connection, _OF_PERSON, values), key=lambda each: each.fact)

    async def revision(self) -> int:
        found = await _REVISION.rows(self._connection, {})
        return found[0]["freshness_revision"] if found else 0

    async def add(self, review: FactReview) -> None:
        await _GROW.changed(self._connection, {})
        if not await _ADD.rows(self._connection, _row(review)):
            raise ChangedMeanwhileError

    async def save(self, review: FactReview) -> None:
        await _GROW.changed(self._connection, {})
        await _REVIEWS.save(self._connection, review)

    async def remove(self, fact: str) -> None:
        await _GROW.changed(self._connection, {})
        await _REMOVE.changed(self._connection, {"wanted": fact})
