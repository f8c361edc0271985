# SPDX-License-Identifier: MPL-2.0
"""The HTTP application: health and metrics, JSON for every error, nothing about what runs it."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.health import Readiness
from bot.web.metrics import CONTENT_TYPE, Metrics

MAX_BODY = 1024 * 1024  # bytes of a request
SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def web_app(readiness: Readiness, metrics: Metrics, more: Sequence[Route] = ()) -> ASGIApp:
    """`/livez`, `/readyz` and `/metrics`, and what platforms serve."""

    async def livez(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(_: Request) -> Response:
        health = await readiness.health()
        return JSONResponse(health.as_json(), HTTPStatus.OK if health.ready else HTTPStatus.SERVICE_UNAVAILABLE)

    async def figures(_: Request) -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    app = Starlette(
        routes=[Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", figures), *more],
        exception_handlers={HTTPException: _said, Exception: _said},
    )
    app.router.redirect_slashes = False
    return SecurityHeaders(BodyLimit(app, metrics.oversized.inc))  # outside Starlette's own handling of errors, so that they hold for every reply


async def _said(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    headers = error.headers if isinstance(error, HTTPException) else None
    return JSONResponse({"error": HTTPStatus(status).phrase.lower()}, status, headers)


class SecurityHeaders:
    """Adds the headers that keep a browser from doing anything with a reply."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class BodyLimit:
    """Refuses a request whose body is larger than MAX_BODY, by what it says of itself and by what comes."""

    def __init__(self, app: ASGIApp, refused: Callable[[], None]) -> None:
        self._app, self._refused = app, refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _announced(scope) > MAX_BODY:
            self._refused()
            refusal = JSONResponse({"error": HTTPStatus.REQUEST_ENTITY_TOO_LARGE.phrase.lower()}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            await refusal(scope, receive, send)
            return
        await self._app(scope, _counting(receive, self._refused), send)


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        return 0
    return int(length[:18])  # digits: more than any body has, and short enough for int()


def _counting(receive: Receive, refused: Callable[[], None]) -> Receive:
    total = 0

    async def counted() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > MAX_BODY:
            refused()
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    return counted
