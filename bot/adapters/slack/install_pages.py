# SPDX-License-Identifier: MPL-2.0
"""The pages by which a workspace installs the app: `/slack/install` leads to Slack, and Slack leads back."""

from collections.abc import Sequence
from http import HTTPStatus

import aiohttp
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.oauth.async_callback_options import AsyncFailureArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.adapters.slack.quiet import quiet_logger


def install_routes(settings: AsyncOAuthSettings, base_url: str) -> Sequence[Route]:
    """Bolt's flow, with its state checked: in the database, and in the browser's cookie. `base_url`: where Slack's Web API is.

    Bolt logs the code that somebody came back with, whatever it is: it is kept quiet, and `InstallPages` says what failed.
    """
    flow = AsyncOAuthFlow(client=AsyncWebClient(base_url=base_url, retry_handlers=[]), logger=quiet_logger(), settings=settings)

    async def install(request: Request) -> Response:
        return to_starlette_response(await flow.handle_installation(to_async_bolt_request(request, b"")))

    async def back(request: Request) -> Response:
        asked = to_async_bolt_request(request, b"")
        try:
            answer = await flow.handle_callback(asked)
        except (aiohttp.ClientError, OSError, SlackClientError):  # Bolt takes it that Slack always answers
            failed = AsyncFailureArgs(
                request=asked, reason="other", suggested_status_code=HTTPStatus.BAD_GATEWAY, settings=settings, default=flow.default_callback_options
            )  # fmt: skip
            answer = await flow.failure_handler(failed)
        return to_starlette_response(answer)

    return [Route(flow.install_path, install, methods=["GET"]), Route(flow.redirect_uri_path, back, methods=["GET"])]
