# SPDX-License-Identifier: MPL-2.0
"""Requests to the homeserver: every answer read to its end, within bounds, and judged before anybody else sees it.

matrix-nio would take an error page for a success, and try a revoked token again for ever (matrix-nio 0.26, `AsyncClient._send`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import aiohttp

from bot.adapters.matrix.calls import MatrixCallError
from bot.outcomes import Outcome

LARGEST = 64 * 2**20  # bytes of one answer: a first sync of thousands of rooms is long
CONNECTIONS = 30  # to the homeserver at the same time
LONGEST_WAIT = 3600.0  # seconds that a homeserver may ask for
_REVOKED = frozenset(("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"))


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer whose body has been read; what matrix-nio asks of an `aiohttp.ClientResponse`."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    parsed: Any
    content_type: str = "application/json"
    content_disposition: None = None

    async def json(self) -> Any:
        return self.parsed

    async def text(self) -> str:
        return self.body.decode(errors="replace")

    async def read(self) -> bytes:
        return self.body


class Http:
    """Raises MatrixCallError for everything but a good answer: JSON, with a status of 200 to 299. Used within `async with`."""

    def __init__(self, homeserver: str, patience: float) -> None:
        self._homeserver, self._patience = homeserver.rstrip("/"), patience
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session:
            await self._session.close()

    async def request(self, method: str, path: str, data: str | bytes | None, headers: Mapping[str, str], patience: float | None = None) -> Answered:
        """`patience`: seconds for the whole answer; without it, as long as any call may take."""
        if self._session is None:
            raise RuntimeError("the connection is closed")
        limit = aiohttp.ClientTimeout(total=patience or self._patience, connect=self._patience)
        try:
            url = self._homeserver + path
            async with self._session.request(method, url, data=data, headers=dict(headers), timeout=limit, allow_redirects=False) as answer:
                return _judged(answer.status, answer.headers, await _bounded(answer), answer.content_type)
        except aiohttp.ClientConnectorError as error:  # before anything was sent
            raise MatrixCallError(Outcome.LATER, "unreachable") from error
        except TimeoutError as error:
            raise MatrixCallError(Outcome.UNCLEAR, "timeout") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:  # a broken connection, a body cut off, an address that is none
            raise MatrixCallError(Outcome.UNCLEAR, type(error).__name__) from error


async def _bounded(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > LARGEST:
            raise MatrixCallError(Outcome.REFUSED, "too_large", status=answer.status)
    return bytes(body)


def _judged(status: int, headers: Mapping[str, str], body: bytes, content_type: str) -> Answered:
    parsed = _parsed(body)
    if 200 <= status < 300 and isinstance(parsed, dict):  # noqa: PLR2004 - HTTP's own numbers
        return Answered(status, headers, body, parsed, content_type)
    known = parsed if isinstance(parsed, dict) else {}
    raise MatrixCallError(*judged(status, headers, known), status=status, body=known)


def judged(status: int, headers: Mapping[str, str], body: Mapping[str, Any]) -> tuple[Outcome, str, float]:
    """What an answer means that is no success: outcome, the homeserver's word, and seconds to wait. https://spec.matrix.org/latest/client-server-api/#standard-error-response"""
    code = str(body.get("errcode") or "") or f"status_{status}"
    if status == 429 or code == "M_LIMIT_EXCEEDED":  # noqa: PLR2004 - Too Many Requests
        return Outcome.LATER, "M_LIMIT_EXCEEDED", wait_of(headers, body)
    if status >= 500 or status < 400:  # noqa: PLR2004 - an error, a redirect or a page that is none of a homeserver's
        return Outcome.UNCLEAR, code, 0.0
    if code in _REVOKED:
        return Outcome.REVOKED, code, 0.0
    foreign = "errcode" not in body and status in (403, 404, 401)  # a proxy's own page, before the homeserver
    return (Outcome.UNCLEAR if foreign and not body else Outcome.REFUSED), code, 0.0


def wait_of(headers: Mapping[str, str], body: Mapping[str, Any]) -> float:
    """Seconds, by the header of HTTP or by Matrix' own field, whichever is longer; one where neither says."""
    header = headers.get("Retry-After", "")
    by_header = float(header) if header.isascii() and header.isdigit() else 0.0
    said = body.get("retry_after_ms")
    by_field = float(said) / 1000 if isinstance(said, int | float) and not isinstance(said, bool) and said > 0 else 0.0
    return min(max(by_header, by_field) or 1.0, LONGEST_WAIT)


def _parsed(body: bytes) -> Any:
    """None for what is no JSON."""
    try:
        return json.loads(body) if body else {}
    except (ValueError, RecursionError):
        return None
