# SPDX-License-Identifier: MPL-2.0
"""`os2bot questions`: what nobody has answered yet."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from bot.listing import document, said_moment, table
from bot.operating import Session
from handlers.changing.demands import target
from handlers.permissions import Target, own_products, permitting
from storage.questions import Questions, UnansweredQuestion

COLUMNS = ("number", "asked", "times", "about", "owner", "state", "text")


async def questions_noted(session: Session, *, settled: bool = False) -> list[UnansweredQuestion]:
    """By number, among those that the reader may answer. `settled`: those that no longer wait, too."""
    questions, actor = session.unit.questions, session.actor
    found = await _everything(questions) if settled else await questions.open()
    own = [each for each in found if permitting(actor, "question.list", target(each))]
    if not own and not own_products(actor.roles):
        await session.changes.permit("question.list", target(found[0]) if found else Target())
    return own


async def _everything(questions: Questions) -> list[UnansweredQuestion]:
    found = [await questions.get(number) for number in range(1, await questions.number())]
    return [each for each in found if each is not None]


def as_text(questions: Sequence[UnansweredQuestion], zone: ZoneInfo, width: int | None = None) -> str:
    if not questions:
        return "No question waits for an answer."
    return table(COLUMNS, [_row(each, zone) for each in questions], width)


def as_documents(questions: Sequence[UnansweredQuestion]) -> list[dict[str, Any]]:
    return [document(each) for each in questions]


def _row(question: UnansweredQuestion, zone: ZoneInfo) -> tuple[str, ...]:
    about = ", ".join((question.intent, *question.slots.values()))
    asked = said_moment(question.asked_at, zone)[:10]
    return (str(question.number), asked, str(question.times), about, question.owner, question.state, question.text or "")
