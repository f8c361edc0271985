# SPDX-License-Identifier: MPL-2.0
"""Brings an answer to its place; where that is closed, to the person it is for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from bot.adapter import Host
from bot.adapters.slack.clients import Workspace
from bot.adapters.slack.delivery import Delivery
from bot.adapters.slack.outcomes import SlackCallError
from bot.adapters.slack.render import CHOICE, Button, Rendered, choice_value, render
from bot.adapters.slack.rendered_lately import RenderedLately
from bot.adapters.slack.sending import Sender, marked
from bot.adapters.slack.sharing import share_button
from bot.adapters.slack.submissions import Submissions
from bot.adapters.slack.views import answer_view
from bot.localise import LocalisedPart, LocalisedReply
from bot.outcomes import UNSETTLED, Outcome
from handlers.message import Language
from handlers.reply import Phrase

_CLOSED: Mapping[str, str] = {
    "is_archived": "slack.closed.archived", "not_in_channel": "slack.closed.not_in_channel", "channel_not_found": "slack.closed.not_in_channel",
    "restricted_action": "slack.closed.restricted", "restricted_action_read_only_channel": "slack.closed.restricted",
    "restricted_action_thread_only_channel": "slack.closed.restricted", "restricted_action_thread_locked": "slack.closed.restricted",
}  # fmt: skip
"""Slack's word for why nothing can be posted → what the person is told."""

_LONG = timedelta(days=1)
"""How far back it is looked whether somebody was told already, where nobody knows when it began."""

_log = structlog.get_logger(__name__)


class Answers:
    """Raises SlackCallError for what could not be brought anywhere, or may not have been."""

    def __init__(self, sender: Sender, host: Host, submissions: Submissions) -> None:
        self._sender, self._host, self._submissions = sender, host, submissions
        self._rendered = RenderedLately()

    async def bring(self, delivery: Delivery, reply: LocalisedReply, workspace: Workspace, received_at: datetime, *, unclear: bool) -> None:
        """`unclear`: it may have been brought before."""
        received_at = _since(delivery, received_at)
        try:
            await self._to_its_place(delivery, reply, workspace, received_at, unclear=unclear)
        except SlackCallError as error:
            if error.outcome is not Outcome.REFUSED or error.code.startswith(UNSETTLED):
                raise
            _log.warning(
                "An answer could not be brought where it belongs; it goes to the person", action="answer_redirected", code=error.code, event_id=delivery.id
            )
            await self._to_the_person(delivery, self.explained(reply, error.code), workspace, received_at)

    async def _to_its_place(self, delivery: Delivery, reply: LocalisedReply, workspace: Workspace, received_at: datetime, *, unclear: bool) -> None:
        place = delivery.place
        match place.surface:
            case "channel":
                await self._post(delivery, reply, workspace, place.channel, place.thread, received_at, unclear=unclear)
            case "ephemeral":
                for rendered in self._messages(reply, shareable=bool(delivery.channel)):
                    await self._to_their_eyes(delivery, rendered, workspace)
            case "modal":
                view = answer_view(reply, host=self._host)
                if not await self._submissions.takes(place.view, view):
                    await self._sender.repeat("views.update", lambda: workspace.client.views_update(view_id=place.view, view=view))
            case "none":
                await self._to_the_person(delivery, reply, workspace, received_at)

    async def _to_their_eyes(self, delivery: Delivery, rendered: Rendered, workspace: Workspace) -> None:
        place = delivery.place
        if place.response_url:
            await self._sender.respond(place.response_url, rendered, workspace.client, replace_original=False)
        else:
            await self._sender.show(workspace.client, place.channel, delivery.user, rendered, thread=place.thread)

    async def _post(
        self, delivery: Delivery, reply: LocalisedReply, workspace: Workspace, channel: str, thread: str, received_at: datetime, *, unclear: bool
    ) -> None:  # fmt: skip
        for number, rendered in enumerate(self._messages(reply)):
            await self._sender.post(
                workspace.client, channel, rendered, thread=thread, mark=marked(delivery.id, number), since=received_at.timestamp(), unclear=unclear
            )  # fmt: skip

    async def post(self, delivery: Delivery, reply: LocalisedReply, workspace: Workspace) -> None:
        """Into its channel; what was posted before is not posted again."""
        await self._post(delivery, reply, workspace, delivery.place.channel, delivery.place.thread, _since(delivery, datetime.now(UTC) - _LONG), unclear=True)

    async def bring_to_person(self, delivery: Delivery, reply: LocalisedReply, workspace: Workspace) -> None:
        """In a direct message; what was brought before is not brought again."""
        await self._to_the_person(delivery, reply, workspace, _since(delivery, datetime.now(UTC) - _LONG))

    async def _to_the_person(self, delivery: Delivery, reply: LocalisedReply, workspace: Workspace, received_at: datetime) -> None:
        opened = await self._sender.repeat("conversations.open", lambda: workspace.client.conversations_open(users=delivery.user))
        await self._post(delivery, reply, workspace, opened["channel"]["id"], "", received_at, unclear=True)

    def _form(self, reply: LocalisedReply) -> Sequence[Button]:
        """What can be said in words can be filled in too."""
        value = choice_value(reply.form.intent, reply.form.slots) if reply.form else None
        return (Button(f"{CHOICE}:0", self._host.words(Phrase("slack.fill_form"), reply.language), value),) if value else ()

    def _messages(self, reply: LocalisedReply, *, shareable: bool = False) -> tuple[Rendered, ...]:
        """What it takes to say it. `shareable`: only one person sees it, in a channel to which they may show it."""

        def make() -> tuple[Rendered, ...]:
            return render(reply, buttons=(*self._form(reply), *(self._share(reply) if shareable else ())))

        return self._rendered.messages(reply, "shareable" if shareable else "", make)

    def _share(self, reply: LocalisedReply) -> Sequence[Button]:
        """Only what is asked of everybody can be shown to everybody."""
        button = share_button(reply.asked, self._host.words(Phrase("slack.share"), reply.language)) if reply.asked else None
        return (button,) if button else ()

    def explained(self, reply: LocalisedReply, code: str) -> LocalisedReply:
        """With the reason why it comes to the person alone."""
        why = LocalisedPart("paragraph", self._host.words(Phrase(_CLOSED.get(code, "slack.closed.other")), reply.language))
        return replace(reply, parts=(why, *reply.parts))


def _since(delivery: Delivery, otherwise: datetime) -> datetime:
    """Nothing of ours is older: by Slack's clock, where Slack said when it happened; the bot's own may be wrong."""
    return datetime.fromtimestamp(delivery.at, UTC) if delivery.at else otherwise


def sentence(host: Host, key: str, language: Language) -> LocalisedReply:
    """A reply of one sentence."""
    part = LocalisedPart("paragraph", host.words(Phrase(key), language))
    return LocalisedReply(language, "declined", (part,), (), (), "", "")
