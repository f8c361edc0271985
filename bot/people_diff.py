# SPDX-License-Identifier: MPL-2.0
"""What an import of roles would change, as lines to look at, and as JSON in the words of the file."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bot.adapters.console.render import safe
from bot.diff_text import MOST
from bot.localise import Localiser
from bot.people_plan import Entry, PeoplePlan
from handlers.changing.describing import lines
from handlers.changing.steps import Step
from handlers.message import Language
from handlers.reply import Bullets, Reply
from storage.roles import RoleAssignment
from storage.unit_of_work import UnitOfWork

_FIELDS = ("organisation", "mailbox", "share", "valid_to")


async def as_text(plan: PeoplePlan, unit: UnitOfWork, localiser: Localiser, language: Language) -> list[str]:
    """Line by line: what is new, what changes from what to what, who is noted for the first time, and the counts."""
    shown = [f"+ {await _said(each, plan, unit, localiser, language)}" for each in plan.added[:MOST]]
    if len(plan.added) > MOST:
        shown.append(f"+ … and {len(plan.added) - MOST} more")
    for each in plan.changed:
        shown.append(f"~ {await _said(each, plan, unit, localiser, language)}")
        shown += [f"    {field}: {_value(before)} → {_value(after)}" for field, before, after in _differences(each.step)]
    if plan.newcomers:
        known = "1 person" if len(plan.newcomers) == 1 else f"{len(plan.newcomers)} people"
        shown.append(f"Note: {known} not known before will be noted, by the user id of their platform and no name.")
    return [safe(line) for line in (*shown, counts(plan))]


async def _said(entry: Entry, plan: PeoplePlan, unit: UnitOfWork, localiser: Localiser, language: Language) -> str:
    """In the same words as in chat, after the line of the file that it comes from: two people without a name are told apart by it."""
    said = (await lines([*plan.newcomers.get(entry.line.identity or "", ()), entry.step], unit, plan.actor))[-1]
    words = localiser.reply(Reply(parts=(Bullets((said,)),)), language).parts[0].items[0]
    return f"line {entry.line.line}: {' '.join(words.split())}"


def counts(plan: PeoplePlan) -> str:
    only_here = f"; {plan.only_here} held today are not in the file; they stay as they are" if plan.only_here else ""
    return f"{len(plan.added)} new, {len(plan.changed)} changed, {plan.unchanged} unchanged{only_here}."


def as_json(plan: PeoplePlan) -> dict[str, Any]:
    """The same as one object; roles in the words of the file, each with its line."""
    return {
        "added": [{"line": each.line.line, "entry": cells(_role(each.step), each.line.identity)} for each in plan.added],
        "changed": [
            {
                "line": each.line.line, "key": _role(each.step).id,
                "fields": [{"field": field, "before": _plain(before), "after": _plain(after)} for field, before, after in _differences(each.step)],
            }
            for each in plan.changed
        ],
        "unchanged": plan.unchanged, "only_in_database": plan.only_here, "people_added": len(plan.newcomers),
    }  # fmt: skip


def cells(held: RoleAssignment, identity: str | None) -> Mapping[str, str]:
    """An assignment as a line of the file, by column. Empty cells are left out."""
    values = {
        "role": held.role, "scope_kind": held.scope.kind, "scope": held.scope.id, "organisation": held.organisation, "identity": identity,
        "mailbox": held.mailbox, "share": held.share, "valid_from": held.valid_from, "valid_to": held.valid_to, "source": held.source,
    }  # fmt: skip
    return {column: str(value) for column, value in values.items() if value not in (None, "")}


def _differences(step: Step) -> Iterator[tuple[str, Any, Any]]:
    for field in _FIELDS:
        before, after = getattr(step.before, field), getattr(step.after, field)
        if before != after:
            yield field, before, after


def _value(value: Any) -> str:
    return "(none)" if value is None else str(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _role(step: Step) -> RoleAssignment:
    if not isinstance(step.after, RoleAssignment):
        raise TypeError("a line of the file is about a role")
    return step.after
