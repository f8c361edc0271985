# SPDX-License-Identifier: MPL-2.0
"""What becomes of a modal when the bot has answered, and whether the answer is one Slack takes."""

from tests.slack.delivery import Delivery
from tests.slack.records import View
from tests.slack.validation import option_problems
from tests.slack.view_methods import pushed, replace
from tests.slack.workspace import JSON
from tests.slack.world import Refused, World

MOST_OPTIONS = 100


def submitted(world: World, view: View, answer: JSON | None) -> None:
    """Does to the stack what the ack of a view_submission says."""
    doing = (answer or {}).get("response_action")
    try:
        if doing == "errors":
            _refuse(world, view, (answer or {}).get("errors"))
        elif doing == "update":
            replace(world, view, (answer or {}).get("view"), "response_action update")
        elif doing == "push":
            pushed(world, (answer or {}).get("view"), world.trigger(view.team, view.user, view.id), "response_action push")
        elif doing in (None, "clear"):
            forget(world, view, everything=doing == "clear")
        else:
            world.violation(f"response_action {doing!r} is unknown")
    except Refused as refused:
        world.violation(f"the answer to {view.callback_id} would not be shown: {refused.answer}")
    world.changed()


def forget(world: World, view: View, *, everything: bool) -> None:
    """The view goes, or the whole stack; what lies under it is seen again."""
    stack = world.stacks.get((view.team, view.user), [])
    gone = list(stack) if everything else [view.id]
    for name in gone:
        world.views[name].open = False
    world.stacks[view.team, view.user] = [name for name in stack if name not in gone]
    world.changed()


def offered_options(world: World, delivery: Delivery) -> list[JSON]:
    """The options in the ack of a block_suggestion, checked."""
    answer = delivery.answer or {}
    options = [*answer.get("options", []), *(option for group in answer.get("option_groups", []) for option in group.get("options", []))]
    if not delivery.acked or ("options" in answer) == ("option_groups" in answer):
        world.violation(f"no options came: {delivery}, {answer}")
    problems = [problem for number, option in enumerate(options) for problem in option_problems(option, "external_select", f"/options/{number}")]
    problems += ["more than 100 options"] if len(options) > MOST_OPTIONS else []
    if problems:
        world.violation(f"options Slack would not show: {problems}")
    return options


def _refuse(world: World, view: View, errors: object) -> None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        world.violation(f"errors for what is no input block of {view.callback_id}: {errors}, inputs are {sorted(inputs)}")
        return
    view.errors = {str(name): str(said) for name, said in errors.items()}
