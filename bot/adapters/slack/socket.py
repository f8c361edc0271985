# SPDX-License-Identifier: MPL-2.0
"""One socket of Socket Mode: opened once, and never reopened by itself."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Any

import structlog
from aiohttp import ClientWSTimeout, WSMessage
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.metrics import SlackMetrics
from bot.adapters.slack.quiet import quiet_logger

CLOSED_WITHIN = 1.0  # seconds for Slack to say goodbye
GREETED_WITHIN = 10.0  # seconds until Slack says hello
LARGEST = 1024 * 1024  # characters of an envelope; Slack's are far below

_log = structlog.get_logger(__name__)


class Socket(SocketModeClient):
    """slack_sdk's client, without its reconnecting. `handle` acknowledges what it is given."""

    def __init__(
        self, app_token: str, client: AsyncWebClient, handle: "Callable[[Socket, SocketModeRequest], Awaitable[None]]", metrics: SlackMetrics, ping_interval: float,
    ) -> None:  # fmt: skip
        super().__init__(app_token=app_token, logger=quiet_logger(), web_client=client, auto_reconnect_enabled=False, ping_interval=ping_interval)
        self._handle, self._metrics = handle, metrics
        self._pinged, self._alive_at = self.last_ping_pong_time, monotonic()
        self._greeted = asyncio.Event()
        self._told_to_leave: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._in_hand: set[asyncio.Task[None]] = set()
        self._closed_by_slack = asyncio.Event()
        self.on_close_listeners.append(self._noted_close)

    async def open(self) -> None:
        """Returns once Slack has said hello. Raises what goes wrong before."""
        self.wss_uri = await self.issue_new_wss_url()
        self.current_session = await self.aiohttp_client_session.ws_connect(
            self.wss_uri,
            autoping=False,
            proxy=self.proxy,
            max_msg_size=4 * LARGEST,
            timeout=ClientWSTimeout(ws_close=CLOSED_WITHIN),
            ssl=self.web_client.ssl if self.web_client.ssl is not None else True,
        )
        self._alive_at = monotonic()
        await self.current_session.ping(f"sdk-ping-pong:{time.time()}".encode())
        self.current_session_monitor = asyncio.ensure_future(self.monitor_current_session())
        self.message_receiver = asyncio.ensure_future(self.receive_messages())
        await asyncio.wait_for(self._greeted.wait(), GREETED_WITHIN)

    @property
    def ended(self) -> bool:
        return self.closed or self.current_session is None or self.current_session.closed

    def age(self) -> float:
        """Seconds since the socket showed a sign of life; whoever asks often knows it exactly. However the clock on the wall is set: that is what slack_sdk notes."""
        if self.last_ping_pong_time != self._pinged:
            self._pinged, self._alive_at = self.last_ping_pong_time, monotonic()
        return monotonic() - self._alive_at

    async def leaving(self) -> str:
        """Waits until Slack says that it will close this socket, and gives its reason."""
        return await asyncio.shield(self._told_to_leave)

    async def until_ended(self, patience: float) -> None:
        """Waits until Slack has closed it."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closed_by_slack.wait(), patience)

    async def _noted_close(self, _: WSMessage) -> None:
        self._closed_by_slack.set()

    async def finish(self, patience: float) -> None:
        """Waits for what is in hand."""
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=patience)

    async def close(self) -> None:
        """To the end, though whoever closes it is cancelled meanwhile."""
        closing = asyncio.ensure_future(self._closed_down())
        try:
            await asyncio.shield(closing)
        except asyncio.CancelledError:
            await closing
            raise

    async def _closed_down(self) -> None:
        self._told_to_leave.cancel()
        await super().close()  # type: ignore[no-untyped-call]
        background = [task for task in (self.message_processor, self.current_session_monitor, self.message_receiver) if task]
        await asyncio.gather(*background, *self._in_hand, return_exceptions=True)

    async def enqueue_message(self, message: str) -> None:
        """Each envelope is handled at once, by a task of its own."""
        task = asyncio.create_task(self._received(message))
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)

    async def _received(self, raw: str) -> None:
        envelope = self._read(raw)
        match envelope.get("type"):
            case "hello":
                self._greeted.set()
            case "disconnect":
                if not self._told_to_leave.done():
                    self._told_to_leave.set_result(str(envelope.get("reason", "")))
            case str() if request := _request(envelope):
                await self._handled(request)
            case _:
                self.refuse()

    async def _handled(self, request: SocketModeRequest) -> None:
        began = time.perf_counter()
        try:
            await self._handle(self, request)
        except (ConnectionError, RuntimeError) as error:  # the socket is gone: Slack sends again what it got no acknowledgement for
            _log.warning("An acknowledgement could not be sent", action="ack_failed", error=type(error).__name__)
        except Exception:  # noqa: BLE001 - not acknowledged: Slack sends an event again
            _log.exception("An envelope could not be handled", action="request_failed")
        else:
            self._metrics.acknowledged.observe(time.perf_counter() - began)

    def _read(self, raw: str) -> dict[str, Any]:
        if len(raw) > LARGEST:
            return {}
        try:
            found = json.loads(raw)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def refuse(self) -> None:
        self._metrics.refused.labels("malformed").inc()
        _log.warning("An envelope is none of Slack's", action="request_refused", reason="malformed")


def _request(envelope: dict[str, Any]) -> SocketModeRequest | None:
    if not isinstance(envelope.get("envelope_id"), str) or not isinstance(envelope.get("payload"), dict):
        return None
    return SocketModeRequest.from_dict(envelope)
