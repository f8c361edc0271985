# SPDX-License-Identifier: MPL-2.0
"""The days and spans of time in which several meetings are meant: "4. og 11. maj", "i juli", "the rest of the year"."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from handlers.understanding.dates import Dated, dates, years
from handlers.understanding.day_names import MONTHS
from handlers.understanding.text import fold

_DAY = timedelta(days=1)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_NUMBER = r"[0-3]?[0-9](?:\.|st|nd|rd|th)?"
_AND = r"(?:\s*,\s*(?:og\s+|and\s+)?|\s+(?:og|and|samt)\s+)(?:den\s+|d\.\s*|the\s+)?"
_LISTED = re.compile(rf"(?<![\w.:])(?P<days>{_NUMBER}(?:{_AND}{_NUMBER})+)\s+(?:of\s+)?(?P<month>{_MONTH})(?!\w)")
_LISTED_AFTER = re.compile(rf"(?<!\w)(?P<month>{_MONTH})\s+(?P<days>{_NUMBER}(?:{_AND}{_NUMBER})+)(?![\w.:])")
_EACH = re.compile(r"[0-9]+")
_MEETINGS = r"(?:meetings|moeder\w*)"
_OF_MONTH = re.compile(rf"(?<!\w)(?P<month>{_MONTH})[\s-]?(?P<meetings>{_MEETINGS})(?!\w)")
_REST = re.compile(
    r"(?<!\w)(?:resten\s+af|(?:the\s+)?rest\s+of|the\s+remainder\s+of|(?:de\s+)?resterende\s+\w+\s+i)\s+(?:the\s+|this\s+|i\s+)?(?:aar(?:et)?s?|year)"
)
_BETWEEN = re.compile(r"(?<!\w)(?:mellem|between)\s*$")
_REASON = re.compile(r"(?<!\w)(?:fordi|grundet|pga|paa\s+grund\s+af|because|due\s+to)(?!\w)")
_SEVERAL = re.compile(r"(?<!\w)(?:\w*moeder(?:ne|nes|s)?|meetings|alle?|all|both|begge|resten|rest)(?!\w)")


def several(text: str, today: date) -> str:
    """Each span as `2027-07-01/2027-08-01`, with commas between: from the first day until the day before the second.

    Empty where one meeting is meant, or no time.
    """
    folded = _REASON.split(fold(text))[0]
    expanded = _with_months(folded)
    if not _SEVERAL.search(folded) and expanded == folded:
        return ""
    found = _spans(expanded, dates(expanded, today), today)
    if not found:
        found = [(date(year, 1, 1), date(year + 1, 1, 1)) for year in years(expanded, today)]
    if _REST.search(expanded):
        found = [(today, date(today.year + 1, 1, 1))]
    joined = _joined(found)
    return ",".join(f"{first}/{after}" for first, after in joined) if len(joined) > 1 or any(after - first > _DAY for first, after in joined) else ""


def spans_of(value: str) -> list[tuple[date, date]]:
    """As `several` writes them. Raises ValueError for what is none."""
    return [(date.fromisoformat(first), date.fromisoformat(after)) for first, _, after in (each.partition("/") for each in value.split(","))]


def _with_months(folded: str) -> str:
    """Each day of a list with its month: "4. og 11. maj" is "4. maj og 11. maj"; and "the July meetings" are those in July."""
    for form in (_LISTED, _LISTED_AFTER):
        folded = form.sub(lambda match: " og ".join(f"{each}. {match['month']}" for each in _EACH.findall(match["days"])), folded)
    return _OF_MONTH.sub(lambda match: f"{match['meetings']} in {match['month']}", folded)


def _spans(text: str, found: Sequence[Dated], today: date) -> list[tuple[date, date]]:
    spans: list[tuple[date, date]] = []
    begun: date | None = None
    for place, each in enumerate(found):
        if each.marker == "from":
            begun = each.first
        elif each.marker == "until":
            spans.append((begun or today, each.after if each.inclusive or begun else each.first))
            begun = None
        elif _BETWEEN.search(text[: each.start]) and len(found) > place + 1:
            begun = each.first
            spans.append((begun, found[place + 1].after))
        elif begun is None:
            spans.append((each.first, each.after))
        else:
            begun = None
    return [(first, after) for first, after in spans if first < after]


def _joined(spans: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """In their order, and none in another."""
    joined: list[tuple[date, date]] = []
    for first, after in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(after, joined[-1][1]))
        else:
            joined.append((first, after))
    return joined
