# SPDX-License-Identifier: MPL-2.0
"""Drafts as rows, one for each owner and form."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conflict import ChangedMeanwhileError
from storage.drafts import Draft
from storage.sql.dialects import insert_into
from storage.sql.prepared import Prepared
from storage.sql.tables_platforms import drafts


@cache
def _save(dialect: str) -> Any:
    statement = insert_into(dialect)(drafts)
    later = {"values": statement.excluded["values"], "saved_at": statement.excluded.saved_at}
    return statement.on_conflict_do_update(index_elements=["owner", "form"], set_=later)


@cache
def _add(dialect: str) -> Any:
    return insert_into(dialect)(drafts).on_conflict_do_nothing(index_elements=["owner", "form"])


def _just(draft: Draft) -> ColumnElement[bool]:
    """The draft as it was read: whoever saves one gives it another time."""
    return and_(drafts.c.owner == draft.owner, drafts.c.form == draft.form, drafts.c.saved_at == draft.saved_at)


_OF = Prepared(lambda _: select(drafts).where(drafts.c.owner == bindparam("whose"), drafts.c.form == bindparam("which")))


class SqlDrafts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, draft: Draft) -> None:
        row = {"owner": draft.owner, "form": draft.form, "saved_at": draft.saved_at, "values": dict(draft.values)}
        await self._connection.execute(_save(self._connection.dialect.name), row)

    async def replace(self, draft: Draft, before: Draft | None) -> None:
        if before is None:
            row = {"owner": draft.owner, "form": draft.form, "saved_at": draft.saved_at, "values": dict(draft.values)}
            statement = _add(self._connection.dialect.name).values(row)
        else:
            statement = update(drafts).where(_just(before)).values({"saved_at": draft.saved_at, "values": dict(draft.values)})
        if (await self._connection.execute(statement.returning(drafts.c.owner))).first() is None:
            raise ChangedMeanwhileError

    async def of(self, owner: str, form: str) -> Draft | None:
        found = await _OF.rows(self._connection, {"whose": owner, "which": form})
        return Draft(**found[0]) if found else None

    async def all_of(self, owner: str) -> list[Draft]:
        rows = await self._connection.execute(select(drafts).where(drafts.c.owner == owner).order_by(drafts.c.form))
        return [_draft(row) for row in rows]

    async def remove(self, owner: str, form: str) -> None:
        await self._connection.execute(delete(drafts).where(drafts.c.owner == owner, drafts.c.form == form))

    async def withdraw(self, before: Draft) -> None:
        if (await self._connection.execute(delete(drafts).where(_just(before)))).rowcount != 1:
            raise ChangedMeanwhileError

    async def remove_of(self, owner: str) -> int:
        return (await self._connection.execute(delete(drafts).where(drafts.c.owner == owner))).rowcount

    async def forget_before(self, moment: datetime) -> int:
        return (await self._connection.execute(delete(drafts).where(drafts.c.saved_at < moment))).rowcount


def _draft(row: Row[Any]) -> Draft:
    own = row._mapping  # noqa: SLF001 - the documented way to a column whose name a row has as a method
    return Draft(owner=own["owner"], form=own["form"], saved_at=own["saved_at"], values=own["values"])
