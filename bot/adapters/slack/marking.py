# SPDX-License-Identifier: MPL-2.0
"""A proposal that was decided shows it: its buttons go, and what was chosen stands there instead. Who looks later sees that there is nothing left to press."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from bot.adapters.slack.blocks import Block, context
from bot.adapters.slack.clients import Workspace
from bot.adapters.slack.delivery import Delivery
from bot.adapters.slack.mrkdwn import said
from bot.adapters.slack.render import Rendered
from bot.adapters.slack.sending import Sender
from bot.background import Background
from bot.localise import LocalisedReply

MOST = 500
"""Messages remembered while their choice is carried out. In memory alone: one that is not marked has buttons that do nothing more."""


class Marking:
    def __init__(self, sender: Sender, background: Background) -> None:
        self._sender, self._background = sender, background
        self._messages: OrderedDict[str, Mapping[str, Any]] = OrderedDict()

    def remember(self, delivery: Delivery, message: Mapping[str, Any] | None) -> None:
        """The message whose button was pressed, as Slack showed it; ephemeral ones it does not always show."""
        if message and delivery.decides:
            self._messages[delivery.id] = message
            if len(self._messages) > MOST:
                self._messages.popitem(last=False)

    def mark(self, delivery: Delivery, reply: LocalisedReply, workspace: Workspace) -> None:
        """Soon, once what was chosen is done; what was refused may still be chosen by whoever may."""
        message = self._messages.pop(delivery.id, None)
        if message is not None and reply.outcome == "answered":
            self._background.begin("marking", self._marked(delivery, message, workspace))

    async def _marked(self, delivery: Delivery, message: Mapping[str, Any], workspace: Workspace) -> None:
        shown = Rendered(str(message.get("text") or delivery.label), _decided(message.get("blocks") or (), delivery.label))
        if delivery.place.surface == "ephemeral":
            await self._sender.respond(delivery.place.response_url, shown, workspace.client, replace_original=True)
        else:
            await self._sender.repeat("chat.update", lambda: _updated(workspace, delivery, shown))


def _decided(blocks: Sequence[Block], label: str) -> tuple[Block, ...]:
    kept = [block for block in blocks if block.get("type") != "actions"]
    return (*kept, context(f"→ {said(label)}"))


async def _updated(workspace: Workspace, delivery: Delivery, shown: Rendered) -> Any:
    return await workspace.client.chat_update(
        channel=delivery.place.channel, ts=delivery.clicked, text=shown.text, blocks=[dict(block) for block in shown.blocks]
    )  # fmt: skip
