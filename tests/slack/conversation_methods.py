# SPDX-License-Identifier: MPL-2.0
"""The methods that read: who is this, what is this channel, what was said in it."""

from tests.slack.records import Call, Message
from tests.slack.workspace import JSON, Channel, User, Workspace
from tests.slack.world import Refused, World

PAGE = 100


def auth_test(world: World, call: Call) -> JSON:
    workspace = world.workspace_of(call)
    return {
        "ok": True,
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.bot_name,
        "team_id": workspace.id,
        "user_id": workspace.bot_user_id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def info(world: World, call: Call) -> JSON:
    return {"ok": True, "channel": channel_payload(world.channel(world.workspace_of(call), call.get("channel")))}


def open_im(world: World, call: Call) -> JSON:
    workspace = world.workspace_of(call)
    users = [name for name in str(call.get("users") or "").split(",") if name]
    if len(users) != 1:
        raise Refused("users_list_not_supplied" if not users else "too_many_users")
    if users[0] not in workspace.users:
        raise Refused("user_not_found")
    known = f"D{users[0][1:]}" in workspace.channels
    channel = workspace.im(users[0])
    shown = channel_payload(channel) if call.get("return_im") else {"id": channel.id}
    return {"ok": True, "no_op": known, "already_open": known, "channel": shown}


def history(world: World, call: Call) -> JSON:
    workspace, channel = _readable(world, call)
    found = [m for m in _within(world, workspace, channel, call) if not m.thread_ts or m.thread_ts == m.ts]
    return _page(call, list(reversed(found)))


def replies(world: World, call: Call) -> JSON:
    workspace, channel = _readable(world, call)
    parent = world.message(workspace.id, channel.id, str(call.get("ts")))
    if parent is None:
        raise Refused("thread_not_found")
    root = parent.thread_ts or parent.ts
    return _page(call, [m for m in _within(world, workspace, channel, call) if root in (m.ts, m.thread_ts)])


def users_info(world: World, call: Call) -> JSON:
    workspace = world.workspace_of(call)
    user = workspace.users.get(str(call.get("user")))
    if user is None:
        raise Refused("user_not_found")
    return {"ok": True, "user": user_payload(workspace, user, locale=bool(call.get("include_locale")))}


def user_payload(workspace: Workspace, user: User, *, locale: bool = False) -> JSON:
    stranger = user.team_id not in ("", workspace.id)
    shown: JSON = {
        "id": user.id,
        "team_id": user.team_id or workspace.id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name or user.name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": user.tz_offset,
        "profile": {"real_name": user.real_name or user.name, "display_name": user.name, "team": user.team_id or workspace.id},
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    return shown | ({"is_stranger": True} if stranger else {}) | ({"locale": user.locale} if locale else {})


def channel_payload(channel: Channel) -> JSON:
    shared = {"is_im": channel.is_im, "is_archived": channel.is_archived, "is_private": channel.is_private or channel.is_im, "is_mpim": False}
    if channel.is_im:
        return {"id": channel.id, "user": channel.user, "is_open": True, **shared}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_general": channel.name == "general",
        "is_member": channel.is_member,
        "is_ext_shared": channel.is_ext_shared,
        "is_shared": channel.is_ext_shared,
        **shared,
    }


def _readable(world: World, call: Call) -> tuple[Workspace, Channel]:
    workspace = world.workspace_of(call)
    channel = world.channel(workspace, call.get("channel"))
    if not channel.is_im and not channel.is_member:
        raise Refused("not_in_channel")
    return workspace, channel


def _within(world: World, workspace: Workspace, channel: Channel, call: Call) -> list[Message]:
    """Between `oldest` and `latest`, which belong to it only where `inclusive` says so."""
    oldest, latest = str(call.get("oldest") or "0"), str(call.get("latest") or "9999999999.999999")
    bounds = {oldest, latest} if not call.get("inclusive") else set()
    here = [m for m in world.messages if (m.team, m.channel) == (workspace.id, channel.id) and not m.deleted and not m.ephemeral_to]
    return [m for m in here if float(oldest) <= float(m.ts) <= float(latest) and m.ts not in bounds]


def _page(call: Call, found: list[Message]) -> JSON:
    limit, start = int(call.get("limit") or PAGE), int(str(call.get("cursor") or "0").removeprefix("next:"))
    shown = [m.payload(metadata=bool(call.get("include_all_metadata"))) for m in found[start : start + limit]]
    more = start + limit < len(found)
    return {"ok": True, "messages": shown, "has_more": more, "response_metadata": {"next_cursor": f"next:{start + limit}" if more else ""}}
