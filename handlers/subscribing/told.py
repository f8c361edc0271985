# SPDX-License-Identifier: MPL-2.0
"""What a message says of a subscription in words of its own: what of, whether on or off, on which day and at which hour, for whom."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Literal

from handlers.meetings.leads import language_told
from handlers.message import Language, Query
from handlers.understanding.day_names import WEEKDAYS
from handlers.understanding.text import fold
from storage.subscriptions import Kind

Turned = Literal["on", "off", "pause", "resume"]
SUBSCRIBED: Mapping[Kind, str] = {
    "digest": r"(?:ugens|ugentlig\w*|weekly|week\s?s|this\s+week\s?s)\s+(?:overblik\w*|opsummering\w*|nyt|digest\w*|overview\w*|summar\w*|mail|update\w*)|ugebrev\w*|uge(?:s)?overblik\w*|ugenyt|digest\w*|nyhedsbrev\w*|newsletter\w*",
    "product_news": r"(?:produkt)?nyhed(?!sbrev)\w*|produktnyt|nyt\s+(?:om|for|fra)|aendre\w*|sker\s+(?:der\s+)?noget|(?:product\s+)?news|changes?|happens?",
    "new_members": r"(?:nye|new)\s+(?:medlem\w*|members?|medlemsorganisation\w*|member\s+organi[sz]ations?)|blive?r?\s+medlem\w*|becomes?\s+(?:a\s+)?members?",
    "meeting_reminder": r"(?:moede)?paamindelse\w*|(?:meeting\s+)?reminders?",
    "welcome": r"velkomst\w*|welcom\w*|greeting\w*",
    "onboarding_board": r"onboarding\s?tavle\w*|tavlen?|onboarding\s+board|the\s+board",
}  # fmt: skip
"""Kind → what it is called, in folded words."""
_KINDS = {kind: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for kind, words in SUBSCRIBED.items()}
_ALL = re.compile(r"(?<!\w)(?:alt|alle|det\s+hele|det,?\s+der\s+er\s+paa\s+pause|samtlige|everything|all|what\s+is\s+paused)(?!\w)")
_ONLY = re.compile(r"(?<!\w)(?:kun|alene|udelukkende|only)(?!\w)")
_NOT_WEEKLY = re.compile(
    r"(?<!\w)(?:hver(?:t)?\s+(?:dag|maaned|kvartal|anden\s+uge|14\.?\s+dag)|daglig\w*|maanedlig\w*|every\s+(?:day|month|other\s+week|second\s+week)|(?:bi|fortnight|month)ly|daily)(?!\w)",
)  # fmt: skip
_MYSELF = re.compile(r"(?<!\w)(?:mig|mit|min|mine|jeg|me|my|i\s+(?:want|would|like|do|don|no|need))(?!\w)")
_HERE = re.compile(r"(?<!\w)(?:her|os|kanal\w*|rum\w*|vi|here|us|channel|room|we|our)(?!\w)")
_WEEKDAY = re.compile(rf"(?<!\w)({'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})(?:e|en|s)?(?!\w)")
_TURNED: tuple[tuple[Turned, re.Pattern[str]], ...] = (
    ("resume", re.compile(r"(?<!\w)(?:genoptag\w*|fortsaet\w*|start\w*\s+(?:igen|paa\s+ny)|igen|resume\w*|unpause\w*|continue|restart|again)(?!\w)")),
    ("pause", re.compile(r"(?<!\w)(?:paus\w*|hold\s+pause|pause\w*|suspend\w*|mute)(?!\w)")),
    ("off", re.compile(
        r"(?<!\w)(?:stop\w*|stands\w*|sluk\w*|afslut\w*|aflys\w*|annuller\w*|afmeld\w*|opsig\w*|ikke|ingen|uden|undtagen|fjern\w*|slet\w*|drop\w*|fri\s+for|lad\s+vaere|(?:slaa|hold)(?:\s+\w+){0,5}?\s+(?:fra|op)|unsubscrib\w*|cancel|remove|without|except|no\s+more|no\s+longer|not|don\s?t|(?:turn|switch)(?:\s+\w+){0,4}?\s+off|quit)(?!\w)",
    )),
)  # fmt: skip
_HALF = re.compile(r"(?<!\w)(?:kl\.?|klokken|at)\s*([01]?\d|2[0-3])(?:[:.]([0-5]\d))?\s?(am|pm)?(?!\w)")
_NOON = 12
_DAYS = tuple("0123456")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Wish:
    """`kinds`: empty, where none is named. `everything`: all that there is is meant. `myself`: for the speaker alone; None: it does not say.

    `only`: what is named takes the place of what there is. `other_rhythm`: every day or every month is asked for, which there is not.
    """

    kinds: tuple[Kind, ...]
    turned: Turned
    weekday: int | None
    clock: time | None
    language: Language | None
    everything: bool
    myself: bool | None
    only: bool = False
    other_rhythm: bool = False


def wish_told(query: Query) -> Wish:
    """What a button says counts before what the words say."""
    folded = fold(query.words)
    kinds = tuple(kind for kind, form in _KINDS.items() if kind == query.slots.get("kind") or ("kind" not in query.slots and form.search(folded)))
    return Wish(
        kinds, _turned(query, folded), _weekday(query, folded), _clock(query, folded), language_told(query.words), "all" in query.slots or _ALL.search(folded) is not None,
        _myself(query, folded), _ONLY.search(folded) is not None, _NOT_WEEKLY.search(folded) is not None,
    )  # fmt: skip


def names_digest(query: Query) -> bool:
    """Whether it is spoken of the weekly digest."""
    return _KINDS["digest"].search(fold(query.words)) is not None


def _turned(query: Query, folded: str) -> Turned:
    given = query.slots.get("turned")
    return next((turned for turned, form in _TURNED if turned == given or (given is None and form.search(folded))), "on")


def _weekday(query: Query, folded: str) -> int | None:
    """0 is Monday. Where several are named none is meant for sure."""
    if "weekday" in query.slots:  # of a button, which anybody may have made: what is no weekday is none
        return _DAYS.index(query.slots["weekday"]) if query.slots["weekday"] in _DAYS else None
    found = {WEEKDAYS[name] for name in _WEEKDAY.findall(folded)}
    return found.pop() if len(found) == 1 else None


def _clock(query: Query, folded: str) -> time | None:
    if "time" in query.slots:
        return time.fromisoformat(query.slots["time"]) if _CLOCK.fullmatch(query.slots["time"]) else None
    match = _HALF.search(folded)
    if match is None:
        return None
    hour = int(match[1])
    if match[3]:
        hour = hour % _NOON + (_NOON if match[3] == "pm" else 0)
    return time(hour % 24, int(match[2] or 0))


def _myself(query: Query, folded: str) -> bool | None:
    """For oneself: "send mig". For the channel: "send os", "her"."""
    if "who" in query.slots:
        return query.slots["who"] == "me"
    if _HERE.search(folded):
        return False
    return True if _MYSELF.search(folded) else None
