# SPDX-License-Identifier: MPL-2.0
"""The days, clock times and lengths that a message gives, from its slots or, where it answers a question, from its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.message import Query
from handlers.recurrence.reading import recurrence
from handlers.refusal import asking
from handlers.understanding.dates import dates
from handlers.understanding.listed_days import walls_of

DEFAULT_MINUTES = 60
_DAY_MINUTES = 24 * 60
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """None: the message does not say."""

    day: date | None = None
    at: time | None = None
    minutes: int | None = None


def told_anew(query: Query, today: date, usual: time) -> Told:
    """To when something is moved. `usual`: when it begins otherwise; an end alone is reckoned from there."""
    if text := query.slots.get("text"):
        return _from_words(text, today)
    at = time_of(query, "time")
    return Told(_new_day(query), at, minutes_of(query, at or usual))


def told_besides(query: Query, today: date, usual: time) -> Told:
    """When something is held besides what is usual."""
    if text := query.slots.get("text"):
        return _from_words(text, today)
    at = time_of(query, "time")
    return Told(day_of(query, "on") or day_of(query, "from"), at, minutes_of(query, at or usual))


def listed_walls(query: Query, usual: time) -> Sequence[datetime]:
    """The wall times of days that are listed; empty: the message lists none. `usual`: when it is on days that have no time of their own."""
    try:
        return walls_of(query.slots["listed"], usual) if "listed" in query.slots and "text" not in query.slots else ()
    except ValueError:  # from a button that nobody of ours made
        raise asking("meeting.ask.day", "text") from None


def over_days(query: Query, today: date) -> bool:
    """Whether one meeting would last from one day into another: "fra 3. marts kl. 10 til 4. marts kl. 15"."""
    marked = [each for each in dates(query.words, today) if each.marker in ("from", "until")] if query.slots.keys() >= {"from", "until"} else []
    return len({each.first for each in marked}) > 1


def says_when(words: str, today: date) -> bool:
    """Whether this very message names a day or a time."""
    return recurrence(words, today).time is not None or bool(dates(words, today))


def _from_words(text: str, today: date) -> Told:
    found, said = dates(text, today), recurrence(text, today)
    return Told(found[0].first if found else None, said.time, said.minutes)


def _new_day(query: Query) -> date | None:
    """An end that is reckoned from a beginning is the day after the last: "from Monday to Friday"."""
    if (day := day_of(query, "on2")) or (day := day_of(query, "until")) is None:
        return day
    return day - _ONE_DAY if "from" in query.slots else day


def day_of(query: Query, slot: str) -> date | None:
    """The day in this slot, of several the first. Asks anew where it is none."""
    if (wrong := query.slots.get("impossible")) and slot in ("on", "on2"):
        raise asking("date.impossible", slot, day=wrong)
    return _date(query.slots.get(slot, "").partition("/")[0], slot)


def day_after(query: Query, slot: str) -> date | None:
    """The day after the last of the span in this slot; None: it is no span."""
    return _date(query.slots.get(slot, "").partition("/")[2], slot)


def _date(text: str, slot: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise asking("date.impossible", slot, day=text) from None


def time_of(query: Query, slot: str) -> time | None:
    """The wall time in this slot. Asks anew where it is none."""
    value = query.slots.get(slot)
    try:
        return time.fromisoformat(value).replace(tzinfo=None) if value else None
    except ValueError:
        raise asking("meeting.ask.time", slot) from None


def minutes_of(query: Query, begins: time) -> int | None:
    """How long it lasts, by its length or by when it ends; an end that is no later than the beginning is of the next day."""
    if value := query.slots.get("minutes"):
        minutes = int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0  # noqa: PLR2004 - more than any meeting
        if not 1 <= minutes <= _DAY_MINUTES:
            raise asking("meeting.ask.minutes", "minutes")
        return minutes
    ends = time_of(query, "time2")
    if ends is None:
        return None
    lasts = datetime.combine(date.min, ends) - datetime.combine(date.min, begins)
    return int(lasts.total_seconds() // 60) % _DAY_MINUTES or _DAY_MINUTES
