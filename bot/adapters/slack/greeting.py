# SPDX-License-Identifier: MPL-2.0
"""What the bot says of its own accord: to whoever comes where that was asked for, and to whoever opens a conversation with it."""

import structlog

from bot.adapter import Host
from bot.adapters.slack.answers import Answers
from bot.adapters.slack.clients import Workspace
from bot.adapters.slack.delivery import Delivery
from bot.adapters.slack.members import Members
from bot.adapters.slack.outcomes import SlackCallError
from bot.adapters.slack.sending import Sender
from bot.outcomes import Outcome
from handlers.message import Language
from handlers.reply import Phrase

PROMPTS = ("coordinator", "join", "meeting", "help")
"""Questions that a new conversation offers; Slack shows four at most."""

_log = structlog.get_logger(__name__)


class Greeting:
    def __init__(self, sender: Sender, host: Host, answers: Answers, members: Members, language: Language) -> None:
        self._sender, self._host, self._answers, self._members, self._language = sender, host, answers, members, language

    async def welcome(self, delivery: Delivery, workspace: Workspace) -> None:
        """Greets whoever has come, to themselves alone, where somebody asked for it."""
        language = await self._host.greets(delivery.text)
        if language is None or delivery.user == workspace.bot_user:
            return
        await self._answers.bring_to_person(delivery, self._host.greeting(language), workspace)

    async def prompts(self, delivery: Delivery, workspace: Workspace) -> None:
        """Offers questions in a new conversation. A workspace without agents, or an app without the scope, has none: quietly."""
        member = await self._members.of(workspace.client, workspace.team, delivery.user)
        language = await self._host.language(delivery.identity) or member.language or self._language
        words = [self._host.words(Phrase(f"slack.prompt.{name}"), language) for name in PROMPTS]
        offered = [{"title": each, "message": each} for each in words]
        place, title = delivery.place, self._host.words(Phrase("slack.prompt.title"), language)
        try:
            await self._sender.once(
                "assistant.threads.setSuggestedPrompts",
                lambda: workspace.client.assistant_threads_setSuggestedPrompts(
                    channel_id=place.channel, thread_ts=place.thread or None, prompts=offered, title=title
                ),
            )
        except SlackCallError as error:
            if error.outcome is Outcome.REVOKED:
                raise
            _log.debug("No questions are offered", action="prompts_absent", code=error.code)
