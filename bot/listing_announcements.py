# SPDX-License-Identifier: MPL-2.0
"""`os2bot announcements`: what was said to many channels at once, and what became of it in each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.listing import document, said_moment, table
from bot.localise import Localiser
from config.problems import ConfigError, Problem
from handlers.announcing.outcome import rows_of, tally
from handlers.posts.bulk import ANNOUNCEMENT, DELETE, EDIT
from handlers.posts.words import said_reason
from storage.announcements import Announcement
from storage.deliveries import Delivery
from storage.unit_of_work import UnitOfWork

COLUMNS = ("number", "written", "to", "state", "sent", "waiting", "missed", "text")
ROWS = ("what", "target", "state", "reason")
MOST = 1_000
_OPENING = 50
_LONGEST_NUMBER = 9
_KINDS = (ANNOUNCEMENT, EDIT, DELETE)


async def known(unit: UnitOfWork) -> Sequence[Announcement]:
    """The newest first."""
    return await unit.announcements.newest(MOST)


async def one(unit: UnitOfWork, number: str) -> Announcement:
    """Raises ConfigError where there is none."""
    fits = number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER
    found = await unit.announcements.numbered(int(number)) if fits else None
    if found is None:
        raise ConfigError(Problem(f"there is no announcement '{number[:64]}'; `os2bot announcements list` shows their numbers"))
    return found


async def as_documents(found: Sequence[Announcement], unit: UnitOfWork) -> list[dict[str, Any]]:
    """With how many it has reached."""
    documents = []
    for each in found:
        counted = tally(await rows_of(each, unit, ANNOUNCEMENT))
        figures = {"sent": counted.sent, "waiting": counted.waiting, "missed": len(counted.missed)}
        documents.append({**document(each), "targets": len(each.targets), "state": state_of(each), **figures})
    return documents


def as_text(documents: Sequence[dict[str, Any]], zone: ZoneInfo, width: int | None = None) -> str:
    if not documents:
        return 'Nothing has been announced. `os2bot tell "opslag til alle kanaler: …"` does it.'
    return table(COLUMNS, [_line(each, zone) for each in documents], width)


def _line(each: dict[str, Any], zone: ZoneInfo) -> tuple[str, ...]:
    text = " ".join(each["text"].split())
    to = " ".join(part for part in (each["product"], each["kind"]) if part) or "everybody"
    written = said_moment(datetime.fromisoformat(each["written_at"]), zone)[:16]
    figures = tuple(str(each[name]) for name in ("sent", "waiting", "missed"))
    return (str(each["number"]), written, to, each["state"], *figures, text if len(text) <= _OPENING else f"{text[: _OPENING - 1]}…")


async def shown_document(found: Announcement, unit: UnitOfWork) -> dict[str, Any]:
    """With every delivery of it; people are not named."""
    (base,) = await as_documents([found], unit)
    rows = [each for kind in _KINDS for each in await rows_of(found, unit, kind)]
    return {**base, "deliveries": [_delivery(each) for each in rows]}


def _delivery(row: Delivery) -> dict[str, str]:
    target = "person" if row.target.startswith("person/") else row.target
    return {"what": row.kind, "target": target, "state": row.state, "reason": row.reason, "message": row.message, "key": row.key}


def shown_text(shown: dict[str, Any], zone: ZoneInfo, localiser: Localiser, width: int | None = None) -> str:
    said = [
        (each["what"].replace("_", " "), each["target"], each["state"], localiser.words(said_reason(each["reason"]), "en") if each["reason"] else "")
        for each in shown["deliveries"]
    ]
    return "\n\n".join([table(COLUMNS[:-1], [_line(shown, zone)[:-1]], width), shown["text"], table(ROWS, said, width)])


def state_of(announcement: Announcement) -> str:
    return "recalled" if announcement.recalled_at else "edited" if announcement.edited_at else "posted"
