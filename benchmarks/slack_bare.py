# SPDX-License-Identifier: MPL-2.0
"""A bare Bolt bot that answers everything with the same words. `python -m benchmarks.slack_bare plain|tuned socket|http API_URL [PORT]`.

plain: as Bolt's documentation writes it. tuned: one session for all calls, so that none opens a connection of its own; the limit of what a bare bot can do.
"""

import asyncio
import sys
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

from benchmarks.slack_workspace import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET

_BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "Aarhus Kommune koordinerer OS2iot (pr. 16. juni 2026)."}}]


def echo(api_url: str, session: aiohttp.ClientSession | None) -> AsyncApp:
    app = AsyncApp(signing_secret=SIGNING_SECRET, client=AsyncWebClient(token=BOT_TOKEN, base_url=api_url, session=session))

    @app.command("/os2")
    async def command(ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.chat_postMessage(channel=body["channel_id"], text="svar", blocks=_BLOCKS)

    @app.event("app_mention")
    async def mention(event: Any, client: Any) -> None:
        await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="svar", blocks=_BLOCKS)

    return app


async def run(kind: str, mode: str, api_url: str, port: int) -> None:
    async with aiohttp.ClientSession() as session:
        app = echo(api_url, session if kind == "tuned" else None)
        if mode == "socket":
            await AsyncSocketModeHandler(app, APP_TOKEN).start_async()  # type: ignore[no-untyped-call]
            return
        handler = AsyncSlackRequestHandler(app)

        async def events(request: Request) -> Response:
            return await handler.handle(request)

        web = Starlette(routes=[Route("/slack/events", events, methods=["POST"])])
        await uvicorn.Server(uvicorn.Config(web, port=port, log_level="error", access_log=False, http="h11")).serve()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 0))
