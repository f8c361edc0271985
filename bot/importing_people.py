# SPDX-License-Identifier: MPL-2.0
"""`os2bot import people`: who holds which role, from a file to the database: compared, shown, asked, carried out."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import typer

from bot import people_diff
from bot.diff_text import json_text
from bot.importing import Choice, _say, _wanted
from bot.localise import Localiser
from bot.operating import Session, operator
from bot.people_plan import Entry, PeoplePlan, planned
from config.catalogue.organisations_csv import CsvFile
from config.people_csv import read_people
from config.problems import ConfigError, Problem
from config.roles import ROLES
from config.settings import Settings
from handlers.changing.invariants import hold_people, hold_roles
from handlers.changing.steps import Step
from handlers.refusal import Refusal
from storage.roles import RoleAssignment

MOST_AT_ONCE = 100
"""Lines that make one change request. What is shown of one grows with the square of its length, so that a long file is several; all in one transaction."""


def carry_out(settings: Settings, path: Path, choice: Choice) -> bool:
    """Shows what would change and writes it if that is wanted. False when there is something to change that was not.

    It asks outside of any event loop, so that the terminal's interrupt is heard, and with no transaction open.
    """
    file = read_people(path)
    plan, shown = asyncio.run(_looked_at(settings, file, choice))
    typer.echo(shown)
    if plan.empty or choice.dry_run:
        _say("Nothing differs." if plan.empty else "Dry run: nothing was changed.", choice)
        return True
    if not _wanted(choice):
        return False
    undoable = asyncio.run(_written(file, plan))
    _say("Applied. `os2bot tell undo` takes it back within 24 hours." if undoable else "Applied.", choice)
    return True


async def _looked_at(settings: Settings, file: CsvFile, choice: Choice) -> tuple[PeoplePlan, str]:
    async with operator(datetime.now(UTC)) as session:
        plan = await planned(file, session)
        if choice.as_json:
            return plan, json_text(people_diff.as_json(plan))
        return plan, "\n".join(await people_diff.as_text(plan, session.unit, Localiser(settings.config_dir), settings.language))


async def _written(file: CsvFile, plan: PeoplePlan) -> bool:
    async with operator(datetime.now(UTC)) as session:
        undoable = await apply(file, plan, session)
        await session.unit.commit()
    return undoable


async def apply(file: CsvFile, plan: PeoplePlan, session: Session) -> bool:
    """Carries out what was planned, all of it or nothing; kept once the unit is committed. Whether it can be undone as one.

    Raises ConfigError where anything it was made from is no longer the same.
    """
    async with _unless_changed():
        await hold_roles(plan.steps, session.unit)
        if (await planned(file, session)).basis != plan.basis:
            raise Refusal("change.meanwhile")
        await hold_people(plan.steps, session.unit)
        requests = [await _carried_out(steps, session) for steps in _in_parts(plan)]
    if len(requests) == 1:
        return True
    for request in requests:
        await session.unit.requests.remove(request)
    return False


async def _carried_out(steps: Sequence[Step], session: Session) -> str:
    """The id of the change request."""
    proposed = await session.changes.propose("people.import", steps)
    request = proposed.choices[0].slots["change"]
    await session.changes.confirm(request)
    return request


@asynccontextmanager
async def _unless_changed() -> AsyncIterator[None]:
    try:
        yield
    except Refusal as refusal:
        if refusal.phrase.key != "change.meanwhile":
            raise
        problem = Problem("people or roles were changed by somebody else since the changes were shown; nothing was written, import again")
        raise ConfigError(problem) from refusal


def _in_parts(plan: PeoplePlan) -> Iterator[list[Step]]:
    """In an order in which every part by itself breaks no rule: a sole role is free before it is given, an admin is there before another goes."""
    entries = sorted((*plan.added, *plan.changed), key=_order)
    noted: set[str] = set()
    for start in range(0, len(entries), MOST_AT_ONCE):
        steps: list[Step] = []
        for each in entries[start : start + MOST_AT_ONCE]:
            identity = each.line.identity or ""
            if identity not in noted:
                steps += plan.newcomers.get(identity, ())
                noted.add(identity)
            steps.append(each.step)
        yield steps


def _order(entry: Entry) -> bool:
    before, after = entry.step.before, entry.step.after
    ends = isinstance(before, RoleAssignment) and isinstance(after, RoleAssignment) and _shorter(before, after)
    return ends if not ROLES[entry.line.role].sole else not ends


def _shorter(before: RoleAssignment, after: RoleAssignment) -> bool:
    return after.valid_to is not None and (before.valid_to is None or after.valid_to < before.valid_to)
