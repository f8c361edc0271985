# SPDX-License-Identifier: MPL-2.0
"""What Bolt hands over: each request is kept, then acknowledged, then worked on. What is malformed or unknown is refused, and counted."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.adapter import Host
from bot.adapters.slack import parse
from bot.adapters.slack.clicks import Clicks
from bot.adapters.slack.delivery import Delivery, Place
from bot.adapters.slack.forms_front import FormsFront
from bot.adapters.slack.manifest import COMMAND
from bot.adapters.slack.metrics import SlackMetrics
from bot.adapters.slack.work import Worker
from handlers.message import Language
from handlers.reply import Phrase

Body = Mapping[str, Any]
Listener = Callable[..., Awaitable[Any]]

LOOKED_UP_WITHIN = 0.8  # seconds of the three in which Slack waits; unacknowledged, it sends the message again

_log = structlog.get_logger(__name__)


class Front:
    """The listeners. The busiest are registered first: Bolt asks them in that order."""

    def __init__(self, worker: Worker, clicks: Clicks, forms: FormsFront, host: Host, metrics: SlackMetrics, language: Language) -> None:
        self._worker, self._clicks, self._forms, self._host, self._metrics, self._language = worker, clicks, forms, host, metrics, language

    def register(self, app: AsyncApp) -> None:
        app.command(COMMAND)(self._guarded(self.command))
        app.event("app_mention")(self._guarded(self.mention))
        app.event("message")(self._guarded(self.message))
        self._clicks.register(app, self._guarded)
        self._forms.register(app, self._guarded)
        app.event("app_home_opened")(self._guarded(self.home_opened))
        app.event("member_joined_channel")(self._guarded(self.joined_channel))
        app.event("team_join")(self._guarded(self.joined_team))
        app.event("assistant_thread_started")(self._guarded(self.conversation_begun))
        for event in ("app_uninstalled", "tokens_revoked"):
            app.event(event)(self._guarded(self.departed))
        app.event(re.compile(".*"))(self.ignored)
        for anything in (app.action, app.view, app.view_closed, app.shortcut, app.options, app.command):
            anything(re.compile(".*"))(self.unknown)

    def _guarded(self, listener: Listener) -> Listener:
        """A payload that is none of Slack's is refused, not raised."""

        async def guarded(body: Body, ack: AsyncAck, context: Body) -> None:
            try:
                await listener(body, ack, context)
            except (KeyError, TypeError, AttributeError, IndexError) as error:
                if ack.response is not None:
                    raise  # it was understood: a bug of ours
                self._metrics.refused.labels("malformed").inc()
                _log.warning("A payload is not as Slack documents it", action="request_refused", reason="malformed", error=type(error).__name__)
                await ack()

        return guarded

    async def command(self, body: Body, ack: AsyncAck, context: Body) -> None:
        delivery = parse.command(body)
        try:
            new = await self._worker.keep(delivery)
        except Exception:  # noqa: BLE001 - logged by the inbox; Slack sends no command twice, so the person is told
            self._worker.forget(delivery)
            await ack(text=self._host.words(Phrase("chat.failed"), self._language))
            return
        await ack()
        if new:
            self._worker.begin(delivery)

    async def mention(self, body: Body, ack: AsyncAck, context: Body) -> None:
        await self._kept(parse.mention(body, context.get("bot_user_id") or ""), ack)

    async def message(self, body: Body, ack: AsyncAck, context: Body) -> None:
        bot_user = context.get("bot_user_id") or ""
        delivery = parse.direct_message(body, bot_user) or await self._collected(parse.thread_reply(body, bot_user))
        await (self._kept(delivery, ack) if delivery else ack())

    async def _collected(self, said: Delivery | None) -> Delivery | None:
        """What stands in the thread under a call for points. Of anything else that is said in channels nothing is kept, and only for threads of the bot's own is it looked up."""
        if said is None:
            return None
        async with asyncio.timeout(LOOKED_UP_WITHIN):
            called = await self._host.collecting(said.channel, f"{said.place.channel}:{said.place.thread}")
        return replace(said, collects_for=called.meeting, collects_in=called.language) if called else None

    async def home_opened(self, body: Body, ack: AsyncAck, context: Body) -> None:
        event = body["event"]
        if event.get("tab") == "messages":
            await self._kept(parse.of_event(body, "prompts", user=event["user"], place=Place(channel=event["channel"])), ack)
            return
        opened = parse.of_event(body, "home", user=event["user"])
        await self._kept(replace(opened, clicked=(event.get("view") or {}).get("hash", "")), ack)

    async def conversation_begun(self, body: Body, ack: AsyncAck, context: Body) -> None:
        """Only apps with the older `assistant_view` hear of this."""
        begun = body["event"]["assistant_thread"]
        place = Place(channel=begun["channel_id"], thread=begun["thread_ts"])
        await self._kept(parse.of_event(body, "prompts", user=begun["user_id"], place=place), ack)

    async def joined_channel(self, body: Body, ack: AsyncAck, context: Body) -> None:
        event = body["event"]
        joined = parse.of_event(body, "welcome", user=event["user"])
        await self._kept(
            replace(
                joined, id=f"slack:{joined.team}:{event['channel']}:{parse.unnamed(event['user'])}:welcome", text=f"slack:{joined.team}:{event['channel']}"
            ),
            ack,
        )

    async def joined_team(self, body: Body, ack: AsyncAck, context: Body) -> None:
        user = body["event"]["user"]
        joined = parse.of_event(body, "welcome", user=user["id"])
        if user.get("is_bot"):
            await ack()
            return
        await self._kept(replace(joined, id=f"slack:{joined.team}:{parse.unnamed(user['id'])}:welcome", text=f"slack:{joined.team}"), ack)

    async def departed(self, body: Body, ack: AsyncAck, context: Body) -> None:
        """`text`: whose user tokens were revoked; empty where the whole installation is gone."""
        gone, event = parse.of_event(body, "departed"), body["event"]
        tokens = event.get("tokens") or {}
        if event["type"] == "tokens_revoked" and not tokens.get("bot"):
            gone = replace(gone, text=",".join(tokens.get("oauth") or ()))
            if not gone.text:  # nobody's: that must not take the whole installation
                await ack()
                return
        await self._kept(gone, ack)

    async def ignored(self, ack: AsyncAck) -> None:
        """Events that nobody asked for."""
        await ack()

    async def unknown(self, ack: AsyncAck) -> None:
        """Buttons, forms and commands of another version, or of nobody."""
        self._metrics.refused.labels("unknown").inc()
        _log.warning("An action is unknown", action="request_refused", reason="unknown")
        await ack()

    async def _kept(self, delivery: Delivery, ack: AsyncAck) -> None:
        """Raises what the inbox raises: unacknowledged, Slack sends it again."""
        new = await self._worker.keep(delivery)
        await ack()
        if new:
            self._worker.begin(delivery)
