# SPDX-License-Identifier: MPL-2.0
"""The beginning of a run: which flow, for whom; shown with its first steps before it begins."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from config.catalogue.entries import Organisation, Product
from config.flows.effects import EndMembership, RegisterMember
from config.flows.flow import Flow
from config.roles import Role
from handlers import articles
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.freshness.marks import Marks
from handlers.message import Query
from handlers.onboarding.finding import Finding, organisation_in
from handlers.onboarding.flows import Flows
from handlers.onboarding.progress import progress, settled
from handlers.onboarding.showing import whole
from handlers.parties import Parties
from handlers.permissions import Target
from handlers.refusal import Refusal, asking
from handlers.reply import Bullets, Choice, Part, Phrase, Reply, say
from handlers.unanswered.answering import SOURCE
from storage.directory import Directory
from storage.onboarding import STANDING, OnboardingRun
from storage.people import People
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

BEGIN = "begin_onboarding"
_NAMED = ("newcomer", "contact_person", "vendor")
"""Whom a person is who is named when a flow begins: the first of these that it has."""
_STARTERS: tuple[Role, ...] = ("sekretariat", "admin", "kontaktperson", "produktkoordinator")


async def onboarding_start(query: Query, actor: Actor, directory: Directory, flows: Flows, marks: Marks) -> Reply:
    """What a new member does first, or how one of the accesses is got; and for whoever may begin a flow, the way to one."""
    reply = await articles.answer(query, directory, marks)
    if "item" in query.slots or not any(actor.holds(role) for role in _STARTERS):
        return reply
    organisation, product = await directory.organisation(organisation_in(query)), await directory.product(query.slots.get("product", ""))
    fitting = [flow for flow in flows.now().values() if not _is_farewell(flow) and (not (organisation or product) or _fits(flow, organisation, product))]
    offered = tuple(replace(each, label=Phrase("onboarding.begin", {"flow": each.label})) for each in _offered(fitting, query))
    return Reply(parts=reply.parts, outcome=reply.outcome, sources=reply.sources, choices=(*reply.choices, *offered))


async def begin_onboarding(
    query: Query, actor: Actor, unit: UnitOfWork, people: People, directory: Directory, flows: Flows, changes: Changes, now: datetime, zone: ZoneInfo,
) -> Reply:  # fmt: skip
    """A run begins, for the organisation and the product that are named."""
    if "organisation2" in query.slots:
        raise asking("onboarding.one_at_a_time", choices=await _one_each(query, directory))
    organisation = await directory.organisation(organisation_in(query))
    product = await directory.product(query.slots.get("product", ""))
    flow = _flow(query, flows.now(), organisation, product)
    await _check_about(flow, query, actor, organisation, product)
    of_product = product.id if product and "product" in flow.about else ""
    of_organisation = organisation.id if organisation and {"organisation", "vendor"} & {*flow.about} else ""
    await changes.permit("onboarding.start", _target(of_organisation, of_product))
    finding = Finding(query=query, actor=actor, unit=unit, flows=flows, now=now, zone=zone)
    if there := await _standing(flow, of_organisation, of_product, unit):
        found = await finding.found(there)
        shown = await whole(found, finding)
        return Reply(parts=(say("onboarding.already"), *shown.parts), choices=shown.choices)
    pinned, version = await flows.pinned(flow.flow, now)
    who = await Parties(actor, people, now, finding.today).mentioned(query)
    part = next((each for each in _NAMED if each in _owners(pinned)), "")
    participants = {part: who.person} if who.person and part else {}
    run = OnboardingRun(
        id=uuid4().hex, flow=flow.flow, flow_version=version, started_at=now, started_by=actor.id, owner=actor.id, organisation=of_organisation, product=of_product,
        language=query.language, participants=participants, touched_at=now,
    )  # fmt: skip
    run = settled(run, pinned, now, zone)
    known = (
        organisation is not None
        and SOURCE in organisation.membership_sources
        and any(isinstance(each, RegisterMember) for step in pinned.steps for each in step.effects)
    )
    notes = (*((say("onboarding.member_already", organisation=organisation.name),) if organisation and known else ()), *_first(run, pinned, now, zone))
    return await changes.propose("onboarding.start", [*who.steps, Step(None, run)], notes=notes)


async def _one_each(query: Query, directory: Directory) -> tuple[Choice, ...]:
    named = [await directory.organisation(query.slots.get(slot, "")) for slot in ("organisation", "organisation2")]
    slots = {name: value for name, value in query.slots.items() if name in ("product", "flow", "item")}
    return tuple(Choice(each.name, BEGIN, {**slots, "organisation": each.id}) for each in named if each)


def _owners(flow: Flow) -> set[str]:
    return {step.owner for step in flow.steps}


def _flow(query: Query, flows: Mapping[str, Flow], organisation: Organisation | None, product: Product | None) -> Flow:
    """The one that is named; else the only one that is about what is named. A farewell begins only where it is named."""
    named = query.slots.get("flow") or query.slots.get("item", "")
    if named in flows:
        return flows[named]
    fitting = [flow for flow in flows.values() if _fits(flow, organisation, product)] or list(flows.values())
    welcoming = [flow for flow in fitting if not _is_farewell(flow)]
    if len(welcoming) == 1:
        return welcoming[0]
    raise asking("onboarding.ask.flow", choices=_offered(sorted(fitting, key=_is_farewell), query))


def _is_farewell(flow: Flow) -> bool:
    return any(isinstance(effect, EndMembership) for step in flow.steps for effect in step.effects)


def _fits(flow: Flow, organisation: Organisation | None, product: Product | None) -> bool:
    vendor = organisation is not None and organisation.type == "vendor"
    given = {*(("vendor" if vendor else "organisation",) if organisation else ()), *(("product",) if product else ())}
    return {*flow.about} == given


def _offered(flows: Sequence[Flow], query: Query) -> tuple[Choice, ...]:
    slots = {name: value for name, value in query.slots.items() if name in ("organisation", "vendor", "product", "person")}
    return tuple(Choice(each.title, BEGIN, {**slots, "flow": each.flow}) for each in flows)


async def _check_about(flow: Flow, query: Query, actor: Actor, organisation: Organisation | None, product: Product | None) -> None:
    if {"organisation", "vendor"} & {*flow.about} and organisation is None:
        raise asking("onboarding.ask.organisation", "vendor" if "vendor" in flow.about else "organisation", flow=flow.title)
    if "product" in flow.about and product is None:
        raise asking("onboarding.ask.product", "product", flow=flow.title)
    if organisation and flow.about[0] == "vendor" and organisation.type != "vendor":
        raise Refusal("onboarding.no_vendor", organisation=organisation.name, outcome="asked_back", missing=("vendor",))
    if organisation and flow.about[0] == "organisation" and organisation.type == "vendor":
        raise Refusal("onboarding.a_vendor", organisation=organisation.name, outcome="asked_back", missing=("organisation",))


def _target(organisation: str, product: str) -> Target:
    return Target(scope=Scope("product", product) if product else Scope("organisation", organisation), organisation=organisation or None)


async def _standing(flow: Flow, organisation: str, product: str, unit: UnitOfWork) -> OnboardingRun | None:
    others = await unit.onboarding.of_organisation(organisation)
    return next((each for each in others if (each.flow, each.product) == (flow.flow, product) and each.state in STANDING), None)


def _first(run: OnboardingRun, flow: Flow, now: datetime, zone: ZoneInfo) -> tuple[Part, ...]:
    """How long it takes, and what can be done at once."""
    open_now = progress(run, flow, now, zone).open
    lines = tuple(Phrase("onboarding.first_step", {"title": each.step.title, "owner": Phrase(f"onboarding.owner.{each.step.owner}")}) for each in open_now)
    part = next((each for each in _NAMED if each in _owners(flow)), "")
    then = (say("onboarding.then_invite", owner=Phrase(f"onboarding.owner.{part}")),) if part and part not in run.participants else ()
    return (say("onboarding.takes", count=flow.weeks, steps=len(flow.steps)), Bullets(lines), *then)
