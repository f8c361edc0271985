# SPDX-License-Identifier: MPL-2.0
"""One-time codes and wrong guesses as rows: whoever deletes a code's row has taken it."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.link_codes import LinkCode
from storage.sql.columns import UtcDateTime
from storage.sql.dialects import insert_into
from storage.sql.records import Records, removed
from storage.sql.tables_people import link_codes as codes
from storage.sql.tables_people import link_guesses as guesses

_CODES = Records(codes, LinkCode)
_MOMENT = bindparam("moment", type_=UtcDateTime)
_TAKE = delete(codes).where(codes.c.digest == bindparam("wanted"), codes.c.expires_at > _MOMENT).returning(codes)
_REMOVE_OF = delete(codes).where(or_(codes.c.first == bindparam("gone"), codes.c.second == bindparam("gone")))
_REMOVE_GUESSES = delete(guesses).where(guesses.c.identity == bindparam("gone")).returning(guesses.c.times)
_GUESSES = select(func.sum(guesses.c.times)).where(guesses.c.identity == bindparam("wanted"), guesses.c.at >= _MOMENT)
_FORGET = delete(codes).where(codes.c.expires_at < _MOMENT)
_FORGET_GUESSES = delete(guesses).where(guesses.c.at < _MOMENT).returning(guesses.c.times)


@cache
def _guessed(dialect: str) -> Any:
    return insert_into(dialect)(guesses).on_conflict_do_update(index_elements=["identity", "at"], set_={"times": guesses.c.times + 1})


class SqlLinkCodes:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, code: LinkCode) -> None:
        await _CODES.add(self._connection, code)

    async def take(self, digest: str, now: datetime) -> LinkCode | None:
        return await _CODES.first(self._connection, _TAKE, {"wanted": digest, "moment": now})

    async def remove_of(self, identity: str) -> int:
        values = {"gone": identity}
        return await removed(self._connection, _REMOVE_OF, values) + await self._removed_guesses(_REMOVE_GUESSES, values)

    async def guessed(self, identity: str, now: datetime) -> None:
        await self._connection.execute(_guessed(self._connection.dialect.name), {"identity": identity, "at": now, "times": 1})

    async def guesses(self, identity: str, since: datetime) -> int:
        return await self._connection.scalar(_GUESSES, {"wanted": identity, "moment": since}) or 0

    async def forget_before(self, moment: datetime) -> int:
        values = {"moment": moment}
        return await removed(self._connection, _FORGET, values) + await self._removed_guesses(_FORGET_GUESSES, values)

    async def _removed_guesses(self, statement: Any, values: dict[str, Any]) -> int:
        return sum(await self._connection.scalars(statement, values))
