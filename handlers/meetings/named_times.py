# SPDX-License-Identifier: MPL-2.0
"""Meetings named by a time of the year: those in a break are found by its days; a season or a feast that is no day is asked about, and never passed over."""

import re
from datetime import date, timedelta

from config.breaks import Break
from handlers.meetings.arranging import Arranging
from handlers.understanding.text import fold

_DAYS = frozenset(("meeting", "on", "from", "period", "days", "text"))
_REASON = re.compile(r"(?<!\w)(?:fordi|grundet|pga|paa\s+grund\s+af|da\s+der|because|due\s+to|:)")
_TO = r"(?<!\w)(?:til|to|until|indtil|efter|after|inden|before)\s+(?:efter\s+|after\s+|the\s+)*"
_SEASONS = re.compile(
    r"(?<!\w)(?:paaske\w*|pinse\w*|jule?n?(?:s|ens|moede\w*|ferie\w*|frokost\w*)?|sommer\w*|vinter\w*|foraar\w*|efteraar\w*|skoleferie\w*|ferien|easter|christmas|spring|summer|autumn|"
    r"winter|holidays)(?!\w)"
)
_SEVERAL = re.compile(r"(?<!\w)(?:\w*moeder(?:ne|nes|s)?|meetings)(?!\w)")
_ONE_DAY, _LONGEST = timedelta(days=1), 400


def by_break(arranging: Arranging) -> Arranging:
    """With the days of the break that is named, where nothing else says which meeting is meant."""
    folded = _named_by(arranging.query.words)
    if arranging.query.slots.keys() & _DAYS:
        return arranging
    found = next((span for each in arranging.breaks if _names(each, folded) and (span := _coming(each, arranging.today))), None)
    if found is None:
        return arranging
    days = f"{found[0]}/{found[1]}"
    return arranging.saying(days=days) if _SEVERAL.search(folded) else arranging.saying(on=days)


def is_unread(arranging: Arranging) -> bool:
    """Whether a time of the year says which meeting is meant, and which days that is is not known."""
    return not arranging.query.slots.keys() & _DAYS and _SEASONS.search(_named_by(arranging.query.words)) is not None


def _named_by(words: str) -> str:
    """The words, but for the reason and for where something is moved to."""
    folded = _REASON.split(fold(words))[0]
    return re.sub(rf"{_TO}\S+", " ", folded)


def _names(one: Break, folded: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(fold(each))}(?:e?n)?(?!\w)", folded) for each in one.called)


def _coming(one: Break, today: date) -> tuple[date, date] | None:
    """The first day of the one that is not over, and the day after its last."""
    days = [today + count * _ONE_DAY for count in range(_LONGEST)]
    first = next((each for each in days if one.holds(each)), None)
    if first is None:
        return None
    after = next((each for each in days if each > first and not one.holds(each)), None)
    return (first, after) if after else None
