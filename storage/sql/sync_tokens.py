# SPDX-License-Identifier: MPL-2.0
"""Sync tokens as rows, one for each account. One is kept after every sync: the statement is made once."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.dialects import insert_into
from storage.sql.prepared import Prepared
from storage.sql.tables_platforms import sync_tokens


def _keep(dialect: str) -> Any:
    made = insert_into(dialect)(sync_tokens)
    later = {"next_batch": made.excluded.next_batch, "saved_at": made.excluded.saved_at}
    return made.on_conflict_do_update(index_elements=["account"], set_=later)


_OF = select(sync_tokens.c.next_batch).where(sync_tokens.c.account == bindparam("wanted"))
_KEEP = Prepared(_keep)


class SqlSyncTokens:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, account: str) -> str | None:
        found: str | None = await self._connection.scalar(_OF, {"wanted": account})
        return found

    async def keep(self, account: str, token: str, now: datetime) -> None:
        await _KEEP.changed(self._connection, {"account": account, "next_batch": token, "saved_at": now})
