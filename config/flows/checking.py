# SPDX-License-Identifier: MPL-2.0
"""What is wrong with a flow: what leads nowhere, never opens, or asks for what nobody was asked. Each in one sentence that says how to mend it."""

from collections.abc import Collection, Iterator, Mapping

from config.flows.effects import AppointRole, Tell
from config.flows.flow import APPROVED, CHOICE, DECISION, INVITED, RESERVED, Condition, Flow, FlowStep

Where = tuple[str | int, ...]
Found = Iterator[tuple[Where, str]]
"""Path into the file, and what is wrong there."""


def wrong_in(flow: Flow) -> Found:
    """Of the flow itself."""
    if not flow.about:
        yield ("about",), "says what a run is about; name organisation, product or vendor"
    if not flow.steps:
        yield ("steps",), "has no step; a flow needs at least one"
    before: set[str] = set()
    for index, step in enumerate(flow.steps):
        here = ("steps", index)
        if step.id in before:
            yield (*here, "id"), f"'{step.id}' stands twice; give each step an id of its own"
        yield from _at(here, _wrong_step(step, flow, before))
        before.add(step.id)
    yield from _dead_ends(flow)


def _at(here: Where, found: Found) -> Found:
    for where, message in found:
        yield (*here, *where), message


def _wrong_step(step: FlowStep, flow: Flow, before: Collection[str]) -> Found:
    """`before`: the steps that stand above it. What it depends on must stand there: so nothing waits in a circle, and everything can be reached."""
    yield from _wrong_order(step, flow, before)
    yield from _wrong_shape(step, flow)
    yield from _wrong_fields(step)
    yield from _wrong_conditions(step, flow, before)
    yield from _wrong_owner(step, flow)


def _wrong_order(step: FlowStep, flow: Flow, before: Collection[str]) -> Found:
    known = {each.id for each in flow.steps}
    named: list[tuple[Where, str]] = [(("after", index), id_) for index, id_ in enumerate(step.after)]
    named += [(("reviews", index), id_) for index, id_ in enumerate(step.reviews)]
    named += [(("back_to",), step.back_to)] if step.back_to else []
    named += [(("due", "after"), step.due.after)] if step.due and step.due.after not in (None, "start") and step.due.after else []
    for where, id_ in named:
        if id_ == step.id:
            yield where, "names the step itself; take it out"
        elif id_ not in known:
            yield where, f"there is no step '{id_}'; name one of this flow"
        elif id_ not in before:
            yield where, f"'{id_}' stands below; a step depends only on those above it, so that none waits in a circle"
        elif where == ("back_to",) and step.kind == "approval" and not _waits_again(step, id_, flow):
            yield where, f"this opens before '{id_}' is done again; name '{id_}' in after or reviews"


def _waits_again(step: FlowStep, id_: str, flow: Flow) -> bool:
    """Whether it waits where that step is to be done again: itself, or for what is then asked again with it."""
    again = {id_, *(each.id for each in flow.building_on(id_))}
    return not again.isdisjoint((*step.after, *step.reviews, *(each.step for each in step.when)))


def _wrong_shape(step: FlowStep, flow: Flow) -> Found:
    """Each kind has what it needs, and nothing that is of no use to it."""
    for name, kind, there in (("fields", "form", step.fields), ("options", "choice", step.options)):
        if (step.kind == kind) != bool(there):
            wrong = f"a step of kind {step.kind} has no {name}; make it a {kind}, or take them out"
            yield (name,), f"is missing; a {kind} needs {name}" if step.kind == kind else wrong
    if step.kind == "choice" and len(step.options) == 1:
        yield ("options",), "has one option; a choice is between two or more"
    yield from _wrong_due(step)
    if (step.kind == "approval") != bool(step.back_to):
        yield ("back_to",), "is missing; say which step is done again after a no" if step.kind == "approval" else "only an approval can lead back; take it out"
    back = flow.step(step.back_to) if step.back_to else None
    if back and back.by_itself:
        yield ("back_to",), f"'{back.id}' is over by itself, and nobody does it again; name a step that somebody does"
    if step.by_itself and any(not isinstance(each, Tell) for each in step.effects):
        yield ("effects",), f"a step of kind {step.kind} is over by itself, and changes nothing; only tell is of use here"


def _wrong_due(step: FlowStep) -> Found:
    if step.kind == "wait" and step.due is None:
        yield ("due",), "is missing; a wait says until when"
    if step.due and (step.due.days is None) == (step.due.weekday is None):
        yield ("due",), "has either days or a weekday; keep one of them"
    waited_for = ("start", *step.after, *step.reviews, *(each.step for each in step.when))
    if step.kind == "wait" and step.due and step.due.after and step.due.after not in waited_for:
        yield ("due", "after"), f"'{step.due.after}' may not be over when it opens; add it to after"


def _wrong_fields(step: FlowStep) -> Found:
    for names, what in (([each.name for each in step.fields], "fields"), ([each.value for each in step.options], "options")):
        for index, name in enumerate(names):
            if name in names[:index]:
                yield (what, index), f"'{name}' stands twice; give each one a name of its own"
    for index, field in enumerate(step.fields):
        if field.name in RESERVED:
            yield ("fields", index, "name"), f"'{field.name}' is a name of the bot's own; take another"
        if field.personal and field.why is None:
            yield ("fields", index, "why"), "is missing; say why something about a person is asked, and what becomes of it"
        if field.kind == "mail" and not field.personal:
            yield ("fields", index, "personal"), "a mail address may be a person's; say personal: true, or ask for a mailbox as text"


def _wrong_conditions(step: FlowStep, flow: Flow, before: Collection[str]) -> Found:
    wrong = False
    for index, condition in enumerate(step.when):
        found = _wrong_condition(condition, flow, before)
        wrong = wrong or bool(found)
        if found:
            yield ("when", index), found
    never = "" if wrong else _never(step, flow)
    if never:
        yield ("when",), f"can never hold: the conditions, with those of the steps they are about, leave no answer to '{never}'; take one out"


def _never(step: FlowStep, flow: Flow) -> str:
    """The step whose answer would have to be two things at once."""
    left: dict[tuple[str, str], frozenset[str]] = {}
    to_do, seen = [*step.when], {step.id}
    while to_do:
        condition = to_do.pop()
        key = (condition.step, condition.answer or _only_answer(condition, flow))
        left[key] = left.get(key, frozenset(condition.any_of)) & {*condition.any_of}
        if not left[key]:
            return condition.step
        asked = flow.step(condition.step)
        if asked and asked.id not in seen:
            seen.add(asked.id)
            to_do += asked.when
    return ""


def _only_answer(condition: Condition, flow: Flow) -> str:
    asked = flow.step(condition.step)
    return next(iter(answers_of(asked)), "") if asked else ""


def _wrong_condition(condition: Condition, flow: Flow, before: Collection[str]) -> str:
    asked = flow.step(condition.step)
    if asked is None or asked.id not in before:
        return f"there is no step '{condition.step}' above; a condition is about what was answered before"
    possible = answers_of(asked)
    if condition.answer and condition.answer not in possible:
        return f"the step '{asked.id}' asks for no '{condition.answer}'; it asks for {', '.join(possible) or 'nothing'}"
    if not condition.answer and len(possible) != 1:
        return f"the step '{asked.id}' asks for {', '.join(possible) or 'nothing'}; say which by answer"
    field = asked.field(condition.answer or next(iter(possible)))
    if field and field.personal:
        return f"'{field.name}' is about a person, and is removed with them; ask something else"
    allowed = possible[condition.answer or next(iter(possible))]
    if not condition.any_of:
        return "any_of is empty; name the answers"
    wrong = [each for each in condition.any_of if allowed and each not in allowed]
    return f"'{wrong[0]}' is no answer to '{asked.id}'; it is one of {', '.join(sorted(allowed))}" if wrong else ""


def answers_of(step: FlowStep) -> Mapping[str, frozenset[str]]:
    """Name of an answer → what it can be; empty where it can be anything."""
    match step.kind:
        case "choice":
            return {CHOICE: frozenset(each.value for each in step.options)}
        case "approval":
            return {DECISION: frozenset((APPROVED,))}  # after a no it is asked again
        case "form":
            return {each.name: frozenset(("yes", "no")) if each.kind == "yes_no" else frozenset() for each in step.fields}
        case _:
            return {}


def _wrong_owner(step: FlowStep, flow: Flow) -> Found:
    """Whoever is to do something can be found."""
    if not flow.about:  # which is told already
        return
    named: list[tuple[Where, str]] = [(("owner",), step.owner), (("nudge", "escalate_to"), step.nudge.escalate_to)]
    named += [(("effects", index, "who"), each.who) for index, each in enumerate(step.effects) if isinstance(each, Tell | AppointRole)]
    for where, owner in named:
        if owner == "product_coordinator" and "product" not in flow.about:
            yield where, "a flow that is about no product has no product coordinator; add product to about, or name another"
        if owner == "contact_person" and "organisation" not in flow.about:
            yield where, "a flow that is about no organisation has no contact person; add organisation to about, or name another"
        if owner == "vendor" and not {"vendor", "product"} & {*flow.about}:
            yield where, "a flow that is about no vendor and no product has no vendor; add one to about, or name another"
    if step.nudge.escalate_to in INVITED:
        yield ("nudge", "escalate_to"), "is somebody who takes part; name secretariat, board_chair or product_coordinator"


def _dead_ends(flow: Flow) -> Found:
    """Something must happen without a condition; a flow in which every step may be unneeded can end before it began."""
    if flow.steps and all(step.when for step in flow.steps):
        yield ("steps",), "every step has a condition; at least one must always be needed"
