# SPDX-License-Identifier: MPL-2.0
"""Slack's requests to the bot over HTTP, rightly signed; and the ones an attacker or a broken proxy would send."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.slack.delivery import COMMANDS, EVENTS, Delivery
from tests.slack.workspace import JSON

FORM, JSON_TYPE = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Sent:
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Answered:
    """How the bot answered a request. Status 0: not at all, for the reason in `text`."""

    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def json(self) -> JSON | None:
        if not self.text:
            return None
        return dict(json.loads(self.text)) if self.headers.get("content-type", "").startswith(JSON_TYPE) else {"text": self.text}


@dataclass
class HttpPosting:
    """The HTTP end of Slack."""

    base_url: str
    signing_secret: str
    path: str = "/slack/events"
    ack_within: float = 3.0  # seconds
    clock: Callable[[], float] = time.time
    """What the time stamps of the requests go by: the bot's own clock, for it checks them."""
    sent: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._session = ClientSession()

    async def close(self) -> None:
        await self._session.close()

    async def attempt(self, delivery: Delivery, retry_attempt: int, retry_reason: str) -> str:
        retry = {"X-Slack-Retry-Num": str(retry_attempt), "X-Slack-Retry-Reason": retry_reason or "http_timeout"} if retry_attempt else {}
        started = asyncio.get_running_loop().time()
        answered = await self.post(*_written(delivery), headers=retry)
        if answered.status // 100 == 2:
            delivery.acked, delivery.answer = True, answered.json
            delivery.took = asyncio.get_running_loop().time() - started
            return ""
        if delivery.kind != EVENTS:
            return "operation_timeout" if answered.text == "http_timeout" else "dispatch_failed"
        if answered.headers.get("x-slack-no-retry") == "1":
            return "no_retry"
        return answered.text if answered.status == 0 else "http_error"

    async def post(
        self, body: bytes, content_type: str, *, timestamp: int | None = None, signature: str | None = None, headers: dict[str, str] | None = None
    ) -> Answered:
        """A request, signed unless a signature is given."""
        at = str(int(self.clock()) if timestamp is None else timestamp)
        signed = self.sign(at, body) if signature is None else signature
        given = {"Content-Type": content_type, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": signed, "User-Agent": "Slackbot 1.0", **(headers or {})}
        return await self._send(Sent(body, given))

    def sign(self, timestamp: str, body: bytes) -> str:
        return "v0=" + hmac.new(self.signing_secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()

    async def url_verification(self, challenge: str = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P") -> Answered:
        body = {"token": "verification-token", "challenge": challenge, "type": "url_verification"}
        return await self.post(json.dumps(body).encode(), JSON_TYPE)

    async def forged(self, payload: JSON) -> Answered:
        """Signed by somebody who does not have the secret."""
        return await self.post(json.dumps(payload).encode(), JSON_TYPE, signature="v0=" + "0" * 64)

    async def unsigned(self, payload: JSON) -> Answered:
        return await self._send(Sent(json.dumps(payload).encode(), {"Content-Type": JSON_TYPE}))

    async def stale(self, payload: JSON, seconds: int = 301) -> Answered:
        """Rightly signed, but too long ago."""
        return await self.post(json.dumps(payload).encode(), JSON_TYPE, timestamp=int(self.clock()) - seconds)

    async def replay(self, which: int = -1) -> Answered:
        """An earlier request again, byte for byte."""
        return await self._send(self.sent[which])

    async def oversized(self, size: int = 2_000_000) -> Answered:
        return await self.post(b'{"type":"event_callback","padding":"' + b"x" * size + b'"}', JSON_TYPE)

    async def malformed(self, body: bytes = b'{"type":"event_callback","event":{', content_type: str = JSON_TYPE) -> Answered:
        """Rightly signed, but not what it says it is."""
        return await self.post(body, content_type)

    async def wrong_content_type(self, payload: JSON, content_type: str = "text/plain") -> Answered:
        return await self.post(json.dumps(payload).encode(), content_type)

    async def _send(self, sent: Sent) -> Answered:
        self.sent.append(sent)
        try:
            async with self._session.post(
                self.base_url.rstrip("/") + self.path, data=BytesIO(sent.body), headers=sent.headers, timeout=ClientTimeout(total=self.ack_within)
            ) as answer:
                return Answered(answer.status, await answer.text(), {name.lower(): value for name, value in answer.headers.items()})
        except TimeoutError:
            return Answered(0, "http_timeout")
        except (ClientError, OSError):
            return Answered(0, "http_error")


def _written(delivery: Delivery) -> tuple[bytes, str]:
    """The body and its content type, as Slack writes them for this kind."""
    if delivery.kind == EVENTS:
        return json.dumps(delivery.payload).encode(), JSON_TYPE
    if delivery.kind == COMMANDS:
        return urlencode({name: str(value) for name, value in delivery.payload.items()}).encode(), FORM
    return urlencode({"payload": json.dumps(delivery.payload)}).encode(), FORM
