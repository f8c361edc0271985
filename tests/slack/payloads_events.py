# SPDX-License-Identifier: MPL-2.0
"""What the Events API sends, complete: the envelope and the events in it."""

import uuid

from tests.slack.conversation_methods import user_payload
from tests.slack.records import Message, View
from tests.slack.workspace import JSON, Channel, User, Workspace
from tests.slack.world import World


def envelope(world: World, workspace: Workspace, event: JSON, channel: Channel | None = None) -> JSON:
    return {
        "token": "verification-token",
        "team_id": workspace.id,
        "context_team_id": workspace.id,
        "context_enterprise_id": None,
        "api_app_id": world.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{world.number():09d}",
        "event_time": int(world.now()),
        "authorizations": [{"enterprise_id": None, "team_id": workspace.id, "user_id": workspace.bot_user_id, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
        "event_context": f"4-{uuid.uuid4().hex}",
    }


def message(workspace: Workspace, channel: Channel, said: Message) -> JSON:
    shown = _said(workspace, channel, said)
    return {**shown, "channel": channel.id, "channel_type": channel.kind, "event_ts": said.ts}


def app_mention(workspace: Workspace, channel: Channel, said: Message) -> JSON:
    return {**_said(workspace, channel, said), "type": "app_mention", "channel": channel.id, "event_ts": said.ts}


def message_changed(world: World, workspace: Workspace, channel: Channel, said: Message, before: JSON) -> JSON:
    at = world.ts()
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": {**_said(workspace, channel, said), "source_team": said.team, "user_team": said.team},
        "previous_message": before,
        "channel": channel.id,
        "hidden": True,
        "ts": at,
        "event_ts": at,
        "channel_type": channel.kind,
    }


def message_deleted(world: World, channel: Channel, before: JSON) -> JSON:
    at = world.ts()
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": before,
        "channel": channel.id,
        "hidden": True,
        "deleted_ts": before["ts"],
        "ts": at,
        "event_ts": at,
        "channel_type": channel.kind,
    }


def app_home_opened(world: World, channel: Channel, tab: str, home: View | None) -> JSON:
    event: JSON = {"type": "app_home_opened", "user": channel.user, "channel": channel.id, "tab": tab, "event_ts": world.ts()}
    return event | ({"view": home.payload()} if home and tab == "home" else {})


def member_joined_channel(world: World, workspace: Workspace, user: User, channel: Channel) -> JSON:
    event = {"type": "member_joined_channel", "user": user.id, "channel": channel.id, "channel_type": "G" if channel.is_private else "C"}
    return {**event, "team": user.team_id or workspace.id, "event_ts": world.ts()}


def team_join(world: World, workspace: Workspace, user: User) -> JSON:
    return {"type": "team_join", "user": user_payload(workspace, user, locale=True), "cache_ts": int(world.now()), "event_ts": world.ts()}


def assistant_thread_started(world: World, workspace: Workspace, channel: Channel, thread_ts: str, seen_in: str) -> JSON:
    context = {"channel_id": seen_in, "team_id": workspace.id, "enterprise_id": None} if seen_in else {}
    thread = {"user_id": channel.user, "context": context, "channel_id": channel.id, "thread_ts": thread_ts}
    return {"type": "assistant_thread_started", "assistant_thread": thread, "event_ts": world.ts()}


def app_uninstalled(world: World) -> JSON:
    return {"type": "app_uninstalled", "event_ts": world.ts()}


def tokens_revoked(world: World, bots: list[str], people: list[str]) -> JSON:
    return {"type": "tokens_revoked", "tokens": {"oauth": people, "bot": bots}, "event_ts": world.ts()}


def _said(workspace: Workspace, channel: Channel, said: Message) -> JSON:
    author = workspace.users[said.user]
    team = author.team_id or workspace.id
    shown = {**said.payload(metadata=True), "team": team}
    if said.by_app:
        profile = {"id": said.bot_id, "deleted": False, "name": workspace.bot_name, "app_id": said.app_id, "team_id": workspace.id}
        return {**shown, "bot_profile": profile}
    shown["client_msg_id"] = str(uuid.uuid5(uuid.NAMESPACE_OID, said.ts))
    if channel.is_ext_shared or team != workspace.id:
        shown |= {"user_team": team, "source_team": team, "user_profile": {"name": author.name, "team": team}}
    return shown
