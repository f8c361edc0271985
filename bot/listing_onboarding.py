# SPDX-License-Identifier: MPL-2.0
"""`os2bot onboarding list`, `show` and `figures`: which runs there are, one of them, and how long they take."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from bot.listing import document, table
from bot.operating import Session
from handlers.onboarding.figures import Figure, figures
from handlers.onboarding.flows import Flows
from handlers.onboarding.progress import progress, settled
from handlers.permissions import Target
from storage.onboarding import STANDING, OnboardingRun
from storage.ordering import waiting_order
from storage.roles import ASSOCIATION

RUNS = ("flow", "organisation", "product", "state", "done", "waits for", "due", "id")
STEPS = ("number", "step", "owner", "standing", "due", "done at")
FIGURES = ("flow", "step", "year", "done", "median_days", "waiting")


async def runs_known(session: Session, *, ended: bool) -> list[OnboardingRun]:
    """As they are now; what has waited longest first. `ended`: those that are over too. Raises Refusal for whoever may not read of all."""
    await session.changes.permit("onboarding.read", Target(scope=ASSOCIATION))
    flows = Flows(session.unit.onboarding, dict)
    found = await session.unit.onboarding.everything() if ended else await session.unit.onboarding.standing()
    now = [settled(each, await flows.of(each), session.now, session.zone) if each.state in STANDING else each for each in found]
    return sorted(now, key=waiting_order)


def runs_as_text(found: Sequence[OnboardingRun], width: int | None = None) -> str:
    if not found:
        return "No onboarding is under way."
    return table(RUNS, [_row(each) for each in found], width)


def _row(run: OnboardingRun) -> tuple[str, ...]:
    due = run.due.isoformat() if run.due else ""
    return (run.flow, run.organisation, run.product, run.state, f"{run.done}/{run.total}", run.waiting_on, due, run.id)


def runs_as_documents(found: Sequence[OnboardingRun]) -> list[dict[str, Any]]:
    """Every field, but for what people answered."""
    return [{name: value for name, value in document(each).items() if name != "steps"} for each in found]


async def steps_as_documents(run: OnboardingRun, session: Session) -> list[dict[str, Any]]:
    """Every step, in the flow's order; answers that are about a person are left out."""
    flow = await Flows(session.unit.onboarding, dict).of(run)
    return [
        {
            "number": number, "step": each.step.id, "title": {"da": each.step.title.da, "en": each.step.title.en}, "owner": each.step.owner, "standing": each.standing,
            "opened_at": each.opened_at.isoformat() if each.opened_at else None, "over_at": each.over_at.isoformat() if each.over_at else None,
            "due": each.due.isoformat() if each.due else None, "reason": each.record.reason if each.record else "",
            "answers": {name: value for name, value in each.record.answers.items() if name not in each.record.personal} if each.record else {},
        }
        for number, each in enumerate(progress(run, flow, session.now, session.zone).steps, 1)
    ]  # fmt: skip


def steps_as_text(found: Sequence[dict[str, Any]], width: int | None = None) -> str:
    return table(STEPS, [tuple(str(each[name] or "") for name in ("number", "step", "owner", "standing", "due", "over_at")) for each in found], width)


async def figures_known(session: Session) -> list[Figure]:
    await session.changes.permit("onboarding.read", Target(scope=ASSOCIATION))
    return await figures(await session.unit.onboarding.everything(), Flows(session.unit.onboarding, dict), session.now, session.zone)


def figures_as_documents(found: Sequence[Figure]) -> list[dict[str, Any]]:
    return [{name: getattr(each, name) for name in FIGURES} for each in found]


def figures_as_csv(found: Sequence[Figure]) -> str:
    """With a line of names first (RFC 4180)."""
    written = io.StringIO()
    writer = csv.DictWriter(written, FIGURES, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(figures_as_documents(found))
    return written.getvalue()


def figures_as_text(found: Sequence[Figure], width: int | None = None) -> str:
    if not found:
        return "No step has been done yet: there are no figures."
    return table(
        FIGURES, [tuple(f"{value:g}" if isinstance(value, float) else str(value) for value in each.values()) for each in figures_as_documents(found)], width
    )
