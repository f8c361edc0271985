# SPDX-License-Identifier: MPL-2.0
"""How a group wants to be reminded, in words: 3 dage og 1 time før; not between 18 and 7; ask for points ten days ahead; each of us too; in English."""

import re
from collections.abc import Iterator
from datetime import time

from handlers.message import Language
from handlers.recurrence.words import END, NUMBER, number
from handlers.understanding.text import fold
from storage.reminders import DAY, HOUR

LONGEST_LEAD = 60 * DAY
MOST_LEADS = 6
_WEEK, _HALF_HOUR, _QUARTER = 7 * DAY, 30, 15
_FORMS: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(rf"(?<![\w.,:])(?:{words}){END}"), minutes)
    for words, minutes in (
        (r"halvanden\s+time|an?\s+hour\s+and\s+a\s+half|1\s?[½]\s*(?:time|timer|hours?)", HOUR + _HALF_HOUR),
        (r"(?:en\s+)?halv\s+time|half\s+an\s+hour|a\s+half[ -]hour", _HALF_HOUR),
        (r"et\s+kvarter|a\s+quarter\s+of\s+an\s+hour", _QUARTER),
        (r"fjorten\s+dage|a\s+fortnight", 2 * _WEEK),
        (rf"(?P<count>{NUMBER})\s*-?(?:uger|ugers|uge|weeks?)", _WEEK),
        (rf"(?P<count>{NUMBER})\s*-?(?:doegn|dages|dage|dag|days?)", DAY),
        (rf"(?P<count>{NUMBER})\s*-?(?:timers|timer|time|hours?|hrs?)", HOUR),
        (r"(?P<count>[0-9]{1,3})\s?t\.?", HOUR),
        (rf"(?P<count>{NUMBER})\s*-?(?:minutters|minutter|minut|minutes?|mins?\.?)", 1),
        (r"dagen(?=\s+(?:foer|inden|forinden))|the\s+day(?=\s+before)", DAY),
        (r"ugen(?=\s+(?:foer|inden|forinden))|the\s+week(?=\s+before)", _WEEK),
    )
)
_AGENDA = re.compile(
    r"(?:(?<!\w)(?:og\s+|and\s+)?(?:bed|spoerg|kald|ask|call|stop\w*|lad|ikke|ingen|never|do\s+not|don't)(?!\w)[^.;]*?)?(?<!\w)(?:punkt\w*|dagsorden\w*|agenda\w*|points?|items?)(?!\w)[^.;]*"
)
_NONE = re.compile(r"(?<!\w)(?:ikke|ingen|aldrig|stop\w*|lad\s+vaere|not|no|never|don't|without|uden)(?!\w)")
_CLOCK = r"(?:kl\.?\s*|klokken\s+)?(?P<{0}hour>[01]?[0-9]|2[0-4])(?:[:.](?P<{0}minute>[0-5][0-9]))?\s?(?P<{0}half>am|pm)?(?!\w)"
_QUIET = re.compile(
    rf"(?<!\w)(?:ikke|stille|ro|roligt|not|don.?t|never|aldrig|quiet|silent|ingen\s+(?:paamindelser|beskeder)|no\s+(?:reminders|messages)|nothing|intet)(?!\w)[^.;]{{0,40}}?"
    rf"(?<!\w)(?:mellem|between|fra|from|efter|after)\s+{_CLOCK.format('from_')}\s*(?:og|and|til|to|or|eller|-|–)\s*(?:foer|before)?\s*{_CLOCK.format('until_')}"
)
_ALWAYS = re.compile(
    r"(?<!\w)(?:doegnet\s+rundt|hele\s+doegnet|around\s+the\s+clock|at\s+any\s+(?:time|hour)|ingen\s+stille\s+timer|no\s+quiet\s+hours|day\s+and\s+night)(?!\w)"
)
_DAYS = re.compile(r"(?<!\w)(?:weekend\w*|(?:loer|soen|hellig|hel|fri|ferie)dag\w*|ferie\w*|saturdays?|sundays?|(?:bank\s+|public\s+)?holidays?)(?!\w)")
_BEFORE = re.compile(r"(?<!\w)(?:foer|inden|forinden|i\s+forvejen|before|beforehand|ahead|in\s+advance)\W*$")
_DIRECTLY = re.compile(
    r"(?<!\w)(?:hver\s+for\s+sig|direkte|personligt?|enkeltvis|individuelt|directly|individually|personally|each\s+(?:member|of\s+us|person)|hvert\s+medlem|hver\s+enkelt)(?!\w)"
)
_LANGUAGES: tuple[tuple[Language, re.Pattern[str]], ...] = (
    ("en", re.compile(r"(?<!\w)(?:paa\s+engelsk|in\s+english)(?!\w)")),
    ("da", re.compile(r"(?<!\w)(?:paa\s+dansk|in\s+danish)(?!\w)")),
)


def leads_told(words: str) -> tuple[int, ...]:
    """How many minutes ahead reminders are sent, the earliest first: each length that is named is one. Empty: none is named."""
    folded = _QUIET.sub(" ", _AGENDA.sub(" ", fold(words)))
    return tuple(sorted(set(_lengths(folded)), reverse=True))


def agenda_call_told(words: str) -> int | None:
    """How many minutes ahead points for the agenda are asked for; 0: never; None: it does not say."""
    match = _AGENDA.search(fold(words))
    if match is None:
        return None
    lead = next(_lengths(match[0]), None)
    return 0 if lead is None and _NONE.search(match[0]) else lead


def quiet_told(words: str) -> tuple[time, time] | None:
    """Between which wall times nothing is sent; two that are equal: it may always be; None: it does not say."""
    folded = fold(words)
    if match := _QUIET.search(folded):
        return _clock(match, "from_"), _clock(match, "until_")
    return (time(0), time(0)) if _ALWAYS.search(folded) else None


def names_days_off(words: str) -> bool:
    """Whether weekends or holidays are spoken of, which reminders know nothing of."""
    return _DAYS.search(fold(words)) is not None


def ends_before(words: str) -> bool:
    """Whether it ends on how long before, so that a length is to stand there: "påmind … før"."""
    return _BEFORE.search(fold(words)) is not None


def directly_told(words: str) -> bool | None:
    """Whether everybody in the group is reminded by themselves too; None: it does not say."""
    folded = fold(words)
    match = _DIRECTLY.search(folded)
    return None if match is None else _NONE.search(_QUIET.sub(" ", folded)) is None


def language_told(words: str) -> Language | None:
    """In which language; None: it does not say."""
    folded = fold(words)
    return next((language for language, form in _LANGUAGES if form.search(folded)), None)


def _lengths(folded: str) -> Iterator[int]:
    """Each of them, in the order of the forms; what is read once is not read again."""
    for form, minutes in _FORMS:
        for match in form.finditer(folded):
            yield minutes * (number(match["count"]) if "count" in form.groupindex else 1)
        folded = form.sub(" ", folded)


def _clock(match: re.Match[str], which: str) -> time:
    hour, minute = int(match[f"{which}hour"]), int(match[f"{which}minute"] or 0)
    half = match[f"{which}half"]
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour % 24, minute)
