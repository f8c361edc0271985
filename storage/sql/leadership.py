# SPDX-License-Identifier: MPL-2.0
"""Who leads, on PostgreSQL: an advisory lock of a session of its own, and a row that says when its holder last showed that the session lives.

The lock goes with the session: at once where the process dies, and within seconds where its machine vanishes, as the server is told to ask after it. A holder that
cannot reach the server stops within `lease` of its last sign. Whoever wins the lock begins only when the last sign of another holder, by the server's clock, is
older than that: two never lead at once, however the first one lost the session. A holder that leaves takes its sign away, and is followed without waiting.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.leadership import Alone, Lead, Leadership

if TYPE_CHECKING:
    from psycopg import AsyncConnection

_SESSION: LiteralString = """
    SELECT set_config('application_name', %(about)s, false), set_config('synchronous_commit', 'off', false), set_config('tcp_keepalives_idle', '3', false),
        set_config('tcp_keepalives_interval', '1', false), set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '6000', false)"""
"""A holder whose machine is gone is dropped by the server within six seconds. Over a socket of the same machine these times mean nothing, and are not needed."""
_TRY: LiteralString = "SELECT pg_try_advisory_lock(hashtextextended(%(lock)s, 0))"
_SILENT: LiteralString = "SELECT extract(epoch FROM clock_timestamp() - seen_at)::float FROM leaders WHERE name = %(name)s AND seen_at IS NOT NULL"
_TAKE: LiteralString = """
    INSERT INTO leaders (name, holder, seen_at) VALUES (%(name)s, %(holder)s, clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, seen_at = excluded.seen_at RETURNING 1"""
_SIGN: LiteralString = "UPDATE leaders SET seen_at = clock_timestamp() WHERE name = %(name)s AND holder = %(holder)s RETURNING 1"
_LEAVE: LiteralString = "UPDATE leaders SET seen_at = NULL WHERE name = %(name)s AND holder = %(holder)s RETURNING 1"

_CHANCE = 0.5  # seconds for the server to show that the session lives, after this process itself was held up: then nobody else can have led
_INTERRUPTING = 0.1  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """Seconds. `sign`: between two signs of life. `lease`: how long one counts for its holder. `grace`: how long it keeps others waiting; longer than `lease` by
    what a holder needs to stop. `patience`: for the server's answer while nothing is held.
    """

    sign: float = 1.5
    lease: float = 4.0
    grace: float = 5.0
    patience: float = 3.0


def leadership(engine: AsyncEngine, name: str, tempo: Tempo = Tempo()) -> Leadership:
    """On SQLite, which serves one process, it always leads."""
    return PostgresLeadership(engine, name, tempo) if engine.dialect.name == "postgresql" else Alone()


class PostgresLeadership:
    """`name`: what is led. The connection stays open while somebody else leads. It is a session of its own: a pooler that shares sessions must not stand between."""

    def __init__(self, engine: AsyncEngine, name: str, tempo: Tempo) -> None:
        self._given: dict[str, Any] = dict(engine.dialect.create_connect_args(engine.url)[1])
        self._names = {"name": name, "lock": f"os2bot/leads/{name}", "about": f"os2bot {name}", "holder": uuid4().hex}
        self._tempo = tempo
        self._idle: AsyncConnection[Any] | None = None

    async def win(self) -> Lead | None:
        connection, self._idle = self._idle or await self._opened(), None
        try:
            if not await self._ask(connection, _TRY):
                self._idle = connection
                return None
            while (silent := await self._ask(connection, _SILENT)) is not None and silent < self._tempo.grace:  # noqa: ASYNC110 - another process' clockwork
                await asyncio.sleep(min(self._tempo.grace - silent, self._tempo.sign))
            shown = asyncio.get_running_loop().time()
            await self._ask(connection, _TAKE)
        except BaseException:
            await connection.close()
            raise
        return _Held(connection, self._names, self._tempo, shown)

    async def close(self) -> None:
        idle, self._idle = self._idle, None
        if idle:
            await idle.close()

    async def _opened(self) -> "AsyncConnection[Any]":
        from psycopg import AsyncConnection  # noqa: PLC0415 - slow, and unused on SQLite

        given = {"connect_timeout": max(2, round(self._tempo.patience)), **self._given}
        connection = await AsyncConnection.connect(autocommit=True, **given)
        try:
            await self._ask(connection, _SESSION)
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _ask(self, connection: "AsyncConnection[Any]", statement: LiteralString) -> Any:
        return await _answer(connection, statement, self._names, self._tempo.patience)


class _Held:
    """`shown`: when, by this process' clock, the server had not yet been asked for the sign that counts now."""

    def __init__(self, connection: "AsyncConnection[Any]", names: dict[str, str], tempo: Tempo, shown: float) -> None:
        self._connection, self._names, self._tempo, self._shown = connection, names, tempo, shown

    async def keep(self) -> None:
        clock = asyncio.get_running_loop().time
        with suppress(Exception):  # whatever it is, the lead can no longer be shown to be held
            while True:
                await asyncio.sleep(self._shown + self._tempo.sign - clock())
                began = clock()
                left = max(self._shown + self._tempo.lease - began, _CHANCE)
                if not await _answer(self._connection, _SIGN, self._names, left):
                    return
                self._shown = began

    async def release(self) -> None:
        with suppress(Exception):  # the lock goes with the session
            try:
                await _answer(self._connection, _LEAVE, self._names, self._tempo.sign)
            finally:
                await self._connection.close()


async def _answer(connection: "AsyncConnection[Any]", statement: LiteralString, values: dict[str, str], patience: float) -> Any:
    """The first value; None without a row. Raises TimeoutError on time: the driver itself takes seconds to give up a statement that is under way."""
    asked = asyncio.create_task(_first(connection, statement, values))
    try:
        if not (await asyncio.wait({asked}, timeout=max(patience, 0)))[0]:
            raise TimeoutError("the database has not answered in time")
        return asked.result()
    finally:
        await _interrupt(asked)


async def _first(connection: "AsyncConnection[Any]", statement: LiteralString, values: dict[str, str]) -> Any:
    row = await (await connection.execute(statement, values)).fetchone()
    return row[0] if row else None


async def _interrupt(asked: "asyncio.Task[Any]") -> None:
    """The first interruption makes the driver ask the server to stop, which takes time where it does not answer; the second one ends that, and the connection."""
    for _ in range(2):
        if not asked.done():
            asked.cancel()
            await asyncio.wait({asked}, timeout=_INTERRUPTING)
    if asked.done() and not asked.cancelled():
        asked.exception()  # has been raised, or comes too late to matter
