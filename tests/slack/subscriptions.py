# SPDX-License-Identifier: MPL-2.0
"""Which events reach the app: subscribed to, with the scope for it, from where the bot is."""

from collections.abc import Iterable

from tests.slack import payloads_events as events
from tests.slack.delivery import ONCE, Deliveries, Delivery, How
from tests.slack.records import Message
from tests.slack.tokens import EVENT_SCOPES
from tests.slack.workspace import JSON, Channel, Workspace
from tests.slack.world import World

_MESSAGES = {"im": "message.im", "group": "message.groups", "channel": "message.channels"}
ALWAYS = frozenset({"app_uninstalled", "tokens_revoked"})


class Subscriptions:
    """`subscribed`: the events of the app's manifest; None: whatever the scopes allow. `echo`: the app's own posts come back as events, as Slack does it."""

    def __init__(self, world: World, deliveries: Deliveries, subscribed: Iterable[str] | None, *, echo: bool) -> None:
        self._world, self._deliveries = world, deliveries
        self.subscribed = None if subscribed is None else frozenset(subscribed)
        self.echo = echo
        world.on_message.append(self._own)

    def send(self, workspace: Workspace, event: JSON, channel: Channel | None = None, how: How = ONCE) -> list[Delivery]:
        payload = events.envelope(self._world, workspace, event, channel)
        if why := self._withheld(workspace, event, channel):
            self._deliveries.withheld.append({**payload, "withheld": why})
            self._world.changed()
            return []
        return self._deliveries.event(payload, how)

    def _withheld(self, workspace: Workspace, event: JSON, channel: Channel | None) -> str:
        name = _MESSAGES[channel.kind] if event["type"] == "message" and channel else str(event["type"])
        token = self._world.bot_tokens.get(workspace.id)
        if name in ALWAYS:
            return ""
        if token is None or token.revoked or not workspace.installed:
            return "not installed"
        if name in EVENT_SCOPES and EVENT_SCOPES[name] not in token.scopes:
            return f"no scope {EVENT_SCOPES[name]}"
        if self.subscribed is not None and name not in self.subscribed:
            return f"not subscribed to {name}"
        outside = channel is not None and not channel.is_im and not channel.is_member
        return "the bot is not in the channel" if outside else ""

    def _own(self, what: str, message: Message, before: JSON) -> None:
        if not self.echo:
            return
        workspace = self._world.workspaces[message.team]
        channel = workspace.channels[message.channel]
        if what == "posted":
            event = events.message(workspace, channel, message)
        elif what == "changed":
            event = events.message_changed(self._world, workspace, channel, message, before)
        else:
            event = events.message_deleted(self._world, channel, before)
        self.send(workspace, event, channel)
