# SPDX-License-Identifier: MPL-2.0
"""The Bolt app: verifies, authorizes and hands over. It acknowledges as soon as a listener has, instead of looking every ten milliseconds whether one has."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, cast

import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.clients import NOT_INSTALLED, Clients
from bot.adapters.slack.outcomes import SlackCallError
from bot.adapters.slack.quiet import quiet_logger
from bot.adapters.slack.socket import Socket

MALFORMED = (KeyError, TypeError, AttributeError, IndexError, ValueError, RecursionError)
"""What Bolt raises over a payload that is none of Slack's."""

_log = structlog.get_logger(__name__)


def bolt_app(clients: Clients, client: AsyncWebClient, signing_secret: str, unavailable: str) -> AsyncApp:
    """An app for every workspace that `clients` knows. `client`: without a token. `unavailable`: what members of any other are told."""

    async def authorize(enterprise_id: str | None, team_id: str | None, **_: Any) -> AuthorizeResult | None:
        try:
            workspace = await clients.of(team_id or "", enterprise_id or "")
        except SlackCallError as error:
            if error.code != NOT_INSTALLED:
                raise  # not acknowledged: Slack sends an event again
            _log.warning("A request comes from a workspace that has not installed the app", action="not_authorized", code=error.code)
            return None
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_user_id=workspace.bot_user, bot_token=workspace.client.token)

    over_http = bool(signing_secret)
    app = AsyncApp(
        logger=quiet_logger(),
        client=client,
        authorize=cast("Callable[..., Awaitable[AuthorizeResult]]", authorize),  # by None, Bolt knows that nobody has installed the app
        user_facing_authorize_error_message=unavailable,
        signing_secret=signing_secret or "unused",
        process_before_response=True,
        request_verification_enabled=over_http,
        ssl_check_enabled=over_http,
        url_verification_enabled=over_http,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.error(_failed)
    return app


async def handle(app: AsyncApp, socket: Socket, request: SocketModeRequest) -> None:
    """An envelope of Socket Mode. What nobody listens to is acknowledged: sent again, it would be no better understood."""
    try:
        answer = await run_async_bolt_app(app, request)
    except MALFORMED:
        answer = BoltResponse(status=HTTPStatus.BAD_REQUEST)
    if answer.status == HTTPStatus.BAD_REQUEST:
        socket.refuse()
    if answer.status in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST):
        answer = BoltResponse(status=200)
    await send_async_response(socket, request, answer, 0.0)


async def _failed(error: Exception) -> BoltResponse:
    """Not acknowledged: Slack sends an event again. Nobody outside hears why. What Bolt itself could not read is refused."""
    if isinstance(error, MALFORMED) and not _ours(error):
        return BoltResponse(status=HTTPStatus.BAD_REQUEST)
    _log.error("A request of Slack's could not be taken in", action="request_failed", exc_info=error)
    return BoltResponse(status=500)


def _ours(error: Exception) -> bool:
    """Whether it was raised in the bot, and not where Bolt reads a payload."""
    at = error.__traceback__
    while at:
        if at.tb_frame.f_globals.get("__name__", "").startswith("bot."):
            return True
        at = at.tb_next
    return False
