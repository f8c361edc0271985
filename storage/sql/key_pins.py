# SPDX-License-Identifier: MPL-2.0
"""Pinned keys as rows, one for each identity. Each change says what it changes from, so that of two at once the second finds that it came too late."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, exists, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.key_pins import KeyPin
from storage.sql.columns import UtcDateTime
from storage.sql.dialects import insert_into
from storage.sql.records import Records, fields_of, removed
from storage.sql.tables_people import identities
from storage.sql.tables_platforms import key_pins

_PIN = key_pins.c
_RECORDS = Records(key_pins, KeyPin)
_EVERYTHING = select(key_pins).order_by(_PIN.identity)
_REFUSE = (
    update(key_pins)
    .where(_PIN.identity == bindparam("whose"), _PIN.master_key != bindparam("shown"), _PIN.refused != bindparam("shown"))
    .values(refused=bindparam("shown"), refused_at=bindparam("moment", type_=UtcDateTime))
)
_ACCEPT = (
    update(key_pins)
    .where(_PIN.identity == bindparam("whose"), _PIN.refused == bindparam("shown"), _PIN.refused != "")
    .values(master_key=_PIN.refused, pinned_at=bindparam("moment", type_=UtcDateTime), refused="", refused_at=null())
)
_REMOVE_OF = delete(key_pins).where(_PIN.identity == bindparam("whose"))
_FORGET = delete(key_pins).where(
    _PIN.pinned_at < bindparam("moment", type_=UtcDateTime), ~exists().where(identities.c.identity == _PIN.identity)
)  # fmt: skip


@cache
def _pin(dialect: str) -> Any:
    return insert_into(dialect)(key_pins).on_conflict_do_nothing().returning(_PIN.identity)


class SqlKeyPins:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, identity: str) -> KeyPin | None:
        return await _RECORDS.get(self._connection, identity)

    async def everything(self) -> Sequence[KeyPin]:
        return sorted(await _RECORDS.all(self._connection, _EVERYTHING), key=lambda each: each.identity)

    async def pin(self, pin: KeyPin) -> bool:
        return await self._connection.scalar(_pin(self._connection.dialect.name), fields_of(pin)) is not None

    async def refuse(self, identity: str, master_key: str, now: datetime) -> bool:
        return await removed(self._connection, _REFUSE, {"whose": identity, "shown": master_key, "moment": now}) > 0

    async def accept(self, identity: str, master_key: str, now: datetime) -> bool:
        return await removed(self._connection, _ACCEPT, {"whose": identity, "shown": master_key, "moment": now}) > 0

    async def remove_of(self, identity: str) -> int:
        return await removed(self._connection, _REMOVE_OF, {"whose": identity})

    async def forget_unlinked_before(self, moment: datetime) -> int:
        return await removed(self._connection, _FORGET, {"moment": moment})
