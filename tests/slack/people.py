# SPDX-License-Identifier: MPL-2.0
"""What people say and do in a workspace, whichever way it reaches the bot."""

import re

from tests.slack import payloads_events as events
from tests.slack import payloads_interactions as interactions
from tests.slack.clicking import Clicking
from tests.slack.delivery import COMMANDS, INTERACTIVE, ONCE, Delivery, How
from tests.slack.records import Message
from tests.slack.response_urls import respond
from tests.slack.workspace import Channel, User
from tests.slack.world import Refused

_RAW = re.compile(r"(<[@#!][^<>]*>|<https?:[^<>]*>)")


def typed(text: str) -> str:
    """As Slack hands on what somebody typed: escaped, but for mentions and links, which it writes itself."""
    parts = _RAW.split(text)
    escaped = [part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for part in parts]
    return "".join(part if number % 2 else escaped[number] for number, part in enumerate(parts))


class People(Clicking):
    async def slash(self, user: str, channel: str, text: str, command: str = "/os2") -> Delivery:
        """Types a command and sees what the ack brings, or that it failed."""
        who, where = self._person(user), self._channel(channel, user)
        assert who.team_id == self.workspace.id, f"{who.name} is a stranger: Slack Connect gives them none of the app's commands"
        payload = interactions.command(self.world, self.workspace, who, where, command, typed(text))
        delivery = await self.deliveries.person(COMMANDS, payload)
        if delivery.answer and (delivery.answer.get("text") or delivery.answer.get("blocks")):
            url = self.world.response_url(self.workspace.id, where.id, user)
            try:
                respond(self.world, url, delivery.answer, "ack of a command")
            except Refused as refused:
                delivery.failure = str(refused)
                self.world.violation(f"the ack of {command} {text} would not be shown: {refused.answer}")
        return delivery

    async def mention(self, user: str, channel: str, text: str, thread_ts: str | None = None, *, with_message_event: bool = True, how: How = ONCE) -> Message:
        """Calls the bot in a channel: Slack sends a message and an app_mention, with the same ts and different event_ids."""
        where = self._channel(channel, user)
        said = self._say(user, where, f"<@{self.workspace.bot_user_id}> {text}".strip(), thread_ts)
        if with_message_event:
            self.events.send(self.workspace, events.message(self.workspace, where, said), where, how)
        if not where.is_im:
            self.events.send(self.workspace, events.app_mention(self.workspace, where, said), where, how)
        return said

    async def channel_message(self, user: str, channel: str, text: str, thread_ts: str | None = None, *, how: How = ONCE) -> Message:
        where = self._channel(channel, user)
        said = self._say(user, where, text, thread_ts)
        self.events.send(self.workspace, events.message(self.workspace, where, said), where, how)
        return said

    async def direct_message(self, user: str, text: str, thread_ts: str | None = None, *, how: How = ONCE) -> Message:
        return await self.channel_message(user, self.workspace.im(user).id, text, thread_ts, how=how)

    async def edit(self, message: Message, text: str, *, how: How = ONCE) -> Message:
        before = message.payload()
        message.history.append(message.text)
        message.text, message.edited_ts = typed(text), self.world.ts()
        where = self.workspace.channels[message.channel]
        self.events.send(self.workspace, events.message_changed(self.world, self.workspace, where, message, before), where, how)
        return message

    async def delete(self, message: Message) -> None:
        message.deleted = True
        where = self.workspace.channels[message.channel]
        self.events.send(self.workspace, events.message_deleted(self.world, where, message.payload()), where)

    async def open_home(self, user: str, tab: str = "home", *, how: How = ONCE) -> None:
        home = self.world.homes.get((self.workspace.id, user))
        where = self.workspace.im(user)
        self.events.send(self.workspace, events.app_home_opened(self.world, where, tab, home), None, how)

    async def join_channel(self, user: str, channel: str, *, how: How = ONCE) -> None:
        """The bot joins, too, when its own id is given."""
        where, who = self.workspace.channels[channel], self._person(user)
        if where.members is not None:
            where.members.add(user)
        where.is_member = where.is_member or user == self.workspace.bot_user_id
        self.events.send(self.workspace, events.member_joined_channel(self.world, self.workspace, who, where), where, how)

    async def join_team(self, user: User, *, how: How = ONCE) -> User:
        who = self.workspace.add_user(user)
        self.events.send(self.workspace, events.team_join(self.world, self.workspace, who), None, how)
        return who

    async def assistant_thread_started(self, user: str, seen_in: str = "", *, how: How = ONCE) -> Message:
        """Opens a conversation with the assistant. What comes back is the first message of the thread: its `ts` is the thread."""
        where = self.workspace.im(user)
        root = Message(self.workspace.id, where.id, self.world.ts(), self.workspace.bot_user_id, "New Assistant Thread", app_id=self.world.app.id)
        root.thread_ts, root.bot_id = root.ts, self.workspace.bot_id
        root.arguments = {"subtype": "assistant_app_thread"}
        self.world.messages.append(root)
        self.events.send(self.workspace, events.assistant_thread_started(self.world, self.workspace, where, root.ts, seen_in), None, how)
        return root

    async def app_uninstalled(self) -> None:
        """Tokens are dead at once; Slack sends both events."""
        await self.tokens_revoked()
        self.workspace.installed = False
        self.events.send(self.workspace, events.app_uninstalled(self.world))

    async def tokens_revoked(self) -> None:
        self.world.tokens.revoke(self.workspace.id)
        self.events.send(self.workspace, events.tokens_revoked(self.world, [self.workspace.bot_user_id], []))

    async def global_shortcut(self, user: str, callback_id: str) -> Delivery:
        payload = interactions.shortcut(self.world, self.workspace, self._person(user), callback_id)
        return await self.deliveries.person(INTERACTIVE, payload)

    async def message_shortcut(self, user: str, message: Message, callback_id: str) -> Delivery:
        payload = interactions.message_action(self.world, self.workspace, self._person(user), message, callback_id)
        return await self.deliveries.person(INTERACTIVE, payload)

    def _say(self, user: str, where: Channel, text: str, thread_ts: str | None) -> Message:
        said = Message(self.workspace.id, where.id, self.world.ts(), self._person(user).id, typed(text), thread_ts=thread_ts or "")
        words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        said.blocks = [{"type": "rich_text", "block_id": f"b{self.world.number()}", "elements": [words]}]
        if thread_ts and (root := self.world.message(self.workspace.id, where.id, thread_ts)):
            root.thread_ts, said.parent_user = root.ts, root.user
        self.world.messages.append(said)
        self.world.changed()
        return said

    def _channel(self, channel: str, user: str) -> Channel:
        where = self.workspace.channels[channel]
        assert where.has(user), f"{user} is not in {channel}"
        return where
