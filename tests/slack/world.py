# SPDX-License-Identifier: MPL-2.0
"""Everything the stand-in knows at one moment, and the one clock it goes by."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from tests.slack.records import Call, Message, View
from tests.slack.tokens import BOT_SCOPES, Token, Tokens
from tests.slack.waiting import Changes
from tests.slack.workspace import JSON, App, Channel, Workspace

TRIGGER_SECONDS = 3.0


class Refused(Exception):
    """Slack's answer is an error."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.answer: JSON = {"ok": False, "error": error, **more}


@dataclass
class Trigger:
    id: str
    team: str
    user: str
    at: float
    view: str = ""
    """The modal it was pulled in, where there is one."""
    used: bool = False


@dataclass
class ResponseUrl:
    id: str
    team: str
    channel: str
    user: str
    at: float
    message: Message | None = None
    """The message its button is in."""
    uses: int = 0


class World:
    def __init__(self, now: Callable[[], float], app: App, workspaces: list[Workspace], scopes: tuple[str, ...] = BOT_SCOPES) -> None:
        self.now = now
        self.app = app
        self.workspaces = {workspace.id: workspace for workspace in workspaces}
        self.tokens = Tokens()
        self.bot_tokens = {workspace.id: self.tokens.issue(workspace, scopes) for workspace in workspaces if workspace.installed}
        self.tokens.known[app.app_token] = Token(app.app_token, "app", scopes=("connections:write",))
        self.changes = Changes()
        self.address = ""
        self.messages: list[Message] = []
        self.views: dict[str, View] = {}
        self.stacks: dict[tuple[str, str], list[str]] = {}
        self.homes: dict[tuple[str, str], View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.statuses: list[JSON] = []
        self.prompts: list[JSON] = []
        self.titles: list[JSON] = []
        self.on_message: list[Callable[[str, Message, JSON], None]] = []
        """Who is told of the app's posts: "posted", "changed" or "deleted", the message, and how it was before."""
        self._numbers = count(1)
        self._last = 0

    def changed(self) -> None:
        self.changes.changed()

    def violation(self, what: str) -> None:
        self.violations.append(what)
        self.changed()

    def number(self) -> int:
        return next(self._numbers)

    def ts(self) -> str:
        """A time stamp nothing else has: microseconds by the clock, and always later than the one before."""
        self._last = max(int(self.now() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def workspace_of(self, call: Call) -> Workspace:
        return self.workspaces[call.team]

    def channel(self, workspace: Workspace, channel_id: object) -> Channel:
        """The channel as the bot may see it; a person's id means the direct conversation."""
        name = str(channel_id or "")
        if name in workspace.users:
            return workspace.im(name)
        channel = workspace.channels.get(name)
        if channel is None or (channel.is_private and not channel.is_member):
            raise Refused("channel_not_found")
        return channel

    def message(self, team: str, channel: str, ts: str) -> Message | None:
        return next((m for m in self.messages if (m.team, m.channel, m.ts) == (team, channel, ts) and not m.deleted and not m.ephemeral_to), None)

    def tell(self, what: str, message: Message, before: JSON | None = None) -> None:
        for told in self.on_message:
            told(what, message, before or {})
        self.changed()

    def trigger(self, team: str, user: str, view: str = "") -> Trigger:
        trigger = Trigger(f"{self.number()}.{self.number()}.stand-in-trigger", team, user, self.now(), view)
        return self.triggers.setdefault(trigger.id, trigger)

    def pull(self, trigger_id: object) -> Trigger:
        trigger = self.triggers.get(str(trigger_id or ""))
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.now() - trigger.at > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    def response_url(self, team: str, channel: str, user: str, message: Message | None = None) -> ResponseUrl:
        url = ResponseUrl(f"{self.number()}-stand-in", team, channel, user, self.now(), message)
        return self.response_urls.setdefault(url.id, url)
