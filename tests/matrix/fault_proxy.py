# SPDX-License-Identifier: MPL-2.0
"""Stands between a client and a homeserver as a reverse proxy does, passes everything on, remembers it, and goes wrong where a test says so."""

import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import hdrs, web
from yarl import URL

from tests.matrix.faults import BAD_GATEWAY, Answer, Break, Cut, Fault, Hang, Rule
from tests.slack.waiting import PATIENCE, Changes

FOREVER = 1_000_000
_TRANSACTION = re.compile(r"/(?:send|redact|sendToDevice)/.*/([^/]+)$")
_OF_THE_CONNECTION = {hdrs.CONNECTION, hdrs.HOST, hdrs.TRANSFER_ENCODING, hdrs.KEEP_ALIVE, hdrs.CONTENT_LENGTH, hdrs.SERVER, hdrs.DATE}


@dataclass(slots=True)
class Seen:
    """A request. `path`: without its query. `transaction`: where it has one. `token`: its access token. `status`: None while it goes on, 0 when it got no whole answer.

    `began`, `ended`: seconds, by `time.monotonic`.
    """

    method: str
    path: str
    query: str
    transaction: str
    token: str
    body: bytes
    began: float
    ended: float = 0.0
    status: int | None = None


class FaultProxy:
    """`url` is where the client goes in place of the homeserver."""

    def __init__(self, homeserver: str) -> None:
        self.homeserver, self.url = homeserver, ""
        self.requests: list[Seen] = []
        self.changes = Changes()
        self._rules: list[Rule] = []
        self._onward: aiohttp.ClientSession

    def fail(self, method: str, path: str, fault: Fault, *, times: int = 1, skip: int = 0) -> Rule:
        """From now on; of rules that match, the one made first goes first. `times`: FOREVER, until `rule.release()`."""
        self._rules.append(Rule(method, path, fault, times, skip))
        return self._rules[-1]

    def clear(self) -> None:
        """Everything passes from now on, and what hangs goes on."""
        for rule in self._rules:
            rule.release()
        self._rules.clear()

    def seen(self, method: str, path: str) -> list[Seen]:
        """Those requests with this method whose path matches, oldest first."""
        return [each for each in self.requests if each.method == method and re.search(path, each.path)]

    async def until_seen(self, method: str, path: str, *, count: int = 1, within: float = PATIENCE, answered: bool = False) -> list[Seen]:
        """Until so many of them have arrived; `answered`: and have been dealt with."""

        def look() -> list[Seen] | None:
            found = [each for each in self.seen(method, path) if not answered or each.status is not None]
            return found if len(found) >= count else None

        return await self.changes.until(look, f"{count} of {method} {path}", within, seen=self._shown)

    async def until(self, look: Callable[[], bool], what: str, within: float = PATIENCE) -> None:
        await self.changes.until(look, what, within, seen=self._shown)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        seen = await self._note(request)
        try:
            rule = next((rule for rule in self._rules if rule.strikes(seen.method, seen.path)), None)
            answer = await self._dealt_with(request, seen, rule)
            seen.status = 0 if isinstance(answer, _Dropped) else answer.status
            return answer
        finally:
            seen.status, seen.ended = seen.status or 0, time.monotonic()
            self.changes.changed()

    async def _note(self, request: web.Request) -> Seen:
        found = _TRANSACTION.search(request.raw_path.partition("?")[0])
        token = request.headers.get(hdrs.AUTHORIZATION, "").removeprefix("Bearer ")
        path, query = request.path, request.query_string
        seen = Seen(request.method, path, query, found[1] if found else "", token, await request.read(), time.monotonic())
        self.requests.append(seen)
        self.changes.changed()
        return seen

    async def _dealt_with(self, request: web.Request, seen: Seen, rule: Rule | None) -> web.StreamResponse:
        match rule and rule.fault:
            case Answer() as answer:
                return web.Response(status=answer.status, text=answer.body, content_type=answer.kind, headers=dict(answer.headers))
            case Break(done=False):
                return _dropped(request)
            case Hang() if rule:
                await rule.released.wait()
        try:
            async with self._onward.request(
                seen.method, URL(self.homeserver + request.raw_path, encoded=True), data=seen.body, headers=_passed(request)
            ) as given:
                return await _pass_on(request, given, rule.fault if rule else None)
        except aiohttp.ClientConnectionError:  # the homeserver is down: as a reverse proxy says it
            return web.Response(status=502, text=BAD_GATEWAY.body, content_type="text/html")

    def _shown(self) -> str:
        return "seen: " + "\n      ".join(f"{each.method} {each.path} {each.status}" for each in self.requests[-40:])


def _passed(request: web.Request) -> dict[str, str]:
    return {name: value for name, value in request.headers.items() if name.title() not in _OF_THE_CONNECTION}


async def _pass_on(request: web.Request, answer: aiohttp.ClientResponse, fault: Fault | None) -> web.StreamResponse:
    """Piece by piece, as it comes."""
    if isinstance(fault, Break):
        await answer.read()
        return _dropped(request)
    headers = {name: value for name, value in answer.headers.items() if name.title() not in _OF_THE_CONNECTION}
    response = web.StreamResponse(status=answer.status, headers=headers)
    if isinstance(fault, Cut):
        return await _cut(request, await answer.read(), response)
    await response.prepare(request)
    try:
        async for piece in answer.content.iter_any():
            await response.write(piece)
        await response.write_eof()
    except (aiohttp.ClientPayloadError, ConnectionError):  # one of the two ends has gone away
        return _dropped(request)
    return response


async def _cut(request: web.Request, body: bytes, response: web.StreamResponse) -> web.StreamResponse:
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    return _dropped(request)


class _Dropped(web.Response):
    """To nobody: the connection is closed."""


def _dropped(request: web.Request) -> _Dropped:
    if request.transport:
        request.transport.close()
    return _Dropped()


@asynccontextmanager
async def fault_proxy(homeserver: str) -> AsyncIterator[FaultProxy]:
    """`homeserver`: its address."""
    proxy = FaultProxy(homeserver)
    application = web.Application(client_max_size=64 * 2**20)
    application.router.add_route("*", "/{path:.*}", proxy.handle)
    runner = web.AppRunner(application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(timeout=timeout, auto_decompress=False, connector=aiohttp.TCPConnector(limit=0)) as proxy._onward:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        proxy.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield proxy
        finally:
            proxy.clear()
            await runner.cleanup()
