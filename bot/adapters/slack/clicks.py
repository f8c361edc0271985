# SPDX-License-Identifier: MPL-2.0
"""Buttons: choices of an answer, sharing it, and those of App Home."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.adapters.slack import parse
from bot.adapters.slack.delivery import Delivery
from bot.adapters.slack.marking import Marking
from bot.adapters.slack.metrics import SlackMetrics
from bot.adapters.slack.render import CHOICE, asked
from bot.adapters.slack.sharing import SHARE, shared
from bot.adapters.slack.surfaces import Surfaces
from bot.adapters.slack.views import OPEN_ASK, recalled, spoken
from bot.adapters.slack.work import Worker
from handlers.forms import Form, form_for
from handlers.message import Asked, Language

Body = Mapping[str, Any]
Guard = Callable[[Callable[..., Awaitable[Any]]], Callable[..., Awaitable[Any]]]

_log = structlog.get_logger(__name__)


class Clicks:
    def __init__(self, worker: Worker, surfaces: Surfaces, marking: Marking, metrics: SlackMetrics, language: Language) -> None:
        self._worker, self._surfaces, self._marking, self._metrics, self._language = worker, surfaces, marking, metrics, language

    def register(self, app: AsyncApp, guarded: Guard) -> None:
        app.action(re.compile(f"^{CHOICE}:[0-9]+$"))(guarded(self.choice))
        app.action(SHARE)(guarded(self.share))
        app.action(OPEN_ASK)(guarded(self.open_ask))

    async def choice(self, body: Body, ack: AsyncAck, context: Body) -> None:
        """A choice that lacks something opens a form; one in App Home a modal; any other is answered where it stands."""
        action = body["actions"][0]
        chosen = asked(action.get("value") or "")
        if chosen is None:
            await self._refused(ack)
            return
        if form := form_for(chosen.intent, chosen.slots):
            await self._in_form(body, ack, form, chosen)
        elif body["container"]["type"] == "view" and body["view"]["type"] == "home":
            await self._in_modal(body, ack, chosen)
        else:
            delivery = parse.clicked(body, action, "answer", (chosen,))
            self._marking.remember(delivery, body.get("message"))
            await self._kept(delivery, ack)

    async def share(self, body: Body, ack: AsyncAck, context: Body) -> None:
        action = body["actions"][0]
        questions = shared(action.get("value") or "")
        if not questions:
            await self._refused(ack)
            return
        await self._kept(parse.clicked(body, action, "share", questions), ack)

    async def open_ask(self, body: Body, ack: AsyncAck, context: Body) -> None:
        delivery = parse.shown(body)
        await ack()
        self._worker.aside(self._surfaces.ask(delivery, body["trigger_id"]), delivery)

    async def _in_form(self, body: Body, ack: AsyncAck, form: Form, chosen: Asked) -> None:
        """In the modal where it was chosen, or in a new one."""
        delivery = parse.shown(body)
        in_modal = body["container"]["type"] == "view" and body["view"]["type"] == "modal"
        await ack()
        self._worker.aside(self._surfaces.form(delivery, body["trigger_id"], form, chosen.slots, body["view"] if in_modal else None), delivery)

    async def _in_modal(self, body: Body, ack: AsyncAck, chosen: Asked) -> None:
        delivery = parse.shown(body)
        await ack()
        self._worker.aside(self._answered_in_modal(body, delivery, chosen), delivery)

    async def _answered_in_modal(self, body: Body, clicker: Delivery, chosen: Asked) -> None:
        view = await self._surfaces.working(clicker, body["trigger_id"])
        delivery = parse.opened(body, view["id"], chosen, spoken(recalled(view), self._language))
        if await self._worker.keep(delivery):
            self._worker.begin(delivery)

    async def _kept(self, delivery: Delivery, ack: AsyncAck) -> None:
        new = await self._worker.keep(delivery)
        await ack()
        if new:
            self._worker.begin(delivery)

    async def _refused(self, ack: AsyncAck) -> None:
        self._metrics.refused.labels("unknown").inc()
        _log.warning("A button asks nothing that is known", action="request_refused", reason="unknown")
        await ack()
