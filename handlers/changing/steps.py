# SPDX-License-Identifier: MPL-2.0
"""A change as steps: each record as it was and as it is to be. The same steps are shown, carried out, audited and undone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, get_args

from pydantic import TypeAdapter

from config.catalogue.entries import Adoption, Article
from storage.people import LinkedIdentity, Person
from storage.questions import UnansweredQuestion
from storage.roles import Absence, RoleAssignment
from storage.subscriptions import Subscription

Kind = Literal["people", "identities", "role_assignments", "absences", "adoptions", "articles", "unanswered_questions", "subscriptions"]
Record = Person | LinkedIdentity | RoleAssignment | Absence | Adoption | Article | UnansweredQuestion | Subscription
KINDS: dict[Kind, type[Any]] = dict(
    zip(get_args(Kind), (Person, LinkedIdentity, RoleAssignment, Absence, Adoption, Article, UnansweredQuestion, Subscription), strict=True)
)
"""Kind of record, named as its table → its class."""
_UNVERSIONED = LinkedIdentity | Adoption | Article | Subscription
"""What is replaced only as long as it is as it was read."""


@dataclass(frozen=True, slots=True)
class Step:
    """One record before and after. Without `before` it is new, without `after` it goes. `after` has the version of `before`: saving counts it up."""

    before: Record | None
    after: Record | None

    @property
    def record(self) -> Record:
        found = self.after or self.before
        if found is None:
            raise ValueError("a step changes something")
        return found

    @property
    def kind(self) -> Kind:
        return kind_of(self.record)


def kind_of(record: Record) -> Kind:
    return next(kind for kind, shape in KINDS.items() if isinstance(record, shape))


def reverse(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps that undo these, once they are carried out. Nothing that history holds goes: it is marked as withdrawn."""
    return tuple(_reversed(step) for step in reversed(steps))


def _reversed(step: Step) -> Step:
    after = step.after
    if step.before is None:
        withdrawn = replace(after, withdrawn=True) if isinstance(after, RoleAssignment | Absence) else None
        return Step(after, withdrawn)
    if after is None or isinstance(after, _UNVERSIONED):
        return Step(after, step.before)
    stored = replace(after, version=after.version + 1)
    return Step(stored, _versioned(step.before, stored.version))


def _versioned(record: Record, version: int) -> Record:
    return record if isinstance(record, _UNVERSIONED) else replace(record, version=version)


def to_json(steps: Sequence[Step]) -> str:
    """As kept in a change request."""
    return json.dumps([{"kind": step.kind, "before": document(step.before), "after": document(step.after)} for step in steps], ensure_ascii=False)


def from_json(text: str) -> tuple[Step, ...]:
    return tuple(Step(_record(each["kind"], each["before"]), _record(each["kind"], each["after"])) for each in json.loads(text))


def document(record: Record | None) -> dict[str, Any] | None:
    """The record as JSON has it."""
    if record is None:
        return None
    made: dict[str, Any] = _adapter(kind_of(record)).dump_python(record, mode="json")
    return made


def _record(kind: Kind, found: dict[str, Any] | None) -> Record | None:
    if found is None:
        return None
    made: Record = _adapter(kind).validate_python(found)
    return made


@cache
def _adapter(kind: Kind) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[kind])
