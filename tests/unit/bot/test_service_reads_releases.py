# SPDX-License-Identifier: MPL-2.0
"""The service reads lists of releases as often as is set, and not at all where that is set."""

import asyncio
import os
import signal
from datetime import timedelta
from typing import Any

import pytest

from bot import service
from bot.release_metrics import ReleaseMetrics
from config.settings import load_settings
from storage.unit_of_work import Database


class Reader:
    """Notes what it was made with, and that it runs until it is stopped."""

    made: list[tuple[timedelta, str]]
    ran: asyncio.Event

    def __init__(self, database: Database, every: timedelta, metrics: ReleaseMetrics, *, on_behalf: str) -> None:
        self.made.append((every, on_behalf))

    async def run(self, stop: asyncio.Event) -> None:
        self.ran.set()
        await stop.wait()


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> type[Reader]:
    Reader.made, Reader.ran = [], asyncio.Event()
    monkeypatch.setattr(service, "ReleaseReader", Reader)
    monkeypatch.setenv("OS2BOT_HTTP_PORT", "0")
    return Reader


async def _served(until: asyncio.Event | None = None) -> None:
    """Until that has happened; None: until every part of it has begun."""
    began = asyncio.Event()

    def connect(*_: Any) -> dict[str, Any]:
        asyncio.get_running_loop().call_later(0.5, began.set)
        return {}

    running = asyncio.create_task(service.run(load_settings(), connect))
    waiting = asyncio.create_task((until or began).wait())
    await asyncio.wait({running, waiting}, timeout=30, return_when=asyncio.FIRST_COMPLETED)
    assert waiting.done()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, 10)


async def test_every_so_many_hours_on_behalf_of_whoever_runs_it(reader: type[Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS2BOT_RELEASE_HOURS", "12")
    monkeypatch.setenv("OS2BOT_PUBLIC_URL", "https://os2bot.example.org")
    await _served(reader.ran)
    assert reader.made == [(timedelta(hours=12), "https://os2bot.example.org")]


async def test_never_where_that_is_set(reader: type[Reader]) -> None:
    await _served()
    assert reader.made == []


def test_six_hours_are_usual_and_a_week_is_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OS2BOT_RELEASE_HOURS")
    assert load_settings().release_hours == 6
    for hours in ("-1", "169", "x"):
        monkeypatch.setenv("OS2BOT_RELEASE_HOURS", hours)
        with pytest.raises(Exception, match="RELEASE_HOURS"):
            load_settings()
