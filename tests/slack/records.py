# SPDX-License-Identifier: MPL-2.0
"""What Slack keeps of what happened: messages, views, calls, and what it should not have been asked."""

from dataclasses import dataclass, field
from typing import Any

from tests.slack.workspace import JSON


@dataclass
class Message:
    """A message in a channel, or an ephemeral one (`ephemeral_to`)."""

    team: str
    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[JSON] = field(default_factory=list)
    thread_ts: str = ""
    parent_user: str = ""
    """Who began the thread it is a reply in."""
    bot_id: str = ""
    app_id: str = ""
    metadata: JSON | None = None
    ephemeral_to: str = ""
    edited_ts: str = ""
    deleted: bool = False
    arguments: JSON = field(default_factory=dict)
    """As the app gave them when it posted."""
    history: list[str] = field(default_factory=list)
    """The texts it had before it was changed."""

    @property
    def by_app(self) -> bool:
        return bool(self.bot_id)

    def payload(self, *, metadata: bool = False) -> JSON:
        """As Slack shows it in events, interactions and histories."""
        shown: JSON = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": self.team}
        shown |= {"blocks": self.blocks} if self.blocks else {}
        shown |= {"thread_ts": self.thread_ts} if self.thread_ts else {}
        shown |= {"parent_user_id": self.parent_user} if self.parent_user else {}
        shown |= {"bot_id": self.bot_id, "app_id": self.app_id} if self.bot_id else {}
        shown |= {"edited": {"user": self.user, "ts": self.edited_ts}} if self.edited_ts else {}
        if metadata and self.metadata:
            return {**shown, "metadata": self.metadata}
        return shown


@dataclass
class View:
    """A modal or a home as it is now; `values` is what the person has filled in."""

    id: str
    team: str
    user: str
    content: JSON
    hash: str
    app_id: str
    bot_id: str
    root_id: str = ""
    previous_id: str | None = None
    open: bool = True
    errors: dict[str, str] = field(default_factory=dict)
    """What the last submission was answered with, by block."""
    values: dict[str, dict[str, JSON]] = field(default_factory=dict)
    user_team: str = ""
    updates: int = 0

    @property
    def blocks(self) -> list[JSON]:
        return list(self.content["blocks"])

    @property
    def callback_id(self) -> str:
        return str(self.content.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        return str(self.content.get("private_metadata", ""))

    @property
    def title(self) -> str:
        return str((self.content.get("title") or {}).get("text", ""))

    @property
    def is_home(self) -> bool:
        return bool(self.content["type"] == "home")

    def payload(self) -> JSON:
        shown = {"id": self.id, "team_id": self.user_team or self.team, "type": self.content["type"], "blocks": self.blocks}
        shown |= {name: self.content.get(name, "") for name in ("private_metadata", "callback_id", "external_id")}
        shown |= {"state": {"values": self.values}, "hash": self.hash, "root_view_id": self.root_id or self.id, "previous_view_id": self.previous_id}
        shown |= {name: self.content.get(name, False) for name in ("clear_on_close", "notify_on_close")}
        shown |= {"app_id": self.app_id, "bot_id": self.bot_id, "app_installed_team_id": self.team}
        if self.is_home:
            return shown
        return {**shown, **{name: self.content.get(name) for name in ("title", "submit", "close")}}


@dataclass
class Call:
    """One call of the Web API and what came of it; `answer` is empty while it is under way or where it got none."""

    method: str
    arguments: JSON
    token: str
    at: float
    team: str = ""
    answer: JSON = field(default_factory=dict)
    status: int = 0
    fault: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.arguments[name]

    def get(self, name: str, otherwise: Any = None) -> Any:
        return self.arguments.get(name, otherwise)

    @property
    def ok(self) -> bool:
        return bool(self.answer.get("ok"))

    @property
    def error(self) -> str:
        return str(self.answer.get("error", ""))

    def __str__(self) -> str:
        return f"{self.method} -> {'ok' if self.ok else self.error or self.fault or 'no answer'}"
