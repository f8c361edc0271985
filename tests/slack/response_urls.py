# SPDX-License-Identifier: MPL-2.0
"""What a response_url takes: five answers in thirty minutes, to the person alone or to the channel, new or in place of the message."""

import json

from aiohttp import web

from tests.slack import limits
from tests.slack.chat_methods import new_message, rewrite
from tests.slack.posting import Content, checked
from tests.slack.records import Call, Message
from tests.slack.web_api import WebApi
from tests.slack.workspace import JSON
from tests.slack.world import Refused, ResponseUrl, World


class ResponseUrls:
    """What goes wrong with them is a fault of the method `response_url`."""

    def __init__(self, world: World, web_api: WebApi) -> None:
        self._world, self._web_api = world, web_api

    async def handle(self, request: web.Request) -> web.StreamResponse:
        given = json.loads(await request.text() or "{}")
        call = Call("response_url", given, "", self._world.now())
        return await self._web_api.with_faults(request, call, lambda: self._answered(request, call, given))

    def _answered(self, request: web.Request, call: Call, given: JSON) -> web.Response:
        try:
            self._answer(self._world.response_urls.get(request.match_info["id"]), given)
            call.answer, call.status = {"ok": True}, 200
        except Refused as refused:
            call.answer, call.status = refused.answer, 404 if refused.answer["error"] in {"used_url", "expired_url"} else 400
            return web.json_response(call.answer, status=call.status)
        return web.Response(text="ok")

    def _answer(self, url: ResponseUrl | None, given: JSON) -> None:
        if url is None or self._world.now() - url.at > limits.RESPONSE_URL_SECONDS:
            raise Refused("expired_url")
        if url.uses >= limits.RESPONSE_URL_USES:
            raise Refused("used_url")
        url.uses += 1
        respond(self._world, url, given, "response_url")


def respond(world: World, url: ResponseUrl, given: JSON, where: str) -> None:
    """Does what the answer says: also the one a slash command's ack brings."""
    if given.get("delete_original"):
        _original(url).deleted = True
    elif given.get("replace_original"):
        original = _original(url)
        before = original.payload()
        content = checked(world, given, where)
        rewrite(world, original, content)
        if not original.ephemeral_to:
            world.tell("changed", original, before)
    else:
        _post(world, url, checked(world, given, where), given)
    world.changed()


def _original(url: ResponseUrl) -> Message:
    if url.message is None:
        raise Refused("invalid_response_url", response_metadata={"messages": ["a command has no original to replace"]})
    return url.message


def _post(world: World, url: ResponseUrl, content: Content, given: JSON) -> None:
    workspace = world.workspaces[url.team]
    message = new_message(world, workspace, workspace.channels[url.channel], content)
    kind = given.get("response_type", "ephemeral")
    if kind not in {"ephemeral", "in_channel"}:
        raise Refused("invalid_arguments")
    message.ephemeral_to = url.user if kind == "ephemeral" else ""
    message.thread_ts, message.arguments = str(given.get("thread_ts") or ""), given
    world.messages.append(message)
    if kind == "in_channel":
        world.tell("posted", message)
