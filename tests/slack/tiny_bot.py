# SPDX-License-Identifier: MPL-2.0
"""The smallest real Bolt bot that does a bit of everything, over sockets or HTTP, to prove the stand-in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import uvicorn
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.slack.stand_in import StandIn

QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Formular"},
    "submit": {"type": "plain_text", "text": "Send"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Navn"},
            "element": {"type": "plain_text_input", "action_id": "name_input", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "product",
            "label": {"type": "plain_text", "text": "Produkt"},
            "optional": True,
            "element": {"type": "external_select", "action_id": "product_select", "min_query_length": 1},
        },
    ],
}


def button(action_id: str = "more", text: str = "Mere") -> dict[str, Any]:
    return {"type": "actions", "elements": [{"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": text}, "value": "1"}]}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def option(text: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": text}, "value": text.lower()}


def tiny_app(slack: StandIn, session: aiohttp.ClientSession) -> AsyncApp:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)
    _talking(app)
    _forms(app)
    return app


@asynccontextmanager
async def over_socket(slack: StandIn, ping_interval: float = 5) -> AsyncIterator[AsyncSocketModeHandler]:
    async with aiohttp.ClientSession() as session:
        handler = AsyncSocketModeHandler(tiny_app(slack, session), slack.app_token, ping_interval=ping_interval)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.until(lambda: slack.socket.open, "the bot's socket")
        try:
            yield handler
        finally:
            await slack.settled()
            await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def over_http(slack: StandIn) -> AsyncIterator[str]:
    async with aiohttp.ClientSession() as session:
        handler = AsyncSlackRequestHandler(tiny_app(slack, session))

        async def endpoint(request: Request) -> Response:
            return await handler.handle(request)

        served = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
        server = uvicorn.Server(uvicorn.Config(served, host="127.0.0.1", port=0, log_config=None, access_log=False, lifespan="off"))
        running = asyncio.ensure_future(server.serve())
        while not server.started:  # uvicorn tells nobody
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            await slack.settled()
            server.should_exit = True
            await running


def _talking(app: AsyncApp) -> None:
    @app.command("/os2")
    async def command(ack: Any, client: Any, body: Any) -> None:
        if body["text"] == "form":
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        else:
            await ack(text=f"hørt: {body['text']}", response_type="ephemeral")

    @app.event("app_mention")
    async def mentioned(event: Any, client: Any) -> None:
        thread = event.get("thread_ts") or event["ts"]
        blocks = [section("Det er *svaret* &amp; mere"), button()]
        await client.chat_postMessage(channel=event["channel"], thread_ts=thread, text="svaret", blocks=blocks, **QUIET)

    @app.event("message")
    async def message(event: Any, client: Any) -> None:
        if event.get("channel_type") == "im" and "subtype" not in event:
            await client.chat_postMessage(channel=event["channel"], text=f"du sagde {event['text']}", **QUIET)

    @app.action("more")
    async def more(ack: Any, respond: Any, body: Any) -> None:
        await ack()
        await respond(text="Her er mere", replace_original=bool(body.get("message")))

    @app.event("app_home_opened")
    async def home(event: Any, client: Any) -> None:
        found = event.get("view") or {}
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section("Hjem")]}, hash=found.get("hash"))


def _forms(app: AsyncApp) -> None:
    @app.view("form")
    async def submitted(ack: Any, view: Any) -> None:
        name = view["state"]["values"]["name"]["name_input"]["value"]
        await (ack() if name != "forkert" else ack(response_action="errors", errors={"name": "Sådan hedder ingen"}))

    @app.view_closed("form")
    async def closed(ack: Any) -> None:
        await ack()

    @app.options("product_select")
    async def options(ack: Any, payload: Any) -> None:
        await ack(options=[option(name) for name in ("OS2mo", "OS2forms") if payload["value"].lower() in name.lower()])
