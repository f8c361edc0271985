# SPDX-License-Identifier: MPL-2.0
"""The yearly wheel as data: what comes back every year, by which rule, on whose word, and who has to act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, with_config

from config.breaks import MonthDay
from config.catalogue.values import ENTRY, Bilingual, Id, PartialDate, WordLists, Words
from config.roles import Role

EntryId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
Year = Annotated[str, StringConstraints(pattern=r"^20\d\d$")]
Window = tuple[MonthDay, MonthDay]
Over = Annotated[str, StringConstraints(pattern=r"^(association|products|group/[a-z0-9][a-zæøå0-9/+-]*)$", max_length=200)]
Lead = Annotated[int, Field(ge=1, le=300)]
Count = Annotated[int, Field(ge=1, le=366)]


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMeeting:
    """The one meeting a year of this group that is within these days of the year (both included). `not_called`: words in the title of one that is another sort."""

    group: Words
    within: Window
    not_called: WordLists = field(default_factory=WordLists)


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How long before or after the date of another entry: one of the three."""

    entry: EntryId
    months: Count | None = None
    weeks: Count | None = None
    days: Count | None = None


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When: just one of these.

    `meeting`: when that is scheduled; until then the date is open. `beside`: every other meeting of the same group as that entry's. `at`: on the date of another entry.
    `before`, `after`: no later than so long before, or after, the date of another entry. `day`: the same day of every year. `window`: once within these days.
    `windows`: once in each of these. `of_years`: once in each of these, in the years of which they are known.
    """

    meeting: OwnMeeting | None = None
    beside: EntryId | None = None
    at: EntryId | None = None
    before: Span | None = None
    after: Span | None = None
    day: MonthDay | None = None
    window: Window | None = None
    windows: tuple[Window, ...] | None = None
    of_years: Mapping[Year, tuple[Window, ...]] | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is said of it: one, where it is right."""
        return tuple(name for name in RULES if getattr(self, name) is not None)

    @property
    def leans_on(self) -> str:
        """The entry from whose date it is reckoned; empty: none."""
        span = self.before or self.after
        return span.entry if span else self.at or ""

    @property
    def own_windows(self) -> tuple[Window, ...]:
        """Of every year."""
        return self.windows or ((self.window,) if self.window else ())


RULES = ("meeting", "beside", "at", "before", "after", "day", "window", "windows", "of_years")


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """The first of these roles that anybody holds. `over`: `association`, `group/<id>`, or `products`: of every product by itself."""

    roles: tuple[Role, ...]
    over: Over


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class WheelEntry:
    """One thing of the year. `says`: the rule in words, as its source has it. `source`: of the catalogue; `section`: where in it; `as_of`: when it said so.

    `note`: what the reader has to know besides. `words`: by which people mean it. `years`: of which it is. `act`: who has to act, `leads`: how many days before its
    date, or the end of its window, they are reminded; `unset`: days of the year on which they are, where the date is still open.
    `done`: what they write once they have done it. `readers`: who may read of it; there is only everybody.
    """

    id: EntryId
    title: Bilingual
    says: Bilingual
    rule: Rule
    source: Id
    section: Words | None = None
    as_of: PartialDate | None = None
    note: Bilingual | None = None
    words: WordLists = field(default_factory=WordLists)
    years: Literal["every", "odd", "even"] = "every"
    act: tuple[Act, ...] = ()
    leads: tuple[Lead, ...] = ()
    unset: tuple[MonthDay, ...] = ()
    done: Bilingual | None = None
    readers: Literal["all"] = "all"

    def is_of(self, year: int) -> bool:
        return self.years == "every" or (year % 2 == 1) == (self.years == "odd")


@dataclass(frozen=True, eq=False)
class YearWheel:
    """All entries, in the order in which they were written. Each reading of the files is one of its own."""

    entries: tuple[WheelEntry, ...]

    @cached_property
    def by_id(self) -> Mapping[str, WheelEntry]:
        return {each.id: each for each in self.entries}

    @property
    def groups(self) -> frozenset[str]:
        """Those on whose meetings dates depend."""
        return frozenset(each.rule.meeting.group for each in self.entries if each.rule.meeting)


def day_of(year: int, month_day: str) -> date:
    """The day of this year that is written `12-24`; 29 February is the 28th where there is none."""
    month, day = int(month_day[:2]), int(month_day[3:])
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)
