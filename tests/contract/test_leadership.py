# SPDX-License-Identifier: MPL-2.0
"""Of several processes on one PostgreSQL exactly one leads, and another soon does when it no longer can."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapter import OnMessage
from bot.leading import Led, Pause
from storage.leadership import Leadership
from storage.sql.engine import create_engine, database_url
from storage.sql.leadership import Tempo, leadership
from storage.sql.schema import upgrade
from tests.contract.leading_process import NAME

FAILOVER = 15.0  # seconds, as promised
AT_ONCE = 4.0  # seconds: the next try of whoever stands by
QUICK = Tempo(sign=0.3, lease=1.0, grace=1.5, patience=1.0)


async def _nobody(_: object) -> None:
    """No message comes."""


@dataclass
class Working:
    """An adapter that does nothing but note from when until when it ran."""

    spans: list[tuple[float, float]] = field(default_factory=list)
    began: float | None = None
    lasts: float = 0.0  # seconds it takes to stop
    error: Exception | None = None
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, on_message: OnMessage) -> None:
        self.began = time.monotonic()
        try:
            await self.stop.wait()
            if self.error:
                raise self.error
        finally:
            await asyncio.sleep(self.lasts)
            self.spans.append((self.began, time.monotonic()))
            self.began = None

    def all_spans(self) -> list[tuple[float, float]]:
        return [*self.spans, *([(self.began, time.monotonic())] if self.began is not None else [])]


async def _until(what: str, condition: Callable[[], bool], patience: float = FAILOVER) -> float:
    """Seconds until it was so."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < patience, f"after {patience:g} s still waiting until {what}"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


def _never_two(*spans: tuple[float, float]) -> None:
    ordered = sorted(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(ordered)), ordered


@pytest.fixture
async def postgres_engine(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database_url(postgres_url))
    await upgrade(engine)
    yield engine
    await engine.dispose()


@asynccontextmanager
async def _running(*led: Led) -> AsyncIterator[list["asyncio.Task[None]"]]:
    tasks = [asyncio.create_task(each.run(_nobody)) for each in led]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _eagerly(_: float) -> None:
    await asyncio.sleep(0.02)


def _two(engine: AsyncEngine, tempo: Tempo = QUICK, pause: Pause = asyncio.sleep) -> tuple[list[Working], list[Led]]:
    adapters = [Working(), Working()]
    return adapters, [Led(each, leadership(engine, "matrix", tempo), "matrix", pause=pause) for each in adapters]


def _holders(url: str) -> list[int]:
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return [row[0] for row in found]


def _end_session(url: str) -> None:
    (holder,) = _holders(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s)", (holder,))


async def test_one_leads_and_the_other_stands_by(postgres_engine: AsyncEngine, postgres_url: str) -> None:
    adapters, led = _two(postgres_engine)
    async with _running(*led):
        await _until("one leads", lambda: any(each.began for each in adapters), AT_ONCE)
        await asyncio.sleep(3 * QUICK.grace)
        assert [bool(each.began) for each in adapters].count(True) == 1
        assert len(_holders(postgres_url)) == 1
    assert _holders(postgres_url) == []


async def test_whoever_stops_is_followed_at_once(postgres_engine: AsyncEngine) -> None:
    adapters, led = _two(postgres_engine, Tempo(grace=60))
    async with _running(*led) as tasks:
        await _until("one leads", lambda: any(each.began for each in adapters), AT_ONCE)
        first = next(place for place, each in enumerate(adapters) if each.began)
        adapters[first].lasts = 0.5
        tasks[first].cancel()
        await _until("the other one leads", lambda: bool(adapters[1 - first].began), AT_ONCE + 0.5)
    _never_two(*adapters[0].spans, *adapters[1].spans)


@pytest.mark.parametrize("error", [None, RuntimeError("the platform is away")])
async def test_an_adapter_that_ends_lets_the_other_one_lead(postgres_engine: AsyncEngine, error: Exception | None) -> None:
    adapters, led = _two(postgres_engine, Tempo(grace=60))
    async with _running(*led) as tasks:
        await _until("one leads", lambda: any(each.began for each in adapters), AT_ONCE)
        first = next(place for place, each in enumerate(adapters) if each.began)
        adapters[first].error = error
        adapters[first].stop.set()
        await asyncio.wait({tasks[first]}, timeout=AT_ONCE)
        assert tasks[first].exception() is error
        await _until("the other one leads", lambda: bool(adapters[1 - first].began), AT_ONCE)
    _never_two(*adapters[0].spans, *adapters[1].spans)


async def test_whoever_loses_the_session_stops_before_another_begins(postgres_engine: AsyncEngine, postgres_url: str) -> None:
    adapters, led = _two(postgres_engine, Tempo(), _eagerly)
    async with _running(*led):
        await _until("one leads", lambda: any(each.began for each in adapters), AT_ONCE)
        first = next(each for each in adapters if each.began)
        _end_session(postgres_url)
        stopped = await _until("it has noticed", lambda: bool(first.spans), 5.0)
        again = await _until("one leads again", lambda: any(each.began for each in adapters), FAILOVER - stopped)
        assert stopped + again < FAILOVER
        spans = [span for each in adapters for span in each.all_spans()]
    assert len(spans) == 2
    _never_two(*spans)


async def test_a_server_that_hangs_ends_the_lead_in_time(postgres_engine: AsyncEngine, postgres_url: str) -> None:
    """Nothing comes back, and nothing is broken off: as when a network falls apart."""
    adapters, led = _two(postgres_engine)
    async with _running(led[0]):
        await _until("it leads", lambda: bool(adapters[0].began), AT_ONCE)
        (holder,) = _holders(postgres_url)
        os.kill(holder, signal.SIGSTOP)
        try:
            await _until("it has noticed", lambda: bool(adapters[0].spans), QUICK.lease + 1)
        finally:
            os.kill(holder, signal.SIGCONT)


async def test_while_the_database_is_away_nobody_leads_and_then_somebody_does(postgres_engine: AsyncEngine) -> None:
    class Away:
        tries = 0

        def __init__(self, real: Leadership) -> None:
            self.close = real.close
            self._real = real

        async def win(self) -> object:
            self.tries += 1
            if self.tries < 3:
                raise OSError("no route to host")
            return await self._real.win()

    async def soon(_: float) -> None:
        await asyncio.sleep(0)

    said: list[float] = []
    adapter, away = Working(), Away(leadership(postgres_engine, "matrix", QUICK))
    async with _running(Led(adapter, away, "matrix", leading=said.append, pause=soon)):  # type: ignore[arg-type] # its leads are real ones
        await _until("it leads", lambda: bool(adapter.began), AT_ONCE)
    assert (away.tries, said) == (3, [1.0, 0.0])


async def test_readiness_asks_the_adapter_only_where_it_runs(postgres_engine: AsyncEngine) -> None:
    async def wrong() -> str | None:
        return "the homeserver does not answer"

    adapters, led = _two(postgres_engine)
    asked = [each.when_leading(wrong) for each in led]
    async with _running(*led):
        await _until("one leads", lambda: any(each.began for each in adapters), AT_ONCE)
        assert sorted([await each() for each in asked], key=str) == [None, "the homeserver does not answer"]
    assert [await each() for each in asked] == [None, None]


async def test_on_sqlite_it_always_leads(sqlite_url: str) -> None:
    engine = create_engine(database_url(sqlite_url))
    adapters, led = _two(engine)
    async with _running(*led[:1]):
        await _until("it leads", lambda: bool(adapters[0].began), 1.0)
    assert len(adapters[0].spans) == 1
    await engine.dispose()


@contextmanager
def _process(url: str, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen([sys.executable, "-m", "tests.contract.leading_process", url, str(log)], cwd=Path(__file__).parents[2])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _signs(log: Path) -> list[float]:
    """When the process said that it was at work, by a clock that both share."""
    return [float(line) for line in log.read_text().splitlines()] if log.exists() else []


async def test_a_process_that_is_killed_is_followed_in_time(postgres_engine: AsyncEngine, postgres_url: str, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    with _process(postgres_url, one) as first:
        await _until("the first one leads", lambda: bool(_signs(one)), 20.0)
        with _process(postgres_url, other):
            await _until("the second one stands by", lambda: _sessions(postgres_url) == 2, 20.0)
            assert _signs(other) == []
            first.send_signal(signal.SIGKILL)
            await _until("the second one leads", lambda: bool(_signs(other)), FAILOVER)
    assert _signs(one)[-1] < _signs(other)[0]


def _sessions(url: str) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", (f"os2bot {NAME}",)).fetchone()
        return int(row[0]) if row else 0
