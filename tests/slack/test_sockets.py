# SPDX-License-Identifier: MPL-2.0
"""Socket Mode of the stand-in ends, renews and repeats as Slack's does, to the real client."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.stand_in import StandIn, stand_in
from tests.slack.tiny_bot import over_socket

ASTRID, GENERAL = "U0ASTRID1", "C0GENERAL"


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    async with stand_in() as slack:
        slack.socket.ack_within = 1
        yield slack
        assert slack.violations == []


async def connected(slack: StandIn, seen: list[SocketModeRequest], *, acks: int = 1_000) -> SocketModeClient:
    """The bare client, which acks only so many."""
    client = SocketModeClient(slack.app_token, web_client=AsyncWebClient(base_url=slack.api_url), ping_interval=0.2)

    async def heard(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        seen.append(request)
        if len(seen) <= acks:
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

    client.socket_mode_request_listeners.append(heard)
    await client.connect()  # type: ignore[no-untyped-call]
    await slack.until(lambda: slack.socket.open, "a socket")
    return client


async def test_an_event_that_is_not_acked_comes_again_three_times(slack: StandIn) -> None:
    slack.socket.ack_within = 0.05
    seen: list[SocketModeRequest] = []
    client = await connected(slack, seen, acks=0)
    await slack.people.direct_message(ASTRID, "hej")
    await slack.settled()
    assert [(request.retry_attempt, request.retry_reason) for request in seen] == [(0, ""), (1, "timeout"), (2, "timeout"), (3, "timeout")]
    assert len({request.payload["event_id"] for request in seen}) == 1
    assert [delivery.failure for delivery in slack.failures] == ["timeout"]
    await client.close()  # type: ignore[no-untyped-call]


async def test_an_ack_that_gets_lost_brings_the_event_again(slack: StandIn) -> None:
    slack.socket.ack_within = 0.1
    seen: list[SocketModeRequest] = []
    client = await connected(slack, seen)
    slack.socket.lose_acks = 1
    await slack.people.direct_message(ASTRID, "hej")
    await slack.settled()
    assert [request.retry_attempt for request in seen] == [0, 1]
    assert slack.failures == []
    await client.close()  # type: ignore[no-untyped-call]


async def test_a_command_that_is_not_acked_is_a_failure_the_person_sees(slack: StandIn) -> None:
    slack.socket.ack_within = 0.05
    client = await connected(slack, [], acks=0)
    assert (await slack.people.slash(ASTRID, GENERAL, "hej")).failure == "operation_timeout"
    await client.close()  # type: ignore[no-untyped-call]
    await slack.until(lambda: not slack.socket.open, "the socket to close")
    assert (await slack.people.slash(ASTRID, GENERAL, "hej")).failure == "dispatch_failed"


async def end(slack: StandIn, how: str) -> None:
    if how == "refresh":
        await slack.socket.refresh(close_after=0.01)
    elif how == "close_frame":
        await slack.socket.close_frame()
    elif how == "drop":
        slack.socket.drop()
    else:
        slack.socket.deafen()


@pytest.mark.parametrize("how", ["refresh", "close_frame", "drop", "silence"])
async def test_the_bot_comes_back_after(slack: StandIn, how: str) -> None:
    async with over_socket(slack, ping_interval=0.2):
        first = slack.socket.open[0]
        await end(slack, how)
        await slack.until(lambda: [one for one in slack.socket.open if one is not first], "another socket")
        slack.socket.notice()
        await slack.until(lambda: not first.open, "the first one to end")
        assert (await slack.people.slash(ASTRID, GENERAL, "igen")).acked


async def test_an_event_waits_for_a_socket_and_two_sockets_take_turns(slack: StandIn) -> None:
    await slack.people.direct_message(ASTRID, "for tidligt")
    seen: list[SocketModeRequest] = []
    one, two = await connected(slack, seen), await connected(slack, seen)
    await slack.until(lambda: len(slack.socket.open) == 2, "two sockets")
    for _ in range(4):
        assert (await slack.people.slash(ASTRID, GENERAL, "hej")).acked
    await slack.settled()
    assert len(seen) == 5
    assert {socket.envelopes for socket in slack.socket.open} <= {3, 4}, "hello, and their share"
    await slack.socket.warn()
    await slack.socket.send_raw("no json {")
    await one.close()  # type: ignore[no-untyped-call]
    await two.close()  # type: ignore[no-untyped-call]


async def test_a_ticket_opens_one_socket_and_pings_come(slack: StandIn) -> None:
    slack.socket.ping_every = 0.02
    web = AsyncWebClient(base_url=slack.api_url)
    url = (await web.apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url, autoping=False) as wire:
            assert json.loads((await wire.receive()).data)["type"] == "hello"
            assert (await asyncio.wait_for(wire.receive(), 2)).type == aiohttp.WSMsgType.PING
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
    assert slack.violations.pop().startswith("a socket was opened with a ticket")
