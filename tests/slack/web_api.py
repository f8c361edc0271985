# SPDX-License-Identifier: MPL-2.0
"""The Web API: reads a call, checks its token and scope, lets it fail where a test wants that, and answers."""

import asyncio
import base64
import json
from collections.abc import Callable
from itertools import count

from aiohttp import web

from tests.slack import assistant_methods, chat_methods, conversation_methods, oauth_methods, view_methods
from tests.slack.breaking import reset
from tests.slack.faults import Fault, Faults
from tests.slack.records import Call
from tests.slack.tokens import METHOD_SCOPES, READ, Token, refused_scope
from tests.slack.workspace import JSON, Channel
from tests.slack.world import Refused, World

Method = Callable[[World, Call], JSON]

METHODS: dict[str, Method] = {
    "assistant.threads.setStatus": assistant_methods.set_status,
    "assistant.threads.setSuggestedPrompts": assistant_methods.set_suggested_prompts,
    "assistant.threads.setTitle": assistant_methods.set_title,
    "auth.revoke": oauth_methods.revoke,
    "auth.test": conversation_methods.auth_test,
    "chat.delete": chat_methods.delete,
    "chat.getPermalink": chat_methods.get_permalink,
    "chat.postEphemeral": chat_methods.post_ephemeral,
    "chat.postMessage": chat_methods.post_message,
    "chat.update": chat_methods.update,
    "conversations.history": conversation_methods.history,
    "conversations.info": conversation_methods.info,
    "conversations.open": conversation_methods.open_im,
    "conversations.replies": conversation_methods.replies,
    "oauth.v2.access": oauth_methods.access,
    "users.info": conversation_methods.users_info,
    "views.open": view_methods.open_view,
    "views.publish": view_methods.publish,
    "views.push": view_methods.push,
    "views.update": view_methods.update,
}

_JSON_ARGUMENTS = frozenset({"blocks", "view", "metadata", "attachments", "prompts", "loading_messages"})
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_FLAG_ARGUMENTS = frozenset({"link_names", "unfurl_links", "unfurl_media", "include_all_metadata", "include_locale", "inclusive", "return_im", "test"})


class WebApi:
    def __init__(self, world: World, faults: Faults, connections_open: Method) -> None:
        self._world, self._faults = world, faults
        self._methods = {**METHODS, "apps.connections.open": connections_open}
        self.closing = asyncio.Event()
        self._requests = count(1)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        call = await _call(request, self._world.now())
        return await self.with_faults(request, call, lambda: self._done(call))

    async def with_faults(self, request: web.Request, call: Call, answer: Callable[[], web.Response]) -> web.StreamResponse:
        """Notes the call and answers it, unless that is to go wrong."""
        self._world.calls.append(call)
        fault = self._faults.next(call, asyncio.get_running_loop().time())
        call.fault = fault.kind if fault else ""
        self._world.changed()
        early = await self._failing(request, call, fault) if fault and not fault.kind.endswith("_after") else None
        if early is not None:
            self._world.changed()
            return early
        answered = answer()
        self._world.changed()
        if fault and fault.kind.endswith("_after"):
            return await self._lost(request, fault)
        return answered

    def _done(self, call: Call) -> web.Response:
        call.answer = self._answer(call)
        return self._response(call)

    def _answer(self, call: Call) -> JSON:
        if call.method not in self._methods:
            return {"ok": False, "error": "unknown_method", "req_method": call.method}
        try:
            if call.method != "oauth.v2.access":
                self._authorised(call)
            return self._methods[call.method](self._world, call)
        except Refused as refused:
            return refused.answer

    def _authorised(self, call: Call) -> None:
        if not call.token:
            raise Refused("not_authed")
        token = self._world.tokens.known.get(call.token)
        _usable(token, self._world)
        assert token is not None
        call.team = token.team
        if (token.kind == "app") != (call.method == "apps.connections.open"):
            raise Refused("not_allowed_token_type")
        if refusal := refused_scope(call.method, token, self._channel(call)):
            raise Refused(**refusal)

    def _channel(self, call: Call) -> Channel | None:
        """The conversation it is about, where the scope depends on its kind."""
        if not any(READ in scope for scope in METHOD_SCOPES[call.method]):
            return None
        return self._world.channel(self._world.workspace_of(call), call.get("channel"))

    async def _failing(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse | None:
        kind = fault.kind
        if kind in {"timeout_before", "reset_before"}:
            return await self._lost(request, fault)
        if kind == "ratelimited":
            call.answer, call.status = {"ok": False, "error": "ratelimited"}, 429
            return web.json_response(call.answer, status=429, headers={"Retry-After": str(fault.retry_after)})
        if kind == "server_error":
            call.status = fault.status
            return web.Response(status=fault.status, text="<html><body>Server Error</body></html>", content_type="text/html")
        if kind == "garbage":
            call.status = 200
            return web.Response(text='{"ok": true, "ts": ', content_type="application/json")
        call.answer = {"ok": False, "error": kind.removeprefix("error:")}
        return self._response(call)

    async def _lost(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        """No answer comes: until the stand-in ends, or because the connection breaks at once."""
        if fault.kind.startswith("timeout"):
            await self.closing.wait()
        reset(request.transport)
        return web.Response()

    def _response(self, call: Call) -> web.Response:
        call.status = 200
        token = self._world.tokens.known.get(call.token)
        headers = {"x-slack-req-id": f"stand-in-{next(self._requests)}", "x-oauth-scopes": ",".join(token.scopes) if token else ""}
        return web.json_response(call.answer, headers=headers)


def _usable(token: Token | None, world: World) -> None:
    if token is None:
        raise Refused("invalid_auth")
    if token.kind == "bot" and not world.workspaces[token.team].installed:
        raise Refused("account_inactive")
    if token.revoked:
        raise Refused("token_revoked")
    if token.expires_at and world.now() >= token.expires_at:
        raise Refused("token_expired")


async def _call(request: web.Request, now: float) -> Call:
    method = request.match_info["method"]
    arguments: JSON = {name: _decoded(name, value) for name, value in request.query.items()}
    if request.content_type == "application/json":
        arguments |= json.loads(await request.text() or "{}")
    else:
        arguments |= {name: _decoded(name, value) for name, value in (await request.post()).items() if isinstance(value, str)}
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Basic":
        client_id, _, client_secret = base64.b64decode(token).decode().partition(":")
        arguments |= {"client_id": client_id, "client_secret": client_secret}
    arguments.pop("token", None)  # strict: only the header counts
    return Call(method, arguments, token if scheme == "Bearer" else "", now, headers=dict(request.headers))


def _decoded(name: str, value: str) -> object:
    if name in _FLAG_ARGUMENTS:
        return _FLAGS.get(value.lower(), value)
    if name in _JSON_ARGUMENTS:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
