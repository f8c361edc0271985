# SPDX-License-Identifier: MPL-2.0
"""`os2bot audit`: what was changed, tried and refused, to look at and to take away."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from heapq import merge
from itertools import islice
from typing import Any, get_args
from zoneinfo import ZoneInfo

from bot.adapters.console.render import safe
from bot.diff_text import json_text
from bot.listing import document, said_moment, short, somebody, start_of, table
from bot.operating import Session
from config.problems import ConfigError, Problem
from config.roles import ScopeKind
from handlers.actor import SYSTEM, UNKNOWN
from handlers.permissions import Action, Target
from storage.audit import AuditEvent, AuditFilter
from storage.people import People

SHOWN = 50
"""Events in a table, unless more are asked for."""
COLUMNS = ("when", "who", "what", "record", "about", "concerns", "via")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WHOLE = 32  # characters of a person's id


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events: every condition that is set must hold. `until` is the last day."""

    about: str | None = None
    action: str | None = None
    person: str | None = None
    since: date | None = None
    until: date | None = None
    refused: bool = False


def about_given(text: str | None) -> str | None:
    """What was typed, if it can be what an event is about; an id alone is a product's. Raises ConfigError otherwise."""
    if text and text.startswith("os2") and "/" not in text:
        return f"product/{text}"
    kind, _, id_ = (text or "").partition("/")
    if text is None or (kind in get_args(ScopeKind) and bool(id_) == (kind != "association")):
        return text
    raise ConfigError(Problem("must be product/ID, group/ID, organisation/ID or association, such as product/os2mo", field="--about"))


def action_given(text: str | None) -> str | None:
    """What was typed, if any action begins so. Raises ConfigError otherwise."""
    if text is None or any(action.startswith(text) for action in get_args(Action)):
        return text
    raise ConfigError(Problem(f"must be, or begin, one of {', '.join(get_args(Action))}", field="--action"))


async def events_of(session: Session, wanted: Wanted, limit: int | None) -> list[AuditEvent]:
    """Newest first."""
    await session.changes.permit("audit.read", Target())
    where = AuditFilter(
        about=wanted.about, action=wanted.action, outcome="refused" if wanted.refused else None,
        since=start_of(wanted.since, session.zone) if wanted.since else None,
        until=start_of(wanted.until + timedelta(days=1), session.zone) if wanted.until else None,
    )  # fmt: skip
    audit = session.unit.audit
    ids = await _ids(wanted.person, session.unit.people) if wanted.person else (None,)
    found = [await audit.find(replace(where, person=id_), limit=limit) for id_ in ids]
    newest = {event.id: event for event in merge(*found, key=lambda event: event.at, reverse=True)}
    return list(islice(newest.values(), limit))


async def _ids(given: str, people: People) -> tuple[str, ...]:
    """Every id under which the person acted. Whoever is forgotten is on record no more, but their id is."""
    if given in (SYSTEM, UNKNOWN) or (len(given) == _WHOLE and await people.person(given) is None):
        return (given,)
    person = await somebody(given, people)
    return (person.id, *person.merged)


def as_text(events: Sequence[AuditEvent], zone: ZoneInfo, most: int, width: int | None = None) -> str:
    """A table of the first of these; where there are more, it says so."""
    if not events:
        return "No event fits."
    shown = table(COLUMNS, [_row(event, zone) for event in events[:most]], width)
    return shown if len(events) <= most else f"{shown}\n\nThere are more than the newest {most}; --limit shows more, --csv and --json give them all."


def as_documents(events: Sequence[AuditEvent]) -> list[dict[str, Any]]:
    return [document(event) for event in events]


def as_csv(events: Sequence[AuditEvent]) -> str:
    """Every field, with `before` and `after` as JSON. No cell is a formula to a spreadsheet."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([field.name for field in fields(AuditEvent)])
    writer.writerows([cell(value) for value in each.values()] for each in as_documents(events))
    return file.getvalue()


def cell(value: Any) -> str:
    """The value as text that a spreadsheet takes as text."""
    text = "" if value is None else value if isinstance(value, str) else json_text(value)
    return safe(f"'{text}" if text.startswith(_FORMULA) else text)


def _row(event: AuditEvent, zone: ZoneInfo) -> tuple[str, ...]:
    who = short(event.actor) + (f" for {event.on_behalf_of}" if event.on_behalf_of else "")
    what = event.action + (" (refused)" if event.outcome == "refused" else "")
    return (said_moment(event.at, zone), who, what, _record(event), event.about, short(event.person or ""), event.via)


def _record(event: AuditEvent) -> str:
    """The role, or which kind of record."""
    return str(event.after.get("role") or event.before.get("role") or event.subject.partition("/")[0])
