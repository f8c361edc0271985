# SPDX-License-Identifier: MPL-2.0
"""Which tokens there are, what they may do, and which scope each method and event needs."""

from dataclasses import dataclass
from itertools import count

from tests.slack.workspace import JSON, Channel, Workspace

READ = "{read}"  # stands for channels, groups or im, as the conversation is

METHOD_SCOPES: dict[str, tuple[str, ...]] = {
    "apps.connections.open": ("connections:write",),
    "assistant.threads.setStatus": ("chat:write", "assistant:write"),
    "assistant.threads.setSuggestedPrompts": ("assistant:write",),
    "assistant.threads.setTitle": ("assistant:write",),
    "auth.revoke": (),
    "auth.test": (),
    "chat.delete": ("chat:write",),
    "chat.getPermalink": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": (f"{READ}:history",),
    "conversations.info": (f"{READ}:read",),
    "conversations.open": ("im:write",),
    "conversations.replies": (f"{READ}:history",),
    "oauth.v2.access": (),
    "users.info": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
"""As Slack documents them. Several: any of them will do."""

EVENT_SCOPES: dict[str, str] = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "member_joined_channel": "channels:read",
    "team_join": "users:read",
    "assistant_thread_started": "assistant:write",
    "assistant_thread_context_changed": "assistant:write",
}

BOT_SCOPES = tuple(
    sorted(
        {scope for scopes in METHOD_SCOPES.values() for scope in scopes if READ not in scope and scope != "connections:write"}
        | {f"{kind}:{what}" for kind in ("channels", "groups", "im") for what in ("read", "history")}
        | set(EVENT_SCOPES.values())
        | {"commands"}
    )
)
"""Everything the stand-in knows; a test of scopes names its own."""

HALF_A_DAY = 43_200  # seconds an access token lives when tokens are rotated


@dataclass
class Token:
    value: str
    kind: str  # bot, app
    team: str = ""
    scopes: tuple[str, ...] = ()
    expires_at: float = 0
    """0: never."""
    revoked: bool = False
    refresh: str = ""


@dataclass
class Grant:
    """What a person allowed on the consent page: the code waits to be exchanged."""

    code: str
    team: str
    user: str
    scopes: tuple[str, ...]
    redirect_uri: str = ""
    rotating: bool = False
    granted_at: float = 0
    used: bool = False


class Tokens:
    def __init__(self) -> None:
        self.known: dict[str, Token] = {}
        self.grants: dict[str, Grant] = {}
        self._numbers = count(1)

    def issue(self, workspace: Workspace, scopes: tuple[str, ...], *, now: float = 0, rotating: bool = False) -> Token:
        number = next(self._numbers)
        value = f"{'xoxe.' if rotating else ''}xoxb-{workspace.id}-{number}-stand-in"
        refresh = f"xoxe-1-{workspace.id}-{number}-stand-in" if rotating else ""
        token = Token(value, "bot", workspace.id, scopes, now + HALF_A_DAY if rotating else 0, refresh=refresh)
        return self.known.setdefault(token.value, token)

    def revoke(self, team: str) -> None:
        for token in self.known.values():
            token.revoked = token.revoked or token.team == team


def refused_scope(method: str, token: Token, channel: Channel | None) -> JSON | None:
    """What Slack says where the token may not do this, or None."""
    kind = channel.read_scope if channel else "channels"
    needed = tuple(scope.replace(READ, kind) for scope in METHOD_SCOPES[method])
    if not needed or set(needed) & set(token.scopes):
        return None
    return {"ok": False, "error": "missing_scope", "needed": needed[0], "provided": ",".join(token.scopes)}
