# SPDX-License-Identifier: MPL-2.0
"""Shows an answer to the channel where its asker saw it: asked once more, as for everybody there."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.adapter import Host
from bot.adapters.slack.answers import Answers, sentence
from bot.adapters.slack.clients import Workspace
from bot.adapters.slack.delivery import Delivery, for_all
from bot.adapters.slack.outcomes import SlackCallError
from bot.adapters.slack.render import render
from bot.adapters.slack.sending import Sender
from bot.localise import LocalisedPart, LocalisedReply
from bot.outcomes import UNSETTLED, Outcome
from handlers.message import Asked, Message
from handlers.reply import Phrase

_OUTSIDE = ("not_in_channel", "channel_not_found", "missing_scope")
Look = Callable[[Message], Awaitable[LocalisedReply]]


class Sharing:
    def __init__(self, sender: Sender, host: Host, answers: Answers) -> None:
        self._sender, self._host, self._answers = sender, host, answers

    async def share(self, delivery: Delivery, workspace: Workspace) -> None:
        """Posts it under the name of whoever shares it, and takes their own copy away. What cannot be shown, they are told instead, with the reason."""
        shown = True
        for number, asked in enumerate(delivery.asks):
            looked = await self._host.look(for_all(delivery, asked, number))
            reply = replace(looked, choices=(), asked=())
            part = replace(delivery, id=f"{delivery.id}:{number}", place=replace(delivery.place, surface="channel", thread=""))
            try:
                if not looked.asked:
                    raise SlackCallError(Outcome.REFUSED, "not_for_all")  # asked as everybody may ask it, it has no answer to show
                await self._posted(part, self._named(reply, delivery, asked), workspace)
            except SlackCallError as error:
                if error.outcome is not Outcome.REFUSED:
                    raise
                await self._answers.bring_to_person(part, self._answers.explained(reply, error.code), workspace)
                shown = False
        if shown:
            await self._without_copy(delivery, workspace)

    async def _posted(self, part: Delivery, reply: LocalisedReply, workspace: Workspace) -> None:
        """Where the bot is no member, or may not look whether it was posted before, Slack posts it for the one who asked."""
        try:
            await self._answers.post(part, reply, workspace)
        except SlackCallError as error:
            if error.code.removeprefix(UNSETTLED) not in _OUTSIDE:
                raise
            await self._by_response_url(part, reply, workspace)

    async def _by_response_url(self, delivery: Delivery, reply: LocalisedReply, workspace: Workspace) -> None:
        """Once: nobody could look whether it arrived."""
        for rendered in render(reply):
            await self._sender.respond(
                delivery.place.response_url, rendered, workspace.client, attempts=1, response_type="in_channel", unfurl_links=False, unfurl_media=False
            )  # fmt: skip

    async def _without_copy(self, delivery: Delivery, workspace: Workspace) -> None:
        try:
            (rendered,) = render(sentence(self._host, "slack.shared", "da"))
            await self._sender.respond(delivery.place.response_url, rendered, workspace.client, delete_original=True)
        except SlackCallError:
            return  # it stays where its reader may see it

    def _named(self, reply: LocalisedReply, delivery: Delivery, asked: Asked) -> LocalisedReply:
        """Not in words that name people: the bot would call them all."""
        values = {"who": delivery.identity, "question": asked.words}
        said = Phrase("slack.shared_by.words" if asked.words and "slack:" not in asked.words else "slack.shared_by", values)
        first = LocalisedPart("paragraph", self._host.words(said, reply.language))
        return replace(reply, parts=(first, *reply.parts))
