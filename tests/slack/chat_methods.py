# SPDX-License-Identifier: MPL-2.0
"""The methods that write: chat.postMessage and its siblings."""

from tests.slack import limits
from tests.slack.posting import Content, checked
from tests.slack.records import Call, Message
from tests.slack.workspace import JSON, Channel, Workspace
from tests.slack.world import Refused, World


def post_message(world: World, call: Call) -> JSON:
    workspace = world.workspace_of(call)
    channel = writable(world, workspace, call.get("channel"))
    content = checked(world, call.arguments, call.method)
    message = new_message(world, workspace, channel, content)
    _thread(world, channel, message, call.get("thread_ts"))
    message.arguments = call.arguments
    world.messages.append(message)
    world.tell("posted", message)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": message.payload(metadata=True)}


def post_ephemeral(world: World, call: Call) -> JSON:
    workspace = world.workspace_of(call)
    channel = writable(world, workspace, call.get("channel"))
    user = str(call.get("user") or "")
    if user not in workspace.users or not channel.has(user):
        raise Refused("user_not_in_channel")
    content = checked(world, call.arguments, call.method)
    message = new_message(world, workspace, channel, content)
    _thread(world, channel, message, call.get("thread_ts"))
    message.ephemeral_to, message.arguments = user, call.arguments
    world.messages.append(message)
    world.changed()
    return {"ok": True, "message_ts": message.ts}


def update(world: World, call: Call) -> JSON:
    workspace = world.workspace_of(call)
    channel = writable(world, workspace, call.get("channel"))
    message = _own(world, channel, workspace, call, "cant_update_message")
    content = checked(world, call.arguments, call.method, most=limits.UPDATE_TEXT)
    before = message.payload()
    # what is not named stays: Slack keeps blocks and metadata unless an empty one is given
    rewrite(
        world,
        message,
        Content(
            content.text,
            content.blocks if call.get("blocks") is not None else message.blocks,
            content.metadata if call.get("metadata") is not None else message.metadata,
        ),
    )
    world.tell("changed", message, before)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "text": message.text, "message": message.payload(metadata=True)}


def delete(world: World, call: Call) -> JSON:
    workspace = world.workspace_of(call)
    channel = world.channel(workspace, call.get("channel"))
    message = _own(world, channel, workspace, call, "cant_delete_message")
    message.deleted = True
    world.tell("deleted", message, message.payload())
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def get_permalink(world: World, call: Call) -> JSON:
    workspace = world.workspace_of(call)
    channel = world.channel(workspace, call.get("channel"))
    if world.message(workspace.id, channel.id, str(call.get("message_ts"))) is None:
        raise Refused("message_not_found")
    link = f"https://{workspace.domain}.slack.com/archives/{channel.id}/p{str(call['message_ts']).replace('.', '')}"
    return {"ok": True, "channel": channel.id, "permalink": link}


def writable(world: World, workspace: Workspace, channel_id: object) -> Channel:
    channel = world.channel(workspace, channel_id)
    if channel.is_archived:
        raise Refused("is_archived")
    if not channel.is_im and not channel.is_member:
        raise Refused("not_in_channel")
    if not channel.may_post:
        raise Refused("restricted_action")
    return channel


def new_message(world: World, workspace: Workspace, channel: Channel, content: Content) -> Message:
    """The app's own, not yet kept."""
    return Message(
        workspace.id,
        channel.id,
        world.ts(),
        workspace.bot_user_id,
        content.text,
        content.blocks,
        bot_id=workspace.bot_id,
        app_id=world.app.id,
        metadata=content.metadata,
    )


def rewrite(world: World, message: Message, content: Content) -> None:
    message.history.append(message.text)
    message.text, message.blocks, message.metadata = content.text, content.blocks, content.metadata
    message.edited_ts = world.ts()


def _thread(world: World, channel: Channel, message: Message, thread_ts: object) -> None:
    """Puts it into the thread, which there must be."""
    if not thread_ts:
        return
    parent = world.message(message.team, channel.id, str(thread_ts))
    if parent is None:
        raise Refused("thread_not_found")
    if parent.thread_ts and parent.thread_ts != parent.ts:
        world.violation(f"thread_ts {thread_ts} is a reply and not the first message of its thread")
    parent.thread_ts = message.thread_ts = parent.ts
    message.parent_user = parent.user


def _own(world: World, channel: Channel, workspace: Workspace, call: Call, otherwise: str) -> Message:
    message = world.message(workspace.id, channel.id, str(call.get("ts")))
    if message is None:
        raise Refused("message_not_found")
    if message.bot_id != workspace.bot_id:
        raise Refused(otherwise)
    return message
