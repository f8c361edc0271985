# SPDX-License-Identifier: MPL-2.0
"""What Slack sends when somebody types a command, clicks, fills in a modal or uses a shortcut."""

from tests.slack.records import Message, View
from tests.slack.workspace import JSON, Channel, User, Workspace
from tests.slack.world import World

Where = Message | View


def command(world: World, workspace: Workspace, user: User, channel: Channel, name: str, text: str) -> JSON:
    url = world.response_url(workspace.id, channel.id, user.id)
    names = {"im": "directmessage", "group": "privategroup", "channel": channel.name}
    return {
        "token": "verification-token",
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": names[channel.kind],
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": world.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url(world, url.id),
        "trigger_id": world.trigger(workspace.id, user.id).id,
    }


def block_actions(world: World, workspace: Workspace, user: User, where: Where, action: JSON, state: JSON, *, with_message: bool = True) -> JSON:
    shown = _base(world, workspace, user, "block_actions", where.id if isinstance(where, View) and not where.is_home else "")
    shown |= {"actions": [{**action, "action_ts": world.ts()}], "state": {"values": state}}
    if isinstance(where, View):
        return {**shown, "container": {"type": "view", "view_id": where.id}, "view": where.payload()}
    channel = workspace.channels[where.channel]
    url = world.response_url(workspace.id, channel.id, user.id, where)
    container = {"type": "message", "message_ts": where.ts, "channel_id": channel.id, "is_ephemeral": bool(where.ephemeral_to)}
    shown |= {"container": container | ({"thread_ts": where.thread_ts} if where.thread_ts else {})}
    shown |= {"channel": {"id": channel.id, "name": "directmessage" if channel.is_im else channel.name}, "response_url": response_url(world, url.id)}
    return shown | ({"message": where.payload(metadata=True)} if with_message else {})


def view_submission(world: World, workspace: Workspace, user: User, view: View) -> JSON:
    shown = _base(world, workspace, user, "view_submission", view.id)
    return {**shown, "view": view.payload(), "response_urls": [], "team": _team(workspace, user)}


def view_closed(world: World, workspace: Workspace, user: User, view: View, *, cleared: bool) -> JSON:
    shown = _base(world, workspace, user, "view_closed", view.id)
    del shown["trigger_id"]
    closed = {**view.payload(), "state": {"values": {}}}  # strict: that it says what was filled in is nowhere promised
    return {**shown, "view": closed, "is_cleared": cleared, "team": _team(workspace, user)}


def block_suggestion(world: World, workspace: Workspace, user: User, where: Where, block_id: str, action_id: str, typed: str) -> JSON:
    shown = _base(world, workspace, user, "block_suggestion")
    del shown["trigger_id"]
    shown |= {"block_id": block_id, "action_id": action_id, "value": typed}
    if isinstance(where, View):
        return {**shown, "container": {"type": "view", "view_id": where.id}, "view": where.payload()}
    container = {"type": "message", "message_ts": where.ts, "channel_id": where.channel, "is_ephemeral": bool(where.ephemeral_to)}
    return {**shown, "container": container, "channel": {"id": where.channel, "name": workspace.channels[where.channel].name}, "message": where.payload()}


def shortcut(world: World, workspace: Workspace, user: User, callback_id: str) -> JSON:
    return {**_base(world, workspace, user, "shortcut"), "callback_id": callback_id, "action_ts": world.ts()}


def message_action(world: World, workspace: Workspace, user: User, message: Message, callback_id: str) -> JSON:
    channel = workspace.channels[message.channel]
    url = world.response_url(workspace.id, channel.id, user.id)
    return {
        **_base(world, workspace, user, "message_action"),
        "callback_id": callback_id,
        "action_ts": world.ts(),
        "response_url": response_url(world, url.id),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": "directmessage" if channel.is_im else channel.name},
        "message": message.payload(metadata=True),
    }


def response_url(world: World, name: str) -> str:
    return f"{world.address}/response/{name}"


def _base(world: World, workspace: Workspace, user: User, kind: str, view: str = "") -> JSON:
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id or workspace.id},
        "api_app_id": world.app.id,
        "token": "verification-token",
        "trigger_id": world.trigger(workspace.id, user.id, view).id,
        "team": {"id": workspace.id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _team(workspace: Workspace, user: User) -> JSON:
    """In views a stranger's own team stands here, and the app's workspace in `view.app_installed_team_id`."""
    stranger = user.team_id not in ("", workspace.id)
    return {"id": user.team_id, "domain": "another-organisation"} if stranger else {"id": workspace.id, "domain": workspace.domain}
