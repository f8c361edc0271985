# SPDX-License-Identifier: MPL-2.0
"""Slack, as fast as can be: it looks at nothing, answers every call, and tells whoever asked something when the answer has come."""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession, TCPConnector, WSMsgType, web
from slack_sdk.signature import SignatureVerifier

BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, TEAM, BOT = "xoxb-benchmark", "xapp-benchmark", "benchmark", "T0BENCH01", "U0BOT0001"
PATIENCE = 30.0  # seconds until an answer counts as lost
_OK = {"ok": True, "team_id": TEAM, "user_id": BOT, "bot_id": "B0BOT0001", "url": "https://bench.example/", "team": "bench", "user": "os2bot"}
_USER = {"ok": True, "user": {"id": "U0", "team_id": TEAM, "locale": "da-DK"}}


class Workspace:
    """Posts what people say over the sockets, or over HTTP where `events_url` is set."""

    def __init__(self) -> None:
        self.url = self.events_url = ""
        self.sockets: list[web.WebSocketResponse] = []
        self._acks: dict[str, asyncio.Future[float]] = {}
        self._answers: dict[str, asyncio.Future[float]] = {}
        self._numbers, self._verifier = itertools.count(1), SignatureVerifier(SIGNING_SECRET)
        self._http: ClientSession | None = None

    async def slash(self, user: str, text: str) -> tuple[float, float]:
        """Seconds until the acknowledgement and until the answer."""
        name = f"C{next(self._numbers)}"
        body = {
            "command": "/os2", "text": text, "team_id": TEAM, "channel_id": name, "user_id": user, "user_name": user, "trigger_id": name,
            "response_url": f"{self.url}/response/{name}", "api_app_id": "A0", "token": "t", "is_enterprise_install": "false",
        }  # fmt: skip
        return await self._asked(name, "slash_commands", body)

    async def mention(self, user: str, text: str) -> tuple[float, float]:
        name = f"C{next(self._numbers)}"
        said = {"type": "app_mention", "user": user, "text": f"<@{BOT}> {text}", "ts": f"{time.time():.6f}", "channel": name, "team": TEAM, "event_ts": "1"}
        body = {
            "type": "event_callback", "event_id": f"Ev{name}", "event_time": 1, "team_id": TEAM, "api_app_id": "A0", "event": said, "token": "t",
            "authorizations": [{"team_id": TEAM, "enterprise_id": None, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}],
        }  # fmt: skip
        return await self._asked(name, "events_api", body)

    async def _asked(self, name: str, kind: str, body: dict[str, Any]) -> tuple[float, float]:
        loop = asyncio.get_running_loop()
        self._answers[name] = answer = loop.create_future()
        began = time.perf_counter()
        acked = await (self._posted(kind, body) if self.events_url else self._sent(name, kind, body))
        answered = await asyncio.wait_for(answer, PATIENCE)
        return acked - began, answered - began

    async def _sent(self, name: str, kind: str, body: dict[str, Any]) -> float:
        self._acks[name] = ack = asyncio.get_running_loop().create_future()
        envelope = {"envelope_id": name, "type": kind, "payload": body, "accepts_response_payload": kind != "events_api"}
        socket = self.sockets[hash(name) % len(self.sockets)]
        await socket.send_str(json.dumps(envelope))
        return await asyncio.wait_for(ack, PATIENCE)

    async def _posted(self, kind: str, body: dict[str, Any]) -> float:
        assert self._http is not None
        text = json.dumps(body) if kind == "events_api" else urlencode(body)
        moment = str(int(time.time()))
        headers = {
            "X-Slack-Request-Timestamp": moment, "X-Slack-Signature": self._verifier.generate_signature(timestamp=moment, body=text) or "",
            "Content-Type": "application/json" if kind == "events_api" else "application/x-www-form-urlencoded",
        }  # fmt: skip
        async with self._http.post(self.events_url, data=text, headers=headers) as answer:
            await answer.read()
            if answer.status != 200:
                raise RuntimeError(f"the bot refused a request with status {answer.status}")
        return time.perf_counter()

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        self.sockets.append(socket)
        async for message in socket:
            if message.type == WSMsgType.TEXT and (ack := self._acks.pop(json.loads(message.data).get("envelope_id", ""), None)) and not ack.done():
                ack.set_result(time.perf_counter())
        self.sockets.remove(socket)
        return socket

    async def _api(self, request: web.Request) -> web.Response:
        match request.match_info["method"]:
            case "apps.connections.open":
                return web.json_response({"ok": True, "url": f"{self.url.replace('http', 'ws')}/link"})
            case "users.info":
                return web.json_response(_USER)
            case "chat.postMessage":
                given = await _given(request)
                self._answered(given["channel"])
                return web.json_response({"ok": True, "ts": "1.1", "channel": given["channel"], "message": {}})
        await request.read()
        return web.json_response(_OK)

    async def _response(self, request: web.Request) -> web.Response:
        await request.read()
        self._answered(request.match_info["name"])
        return web.Response(text="ok")

    def _answered(self, name: str) -> None:
        if (answer := self._answers.pop(name, None)) and not answer.done():
            answer.set_result(time.perf_counter())

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Workspace"]:
        app = web.Application()
        app.add_routes([web.post("/api/{method}", self._api), web.get("/link", self._socket), web.post("/response/{name}", self._response)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with ClientSession(connector=TCPConnector(limit=0, keepalive_timeout=2)) as self._http:
            try:
                yield self
            finally:
                await runner.cleanup()


async def _given(request: web.Request) -> dict[str, Any]:
    """slack_sdk sends JSON or a form."""
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    return {name: str(value) for name, value in (await request.post()).items()}
