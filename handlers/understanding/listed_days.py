# SPDX-License-Identifier: MPL-2.0
"""Several days that are listed, each with its own time or all with one: "12/1, 9/2 og 9/3 kl. 10"."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from handlers.understanding.clock_marks import says_time
from handlers.understanding.dates import dates

_ONE_DAY = timedelta(days=1)
_MOST = 30
"""Days of one list."""


def listed(text: str, today: date) -> str:
    """`2027-01-12,2027-02-09T11:00`: in their order, each once, with a time where it is its own. Empty: no two days are listed."""
    from handlers.recurrence.reading import recurrence  # noqa: PLC0415 - takes long to compile

    found = [each for each in dates(text, today) if each.marker == "on" and each.after - each.first == _ONE_DAY][:_MOST]
    if len({each.first for each in found}) < 2:  # noqa: PLR2004 - one is no list
        return ""
    behind = [text[each.end : after.start if after else len(text)] for each, after in zip(found, [*found[1:], None], strict=True)]
    own = [recurrence(words, today).time if says_time(words) else None for words in behind]
    if sum(each is not None for each in own) < 2:  # noqa: PLR2004 - a single time is that of all
        own = [None] * len(own)
    days = {each.first: _written(each.first, next((at for at in own[place:] if at), None)) for place, each in enumerate(found)}
    return ",".join(days[day] for day in sorted(days))


def _written(day: date, at: time | None) -> str:
    return f"{day}T{at:%H:%M}" if at else str(day)


def walls_of(value: str, usual: time) -> Sequence[datetime]:
    """The naive wall times, as `listed` writes them; `usual`: of days that have no time of their own. Raises ValueError for what is none."""
    return [
        datetime.fromisoformat(each).replace(tzinfo=None) if "T" in each else datetime.combine(date.fromisoformat(each), usual) for each in value.split(",")
    ]
