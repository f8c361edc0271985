# SPDX-License-Identifier: MPL-2.0
"""What the app asks of Slack, each with its reason: scopes, events, command and shortcuts. `slack-manifest.yaml` says the same to Slack; a test compares them.

Deliberately not asked for: `chat:write.public` (an answer is shared by the response URL, which needs no scope, and posts go to channels the bot was invited to),
`message.mpim` (nothing is collected in group conversations), `users:read.email`, `team:read` (auth.test names the workspace), user scopes.
`message.channels` and `message.groups` bring every message of the channels the bot is in. Of them it keeps what is written in threads under its own calls for points, and
drops the rest unread (`parse.thread_reply`): decision 0016.
"""

from collections.abc import Mapping

BOT_USER = "os2bot"
COMMAND = "/os2"
ASK_OS2, SAVE_ANSWER = "ask_os2", "save_answer"
INSTALL_PATH, REDIRECT_PATH, EVENTS_PATH = "/slack/install", "/slack/oauth_redirect", "/slack/events"

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "hears where it is mentioned",
    "assistant:write": "suggests questions in the agent's view, and shows there that it is at work",
    "channels:history": "hears what is answered in threads under its calls for points, and looks for its own message after a lost answer, in public channels it is in",
    "channels:read": "knows whether a public channel is archived, shared or without it, and who joins it",
    "chat:write": "answers, and marks in its own messages what was decided",
    "commands": "the command /os2 and the shortcuts",
    "groups:history": "as channels:history, in private channels it is in",
    "groups:read": "as channels:read, for private channels it is in",
    "im:history": "hears what is written to it directly",
    "im:write": "writes to a member directly, with what waits for them",
    "mpim:history": "looks for its own message after a lost answer, in group conversations it is in",
    "users:read": "knows who is a guest, a member's language, and who is new",
}
"""Bot scopes. https://docs.slack.dev/reference/scopes"""

OPTIONAL: Mapping[str, str] = {
    "channels:history": "in public channels points are not collected from threads; and after a lost answer a reply there may be missing, but is never doubled",
    "groups:history": "in private channels points are not collected from threads; and after a lost answer a reply there may be missing, but is never doubled",
    "mpim:history": "after a lost answer a reply in a group conversation may be missing, but is never doubled",
}
"""Of those, the ones that whoever installs the app may leave out, and what is lost then. https://docs.slack.dev/changelog/2026/03/16/optional-scopes"""

NOTED: Mapping[str, str] = {**OPTIONAL, "assistant:write": "the agent's view suggests no questions"}
"""Those that the doctor only notes: everything else goes on without them. `agent_view` demands assistant:write, older installations may lack it."""

APP_SCOPES: Mapping[str, str] = {"connections:write": "opens the sockets of Socket Mode"}
"""Of the app-level token; a manifest cannot ask for them."""

EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "member_joined_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "team_join": ("users:read",),
    "tokens_revoked": (),
}
"""Subscribed events and the scopes they need. https://docs.slack.dev/reference/events"""

EVENTS_OF_ASSISTANT_VIEW: Mapping[str, tuple[str, ...]] = {"assistant_thread_started": ("assistant:write",)}
"""Sent only to older apps whose manifest has `assistant_view`; with `agent_view`, app_home_opened takes its place.
https://docs.slack.dev/ai/migrating-to-agent-messaging/"""

METHOD_SCOPES: Mapping[str, tuple[str, ...]] = {
    "apps_connections_open": (),
    "assistant_threads_setStatus": ("assistant:write",),
    "assistant_threads_setSuggestedPrompts": ("assistant:write",),
    "auth_test": (),
    "chat_delete": ("chat:write",),
    "chat_postEphemeral": ("chat:write",),
    "chat_postMessage": ("chat:write",),
    "chat_update": ("chat:write",),
    "conversations_history": ("channels:history", "groups:history", "mpim:history", "im:history"),
    "conversations_info": ("channels:read", "groups:read"),
    "conversations_open": ("im:write",),
    "conversations_replies": ("channels:history", "groups:history", "mpim:history", "im:history"),
    "oauth_v2_access": (),
    "users_info": ("users:read",),
    "views_open": (),
    "views_publish": (),
    "views_update": (),
}
"""Methods by slack_sdk's names, and the scopes they are called with. https://docs.slack.dev/reference/methods"""

FEATURE_SCOPES: Mapping[str, tuple[str, ...]] = {"slash_commands": ("commands",), "shortcuts": ("commands",), "agent_view": ("assistant:write",)}
"""What the manifest's features need."""

COMMANDS: Mapping[str, str] = {COMMAND: "[spørgsmål eller besked]"}
"""Each with its usage hint."""

SHORTCUTS: Mapping[str, tuple[str, str]] = {ASK_OS2: ("global", "Spørg OS2"), SAVE_ANSWER: ("message", "Gem som svar")}
"""By callback_id: where it stands, and its name."""
