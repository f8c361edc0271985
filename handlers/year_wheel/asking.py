# SPDX-License-Identifier: MPL-2.0
"""What is asked of the yearly wheel: all of it, or when one thing of it falls."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from config.year_wheel import WheelEntry, YearWheel
from handlers.actor import Actor
from handlers.citing import cite
from handlers.meetings.known import may_know
from handlers.message import Query
from handlers.refusal import Refusal
from handlers.reply import Bullets, Heading, Part, Phrase, Reply, say
from handlers.year_wheel.naming import named
from handlers.year_wheel.reading import Standing, standing
from handlers.year_wheel.saying import line, rule_of, told
from handlers.year_wheel.turning import WheelDate
from storage.directory import Directory
from storage.unit_of_work import UnitOfWork

AHEAD = timedelta(days=365)
"""How far ahead it is told, where no year is named."""
MOST, NEXT = 30, 2
"""Lines of the whole wheel; dates of one entry that come next."""
_YEAR = re.compile(r"20\d\d")


async def year_wheel(query: Query, actor: Actor, unit: UnitOfWork, wheel: YearWheel, directory: Directory, today: date) -> Reply:
    """The entry that is meant; else the whole wheel: of the year that is named, or of the year to come."""
    year = _year(query.slots)
    years = [year] if year else [today.year, today.year + 1]
    known = await standing(wheel, unit, years, lambda series: may_know(series, actor))
    meant = named(wheel, query.words)
    if meant:
        return await _one(meant, known, year, directory, today)
    dates = [each for each in known.dates if year or is_coming(each, today, AHEAD)]
    heading = Heading(Phrase("wheel.of_year", {"year": str(year)}) if year else Phrase("wheel.coming"))
    if not dates:
        return Reply(parts=(heading, say("wheel.nothing")), outcome="unknown")
    shown = [line(each, today, done=known.is_done(each)) for each in dates[:MOST]]
    more = (say("wheel.more", count=len(dates) - MOST),) if len(dates) > MOST else ()
    sources = await cite(directory, [each.entry for each in dates])
    return Reply(parts=(heading, Bullets(tuple(shown)), *more, say("wheel.how")), sources=sources)


async def _one(meant: Sequence[WheelEntry], known: Standing, year: int | None, directory: Directory, today: date) -> Reply:
    """When it falls next, or in the year that is named. Of a date that is open, what is known."""
    ids = {each.id for each in meant}
    own = [each for each in known.dates if each.entry.id in ids]
    dates = own if year else next_of(own, today)
    sources = await cite(directory, meant)
    if not dates:
        parts: tuple[Part, ...] = (say("wheel.none_known", title=meant[0].title), *rule_of(meant[0]))
        return Reply(parts=parts, outcome="unknown", sources=sources)
    return Reply(
        parts=told(dates, today, done=known.is_done(dates[0])), outcome="unknown" if all(_is_unknown(each) for each in dates) else "answered", sources=sources
    )


def _is_unknown(each: WheelDate) -> bool:
    """Whether its day is what one asks about, and nobody has set it. Of what is decided at a meeting, the rule tells enough."""
    return each.is_open and not each.entry.rule.at


def next_of(dates: Sequence[WheelDate], today: date) -> list[WheelDate]:
    """Those of one entry that come next and are known; else the first that is open."""
    coming = [each for each in dates if is_coming(each, today)]
    known = [each for each in coming if not each.is_open]
    return known[:NEXT] if known else coming[:1]


def is_coming(each: WheelDate, today: date, ahead: timedelta | None = None) -> bool:
    """Whether it is not over, and begins so soon."""
    over = each.last or each.latest
    return (over is None or over >= today) and (ahead is None or each.order < today + ahead)


def _year(slots: Mapping[str, str]) -> int | None:
    """That is named; it may stand as a mere number. Raises Refusal for one that no wheel is kept of."""
    said = slots.get("year") or slots.get("number") or ""
    if not said:
        return None
    if not _YEAR.fullmatch(said):
        raise Refusal("wheel.no_year", outcome="asked_back")
    return int(said)
