# SPDX-License-Identifier: MPL-2.0
"""What an import of meetings would change, as lines to look at, and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.adapters.console.render import safe
from bot.diff_text import MOST
from bot.localise import Localiser
from bot.meetings_plan import MeetingsPlan
from handlers.changing.describing import lines
from handlers.changing.steps import Step
from handlers.icalendar.comparing import Change, Left, Why
from handlers.message import Language
from storage.meetings import MeetingDate, MeetingSeries
from storage.unit_of_work import UnitOfWork

_SERIES = ("title", "purpose", "place", "link", "starts", "zone", "minutes", "rule", "ended", "sequence")
_DATE = ("extra", "cancelled", "starts", "minutes", "reason", "place", "link", "agenda_url", "minutes_url", "state", "sequence")
WHY: Mapping[Why, str] = {
    "older": "was changed here since; --current takes it over all the same",
    "elsewhere": "is a meeting of another group here",
    "ended": "was ended here; --current takes it up again",
    "cancelled": "is cancelled, and was not known here",
    "withdrawn": "was taken back here",
    "alone": "is one date of a series that is neither in the file nor known here",
}


async def as_text(plan: MeetingsPlan, unit: UnitOfWork, localiser: Localiser, language: Language) -> list[str]:
    """Line by line: what is new, what changes from what to what, what is not taken over and why, what stays, and the counts."""
    added, changed = _added(plan), _changed(plan)
    said = _Said(plan, unit, localiser, language)
    shown = [line for each in added[:MOST] for line in await said.new(each)]
    if len(added) > MOST:
        shown.append(f"+ … and {len(added) - MOST} more")
    for each in changed:
        shown.append(f"~ {_place(each.line)}{(await said.of(each))[0]}")
        shown += [f"    {field}: {_value(before)} → {_value(after)}" for field, before, after in _differences(each.step)]
    found = plan.comparison
    shown += [f"Not taken over: {_place(each.line)}{_about(each)}: {WHY[each.why]}" for each in found.left[:MOST]]
    if len(found.left) > MOST:
        shown.append(f"Not taken over: … and {len(found.left) - MOST} more; --json names them all")
    shown += [f"Note: not in the file; it stays: {each.title or 'meetings'} since {_value(each.starts)}" for each in found.vanished]
    shown += [f"Note: differs here, and the file says nothing of it; it stays: {_value(each.on)}, {_state(each)}" for each in found.staying[:MOST]]
    return [safe(" ".join(line.splitlines())) for line in (*shown, counts(plan))]


class _Said:
    """A change in the same words as in chat."""

    def __init__(self, plan: MeetingsPlan, unit: UnitOfWork, localiser: Localiser, language: Language) -> None:
        self._plan, self._unit, self._localiser, self._language = plan, unit, localiser, language
        self._series = {each.step.record.id: each.step for each in plan.comparison.changes if isinstance(each.step.record, MeetingSeries)}

    async def of(self, change: Change) -> list[str]:
        """A date of a series that is new is said with the series, of which nothing is stored yet."""
        record = change.step.record
        first = self._series.get(record.series) if isinstance(record, MeetingDate) else None
        before = await self._words([first]) if first else []
        return (await self._words([first, change.step] if first else [change.step]))[len(before) :]

    async def new(self, change: Change) -> list[str]:
        first, *more = await self.of(change)
        rule = getattr(change.step.record, "rule", "")
        return [f"+ {_place(change.line)}{first}", *(f"    {line}" for line in more), *([f"    rule: {rule}"] if rule else [])]

    async def _words(self, steps: Sequence[Step]) -> list[str]:
        return [self._localiser.words(line, self._language) for line in await lines(steps, self._unit, self._plan.actor)]


def counts(plan: MeetingsPlan) -> str:
    return f"{len(_added(plan))} new, {len(_changed(plan))} changed, {plan.comparison.unchanged} unchanged."


def as_json(plan: MeetingsPlan) -> dict[str, Any]:
    """The same as one object; each change with the line of the file that asks for it, 0 where it follows from another."""
    found = plan.comparison
    return {
        "added": [{"line": each.line, "kind": each.step.kind, "entry": _document(each.step.record)} for each in _added(plan)],
        "changed": [
            {
                "line": each.line, "kind": each.step.kind, "key": getattr(each.step.record, "id", ""),
                "fields": [{"field": field, "before": _plain(before), "after": _plain(after)} for field, before, after in _differences(each.step)],
            }
            for each in _changed(plan)
        ],
        "unchanged": found.unchanged,
        "not_taken_over": [{"line": each.line, "why": each.why, "title": each.title, "date": _plain(each.date)} for each in found.left],
        "not_in_file": [{"key": each.id, "uid": each.uid, "title": each.title, "starts": _plain(each.starts)} for each in found.vanished],
        "staying": [_document(each) for each in found.staying],
    }  # fmt: skip


def _added(plan: MeetingsPlan) -> list[Change]:
    return [each for each in plan.comparison.changes if each.step.before is None]


def _changed(plan: MeetingsPlan) -> list[Change]:
    return [each for each in plan.comparison.changes if each.step.before is not None]


def _differences(step: Step) -> Iterator[tuple[str, Any, Any]]:
    for field in _SERIES if isinstance(step.record, MeetingSeries) else _DATE:
        before, after = getattr(step.before, field), getattr(step.after, field)
        if before != after:
            yield field, before, after


def _document(record: Any) -> dict[str, Any]:
    """Without what is empty."""
    names = ("id", "uid", "group", *_SERIES) if isinstance(record, MeetingSeries) else ("id", "on", *_DATE)
    return {name: _plain(value) for name in names if (value := getattr(record, name)) not in ("", None, False)}


def _place(line: int) -> str:
    return f"line {line}: " if line else ""


def _about(left: Left) -> str:
    return f"{left.title or 'a meeting'}{f' on {_value(left.date)}' if left.date else ''}"


def _state(date: MeetingDate) -> str:
    return "cancelled" if date.cancelled else f"moved to {_value(date.starts)}" if date.starts else "an extra meeting"


def _value(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "(none)" if value in ("", None) else str(value)


def _plain(value: Any) -> Any:
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value
