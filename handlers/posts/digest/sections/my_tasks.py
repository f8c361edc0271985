# SPDX-License-Identifier: MPL-2.0
"""What waits for the one person whose digest it is: open steps, tasks from meetings, meetings they have not answered, roles that end,
facts they were asked about. No channel has it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta

from config.freshness import Rules
from handlers.actor import Actor
from handlers.freshness.asked_of import standings_once, waiting_for
from handlers.meeting_dates import Occurrence
from handlers.meetings.items import finishing, open_actions
from handlers.meetings.known import own_groups
from handlers.onboarding.flows import Flows
from handlers.posts.digest.calendar import own_answers, soon
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.lines import MOST, NOTHING, listed
from handlers.posts.digest.reader import Reader, reader_of
from handlers.posts.digest.shared import shared, shared_directory
from handlers.posts.meeting_found import hours, title
from handlers.posts.onboarding_nudge import StepLines
from handlers.posts.onboarding_waiting import loads
from handlers.reply import Choice, Phrase, Reply, Value, say
from handlers.role_words import said_day, said_last_day, said_scope
from storage.agenda import AgendaItem
from storage.directory import Directory
from storage.roles import RoleAssignment
from storage.unit_of_work import UnitOfWork

ENDING = timedelta(days=30)
"""How long before its end a role is spoken of."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Task:
    """`due`: the day by which it is to be done; None: no day is known. `choices`: what does it, or leads to it, by a click."""

    line: Value
    due: date | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """Of the one reader, with what tasks are found by."""

    reader: Reader
    actor: Actor
    flows: Flows
    directory: Directory
    rules: Rules

    @property
    def issue(self) -> Issue:
        return self.reader.issue

    @property
    def unit(self) -> UnitOfWork:
        return self.reader.unit


Tasks = Callable[[Desk], Awaitable[list[Task]]]
"""One kind of what waits for the reader."""


async def my_tasks(issue: Issue, unit: UnitOfWork, flows: Flows, directory: Directory, freshness_rules: Rules) -> Reply:
    """What is due first at first, whatever it is, and whatever the digest is about: it is all theirs to do."""
    reader = await reader_of(issue, unit)
    if reader.actor is None:
        return NOTHING
    desk = Desk(reader, reader.actor, flows, await shared_directory(unit, directory), freshness_rules)
    found = [each for tasks in TASKS for each in await tasks(desk)]
    if not found:
        return NOTHING
    found.sort(key=lambda each: each.due or date.max)
    shown = found[:MOST]
    parts = listed([each.line for each in shown], "my_tasks", len(found) - len(shown))
    return Reply(parts=(*parts, say("digest.my_tasks.how")), choices=tuple(choice for each in shown for choice in each.choices))


async def _steps(desk: Desk) -> list[Task]:
    """Open steps of onboardings that are the reader's own."""
    found, today = await loads(desk.unit, desk.flows, desk.issue.zone), desk.issue.today
    own = found.of(desk.issue.person, today).own
    lines = StepLines(desk.unit, desk.flows, found.who, today)
    shown = [Task(await lines.own(each), each.at.due, (await lines.choice(each),)) for each in own[:MOST]]
    return [*shown, *(Task(each.step.id, each.at.due) for each in own[MOST:])]


async def _actions(desk: Desk) -> list[Task]:
    """What the reader took on at meetings, as far as they may still know of it."""
    own = open_actions([each for each in await desk.unit.agenda.of_person(desk.issue.person) if each.responsible == desk.issue.person])
    return [Task(_said_action(each), each.due, finishing([each], desk.actor)) for each in own if await desk.reader.may_know_item(each)]


def _said_action(item: AgendaItem) -> Phrase:
    due: dict[str, Value] = {"due": said_day(item.due)} if item.due else {}
    return Phrase("digest.task.action", {"action": Phrase("agenda.action.due" if due else "agenda.action", {"text": item.text, **due})})


async def _unanswered(desk: Desk) -> list[Task]:
    """Meetings of the reader's own groups of which they have not said whether they come."""
    groups, answers = set(own_groups(desk.actor)), await own_answers(desk.reader)
    found = [each for each in await soon(desk.reader) if each.series.group in groups and each.id not in answers]
    return [await _answering(each, desk) for each in found]


async def _answering(found: Occurrence, desk: Desk) -> Task:
    meeting = await shared(desk.unit, ("title", found.series.id), lambda: title(found, desk.directory))
    line = Phrase("digest.task.answer", {"meeting": meeting, "when": hours(found)})
    come = Choice(Phrase("digest.task.come", {"meeting": meeting}), "attend_meeting", {"meeting": found.id, "item": "yes"})
    return Task(line, found.wall.date(), (come,))


async def _ending(desk: Desk) -> list[Task]:
    """Roles of the reader's own that end in the next 30 days."""
    last = desk.issue.today + ENDING
    return [await _end(each, each.valid_to, desk) for each in desk.actor.roles if each.valid_to and each.valid_to <= last]


async def _end(role: RoleAssignment, after: date, desk: Desk) -> Task:
    values: dict[str, Value] = {"role": Phrase(f"role.{role.role}"), "scope": await said_scope(role.scope, desk.directory), "until": said_last_day(after)}
    return Task(Phrase("digest.task.role", values), after - _DAY)


async def _facts(desk: Desk) -> list[Task]:
    """Facts that the reader was asked about and has not answered, in one line: they are asked for them in a message of its own, with all that is needed to answer."""
    if not await desk.unit.freshness.of_person(desk.issue.person):
        return []
    every = await standings_once(desk.unit, desk.rules, desk.issue.today, desk.issue.zone)
    count = len(waiting_for(desk.issue.person, every))
    see = Choice(Phrase("digest.task.facts.see"), "facts_to_confirm")
    return [Task(Phrase("digest.task.facts", {"count": count}), choices=(see,))] if count else []


TASKS: tuple[Tasks, ...] = (_steps, _actions, _unanswered, _ending, _facts)
"""Every kind of what can wait for somebody."""
