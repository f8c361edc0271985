# SPDX-License-Identifier: MPL-2.0
"""A socket's age is counted from its last sign of life, whatever is done to the clock on the wall."""

import pytest
from prometheus_client import CollectorRegistry
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import socket as module
from bot.adapters.slack.metrics import SlackMetrics
from bot.adapters.slack.socket import Socket


async def _unheard(_: Socket, __: SocketModeRequest) -> None: ...


async def test_a_clock_that_steps_back_makes_no_deaf_socket_look_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [1_000.0]
    monkeypatch.setattr(module, "monotonic", lambda: seconds[0])
    socket = Socket("xapp-1", AsyncWebClient(), _unheard, SlackMetrics(CollectorRegistry()), ping_interval=1)
    socket.last_ping_pong_time = 50_000.0
    assert socket.age() == 0
    socket.last_ping_pong_time = 46_400.0  # an hour earlier, by the wall: a pong all the same
    seconds[0] += 7
    assert socket.age() == 0
    seconds[0] += 12
    assert socket.age() == 12, "no pong since"
    await socket.close()
