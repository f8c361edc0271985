# SPDX-License-Identifier: MPL-2.0
"""What an organisation tells of its use of a product: recorded when its contact person says so, passed on when somebody else does."""

from datetime import date
from typing import get_args

from config.catalogue.entries import Adoption, AdoptionKind
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

_OFFERED: tuple[AdoptionKind, ...] = ("user", "pilot", "interested", "passive", "former")


async def change_adoption(query: Query, actor: Actor, directory: Directory, roles: RoleAssignments, changes: Changes, today: date) -> Reply:
    """Records that an organisation has begun, stopped or changed its use of a product, with the date and who told."""
    product = await directory.product(query.slots.get("product", ""))
    if product is None:
        raise asking("ask_back.adoption.product", "product")
    kind = _kind(query)
    if kind is None:
        raise asking("ask_back.adoption.kind", choices=_kinds(query))
    organisation = await directory.organisation(query.slots.get("organisation") or actor.organisation or "")
    if organisation is None:
        raise asking("ask_back.your_organisation", "organisation")
    before = next(iter(await directory.adoptions(product=product.id, organisation=organisation.id)), None)
    if before and before.kind == kind:
        raise Refusal("adoption.same", organisation=organisation.name, product=product.name, kind=Phrase(f"adoption.{kind}"))
    after = Adoption(product=product.id, organisation=organisation.id, kind=kind, source=SOURCE, as_of=today.isoformat())
    values: dict[str, Value] = {"organisation": organisation.name, "product": product.name, "kind": Phrase(f"adoption.{kind}")}
    coordinators = [to for to in await of_role("produktkoordinator", Scope("product", product.id), roles, today) if to.startswith("person/")]
    tell = coordinators or list(await of_secretariat(roles, today))
    if permitting(actor, "adoption.change", Target(scope=Scope("product", product.id), organisation=organisation.id)) is None:
        told = [Told(to, (say("told.interest", **values),)) for to in tell]
        await changes.pass_on("interest.note", Target(), f"product/{product.id}", told)
        return Reply(parts=(say("adoption.passed_on", **values), say("adoption.who_records", mailbox=product.contact.mailbox, **values)))
    told = [Told(to, (say("told.adoption", **values),)) for to in tell if to != f"person/{actor.id}"]
    return await changes.propose("adoption.change", [Step(before, after)], told=told)


def _kind(query: Query) -> AdoptionKind | None:
    found = query.slots.get("kind") or query.slots.get("item", "")
    return next((kind for kind in get_args(AdoptionKind) if kind == found), None)


def _kinds(query: Query) -> tuple[Choice, ...]:
    return tuple(Choice(Phrase(f"adoption.{kind}"), "change_adoption", {**query.slots, "kind": kind}) for kind in _OFFERED)
