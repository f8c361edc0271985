# SPDX-License-Identifier: MPL-2.0
"""What an assistant shows in its thread besides messages: a status, suggested prompts, a title."""

from tests.slack import limits
from tests.slack.records import Call
from tests.slack.workspace import JSON
from tests.slack.world import Refused, World


def set_status(world: World, call: Call) -> JSON:
    shown = _thread(world, call)
    if not isinstance(call.get("status"), str):
        raise Refused("invalid_arguments")
    messages = call.get("loading_messages") or []
    if len(messages) > limits.LOADING_MESSAGES:
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] no more than 10 items allowed [json-pointer:/loading_messages]"]})
    world.statuses.append({**shown, "status": call["status"], "loading_messages": messages})
    world.changed()
    return {"ok": True}


def set_suggested_prompts(world: World, call: Call) -> JSON:
    shown = _thread(world, call)
    prompts = call.get("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= limits.PROMPTS:
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] from 1 to 4 prompts [json-pointer:/prompts]"]})
    if not all(isinstance(prompt, dict) and prompt.get("title") and prompt.get("message") for prompt in prompts):
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] a prompt has a title and a message [json-pointer:/prompts]"]})
    world.prompts.append({**shown, "title": call.get("title", ""), "prompts": prompts})
    world.changed()
    return {"ok": True}


def set_title(world: World, call: Call) -> JSON:
    shown = _thread(world, call)
    if not call.get("title"):
        raise Refused("invalid_arguments")
    world.titles.append({**shown, "title": call["title"]})
    world.changed()
    return {"ok": True}


def _thread(world: World, call: Call) -> JSON:
    workspace = world.workspace_of(call)
    channel = world.channel(workspace, call.get("channel_id"))
    thread_ts = str(call.get("thread_ts") or "")
    wanted = thread_ts or call.method != "assistant.threads.setSuggestedPrompts"  # prompts may stand in a direct conversation without a thread
    if wanted and world.message(workspace.id, channel.id, thread_ts) is None:
        raise Refused("invalid_thread_ts")
    return {"team": workspace.id, "channel": channel.id, "thread_ts": thread_ts}
