# SPDX-License-Identifier: MPL-2.0
"""Drafts as rows, one for each owner and form."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.drafts import Draft
from storage.sql.dialects import insert_into
from storage.sql.tables_platforms import drafts


@cache
def _save(dialect: str) -> Any:
    statement = insert_into(dialect)(drafts)
    later = {"values": statement.excluded["values"], "saved_at": statement.excluded.saved_at}
    return statement.on_conflict_do_update(index_elements=["owner", "form"], set_=later)


class SqlDrafts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, draft: Draft) -> None:
        row = {"owner": draft.owner, "form": draft.form, "saved_at": draft.saved_at, "values": dict(draft.values)}
        await self._connection.execute(_save(self._connection.dialect.name), row)

    async def of(self, owner: str, form: str) -> Draft | None:
        return next((each for each in await self.all_of(owner) if each.form == form), None)

    async def all_of(self, owner: str) -> list[Draft]:
        rows = await self._connection.execute(select(drafts).where(drafts.c.owner == owner).order_by(drafts.c.form))
        return [_draft(row) for row in rows]

    async def remove(self, owner: str, form: str) -> None:
        await self._connection.execute(delete(drafts).where(drafts.c.owner == owner, drafts.c.form == form))

    async def remove_of(self, owner: str) -> int:
        return (await self._connection.execute(delete(drafts).where(drafts.c.owner == owner))).rowcount

    async def forget_before(self, moment: datetime) -> int:
        return (await self._connection.execute(delete(drafts).where(drafts.c.saved_at < moment))).rowcount


def _draft(row: Row[Any]) -> Draft:
    own = row._mapping  # noqa: SLF001 - the documented way to a column whose name a row has as a method
    return Draft(owner=own["owner"], form=own["form"], saved_at=own["saved_at"], values=own["values"])
