# SPDX-License-Identifier: MPL-2.0
"""Posts of the bot's own accord: into channels, and to people by themselves; once, whatever happens in between."""

from datetime import datetime

from bot.adapters.slack.clients import Clients
from bot.adapters.slack.outcomes import SlackCallError
from bot.adapters.slack.render import render
from bot.adapters.slack.sending import Sender, marked
from bot.localise import LocalisedReply
from bot.outcomes import TOO_LONG, Outcome

_PEOPLE = ("U", "W")  # with which ids of people begin
_PARTS = 3
_GONE = "message_not_found"


class Posting:
    """Raises SlackCallError for what could not be posted, or may not have been."""

    def __init__(self, clients: Clients, sender: Sender) -> None:
        self._clients, self._sender = clients, sender

    async def post(self, address: str, reply: LocalisedReply, key: str, since: datetime, *, again: bool) -> str:
        """`address`: `slack:T0123:C0123`, or a person's. Where it took several messages, the first is what its id is of: `C0123:1700000000.000100`."""
        _, *where = address.split(":")
        if len(where) != _PARTS - 1:
            raise SlackCallError(Outcome.REFUSED, "no_channel")
        team, id_ = where
        workspace = await self._clients.of(team)
        if id_.startswith(_PEOPLE):
            opened = await self._sender.repeat("conversations.open", lambda: workspace.client.conversations_open(users=id_))
            id_ = str(opened["channel"]["id"])
        stamps = [
            await self._sender.post(workspace.client, id_, rendered, mark=marked(key, number), since=since.timestamp(), unclear=again)
            for number, rendered in enumerate(render(reply))
        ]
        return f"{id_}:{stamps[0]}"

    async def edit(self, address: str, message: str, reply: LocalisedReply) -> None:
        """https://docs.slack.dev/reference/methods/chat.update: blocks take the place of blocks, and the mark stays. Told twice, it says the same."""
        team = address.split(":")[1]
        channel, _, stamp = message.partition(":")
        rendered, *more = render(reply)
        if more:
            raise SlackCallError(Outcome.REFUSED, TOO_LONG)
        workspace = await self._clients.of(team)
        blocks = [dict(block) for block in rendered.blocks]
        await self._sender.repeat("chat.update", lambda: workspace.client.chat_update(channel=channel, ts=stamp, text=rendered.text, blocks=blocks))

    async def delete(self, address: str, message: str) -> None:
        """https://docs.slack.dev/reference/methods/chat.delete: a bot may take away what it has posted itself, however old it is."""
        team = address.split(":")[1]
        channel, _, stamp = message.partition(":")
        workspace = await self._clients.of(team)
        try:
            await self._sender.repeat("chat.delete", lambda: workspace.client.chat_delete(channel=channel, ts=stamp))
        except SlackCallError as error:
            if error.code != _GONE:
                raise
