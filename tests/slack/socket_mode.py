# SPDX-License-Identifier: MPL-2.0
"""Socket Mode as Slack speaks it: tickets, hello, envelopes and acks, pings, and every way a connection may end."""

import asyncio
import contextlib
import json
import uuid
from dataclasses import dataclass, field

from aiohttp import WSMessage, WSMsgType, web

from tests.slack.background import Background
from tests.slack.breaking import reset
from tests.slack.delivery import EVENTS, Delivery
from tests.slack.records import Call
from tests.slack.workspace import JSON
from tests.slack.world import World

MOST_SOCKETS = 10
HOST = "applink-stand-in"


@dataclass
class Socket:
    number: int
    wire: web.WebSocketResponse
    transport: asyncio.Transport
    opened_at: float
    open: bool = True
    draining: bool = False
    deaf: bool = False
    ended_by: str = ""
    envelopes: int = 0
    client_pings: int = 0
    pongs: int = 0


@dataclass
class Envelope:
    delivery: Delivery
    accepts_payload: bool
    acked: "asyncio.Future[JSON | None]"
    late: bool = False


@dataclass
class SocketMode:
    """The Socket Mode end of Slack, and its switches."""

    world: World
    background: Background
    address: str = ""
    ack_within: float = 3.0  # seconds
    ping_every: float = 5.0  # seconds
    history: list[Socket] = field(default_factory=list)
    late_acks: list[str] = field(default_factory=list)
    lose_acks: int = 0
    """So many of the next acks get lost on their way."""

    def __post_init__(self) -> None:
        self._tickets: set[str] = set()
        self._envelopes: dict[str, Envelope] = {}
        self._turn = 0
        self._closing = asyncio.Event()

    @property
    def open(self) -> list[Socket]:
        return [socket for socket in self.history if socket.open]

    def connections_open(self, world: World, call: Call) -> JSON:
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return {"ok": True, "url": f"{self.address}/link?ticket={ticket}&app_id={world.app.id}"}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            self.world.violation("a socket was opened with a ticket that is unknown or was used before")
            return web.Response(status=403, text="invalid ticket")
        self._tickets.discard(ticket)
        wire = web.WebSocketResponse(autoping=False, autoclose=False, timeout=0.3)
        await wire.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        socket = Socket(len(self.history), wire, request.transport, self.world.now())
        self.history.append(socket)
        await self._converse(socket)
        return wire

    async def attempt(self, delivery: Delivery, retry_attempt: int, retry_reason: str) -> str:
        """Over one of the open sockets. An event waits for a socket; a person is told at once that there is none."""
        socket = await self._some_socket(patient=delivery.kind == EVENTS)
        if socket is None:
            return "timeout" if delivery.kind == EVENTS else "dispatch_failed"
        name, loop = str(uuid.uuid4()), asyncio.get_running_loop()
        accepts = delivery.kind != EVENTS
        envelope = self._envelopes[name] = Envelope(delivery, accepts, loop.create_future())
        sent: JSON = {"envelope_id": name, "payload": delivery.payload, "type": delivery.kind, "accepts_response_payload": accepts}
        sent |= {} if accepts else {"retry_attempt": retry_attempt, "retry_reason": retry_reason}
        started = loop.time()
        await self._send(socket, json.dumps(sent))
        try:
            delivery.answer = await asyncio.wait_for(envelope.acked, self.ack_within)
        except TimeoutError:
            envelope.late = True
            return "timeout" if delivery.kind == EVENTS else "operation_timeout"
        delivery.acked, delivery.took = True, loop.time() - started
        return ""

    async def refresh(self, socket: Socket | None = None, close_after: float = 0.1) -> None:
        """Slack wants the connection renewed: says so, and hangs up a little later."""
        for one in self._meant(socket):
            one.draining = True
            await self._send(one, _disconnect("refresh_requested"))
            self.background.start(self._hang_up(one, close_after))

    async def warn(self, socket: Socket | None = None) -> None:
        """Slack will hang up soon; it still delivers."""
        for one in self._meant(socket):
            await self._send(one, _disconnect("warning"))

    async def link_disabled(self) -> None:
        """Socket Mode was turned off in the app's settings."""
        for one in self._meant(None):
            await self._send(one, _disconnect("link_disabled"))
            await self._hang_up(one, 0)

    def drop(self, socket: Socket | None = None) -> None:
        """The connection breaks without a word: TCP reset."""
        for one in self._meant(socket):
            reset(one.transport)
            self._ended(one, "dropped")

    async def close_frame(self, socket: Socket | None = None) -> None:
        for one in self._meant(socket):
            await self._hang_up(one, 0)

    def deafen(self, socket: Socket | None = None) -> None:
        """Half-open: looks connected, answers nothing, and what Slack sends does not arrive."""
        for one in self._meant(socket):
            one.deaf = True

    def notice(self) -> None:
        """Slack finds out which connections are dead, and delivers nothing to them any more."""
        for one in self.open:
            if one.deaf:
                self._ended(one, "silence")

    async def send_raw(self, text: str, socket: Socket | None = None) -> None:
        for one in self._meant(socket)[:1]:
            await self._send(one, text)

    async def close(self) -> None:
        self._closing.set()
        for socket in self.open:
            if socket.deaf:
                reset(socket.transport)
            else:
                await self._hang_up(socket, 0)

    def _meant(self, socket: Socket | None) -> list[Socket]:
        return [socket] if socket else self.open

    async def _some_socket(self, *, patient: bool) -> Socket | None:
        if not patient:
            return self._next_socket()
        with contextlib.suppress(AssertionError):
            return await self.world.changes.until(self._next_socket, "an open socket", self.ack_within)
        return None

    def _next_socket(self) -> Socket | None:
        """In turn; one that is about to be renewed only where there is no other."""
        sockets = [socket for socket in self.open if not socket.draining] or self.open
        self._turn += 1
        return sockets[self._turn % len(sockets)] if sockets else None

    async def _send(self, socket: Socket, text: str) -> None:
        if socket.deaf:
            return
        socket.envelopes += 1
        with contextlib.suppress(ConnectionError):  # it broke under our hands: no ack will come, and that is noticed
            await socket.wire.send_str(text)

    async def _converse(self, socket: Socket) -> None:
        await self._send(socket, _hello(len(self.open), self.world.app.id))
        if len(self.open) > MOST_SOCKETS:
            await self._send(socket, _disconnect("too_many_websockets"))
        pings = self.background.start(self._ping(socket))
        self.world.changed()
        try:
            while socket.open and await self._heard(socket, await socket.wire.receive()):
                pass
            if socket.deaf:
                await self._closing.wait()
        finally:
            pings.cancel()
            self._ended(socket, "the bot")

    async def _heard(self, socket: Socket, message: WSMessage) -> bool:
        """Whether the conversation goes on."""
        if message.type in {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR}:
            if not socket.deaf:
                await socket.wire.close()
            return False
        if socket.deaf:
            return True
        if message.type == WSMsgType.PING:
            socket.client_pings += 1
            await socket.wire.pong(message.data)
        elif message.type == WSMsgType.PONG:
            socket.pongs += 1
        elif message.type == WSMsgType.TEXT:
            self._take_ack(message.data)
        return True

    def _take_ack(self, text: str) -> None:
        ack = json.loads(text)
        envelope = self._envelopes.get(ack.get("envelope_id", ""))
        if envelope is None:
            self.world.violation(f"an ack names no envelope: {text[:200]}")
        elif self.lose_acks > 0:
            self.lose_acks -= 1
        elif envelope.late:
            self.late_acks.append(ack["envelope_id"])
        elif envelope.acked.done():
            self.world.violation(f"an envelope was acked twice: {envelope.delivery}")
        else:
            if ack.get("payload") and not envelope.accepts_payload:
                self.world.violation(f"an ack brought a payload nobody reads: {text[:200]}")
            envelope.acked.set_result(ack.get("payload"))
        self.world.changed()

    async def _ping(self, socket: Socket) -> None:
        while socket.open:
            await asyncio.sleep(self.ping_every)
            if not socket.deaf:
                with contextlib.suppress(ConnectionError):
                    await socket.wire.ping(b"Ping from applink-stand-in")

    async def _hang_up(self, socket: Socket, after: float) -> None:
        await asyncio.sleep(after)
        if socket.open:
            self._ended(socket, "Slack")
            await socket.wire.close(code=1000)

    def _ended(self, socket: Socket, by: str) -> None:
        if socket.open:
            socket.open, socket.ended_by = False, by
            self.world.changed()


def _hello(connections: int, app_id: str) -> str:
    debug = {"host": HOST, "build_number": 120, "approximate_connection_time": 18_060}
    return json.dumps({"type": "hello", "num_connections": connections, "debug_info": debug, "connection_info": {"app_id": app_id}})


def _disconnect(reason: str) -> str:
    return json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}})
