# SPDX-License-Identifier: MPL-2.0
"""What a calendar would change of a group's meetings, compared with what is there."""

from dataclasses import dataclass
from pathlib import Path

from bot.localise import Localiser
from bot.operating import Session
from bot.people_plan import known_names
from config.catalogue.load import MAX_PROBLEMS
from config.icalendar.event import ReadCalendar
from config.people_scope import scope_of
from config.problems import ConfigError, Problem
from handlers.changing.steps import Step
from handlers.icalendar.comparing import Comparison, UnusableRules, compared
from handlers.permissions import Target
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is imported: a calendar, from which file, as whose meetings. `current`: it wins over what was changed here since."""

    calendar: ReadCalendar
    path: Path
    group: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsPlan:
    """What the calendar would change. `basis`: all it was made from; another one makes it void."""

    comparison: Comparison
    actor: str
    basis: object

    @property
    def empty(self) -> bool:
        return not self.comparison.changes

    @property
    def steps(self) -> list[Step]:
        return [each.step for each in self.comparison.changes]


async def planned(given: Given, session: Session, localiser: Localiser) -> MeetingsPlan:
    """What the calendar would change, as far as its reader is permitted to. Raises ConfigError for a group that is none, and for rules that cannot be kept."""
    group = await group_given(given.group, session.unit)
    await session.changes.permit("meeting.import", Target(scope=Scope("group", group)))
    if not given.calendar.events and not given.calendar.loose:
        raise ConfigError(Problem("holds no meetings to import", given.path))
    source = given.calendar.name or given.path.name
    try:
        found = await compared(given.calendar, session.unit.meetings, group, source, session.now, "wins" if given.current else "copy")
    except UnusableRules as error:
        problems = [Problem(localiser.words(phrase, "en"), given.path, line, "RRULE") for line, phrase in error.wrong]
        raise ConfigError(*problems[:MAX_PROBLEMS]) from error
    return MeetingsPlan(comparison=found, actor=session.actor.id, basis=(given, group, await session.unit.meetings.revision()))


async def group_given(text: str, unit: UnitOfWork) -> str:
    try:
        return scope_of("gruppemedlem", "group", text.strip(), await known_names(unit.directory))[1]
    except ValueError as error:
        raise ConfigError(Problem(str(error), field="--group")) from error
