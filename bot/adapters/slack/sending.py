# SPDX-License-Identifier: MPL-2.0
"""Sends to Slack: in order for each channel, tried again within bounds, and never blindly after an unclear outcome."""

import asyncio
import hashlib
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.blocks import encode
from bot.adapters.slack.lanes import Lanes
from bot.adapters.slack.metrics import SlackMetrics
from bot.adapters.slack.outcomes import SlackCallError, judged, seconds_of
from bot.adapters.slack.render import Rendered
from bot.outcomes import UNSETTLED, Outcome

ATTEMPTS = 4
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 20.0  # seconds
MARK = "os2bot_reply"
"""The type of the metadata that each message carries: https://docs.slack.dev/messaging/message-metadata"""
_BACK = 120.0  # seconds before the delivery that a message of ours may have been posted, by Slack's clock
_LOOKED_AT, _PAGES = 100, 20  # messages at a time, and how often more of them are looked at
_HOOKS = "hooks.slack.com"
_JSON = {"Content-Type": "application/json; charset=utf-8"}
_SAID = 60  # bytes of what a response URL says

_log = structlog.get_logger(__name__)
Call = Callable[[], Awaitable[Any]]
Pause = Callable[[float], Awaitable[None]]


def marked(event: str, number: int = 0) -> str:
    """By which a message of ours is found again: says nothing of what brought it."""
    return hashlib.sha256(f"{event}:{number}".encode()).hexdigest()[:32]


class Sender:
    """Raises SlackCallError for what could not be sent, or may not have been."""

    def __init__(self, lanes: Lanes, metrics: SlackMetrics, base_url: str, pause: Pause = asyncio.sleep) -> None:
        self._lanes, self._metrics, self._pause = lanes, metrics, pause
        self._own_host = urlsplit(base_url).netloc

    async def post(
        self, client: AsyncWebClient, channel: str, rendered: Rendered, *, thread: str = "", mark: str, since: float, unclear: bool = False
    ) -> str:  # fmt: skip
        """Posts one message, once; its ts. `unclear`: it may have been posted before: it is looked for first. `since`: nothing of ours is older (Unix time)."""
        async with self._lanes.turn(channel):
            failed = SlackCallError(Outcome.UNCLEAR, "never_tried")
            for attempt in range(ATTEMPTS):
                try:
                    if unclear and (found := await self._posted(client, channel, thread, mark, since)):
                        return found
                    return str((await self._counted("chat.postMessage", lambda: _post(client, channel, thread, rendered, mark)))["ts"])
                except SlackCallError as error:
                    failed = error
                    if error.outcome in (Outcome.REFUSED, Outcome.REVOKED):
                        raise
                    unclear = unclear or error.outcome is Outcome.UNCLEAR
                if attempt + 1 < ATTEMPTS:
                    await self._pause(_pause(attempt, failed.wait))
            raise failed

    async def _posted(self, client: AsyncWebClient, channel: str, thread: str, mark: str, since: float) -> str | None:
        """The ts of the message with this mark. What the app may not look through cannot be settled: an unclear outcome stays one."""
        bounds: dict[str, Any] = {"oldest": str(max(0.0, since - _BACK)), "limit": _LOOKED_AT, "include_all_metadata": True}
        for _ in range(_PAGES):
            found = await self._looked_at(client, channel, thread, bounds)
            messages: Sequence[dict[str, Any]] = found["messages"]
            if ts := next((str(each["ts"]) for each in messages if _mark_of(each) == mark), None):
                return ts
            bounds["cursor"] = (found.get("response_metadata") or {}).get("next_cursor")
            if not bounds["cursor"]:
                return None
        raise SlackCallError(Outcome.REFUSED, f"{UNSETTLED}too_many_messages")

    async def _looked_at(self, client: AsyncWebClient, channel: str, thread: str, bounds: dict[str, Any]) -> Any:
        try:
            if thread:
                return await self._counted("conversations.replies", lambda: client.conversations_replies(channel=channel, ts=thread, **bounds))
            return await self._counted("conversations.history", lambda: client.conversations_history(channel=channel, **bounds))
        except SlackCallError as error:
            if error.outcome is Outcome.REFUSED:
                raise SlackCallError(Outcome.REFUSED, f"{UNSETTLED}{error.code}") from error
            raise

    async def show(self, client: AsyncWebClient, channel: str, user: str, rendered: Rendered, *, thread: str) -> None:
        """Shows one message to one person, in a thread. After an unclear outcome it is shown once more, which only its reader may see."""
        blocks = [dict(block) for block in rendered.blocks]
        await self.repeat(
            "chat.postEphemeral", lambda: client.chat_postEphemeral(channel=channel, user=user, thread_ts=thread or None, text=rendered.text, blocks=blocks)
        )

    async def respond(self, url: str, rendered: Rendered, client: AsyncWebClient, *, attempts: int = 3, **more: Any) -> None:
        """Answers by a response URL. Nobody can look whether it arrived: after an unclear outcome it is said once more, which only its reader may see."""
        if not self._is_slacks(url):
            raise SlackCallError(Outcome.REFUSED, "foreign_response_url")
        session = client.session
        assert session is not None  # every client of ours has one
        await self.repeat("response_url", lambda: _respond(session, url, rendered, more), attempts=attempts)

    def _is_slacks(self, url: str) -> bool:
        parts = urlsplit(url)
        return (parts.scheme == "https" and parts.hostname == _HOOKS) or parts.netloc == self._own_host

    async def repeat(self, method: str, call: Call, attempts: int = ATTEMPTS) -> Any:
        """Calls what may be called twice without harm."""
        for attempt in range(attempts):
            try:
                return await self._counted(method, call)
            except SlackCallError as error:
                if error.outcome in (Outcome.REFUSED, Outcome.REVOKED) or attempt + 1 == attempts:
                    raise
                await self._pause(_pause(attempt, error.wait))
        raise AssertionError("no attempt was made")

    async def once(self, method: str, call: Call) -> Any:
        """Calls what is not worth a second attempt, or must not have one."""
        return await self._counted(method, call)

    async def _counted(self, method: str, call: Call) -> Any:
        try:
            answer = await call()
        except Exception as error:
            failed = judged(error)
            self._metrics.sent.labels(method, failed.outcome.value).inc()
            _log.warning("A call to Slack failed", action="slack_call_failed", method=method, outcome=failed.outcome.value, code=failed.code)
            raise failed from error
        self._metrics.sent.labels(method, "done").inc()
        return answer


async def _post(client: AsyncWebClient, channel: str, thread: str, rendered: Rendered, mark: str) -> Any:
    return await client.chat_postMessage(
        channel=channel, thread_ts=thread or None, text=rendered.text, blocks=[dict(block) for block in rendered.blocks], unfurl_links=False, unfurl_media=False,
        metadata={"event_type": MARK, "event_payload": {"mark": mark}},
    )  # fmt: skip


async def _respond(session: aiohttp.ClientSession, url: str, rendered: Rendered, more: dict[str, Any]) -> None:
    """Slack answers "ok", or one word that says why not. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses"""
    body = encode({"response_type": "ephemeral", "text": rendered.text, "blocks": list(rendered.blocks), **more})
    async with session.post(url, data=body.encode(), headers=_JSON, allow_redirects=False) as answer:
        said = (await answer.content.read(_SAID)).decode(errors="replace")
        match answer.status:
            case 200:
                return
            case 429:
                raise SlackCallError(Outcome.LATER, "ratelimited", seconds_of(answer.headers.get("Retry-After", "")))
            case status if status >= 500:  # noqa: PLR2004 - an error of Slack's own
                raise SlackCallError(Outcome.UNCLEAR, f"status_{status}")
            case _:
                raise SlackCallError(Outcome.REFUSED, said)


def _mark_of(message: dict[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return str(payload.get("mark", "")) if metadata.get("event_type") == MARK else ""


def _pause(attempt: int, wait: float) -> float:
    """Ever longer, and never at the same moment as others."""
    least: float = min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE)
    jitter: float = random.uniform(0, least)  # noqa: S311 - no secret
    return max(wait, least) + jitter
