# SPDX-License-Identifier: MPL-2.0
"""Slack over HTTP: what is not signed by Slack within the last five minutes goes no further.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import time
from collections.abc import Mapping
from http import HTTPStatus

import structlog
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.adapters.slack.bolt import MALFORMED
from bot.adapters.slack.metrics import SlackMetrics

_OLDEST = 300  # seconds
_NO_MORE_RETRIES = {"x-slack-no-retry": "1"}

_log = structlog.get_logger(__name__)


class HttpFront:
    """`/slack/events`: events, commands and interactivity."""

    def __init__(self, app: AsyncApp, signing_secret: str, metrics: SlackMetrics) -> None:
        self._app, self._metrics = app, metrics
        self._secret = signing_secret.encode()

    async def handle(self, request: Request) -> Response:
        try:
            body = await request.body()
        except HTTPException as error:
            if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                self._note("oversized")
            raise
        if wrong := self._wrong(body, request.headers):
            return self._refused(HTTPStatus.UNAUTHORIZED, wrong)
        began = time.perf_counter()
        try:
            answer = to_starlette_response(await self._app.async_dispatch(to_async_bolt_request(request, body)))
        except MALFORMED:
            return self._refused(HTTPStatus.BAD_REQUEST, "malformed")
        if answer.status_code == HTTPStatus.BAD_REQUEST:
            return self._refused(HTTPStatus.BAD_REQUEST, "malformed")
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return self._refused(HTTPStatus.NOT_FOUND, "unknown")
        self._metrics.acknowledged.observe(time.perf_counter() - began)
        return answer

    def _wrong(self, body: bytes, headers: Mapping[str, str]) -> str | None:
        timestamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):  # noqa: PLR2004 - digits of a Unix time
            return "signature"
        if not signature.isascii() or not self._signed(body, timestamp, signature):
            return "signature"
        return "stale" if abs(time.time() - int(timestamp)) > _OLDEST else None

    def _signed(self, body: bytes, timestamp: str, signature: str) -> bool:
        """Without looking at the time: a request that was once Slack's and is old is told apart from a forged one."""
        made = hmac.new(self._secret, b"v0:%b:%b" % (timestamp.encode(), body), hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={made}", signature)

    def _refused(self, status: HTTPStatus, reason: str) -> Response:
        self._note(reason)
        return JSONResponse({"error": status.phrase.lower()}, status, _NO_MORE_RETRIES)

    def _note(self, reason: str) -> None:
        self._metrics.refused.labels(reason).inc()
        _log.warning("A request is refused", action="request_refused", reason=reason)
