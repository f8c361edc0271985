# SPDX-License-Identifier: MPL-2.0
"""`os2bot year-wheel`: the dates of a year, and which of them are done."""

from collections.abc import Sequence
from typing import Any

from bot.listing import table
from bot.operating import Session
from config.year_wheel import YearWheel
from handlers.meetings.known import may_know
from handlers.year_wheel.reading import Standing, standing
from handlers.year_wheel.turning import WheelDate

COLUMNS = ("entry", "from", "until", "date", "done", "acts", "source")


async def wheel_known(session: Session, wheel: YearWheel, year: int) -> Standing:
    return await standing(wheel, session.unit, [year], lambda series: may_know(series, session.actor))


def wheel_as_text(known: Standing, width: int | None = None) -> str:
    if not known.dates:
        return "There is nothing in the wheel of that year."
    return table(COLUMNS, [_row(each, known) for each in known.dates], width)


def _row(each: WheelDate, known: Standing) -> tuple[str, ...]:
    entry = each.entry
    date = "set" if each.last else f"open; {_latest(each)}" if each.latest else "open"
    done = "yes" if known.is_done(each) else ""
    acts = ", ".join(act.over for act in entry.act)
    return (entry.id, _day(each.first), _day(each.last), date, done, acts, f"{entry.source} {entry.section or ''}".strip())


def _latest(each: WheelDate) -> str:
    return f"{_day(each.latest)} at the latest, if it is held on {_day(each.if_on)}"


def wheel_as_documents(known: Standing) -> Sequence[dict[str, Any]]:
    return [
        {
            "entry": each.entry.id, "title": {"da": each.entry.title.da, "en": each.entry.title.en}, "year": each.year, "which": each.which,
            "first": _day(each.first) or None, "last": _day(each.last) or None, "open": each.is_open, "earliest": _day(each.earliest) or None,
            "latest": _day(each.latest) or None, "if_held_on": _day(each.if_on) or None, "outside_the_rule": each.outside, "done": known.is_done(each),
            "acts": [{"roles": list(act.roles), "over": act.over} for act in each.entry.act], "source": each.entry.source, "section": each.entry.section,
            "as_of": each.entry.as_of,
        }
        for each in known.dates
    ]  # fmt: skip


def _day(day: object) -> str:
    return str(day) if day else ""
