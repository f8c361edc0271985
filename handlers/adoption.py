# SPDX-License-Identifier: MPL-2.0
"""What an organisation tells of its use of a product: recorded when its contact person says so, passed on when somebody else does."""

from datetime import date
from typing import get_args

from config.catalogue.entries import Adoption, AdoptionKind, Organisation, Product
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.changing.telling import Told, of_role, of_secretariat
from handlers.message import Query
from handlers.permissions import Target, permitting
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Phrase, Reply, Value, say
from handlers.unanswered.answering import SOURCE
from storage.directory import Directory
from storage.roles import RoleAssignments, Scope
from storage.unit_of_work import UnitOfWork

_IN_USE: tuple[AdoptionKind, ...] = ("user", "affiliated", "pilot", "passive")
OFFERED: tuple[AdoptionKind, ...] = ("user", "pilot", "interested", "passive", "former")
"""What is offered to somebody who says that something changes."""


async def change_adoption(
    query: Query, actor: Actor, directory: Directory, unit: UnitOfWork, roles: RoleAssignments, changes: Changes, today: date,
) -> Reply:  # fmt: skip
    """Records that an organisation has begun, stopped or changed its use of a product, with the date and who told."""
    product, organisation, kind = await _told(query, actor, directory)
    before = next(iter(await directory.adoptions(product=product.id, organisation=organisation.id)), None)
    values: dict[str, Value] = {"organisation": organisation.name, "product": product.name, "kind": Phrase(f"adoption.{kind}")}
    if "negated" in query.slots and "kind" not in query.slots and (before is None or before.kind not in _IN_USE):
        raise asking("adoption.not_in_use", organisation=organisation.name, product=product.name, choices=_kinds(query))
    if before and before.kind == kind:
        raise Refusal("adoption.same", values)
    coordinators = [to for to in await of_role("produktkoordinator", Scope("product", product.id), roles, today) if to.startswith("person/")]
    tell = coordinators or list(await of_secretariat(roles, today))
    if permitting(actor, "adoption.change", Target(scope=Scope("product", product.id), organisation=organisation.id)) is None:
        return await _passed_on(query, product, organisation, kind, tell, changes)
    if before is None and await unit.directory.adoptions(product=product.id, organisation=organisation.id):
        raise Refusal("private.needed", in_private=True)  # it is not for all who read along here
    after = Adoption(
        product=product.id, organisation=organisation.id, kind=kind, source=SOURCE, as_of=today.isoformat(), visibility=before.visibility if before else "open"
    )  # fmt: skip
    told = [Told(to, (say("told.adoption", **values),)) for to in tell if to != f"person/{actor.id}"]
    return await changes.propose("adoption.change", [Step(before, after)], told=told)


async def _told(query: Query, actor: Actor, directory: Directory) -> tuple[Product, Organisation, AdoptionKind]:
    """Which organisation, what of which product. Asks for what is missing, and where a "not" may mean either."""
    product = await directory.product(query.slots.get("product", ""))
    if product is None:
        raise asking("ask_back.adoption.product", "product")
    kind = _kind(query)
    if kind is None or ("negated" in query.slots and kind != "former" and "kind" not in query.slots):
        raise asking("ask_back.adoption.kind", choices=_kinds(query))
    organisation = await directory.organisation(query.slots.get("organisation") or actor.organisation or "")
    if organisation is None:
        raise asking("ask_back.your_organisation", "organisation")
    return product, organisation, kind


async def _passed_on(query: Query, product: Product, organisation: Organisation, kind: AdoptionKind, tell: list[str], changes: Changes) -> Reply:
    """Somebody who may not speak for the organisation: nothing is recorded. Whoever coordinates is told, if that is wanted; who said it is not kept."""
    values: dict[str, Value] = {"organisation": organisation.name, "product": product.name, "kind": Phrase(f"adoption.{kind}")}
    if "pass_on" not in query.slots:
        slots = {"product": product.id, "organisation": organisation.id, "kind": kind, "pass_on": "yes"}
        yes = Choice(Phrase("adoption.pass_it_on"), "change_adoption", slots)
        return Reply(parts=(say("adoption.may_pass_on", **values),), outcome="asked_back", choices=(yes,))
    told = [Told(to, (say("told.interest", **values),)) for to in tell]
    await changes.pass_on("interest.note", Target(), f"product/{product.id}", told)
    return Reply(parts=(say("adoption.passed_on", **values), say("adoption.who_records", mailbox=product.contact.mailbox, organisation=organisation.name)))


def _kind(query: Query) -> AdoptionKind | None:
    found = query.slots.get("kind") or query.slots.get("item", "")
    return next((kind for kind in get_args(AdoptionKind) if kind == found), None)


def _kinds(query: Query) -> tuple[Choice, ...]:
    return tuple(Choice(Phrase(f"adoption.{kind}"), "change_adoption", {**query.slots, "kind": kind}) for kind in OFFERED)
