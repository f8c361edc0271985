# SPDX-License-Identifier: MPL-2.0
"""How long something lasts, as people say it: i 90 minutter, halvanden time, for an hour and a half."""

import re
from collections.abc import Callable
from fractions import Fraction

from handlers.recurrence.unread import Unread
from handlers.recurrence.words import END, NUMBER, number, pattern

MOST_MINUTES = 24 * 60
_HOUR, _HALF, _QUARTER = 60, 30, 15
_HOURS = rf"(?:\s?-?(?:timers|timer|time|hours?|hrs?)|(?<=[0-9])\s?(?:t\.?|h)){END}"
_MINUTES = rf"(?:\s?-?(?:minutters|minutter|minut|minutes?|mins?\.?)|(?<=[0-9])\s?m){END}"
_FRACTION = r"(?:1[/⁄]2|½)"
_REST = (
    rf"(?:\s*(?:,|og|and)?\s*(?:(?P<minutes>{NUMBER}){_MINUTES}|(?P<quarters>(?:et|tre|a|three)\s+)(?:kvarter|quarters?){END}"
    rf"|(?P<half>(?:en|a)\s+(?:halv|half)){END}))?"
)
_NOT_BEFORE = r"(?P<no>(?:om|in|of|inden\s+for|within|every|hver|hvert|each|sidste|last|de|the|for)\s+(?:ca\.?\s+)?(?:sidste\s+|last\s+)?)?"
"""What may stand before: "om to timer" and "every two hours" are no durations; "for two hours" is."""
_NOT_AFTER = re.compile(
    r"[\s-]*(?:foer|inden|foerend|efter|senere|siden|tidligere|i\s+forvejen|before|after|later|ago|taker|earlier|ahead|bagud|foran|forkert|behind|off|in\s+advance|beforehand|prior|om\s+(?:ugen|dagen)|a\s+(?:week|day))(?!\w)"
)


def minutes_told(unread: Unread) -> int | None:
    """How many minutes, from 1 to a day; None: nothing is said. What is read is struck out."""
    for form, reckon in _FORMS:
        for match in form.finditer(unread.folded):
            found = reckon(match)
            if _lasts(match, unread.folded) and 1 <= found <= MOST_MINUTES and found.denominator == 1:
                unread.strike(match.start(), match.end())
                return int(found)
    return None


def _lasts(match: re.Match[str], text: str) -> bool:
    before = (match["no"] or "").strip()
    return before in ("", "for") and not _NOT_AFTER.match(text, match.end())


def _hours(match: re.Match[str]) -> Fraction:
    """Two hours; 1.5 hours; an hour and a quarter."""
    return _decimal(match["count"]) * _HOUR + _rest(match)


def _hours_and_a_half(match: re.Match[str]) -> Fraction:
    """Two and a half hours."""
    return _decimal(match["count"]) * _HOUR + _HALF


def _decimal(count: str) -> Fraction:
    return Fraction(count.replace(",", ".")) if count[0].isdigit() else Fraction(number(count))


def _rest(match: re.Match[str]) -> int:
    if match["minutes"]:
        return number(match["minutes"])
    quarters = 3 if (match["quarters"] or "").strip() in ("tre", "three") else 1
    return _HALF if match["half"] else quarters * _QUARTER if match["quarters"] else 0


def _so_many(minutes: int) -> Callable[[re.Match[str]], Fraction]:
    return lambda _: Fraction(minutes)


_AND_HALF = rf"(?:\s*(?:og\s+)?(?:en\s+halv|{_FRACTION})|\s+and\s+a\s+half)"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Fraction]], ...] = tuple(
    (pattern(_NOT_BEFORE + expression), reckon)
    for expression, reckon in (
        (rf"halvanden\s+time{END}", _so_many(_HOUR + _HALF)),
        (rf"(?P<count>[0-9]{{1,2}}?|{NUMBER}){_AND_HALF}{_HOURS}", _hours_and_a_half),
        (rf"(?:(?:en\s+)?halv\s+time|half\s+an\s+hour|(?:a\s+)?half[ -]hour|{_FRACTION}{_HOURS}){END}", _so_many(_HALF)),
        (rf"(?!(?:an?|one|two|three)[\s-]+time)(?P<count>[0-9]{{1,2}}[.,][0-9]{{1,2}}|{NUMBER}){_HOURS}{_REST}", _hours),
        (rf"(?:tre\s+kvarter|three\s+quarters\s+of\s+an\s+hour){END}", _so_many(3 * _QUARTER)),
        (rf"(?:et\s+kvarter|a\s+quarter\s+of\s+an\s+hour){END}(?!\s+(?:over|i)\s)", _so_many(_QUARTER)),
        (rf"(?P<count>[0-9]{{1,4}}|{NUMBER}){_MINUTES}(?!\s+(?:over|i|past|to)\s)", lambda match: Fraction(number(match["count"]))),
    )
)
