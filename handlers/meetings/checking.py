# SPDX-License-Identifier: MPL-2.0
"""What contradicts itself is asked about: a weekday on which a date is not, an end before the beginning. What is taken for granted of a time is said."""

import re
from collections.abc import Sequence
from datetime import date, time

from handlers.message import Query
from handlers.recurrence.said_days import weekday
from handlers.refusal import asking
from handlers.reply import Part, PartialDate, say
from handlers.understanding.dates import Dated, contradiction, dates
from handlers.understanding.text import fold

_LONGEST = 12 * 60
"""Minutes; what would last longer by its end is said plainly, or meant otherwise."""
_NOON = 12
_SAYS_SO = re.compile(r"(?<!\w)(?:naeste\s+dag|dagen\s+efter|natten|midnat|timer|time|doegn\w*|next\s+day|following\s+day|overnight|midnight|hours?)(?!\w)")
_HALVES = re.compile(r"(?<!\w)(?:eftermiddag\w*|aften\w*|afternoon|evening|tonight)(?!\w)|\d\s?p\.?m")


def check_weekdays(query: Query, today: date, *, moving: bool = False) -> None:
    """Raises Refusal for a date that is not on the weekday that is said with it. `moving`: all but the first day are where something is moved to."""
    wrong = contradiction(query.words, today)
    if wrong is None or wrong.weekday is None:
        return
    found = dates(query.words, today)
    slots = ("text",) if moving and _is_target(wrong, found) else ("on", "from")
    raise asking("date.weekday", *slots, day=PartialDate(str(wrong.first)), right=weekday(wrong.first.weekday()), wrong=weekday(wrong.weekday))


def _is_target(wrong: Dated, found: Sequence[Dated]) -> bool:
    return wrong.marker == "until" or wrong.start != found[0].start


def check_hours(query: Query, begins: time, minutes: int | None) -> None:
    """Raises Refusal where the end that is said would be half a day or more after the beginning, and nothing says that it is."""
    ends = query.slots.get("time2")
    if ends is None or minutes is None or minutes < _LONGEST or _SAYS_SO.search(fold(query.words)):
        return
    if minutes == _LONGEST and re.search(rf"(?<!\d)0?{int(ends[:2])}(?!\d)", query.words):
        return
    raise asking("meeting.ask.hours", "time", start=f"{begins:%H.%M}", end=ends.replace(":", "."), count=round(minutes / 60))


def afternoon(query: Query, at: time | None) -> tuple[Part, ...]:
    """Says so where an hour that was said without its half of the day is taken for one after noon."""
    if at is None or at.hour < _NOON or _HALVES.search(fold(query.words)):
        return ()
    said = re.search(rf"(?<!\w)(?:kl\.?|klokken|at)\s*{at.hour - _NOON}(?![\d])(?:[.:]{at.minute:02})?(?!\d)", query.words, re.IGNORECASE)
    return (say("meeting.preview.afternoon", time=f"{at:%H.%M}"),) if said else ()
