# SPDX-License-Identifier: MPL-2.0
"""What of the yearly wheel is done, as rows."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.dialects import insert_into
from storage.sql.prepared import Prepared
from storage.sql.records import Records, fields_of, removed
from storage.sql.tables_year import year_marks
from storage.year_marks import YearMark

_RECORDS = Records(year_marks, YearMark)
_OF_YEARS = select(year_marks).where(year_marks.c.year.in_(bindparam("wanted", expanding=True)))
_REMOVE = delete(year_marks).where(year_marks.c.id == bindparam("gone"))
_OTHERS = tuple(column.name for column in year_marks.columns if not column.primary_key)


def _put(dialect: str) -> object:
    """Added, or written over the one that is there."""
    made = insert_into(dialect)(year_marks)
    return made.on_conflict_do_update(index_elements=["id"], set_={name: made.excluded[name] for name in _OTHERS})


_PUT = Prepared(_put)


class SqlYearMarks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, mark_id: str) -> YearMark | None:
        return await _RECORDS.get(self._connection, mark_id)

    async def of_years(self, years: Collection[int]) -> Sequence[YearMark]:
        found = await _RECORDS.all(self._connection, _OF_YEARS, {"wanted": sorted(years)}) if years else []
        return sorted(found, key=lambda each: each.id)

    async def put(self, mark: YearMark) -> None:
        await _PUT.changed(self._connection, fields_of(mark))

    async def remove(self, mark_id: str) -> None:
        await removed(self._connection, _REMOVE, {"gone": mark_id})
