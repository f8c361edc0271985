# SPDX-License-Identifier: MPL-2.0
"""Modals and the home: opened by a trigger, stacked at most three high, updated against a hash."""

from tests.slack import limits
from tests.slack.posting import completed, note_broadcasts
from tests.slack.records import Call, View
from tests.slack.validation import view_bytes, view_problems
from tests.slack.workspace import JSON
from tests.slack.world import Refused, Trigger, World


def open_view(world: World, call: Call) -> JSON:
    trigger = world.pull(call.get("trigger_id"))
    view = placed(world, call.get("view"), trigger, call.method)
    for shut in world.stacks.get((trigger.team, trigger.user), []):
        world.views[shut].open = False
    world.stacks[trigger.team, trigger.user] = [view.id]
    return _shown(world, view)


def push(world: World, call: Call) -> JSON:
    trigger = world.pull(call.get("trigger_id"))
    return _shown(world, pushed(world, call.get("view"), trigger, call.method))


def pushed(world: World, given: object, trigger: Trigger, where: str) -> View:
    stack = world.stacks.get((trigger.team, trigger.user), [])
    if not stack:
        raise Refused("not_found")
    if len(stack) >= limits.STACK:
        raise Refused("push_limit_reached")
    view = placed(world, given, trigger, where)
    view.root_id, view.previous_id = stack[0], stack[-1]
    stack.append(view.id)
    return view


def update(world: World, call: Call) -> JSON:
    view = _found(world, call)
    if call.get("hash") and call["hash"] != view.hash:
        raise Refused("hash_conflict")
    replace(world, view, call.get("view"), call.method)
    return _shown(world, view)


def publish(world: World, call: Call) -> JSON:
    workspace = world.workspace_of(call)
    user = str(call.get("user_id") or "")
    if user not in workspace.users:
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] user_id is nobody's"]})
    content = checked_view(world, call.get("view"), ("home",), call.method)
    home = world.homes.get((workspace.id, user))
    if home is None:
        home = View(f"V{world.number():08d}", workspace.id, user, content, _hash(world), world.app.id, workspace.bot_id)
        world.views[home.id] = world.homes[workspace.id, user] = home
        return _shown(world, home)
    if call.get("hash") and call["hash"] != home.hash:
        raise Refused("hash_conflict")
    replace(world, home, call.get("view"), call.method)
    return _shown(world, home)


def placed(world: World, given: object, trigger: Trigger, where: str) -> View:
    """A new modal in front of the person who pulled the trigger, not yet in a stack."""
    content = checked_view(world, given, ("modal",), where)
    workspace = world.workspaces[trigger.team]
    view = View(f"V{world.number():08d}", trigger.team, trigger.user, content, _hash(world), world.app.id, workspace.bot_id)
    view.user_team = workspace.user(trigger.user).team_id
    _unique_external_id(world, content, view.id)
    return world.views.setdefault(view.id, view)


def replace(world: World, view: View, given: object, where: str) -> None:
    """The view with other content; what was filled in stays where block and action keep their ids."""
    content = checked_view(world, given, (view.content["type"],), where)
    _unique_external_id(world, content, view.id)
    kept = {block["block_id"] for block in content["blocks"]}
    view.content, view.hash, view.errors = content, _hash(world), {}
    view.values = {block: values for block, values in view.values.items() if block in kept}
    view.updates += 1
    world.changed()


def checked_view(world: World, given: object, kinds: tuple[str, ...], where: str) -> JSON:
    if problems := view_problems(given, kinds):
        raise Refused("invalid_arguments", response_metadata={"messages": problems})
    assert isinstance(given, dict)
    if view_bytes(given) > limits.VIEW_BYTES:
        raise Refused("view_too_large")
    note_broadcasts(world, given, where)
    return {**given, "blocks": completed(world, given["blocks"])}


def _unique_external_id(world: World, content: JSON, view_id: str) -> None:
    name = content.get("external_id")
    if name and any(view.content.get("external_id") == name and view.open and view.id != view_id for view in world.views.values()):
        raise Refused("duplicate_external_id")


def _found(world: World, call: Call) -> View:
    """Slack documents `not_found` for a view that is not or no longer there."""
    name, external = call.get("view_id"), call.get("external_id")
    if not name and not external:
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] view_id or external_id is needed"]})
    for view in world.views.values():
        if view.open and view.team == call.team and (view.id == name or (not name and view.content.get("external_id") == external)):
            return view
    raise Refused("not_found")


def _hash(world: World) -> str:
    return f"{int(world.now())}.{world.number():08d}"


def _shown(world: World, view: View) -> JSON:
    world.changed()
    return {"ok": True, "view": view.payload()}
