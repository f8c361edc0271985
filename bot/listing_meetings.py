# SPDX-License-Identifier: MPL-2.0
"""`os2bot meetings`: when the groups meet."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, get_args

from bot.listing import table
from bot.operating import Session
from handlers.meeting_dates import Occurrence
from handlers.meetings.known import Calendar
from storage.attendance import Coming

COLUMNS = ("begins", "zone", "minutes", "group", "state", "comes", "place", "id")


async def meetings_known(session: Session, group: str | None, days: int) -> list[Occurrence]:
    """Those that the reader may know of, from now on, cancelled ones too."""
    calendar = Calendar(session.unit.meetings, session.actor)
    return await calendar.between(lambda each: group is None or each == group, session.now, session.now + timedelta(days=days))


async def answers_to(session: Session, found: Sequence[Occurrence]) -> Mapping[str, Mapping[str, int]]:
    """Id of the date → answer → how many gave it."""
    counted: dict[str, Counter[str]] = {each.id: Counter() for each in found}
    for each in await session.unit.attendances.of(list(counted)):
        counted[each.date][each.coming] += 1
    return counted


def as_text(found: Sequence[Occurrence], answers: Mapping[str, Mapping[str, int]], days: int, width: int | None = None) -> str:
    if not found:
        return f"No meeting is known of within {days} days."
    return table(COLUMNS, [_row(each, answers[each.id]) for each in found], width)


def as_documents(found: Sequence[Occurrence], answers: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id, "group": each.series.group, "title": each.title, "begins_at": each.at.isoformat(), "ends_at": each.ends_at.isoformat(),
            "wall_time": each.wall.isoformat(), "zone": each.series.zone, "cancelled": each.cancelled, "moved_from": each.on.isoformat() if each.moved else None,
            "reason": each.reason, "place": each.place, "link": each.link, "agenda_url": each.agenda_url, "minutes_url": each.minutes_url, "state": each.state,
            "quorum": each.series.quorum, "visibility": each.series.visibility, "source": each.series.source,
            "answers": {coming: answers[each.id].get(coming, 0) for coming in get_args(Coming)},
        }
        for each in found
    ]  # fmt: skip


def _row(found: Occurrence, answers: Mapping[str, int]) -> tuple[str, ...]:
    state = "cancelled" if found.cancelled else f"moved from {found.on:%Y-%m-%d %H:%M}" if found.moved else found.state
    comes = answers.get("yes", 0) + answers.get("deputy", 0)
    wanted = f" of {found.series.quorum}" if found.series.quorum else ""
    return (
        f"{found.wall:%Y-%m-%d %H:%M}",
        found.series.zone,
        str(found.minutes),
        found.series.group,
        state,
        f"{comes}{wanted}",
        found.place or found.link,
        found.id,
    )
