# SPDX-License-Identifier: MPL-2.0
"""Readiness says so where syncs are answered and nothing of them is kept."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from bot.adapters.matrix.client import MatrixClient
from bot.adapters.matrix.delivery import Delivery
from bot.adapters.matrix.encryption import Encryption
from bot.adapters.matrix.http import Answered, Http
from bot.adapters.matrix.metrics import MatrixMetrics
from bot.adapters.matrix.pace import Pace
from bot.adapters.matrix.sync import Synced, SyncLoop
from tests.unit.bot.matrix.remembering import Remembering

PACE = Pace(backoff=0.01, longest=0.01, poll=0.01)
STALE = 60.0


class Homeserver(Http):
    """Answers every request, and every sync with nothing new."""

    def __init__(self) -> None:
        super().__init__("https://matrix.example.org", 1.0)

    async def request(self, method: str, path: str, data: str | bytes | None, headers: Mapping[str, str], patience: float | None = None) -> Answered:
        await asyncio.sleep(0)
        parsed: dict[str, Any] = {"next_batch": "s1"} if "/sync" in path else {"one_time_key_counts": {"signed_curve25519": 50}}
        return Answered(200, {}, b"{}", parsed)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[MatrixClient]:
    made = MatrixClient("https://matrix.example.org", "@os2bot:example.org", "DEVICE", "token", tmp_path, "passphrase", Homeserver())
    yield made
    made.store.database.close()


@contextlib.asynccontextmanager
async def running(client: MatrixClient, *, fails: bool) -> AsyncIterator[SyncLoop]:
    """Past its second sync, or as far as it comes."""
    asked = asyncio.Event()

    async def found(synced: Synced) -> Sequence[Delivery]:
        if not synced.first or fails:
            asked.set()
        if fails:
            raise OSError("the database is away")
        return ()

    async def keep(_: Delivery) -> bool:
        return True

    loop = SyncLoop(client, Encryption(client), Remembering(), found, keep, lambda _: None, MatrixMetrics(CollectorRegistry()), replace(PACE))
    task = asyncio.create_task(loop.run())
    try:
        await asyncio.wait_for(asked.wait(), 10)
        yield loop
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_what_is_kept_is_well(client: MatrixClient) -> None:
    async with running(client, fails=False) as loop:
        assert loop.wrong(STALE) is None


async def test_syncs_that_are_answered_and_not_kept_are_not(client: MatrixClient) -> None:
    async with running(client, fails=True) as loop:
        assert loop.age < STALE
        assert "not kept" in (loop.wrong(STALE) or "")


async def test_what_was_kept_too_long_ago_is_not(client: MatrixClient) -> None:
    async with running(client, fails=False) as loop:
        loop.kept_at = (loop.kept_at or 0.0) - 2 * STALE
        assert "not kept" in (loop.wrong(STALE) or "")
