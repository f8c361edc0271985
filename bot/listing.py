# SPDX-License-Identifier: MPL-2.0
"""What the listings for operators share: tables that fit the terminal, the dates and ids that people type, and how people are named."""

import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from bot.adapters.console.render import render
from bot.localise import LocalisedPart, LocalisedReply, LocalisedTable
from config.problems import ConfigError, Problem
from storage.people import People, Person
from storage.roles import Scope

EVERYBODY_BEFORE = date.max
"""Whoever was last seen before this day: everybody."""
_UNBROKEN = 10_000  # characters; wider than any line
_SHORT = 8  # characters of an id that tell people apart, as git shows its commits
_DAY = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\d")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], width: int | None = None) -> str:
    """Plain text, as wide as the terminal or narrower."""
    return written((LocalisedPart("table", table=LocalisedTable(tuple(columns), tuple(tuple(row) for row in rows))),), width)


def written(parts: Sequence[LocalisedPart], width: int | None = None) -> str:
    """The parts as the console shows them."""
    reply = LocalisedReply(language="en", outcome="answered", parts=tuple(parts), choices=(), sources=(), sources_title="", choose="")
    return render(reply, width=width or terminal_width())


def terminal_width() -> int:
    """Where the words go to a file or another program, nothing is broken over lines: keys and ids are copied from there."""
    return max(shutil.get_terminal_size((120 if sys.stdout.isatty() else _UNBROKEN, 24)).columns, 20)


def document(record: Any) -> dict[str, Any]:
    """The record as JSON has it, every field."""
    shape: Any = type(record)
    made: dict[str, Any] = _adapter(shape).dump_python(record, mode="json")
    return made


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def day_given(text: str | None, option: str) -> date | None:
    """The date that was typed. Raises ConfigError with one sentence for anything else."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise ConfigError(Problem("must be a date such as 2026-08-31", field=option)) from None


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The moment in which this day begins there."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def last_day(after: date) -> str:
    """The last day of a term that ends before this one."""
    return (after - timedelta(days=1)).isoformat()


def said_moment(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def said_scope(scope: Scope) -> str:
    """`product/os2mo`, `group/os2mo/styregruppe`, `association`: as the audit log and its filters have it."""
    return f"{scope.kind}/{scope.id}".rstrip("/")


def short(person_id: str) -> str:
    """The beginning of an id, which is enough to name a person by."""
    return person_id[:_SHORT]


async def somebody(given: str, people: People) -> Person:
    """The person with this id, or whose id alone begins so, or whom a platform knows by it. Raises ConfigError where that is nobody, or several."""
    if found := await people.person(given) or await people.of(given):
        return found
    alike = await _beginning(given, people)
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise ConfigError(Problem(f"{len(alike)} people have an id that begins with '{given}'; write more of it"))
    raise ConfigError(Problem(f"nobody on record has the id '{given}', whole or by its first eight characters; `os2bot people` lists everybody"))


async def _beginning(given: str, people: People) -> list[Person]:
    if len(given) < _SHORT:
        return []
    return [person for person in await people.unseen_since(EVERYBODY_BEFORE) if person.id.startswith(given)]
