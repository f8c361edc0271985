# SPDX-License-Identifier: MPL-2.0
"""Dates that begin with a number, as people write them: 1. maj, 1st of May, 1/3, 1.3.2027, 2027-03-01, 1.-5. maj."""

import re

from handlers.understanding.day_names import ACRONYM, MAY, MONTHS, WHOLE_MONTHS, Form, Found, Needs, words
from handlers.understanding.days import Day, Range
from handlers.understanding.feast_days import NUMBERED_FEAST, numbered_feast

DASH = r"\s?[-–—]\s?"
YEAR = r"(?:19|20)[0-9]{2}"
YEAR_BEHIND = rf"(?:,?\s{{1,2}}(?P<year>{YEAR})(?!\w|[.,:/][0-9])|\s?['’](?P<short>[0-9]{{2}})(?!\w))?"
ORDINAL = r"(?:\.|(?:st|nd|rd|th)(?!\w))?"
ARTICLE = r"(?:(?:den|the)\s{1,2}|d\.?\s{0,2})?"
WORD = r"[^\W\d_]{3,9}"
CLEAR = r"(?![\w%+]|[.,:/][0-9]|-[^\W\d]|-[0-9]{1,4}(?![0-9./]))"
"""What must follow a number for it to be read: no more of a longer number, no percent, no compound (1/3-dele)."""

_NOT_DAYS = words(
    "niveau niveauet level levels version versionen ver v release udgave udgaven kl klokken side page trin step del part "
    "afsnit section kapitel chapter punkt pkt point item slide nr no number nummer art artikel article tlf telefon phone"
)
"""Words whose number is no day's."""

_SHARE = re.compile(
    r"[-\s]{0,2}(?:(?:fuldtids|deltids|full-?time\s|part-?time\s)?(?:stilling|position|post|ansat|ansæt|medarbejder|årsv|aarsv|fte)"
    r"|(?:af|of|del|dele|fuldtid|deltid|full-time|part-time|tid|timer?|hours?|dage?|days?|år|aar|years?|måned|maaned|months?|flertal|majority)(?!\w)"
    r"|(?:uger?|weeks?)(?!\w|\s[0-9]))",
    re.IGNORECASE,
)
"""What makes 1/5 a part of something, not 1 May."""
_VERB = re.compile(r"\s{1,2}(?:be|not|have|also|only|well|need|apply|become|use|i|we|you|he|she|it|they|the)(?!\w)", re.IGNORECASE)
"""What makes "level 2 may" no 2 May."""


def said_year(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    year = groups.get("year") or groups.get("spaced") or groups.get("short")
    return int(year) + (2000 if len(year) == 2 else 0) if year else None  # noqa: PLR2004 - digits


def _iso(match: re.Match[str]) -> Found:
    return Found(Day(int(match["day"]), int(match["month"]), int(match["year"])), match.end())


def _slash(match: re.Match[str]) -> Found | None:
    day = Day(int(match["day"]), int(match["month"]), said_year(match))
    date_like = day.year or (day.day <= 31 and day.month <= 31)  # noqa: PLR2004 - 1/31 is meant as a date, 60/40 is not
    if not date_like or (not day.year and _SHARE.match(match.string, match.end())):
        return None
    return Found(day, match.end(), "marker" if match[0] == "24/7" else "")


def _dotted(match: re.Match[str], needs: Needs = "") -> Found | None:
    day = Day(int(match["day"]), int(match["month"]), said_year(match))
    date_like = (day.year and match["year"]) or (1 <= day.day <= 31 and 1 <= day.month <= 12)  # noqa: PLR2004 - else a time, a version, a telephone number
    return Found(day, match.end(), needs) if date_like else None


def _open_dotted(match: re.Match[str]) -> Found | None:
    return _dotted(match, "article")


def _named(match: re.Match[str]) -> Found | None:
    month = _month(match)
    return Found(Day(int(match["day"]), month, said_year(match)), match.end()) if month else None


def named_range(match: re.Match[str]) -> Found | None:
    month, first, last = _month(match), int(match["first"]), int(match["day"])
    if not month or first >= last:
        return None
    year = said_year(match)
    return Found(Range(Day(first, month, year), Day(last, month, year)), match.end(), cut=match.end("joint") if match["joint"] else None)


def _month(match: re.Match[str]) -> int | None:
    word = match["month"].casefold()
    if word == MAY and match["month"].islower() and _VERB.match(match.string, match.end()):
        return None
    meant = word in WHOLE_MONTHS or int(match["day"]) <= 31  # noqa: PLR2004 - "45. maj" is meant as a date, "50 dec" is not
    return MONTHS.get(word) if meant else None


_ANY_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY, _MONTH, _YEAR = "(?P<day>[0-9]{1,2})", "(?P<month>[0-9]{1,2})", f"(?P<year>{YEAR})"
_MONTH_NAME = rf"\s{{0,2}}(?:of\s{{1,2}})?(?P<month>{WORD})(?!\w)(?:\.(?=,?\s?(?:{YEAR}|['’])))?{YEAR_BEHIND}"
BETWEEN = rf"\w+\s{{1,2}}{ARTICLE}(?P<first>[0-9]{{1,2}}){ORDINAL}\s(?:og|and)(?P<joint>)\s{ARTICLE}{_DAY}{ORDINAL}{_MONTH_NAME}"
_SLASH_YEAR = (
    rf"(?:[-/](?P<year>{YEAR}|[0-9]{{2}})(?!\w|[./][0-9]|\.?\s?(?:{_ANY_MONTH})(?!\w))"
    rf"|\s{{1,2}}(?P<spaced>{YEAR})(?!\w|[.,:/][0-9])|\s?['’](?P<short>[0-9]{{2}}))?"
)
NUMBER_FORMS = tuple(
    Form(re.compile(pattern, re.IGNORECASE), read, _NOT_DAYS | ({ACRONYM} if read is _dotted else frozenset()))
    for pattern, read in (
        (r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9]|[.:/][0-9]|-[0-9]{3})", _iso),
        (rf"{_DAY}/{_MONTH}{_SLASH_YEAR}{CLEAR}", _slash),
        (rf"{_DAY}\.\s?{_MONTH}\.\s?{_YEAR}{CLEAR}", _dotted),
        (rf"{_DAY}\.{_MONTH}\.(?P<year>)(?P<short>[0-9]{{2}})?{CLEAR}", _dotted),
        (rf"{_DAY}\.{_MONTH}(?P<year>){CLEAR}", _open_dotted),
        (rf"{_DAY}-{_MONTH}-{_YEAR}{CLEAR}", _dotted),
        (rf"(?P<day>[0-9]{{2}})-(?P<month>[0-9]{{2}})-(?P<year>)(?P<short>[0-9]{{2}}){CLEAR}", _dotted),
        (rf"(?P<first>[0-9]{{1,2}}){ORDINAL}(?:{DASH}|(?P<joint>\s{{1,2}})(?:til|to|through)\s{{1,2}}{ARTICLE}){_DAY}{ORDINAL}{_MONTH_NAME}", named_range),
        (rf"{_DAY}{ORDINAL}{_MONTH_NAME}", _named),
        (NUMBERED_FEAST, numbered_feast),
    )
)
"""The longer before the shorter: the first that can be read is what was meant."""
