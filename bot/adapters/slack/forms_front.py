# SPDX-License-Identifier: MPL-2.0
"""Forms as they are opened, typed into, closed and sent; and the shortcuts that open them."""

import re
from collections.abc import Mapping

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.adapter import Host
from bot.adapters.slack import parse
from bot.adapters.slack.clicks import Body, Guard
from bot.adapters.slack.delivery import Delivery
from bot.adapters.slack.inputs import QUESTION, filled_in, form_of, options
from bot.adapters.slack.manifest import ASK_OS2, SAVE_ANSWER
from bot.adapters.slack.mentions import words
from bot.adapters.slack.metrics import SlackMetrics
from bot.adapters.slack.sharing import SHARE
from bot.adapters.slack.submissions import Submissions
from bot.adapters.slack.surfaces import Surfaces
from bot.adapters.slack.views import ASK, FORM, OPEN_ASK, recalled, spoken, working_view
from bot.adapters.slack.work import Worker
from bot.turns import Turns
from handlers.forms import FORMS, asked, problems
from handlers.message import Language, Message

_FIELD = re.compile(f"^(?!({SHARE}|{OPEN_ASK})$)[a-z0-9][a-z0-9_+/-]*$")
"""The name of a form's field; those of flows are their authors' own. What is no field has a name of ours, or a colon in it."""
_log = structlog.get_logger(__name__)


class FormsFront:
    def __init__(
        self, worker: Worker, surfaces: Surfaces, submissions: Submissions, host: Host, metrics: SlackMetrics, language: Language,
    ) -> None:  # fmt: skip
        self._worker, self._surfaces, self._submissions, self._host, self._metrics, self._language = worker, surfaces, submissions, host, metrics, language
        self._drafts = Turns()

    def register(self, app: AsyncApp, guarded: Guard) -> None:
        app.view(FORM)(guarded(self.sent))
        app.view(ASK)(guarded(self.asked))
        app.view_closed(FORM)(guarded(self.closed))
        app.shortcut(ASK_OS2)(guarded(self.ask))
        app.shortcut(SAVE_ANSWER)(guarded(self.save_answer))
        app.options(_FIELD)(guarded(self.options))
        app.action(_FIELD)(guarded(self.typed))

    async def ask(self, body: Body, ack: AsyncAck, context: Body) -> None:
        """The shortcut "Ask OS2"."""
        delivery = parse.shown(body)
        await ack()
        self._worker.aside(self._surfaces.ask(delivery, body["trigger_id"]), delivery)

    async def save_answer(self, body: Body, ack: AsyncAck, context: Body) -> None:
        """The shortcut "Save as answer": the message's words, to be edited before anything is kept."""
        form, delivery = FORMS[SAVE_ANSWER], parse.shown(body)
        said = words(body["message"].get("text") or "", delivery.team)
        await ack()
        longest = next(field.most for field in form.fields if field.name == "text")
        self._worker.aside(self._surfaces.form(delivery, body["trigger_id"], form, {"text": said[:longest]}, None), delivery)

    async def sent(self, body: Body, ack: AsyncAck, context: Body) -> None:
        """What is wrong is said at its field; the rest is answered in the same modal."""
        carried = recalled(body["view"])
        if form_of(carried) is None:
            await self._host.learn_forms()
        found, language = form_of(carried), spoken(carried, self._language)
        if found is None:
            self._metrics.refused.labels("unknown").inc()
            await ack()
            return
        form, given = found
        values = filled_in(body["view"]["state"], parse.workspace(body)[0])
        if wrong := problems(form, values, self._host.today()):
            await ack(response_action="errors", errors={field: self._host.words(phrase, language) for field, phrase in wrong.items()})
            return
        delivery = parse.submitted(body, asked(form, given, values), language)
        await self._answered(delivery, ack, language)
        self._worker.aside(self._saved(delivery.identity, form.id, {}), delivery)

    async def asked(self, body: Body, ack: AsyncAck, context: Body) -> None:
        """A question in words of one's own."""
        question = filled_in(body["view"]["state"], parse.workspace(body)[0]).get(QUESTION, "")
        language = spoken(recalled(body["view"]), self._language)
        await self._answered(parse.submitted(body, None, language, question), ack, language)

    async def _answered(self, delivery: Delivery, ack: AsyncAck, language: Language) -> None:
        if not await self._worker.keep(delivery):
            await ack()
            return
        shown = await self._submissions.first(delivery.place.view, lambda: self._worker.begin(delivery), working_view(self._host, language))
        await ack(response_action="update", view=shown)

    async def closed(self, body: Body, ack: AsyncAck, context: Body) -> None:
        await ack()
        self._draft(body, parse.in_modal(body))

    async def typed(self, body: Body, ack: AsyncAck, context: Body) -> None:
        """In a modal; a button of a message that is named like a field is none of ours."""
        await ack()
        if "view" in body:
            self._draft(body, parse.shown(body))
        else:
            self._metrics.refused.labels("unknown").inc()

    async def options(self, body: Body, ack: AsyncAck, context: Body) -> None:
        """What Slack shows while somebody types into a field."""
        carried, name = recalled(body["view"]), body["action_id"]
        found, language = form_of(carried), spoken(carried, self._language)
        field = found[0].field(name) if found else None
        if found is None or field is None:
            await ack(options=[])
            return
        asker = parse.in_modal(body)
        sender = Message(
            id="options", conversation=parse.modal_conversation(asker.team, asker.user), sender=asker.identity, text="", private=True, language=language,
            guest=await self._surfaces.is_guest(asker),
        )  # fmt: skip
        await ack(**options(await self._host.suggest(field.kind, str(body.get("value") or ""), sender, found[0].id)))

    def _draft(self, body: Body, delivery: Delivery) -> None:
        """Keeps what is filled in so far, and what the form was opened with."""
        view, found = body["view"], form_of(recalled(body["view"]))
        if found and (values := filled_in(view.get("state") or {}, delivery.team)):
            self._worker.aside(self._saved(delivery.identity, found[0].id, {**found[1], **values}), delivery)

    async def _saved(self, owner: str, form: str, values: Mapping[str, str]) -> None:
        """What was typed last is what stays. Where it cannot be kept, it still stands in the form."""
        try:
            async with self._drafts.of(owner):
                await self._host.save_draft(owner, form, values)
        except Exception:  # noqa: BLE001 - whatever it is: nobody who types needs to hear of it
            _log.exception("A draft could not be kept", action="draft_failed", form=form)
