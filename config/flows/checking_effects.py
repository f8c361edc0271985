# SPDX-License-Identifier: MPL-2.0
"""What is wrong with what a flow does: for what it is about, and beside all the other flows."""

from collections.abc import Collection, Mapping

from config.flows.checking import Found
from config.flows.effects import AppointRole, CreateMeeting, Effect, EndMembership, RecordAdoption, RegisterMember, StartFlow, SubscribeChannel
from config.flows.flow import Flow, FlowStep
from config.roles import ROLES


def wrong_effects(flow: Flow) -> Found:
    """Of the flow alone."""
    for index, step in enumerate(flow.steps if flow.about else ()):
        done: set[str] = set()
        for at, effect in enumerate(step.effects):
            if found := _wrong_effect(effect, step, flow) or _wrong_beside(effect, done):
                yield ("steps", index, "effects", at), found
            done.add(effect.do)


_ONCE = frozenset(("register_member", "end_membership", "record_adoption", "subscribe_channel", "create_meeting"))


def _wrong_beside(effect: Effect, done: Collection[str]) -> str:
    """`done`: what the effects above it do."""
    if effect.do in _ONCE and effect.do in done:
        return f"{effect.do} stands twice; a step does it once"
    both = {"register_member", "end_membership"}
    return "undoes what stands above it; keep one of them" if effect.do in both and both & {*done} else ""


def wrong_together(flow: Flow, flows: Mapping[str, Flow]) -> Found:
    """Of the flows that it starts."""
    for index, step in enumerate(flow.steps):
        for at, effect in enumerate(step.effects):
            if isinstance(effect, StartFlow) and (found := _wrong_start(effect, step, flow, flows)):
                yield ("steps", index, "effects", at), found


def _wrong_effect(effect: object, step: FlowStep, flow: Flow) -> str:
    match effect:
        case AppointRole() if not {"organisation", "product"} & {*ROLES[effect.role].over}:
            return f"the role {effect.role} is held over neither an organisation nor a product; name another"
        case AppointRole() if not {*ROLES[effect.role].over} & {*flow.about}:
            over = " or ".join(each for each in ROLES[effect.role].over if each in ("organisation", "product"))
            return f"the role {effect.role} is held over {over}; add it to about"
        case RegisterMember() | EndMembership() if "organisation" not in flow.about:
            return "needs an organisation; add organisation to about"
        case RecordAdoption() if not {"organisation", "product"} <= {*flow.about}:
            return "needs an organisation and a product; add both to about"
        case CreateMeeting() | SubscribeChannel() if "product" not in flow.about:
            return "needs a product; add product to about"
        case CreateMeeting() if step.kind != "meeting":
            return "needs the day that a step of kind meeting is told; make the step a meeting, or take it out"
        case StartFlow() if effect.product and not _asks_for_product(step, effect.product):
            return f"the step asks for no product '{effect.product}'; name a field of kind product"
        case _:
            return ""


def _asks_for_product(step: FlowStep, name: str) -> bool:
    field = step.field(name)
    return field is not None and field.kind == "product"


def _wrong_start(effect: StartFlow, step: FlowStep, flow: Flow, flows: Mapping[str, Flow]) -> str:
    other = flows.get(effect.flow)
    if other is None:
        return f"there is no flow '{effect.flow}'; name one of {', '.join(sorted(flows))}"
    if _comes_back(other, flow, flows):
        return f"'{effect.flow}' starts this flow again, which would never end; name another"
    if "product" in other.about and "product" not in flow.about and not effect.product:
        return f"the flow '{other.flow}' is about a product; say by product which field names it"
    unknown = [each for each in other.about if each != "product" and each not in flow.about]
    return f"the flow '{other.flow}' is about a {unknown[0]}; add {unknown[0]} to about, or name another" if unknown else ""


def _comes_back(other: Flow, flow: Flow, flows: Mapping[str, Flow]) -> bool:
    """Whether it is the flow itself, or starts it, itself or through others."""
    to_do, seen = [other], {other.flow}
    while to_do:
        each = to_do.pop()
        if each.flow == flow.flow:
            return True
        started = {effect.flow for step in each.steps for effect in step.effects if isinstance(effect, StartFlow)}
        to_do += [flows[id_] for id_ in sorted(started - seen) if id_ in flows]
        seen |= started
    return False
