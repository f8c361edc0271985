# SPDX-License-Identifier: MPL-2.0
"""A plan of changes as text to look at, and as JSON. What comes from files and the database is shown without control characters."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from bot.adapters.console.render import safe
from config.catalogue.load import adapter
from storage.changes import EntryChange
from storage.importing import Plan

MOST = 50
"""New entries of a kind that are listed; of changed ones all are, since nothing is replaced unseen."""

_LONG = 160  # characters from which a text is shown only where it differs
_AROUND = 40  # characters shown on both sides of the difference


def as_text(plan: Plan) -> Iterator[str]:
    """Line by line: what is new, what changes from what to what, notes, and the counts."""
    for kind, added in groupby(plan.changes.added, key=lambda change: change.kind):
        changes = list(added)
        yield from (f"+ {kind}/{_line(change.key)}{_label(change)}" for change in changes[:MOST])
        if len(changes) > MOST:
            yield f"+ … and {len(changes) - MOST} more {kind}"
    for change in plan.changes.changed:
        yield f"~ {change.kind}/{_line(change.key)}"
        for field in change.fields:
            yield from (f"    {_line(line)}" for line in _field(field.field, field.before, field.after))
    yield from (f"Note: {_line(note)}" for note in plan.notes)
    yield from (f"Not taken over: {_line(left)}" for left in plan.left_out[:MOST])
    if len(plan.left_out) > MOST:
        yield f"Not taken over: … and {len(plan.left_out) - MOST} more; --json names them all"
    yield counts(plan)


def counts(plan: Plan) -> str:
    changes = plan.changes
    numbers = f"{len(changes.added)} new, {len(changes.changed)} changed, {changes.unchanged} unchanged"
    only_here = f"; {len(changes.only_here)} exist only in the database and stay" if changes.only_here else ""
    return f"{numbers}{only_here}."


def as_json(plan: Plan) -> dict[str, Any]:
    """The same as one object; entries in the form of the catalogue files."""
    changes = plan.changes
    return {
        "added": [{"kind": each.kind, "key": each.key, "entry": _document(each)} for each in changes.added],
        "changed": [
            {"kind": each.kind, "key": each.key, "fields": [{"field": field.field, "before": field.before, "after": field.after} for field in each.fields]}
            for each in changes.changed
        ],
        "unchanged": changes.unchanged, "only_in_database": len(changes.only_here), "notes": list(plan.notes), "not_taken_over": list(plan.left_out),
    }  # fmt: skip


def json_text(value: Any) -> str:
    """JSON in which only what can be printed stands as itself."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


def _document(change: EntryChange) -> Any:
    return adapter(change.kind).dump_python(change.entry, mode="json", exclude_defaults=True)


def _label(change: EntryChange) -> str:
    """What a person knows the entry by, where its key does not say it."""
    for field in ("name", "title", "kind"):
        value = getattr(change.entry, field, None)
        if value is not None:
            return f"  {_line(str(getattr(value, 'en', value)))}"
    return ""


def _field(name: str, before: Any, after: Any) -> Iterator[str]:
    """One line a difference: inside sections each named value, of lists what comes and goes."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            if before.get(key) != after.get(key):
                yield from _field(f"{name}.{key}", before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list) and {*map(_value, before)} != {*map(_value, after)}:
        yield from (f"{name}: - {_value(each)}" for each in before if each not in after)
        yield from (f"{name}: + {_value(each)}" for each in after if each not in before)
    else:
        shown = _around_difference(before, after) if isinstance(before, str) and isinstance(after, str) else (before, after)
        yield f"{name}: {_value(shown[0])} → {_value(shown[1])}"


def _value(value: Any) -> str:
    return "(none)" if value is None else json.dumps(value, ensure_ascii=False)


def _around_difference(before: str, after: str) -> tuple[str, str]:
    if max(len(before), len(after)) < _LONG:
        return before, after
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    return _cut(before, start, end), _cut(after, start, end)


def _common(one: str, other: str) -> int:
    """How many characters they begin with alike."""
    return next((place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other)))


def _cut(text: str, start: int, end: int) -> str:
    first, last = max(start - _AROUND, 0), min(len(text) - end + _AROUND, len(text))
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")


def _line(text: str) -> str:
    """On one line, so that no value can look like a line of its own."""
    return safe(" ".join(text.split("\n")))
