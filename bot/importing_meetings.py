# SPDX-License-Identifier: MPL-2.0
"""`os2bot import meetings`: a group's meetings from a calendar to the database: compared, shown, asked, carried out."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import typer

from bot import meetings_diff
from bot.diff_text import json_text
from bot.importing import Choice, _say, _wanted
from bot.localise import Localiser
from bot.meetings_plan import Given, MeetingsPlan, planned
from bot.operating import Session, operator
from config.problems import ConfigError, Problem
from config.settings import Settings
from handlers.changing.steps import Step
from handlers.refusal import Refusal

MOST_AT_ONCE = 100
"""Steps that make one change request. What is shown of one grows with the square of its length, so that a long calendar is several; all in one transaction."""


def carry_out(settings: Settings, given: Given, choice: Choice) -> bool:
    """Shows what would change and writes it if that is wanted. False when there is something to change that was not.

    It asks outside of any event loop, so that the terminal's interrupt is heard, and with no transaction open.
    """
    localiser = Localiser(settings.config_dir, settings.zone)
    plan, shown = asyncio.run(_looked_at(settings, given, choice, localiser))
    typer.echo(shown)
    if plan.empty or choice.dry_run:
        _say("Nothing differs." if plan.empty else "Dry run: nothing was changed.", choice)
        return True
    if not _wanted(choice):
        return False
    undoable = asyncio.run(_written(given, plan, localiser))
    _say("Applied. `os2bot tell undo` takes it back within 24 hours." if undoable else "Applied.", choice)
    return True


async def _looked_at(settings: Settings, given: Given, choice: Choice, localiser: Localiser) -> tuple[MeetingsPlan, str]:
    async with operator(datetime.now(UTC)) as session:
        plan = await planned(given, session, localiser)
        if choice.as_json:
            return plan, json_text(meetings_diff.as_json(plan))
        return plan, "\n".join(await meetings_diff.as_text(plan, session.unit, localiser, settings.language))


async def _written(given: Given, plan: MeetingsPlan, localiser: Localiser) -> bool:
    async with operator(datetime.now(UTC)) as session:
        undoable = await apply(given, plan, session, localiser)
        await session.unit.commit()
    return undoable


async def apply(given: Given, plan: MeetingsPlan, session: Session, localiser: Localiser) -> bool:
    """Carries out what was planned, all of it or nothing; kept once the unit is committed. Whether it can be undone as one.

    Raises ConfigError where anything it was made from is no longer the same.
    """
    async with _unless_changed():
        if (await planned(given, session, localiser)).basis != plan.basis:
            raise Refusal("change.meanwhile")
        parts = [plan.steps[start : start + MOST_AT_ONCE] for start in range(0, len(plan.steps), MOST_AT_ONCE)]
        requests = [await _carried_out(steps, session) for steps in parts]
    if len(requests) == 1:
        return True
    for request in requests:
        await session.unit.requests.remove(request)
    return False


async def _carried_out(steps: Sequence[Step], session: Session) -> str:
    """The id of the change request."""
    proposed = await session.changes.propose("meeting.import", steps)
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
        problem = Problem("meetings were changed by somebody else since the changes were shown; nothing was written, import again")
        raise ConfigError(problem) from refusal
