# SPDX-License-Identifier: MPL-2.0
"""How each kind of record is found, written, and described to the audit, which never learns a name, an identity or a text."""

from collections.abc import Mapping
from typing import Any

from config.catalogue.entries import Adoption, Article, key_of
from handlers.changing.steps import Kind, Record, Step, document, kind_of
from storage.catalogue import Stored
from storage.conflict import ChangedMeanwhileError
from storage.people import LinkedIdentity, Person
from storage.questions import UnansweredQuestion
from storage.roles import Absence, RoleAssignment
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork

_KEPT_FROM_AUDIT: Mapping[Kind, tuple[str, ...]] = {
    "people": ("name", "seen_on", "created_at"),
    "identities": ("identity",),
    "role_assignments": ("mailbox",),
    "absences": ("valid_from", "valid_to", "deputy_mailbox"),
    "articles": ("title", "body", "keywords"),
    "unanswered_questions": ("text", "answer"),
}
"""Fields of which the audit only learns whether there is something in them."""


async def carry_out(step: Step, unit: UnitOfWork) -> None:
    """Writes one step. Raises ChangedMeanwhileError where the record is no longer as it was before."""
    record = step.record
    match record:
        case Adoption() | Article():
            await _carry_out_entry(step, unit)
        case LinkedIdentity():
            await _carry_out_identity(step, unit)
        case Subscription():
            await _carry_out_subscription(record, step, unit)
        case _ if step.after is None:
            await _remove(record, unit)
        case _ if step.before is None:
            await _store(record, unit).add(record)
        case _:
            await _store(record, unit).save(record)


def _store(record: Record, unit: UnitOfWork) -> Any:
    match record:
        case Person():
            return unit.people
        case RoleAssignment():
            return unit.roles
        case Absence():
            return unit.absences
        case UnansweredQuestion():
            return unit.questions
        case _:
            raise TypeError(f"{type(record).__name__} has a way of its own")


async def _remove(record: Record, unit: UnitOfWork) -> None:
    """Only a person who has not been heard of since goes again; everything else that was made is withdrawn instead."""
    if not isinstance(record, Person):
        raise TypeError(f"{type(record).__name__} is never removed")
    if await unit.people.person(record.id) != record:
        raise ChangedMeanwhileError
    await unit.people.remove(record.id)


async def _carry_out_identity(step: Step, unit: UnitOfWork) -> None:
    before = step.before.person if isinstance(step.before, LinkedIdentity) else None
    if isinstance(step.after, LinkedIdentity):
        await unit.people.attach(step.after, before=before)
        return
    identity = step.record.identity if isinstance(step.record, LinkedIdentity) else ""
    leads_to = await unit.people.of(identity)
    if leads_to is None or leads_to.id != before:
        raise ChangedMeanwhileError
    await unit.people.detach(identity)


async def _carry_out_subscription(record: Subscription, step: Step, unit: UnitOfWork) -> None:
    """It is taken away and made anew: a channel has one of a kind, or none. Few do this: they take turns, as those do who change the catalogue."""
    await unit.catalogue.hold()
    if await unit.subscriptions.of(record.channel, record.kind) != step.before:
        raise ChangedMeanwhileError
    if step.before is not None:
        await unit.subscriptions.remove(record.channel, record.kind)
    if isinstance(step.after, Subscription):
        await unit.subscriptions.add(step.after)


async def _carry_out_entry(step: Step, unit: UnitOfWork) -> None:
    kind, key = step.kind, key_of(_entry(step.record))
    await unit.catalogue.hold()
    if await _entry_now(_entry(step.record), unit) != step.before:
        raise ChangedMeanwhileError
    if step.after is None:
        await unit.catalogue.remove(kind, frozenset((key,)))
    else:
        await unit.catalogue.put(kind, {key: Stored(_entry(step.after), None)})


async def _entry_now(entry: Adoption | Article, unit: UnitOfWork) -> Record | None:
    if isinstance(entry, Article):
        return await unit.directory.article(entry.id)
    found = await unit.directory.adoptions(product=entry.product, organisation=entry.organisation)
    return found[0] if found else None


def _entry(record: Record) -> Adoption | Article:
    if not isinstance(record, Adoption | Article):
        raise TypeError(f"{type(record).__name__} is no entry of the catalogue")
    return record


def subject(record: Record) -> str:
    """Which record, for the audit: an identity is named by its platform alone."""
    match record:
        case Adoption() | Article():
            key = key_of(record)
        case LinkedIdentity():
            key = record.identity.partition(":")[0]
        case UnansweredQuestion():
            key = str(record.number)
        case Subscription():
            key = f"{record.kind}/{record.channel}"
        case _:
            key = record.id
    return f"{kind_of(record)}/{key}"


def audited(record: Record | None) -> dict[str, Any]:
    """The record as the audit keeps it."""
    found = document(record)
    if record is None or found is None:
        return {}
    hidden = _KEPT_FROM_AUDIT.get(kind_of(record), ())
    return {field: ("present" if value else None) if field in hidden else value for field, value in found.items()}


def person_of(record: Record) -> str | None:
    """Whom a record concerns."""
    match record:
        case Person():
            return record.id
        case LinkedIdentity() | RoleAssignment() | Absence():
            return record.person
        case UnansweredQuestion():
            return record.asker
        case Subscription():
            return record.by
        case _:
            return None


def about(record: Record) -> str:
    """What of the catalogue a record is about, such as `product/os2mo`; a group is about its product."""
    match record:
        case RoleAssignment(scope=scope) if scope.kind == "group" and "/" in scope.id:
            return f"product/{scope.id.partition('/')[0]}"
        case RoleAssignment(scope=scope):
            return f"{scope.kind}/{scope.id}".rstrip("/")
        case Adoption():
            return f"product/{record.product}"
        case UnansweredQuestion() if "product" in record.slots:
            return f"product/{record.slots['product']}"
        case _:
            return ""
