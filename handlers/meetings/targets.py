# SPDX-License-Identifier: MPL-2.0
"""To when a meeting is moved: weekdays and lengths are counted from the meeting itself, "to Tuesday", "an hour later", "the day after"."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from handlers.meeting_dates import Occurrence
from handlers.meetings.grouping import kept
from handlers.meetings.timing import Told, told_anew
from handlers.message import Query
from handlers.posts.meeting_found import at_wall
from handlers.recurrence.words import NUMBER, number
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Phrase
from handlers.understanding.dates import Dated, dates
from handlers.understanding.text import fold

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_TARGET = re.compile(
    r"(?<!\w)(?:til|to|dato\w*|date|tid|tidspunkt|time|er|is|bliver|becomes|hen|om|frem|ud|tilbage|stedet|instead|for|forward|back|until)(?:\s*:)?\s+(?:er\s+|is\s+|paa\s+|on\s+|den\s+|the\s+|d\.?\s*)*$"
)
_THIS = re.compile(r"(?<!\w)(?:denne|nu|kommende|foerstkommende|this|coming)(?!\w)")
_NEXT = re.compile(r"(?<!\w)(?:naeste|next)(?!\w)")
_EARLIER = re.compile(r"(?<!\w)(?:fremryk\w*|tidligere|bring\w*\s+forward|brought\s+forward|forward|earlier)(?!\w)")
_BESIDE: Mapping[str, timedelta] = {
    r"(?:naeste\s+dag|dagen\s+efter|(?:den\s+)?(?:efter)?foelgende\s+dag|(?:the\s+)?next\s+day|(?:the\s+)?day\s+after|(?:the\s+)?following\s+day)": _DAY,
    r"(?:dagen\s+(?:foer|inden|forinden)|(?:the\s+)?day\s+before|(?:the\s+)?previous\s+day)": -_DAY,
    r"(?:ugen\s+efter|(?:den\s+)?(?:efter)?foelgende\s+uge|(?:the\s+)?week\s+after|(?:the\s+)?following\s+week)": _WEEK,
    r"(?:ugen\s+(?:foer|inden|forinden)|(?:the\s+)?week\s+before)": -_WEEK,
}
_UNITS: Mapping[str, timedelta] = {
    r"minut\w*|mins?": timedelta(minutes=1), r"timer?|hours?": timedelta(hours=1), r"dage?|days?": _DAY, r"uger?|weeks?": _WEEK,
}  # fmt: skip
_LENGTH = re.compile(
    rf"(?P<before>(?<!\w)(?:med|by|om|in|efter|after|varer?|lasts?|i|paa|of|for)\s+)?(?<!\w)(?:(?P<half>(?:en\s+)?halv\s+time|half\s+an\s+hour|(?:et\s+)?kvarter|a\s+quarter)"
    rf"|(?P<count>{NUMBER})\s*(?P<unit>{'|'.join(_UNITS)}))(?!\w)(?:\s+(?P<after>senere|later|tidligere|earlier|frem|tilbage|ud|forward|back|before|foer))?"
)
_LATER = re.compile(r"(?<!\w)(?:udskyd\w*|udskudt|udsaet\w*|udsat|postpone\w*|put\s+off|delay\w*|push\w*(?:\s+\w+){0,12}?\s+back|put\s+back)(?!\w)")
_FORWARD = re.compile(r"(?<!\w)(?:fremryk\w*|bring\w*|brought)(?!\w)")
_LASTS = re.compile(r"(?<!\w)(?:var(?:er|e|ighed\w*)|forlaeng\w*|forkort\w*|laengere|kortere|lasts?|long|longer|shorter|length|extend\w*|shorten\w*)(?!\w)")
_HALF, _QUARTER = timedelta(minutes=30), timedelta(minutes=15)


def names_target(words: str, named: Dated) -> bool:
    """Whether the words before this day say that something is moved to it: "til tirsdag", "ny dato: 3. juni"."""
    return _TARGET.search(fold(words[: named.start + _marker(words, named)]) + " ") is not None


def _marker(words: str, named: Dated) -> int:
    """Characters of the words of its own marker, as in "til den 3. juni"."""
    match = re.match(r"(?:til|to|until|om|på|paa|on|den|the|d\.?|\s)+\s", words[named.start : named.end], re.IGNORECASE)
    return match.end() if match else 0


def counted(query: Query, today: date) -> Mapping[str, str]:
    """What is to be counted from the meeting, as slots that a choice carries on: `weekday` (Monday is 0; with `-` before it) or `shift` in minutes (`60`, `-60`, `?60`)."""
    words = query.slots.get("text") or query.words
    folded, told = fold(words), told_anew(query, today, time())
    if told.day is None and (shift := _shift(folded)):
        return {"shift": shift, "minutes": ""}
    named = next((each for each in reversed(dates(words, today)) if each.counted and _is_target(each, told.day, query, words)), None)
    said = fold(words[named.start : named.end]) if named else ""
    if named is None or _THIS.search(said) or re.search(r"(?<!\w)nu\s+paa", folded):
        return {}
    before = "-" if _EARLIER.search(folded) else "+" if _NEXT.search(said) else ""
    return {"weekday": f"{before}{named.first.weekday()}"}


def _is_target(named: Dated, day: date | None, query: Query, words: str) -> bool:
    alone = not query.slots.keys() & {"on2", "until"} and query.slots.get("on") == str(named.first)
    return named.first == day or (alone and names_target(words, named))


def target_of(query: Query, today: date, found: Occurrence, arranged: datetime) -> Told:
    """As it is said; what is counted is counted from this meeting. `arranged`: the wall time that was set for it. Raises Refusal where it may be sooner or later."""
    slots = counted(query, today) if "text" in query.slots else query.slots
    told = told_anew(query, today, arranged.time())
    if shift := slots.get("shift"):
        if shift[0] == "?":
            raise _which_way(arranged, timedelta(minutes=int(shift[1:])), query, found)
        new = arranged + timedelta(minutes=int(shift))
        return Told(new.date(), told.at or new.time())
    return replace(told, day=_weekday(slots["weekday"], arranged.date())) if slots.get("weekday") else told


def _weekday(said: str, on: date) -> date:
    """The weekday after the meeting, or before it where it is brought forward (`-`); next Tuesday (`+`): that of the week after."""
    weekday = int(said[-1])
    if said[0] == "+":
        return on + (7 - on.weekday() + weekday) * _DAY
    ahead = (weekday - on.weekday()) % 7 or 7
    return on + (ahead - (7 if said[0] == "-" else 0)) * _DAY


def _shift(folded: str) -> str:
    """By how many minutes it is moved: "med en time", "30 minutter senere", "til dagen efter"; a question mark where it does not say which way. Empty: it says nothing."""
    if days := next((each for form, each in _BESIDE.items() if re.search(rf"(?<!\w){form}(?!\w)", folded)), None):
        return str(_minutes(days))
    if _LASTS.search(folded):
        return ""
    match = next((each for each in _LENGTH.finditer(folded) if each["after"] or (each["before"] or "").strip() in ("", "med", "by")), None)
    if match is None:
        return ""
    length, after = _minutes(_length(match)), match["after"] or ""
    if after in ("senere", "later") or (after in ("", "ud", "back") and _LATER.search(folded)):
        return str(length)
    return f"-{length}" if after in ("tidligere", "earlier", "before", "foer") or _FORWARD.search(folded) else f"?{length}"


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60


def _length(match: re.Match[str]) -> timedelta:
    if match["half"]:
        return _QUARTER if "kvarter" in match["half"] or "quarter" in match["half"] else _HALF
    return number(match["count"]) * next(each for form, each in _UNITS.items() if re.fullmatch(form, match["unit"]))


def _which_way(arranged: datetime, length: timedelta, query: Query, found: Occurrence) -> Refusal:
    choices = [
        Choice(
            Phrase("meeting.move.to", {"when": at_wall(found, new)}),
            query.intent,
            {**_without_times(query), "item": "move", "meeting": found.id, "on2": str(new.date()), "time": f"{new:%H:%M}"},
        )
        for new in (arranged - length, arranged + length)
    ]
    return asking("meeting.move.which_way", choices=tuple(choices))


def _without_times(query: Query) -> dict[str, str]:
    return {
        slot: value
        for slot, value in kept(query).items()
        if slot not in ("on", "from", "until", "period", "minutes", "time2", "product", "group_type", "shift", "weekday")
    }
