# SPDX-License-Identifier: MPL-2.0
"""Dates that begin with a word: mandag, uge 32, i maj, May 1, i morgen, næste uge, om 14 dage, ved månedsskiftet."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from handlers.understanding.day_names import DANISH_MONTHS, ENGLISH_MONTHS, MAY, MONTHS, WEEKDAYS, WHOLE_MONTHS, Form, Found, Needs, Read, words
from handlers.understanding.day_numbers import BETWEEN, CLEAR, DASH, WORD, YEAR, YEAR_BEHIND, named_range, said_year
from handlers.understanding.days import Day, LastDay, Month, Range, Relative, Span, Unit, Week, Weekday, later, one_day, unit_around
from handlers.understanding.feast_days import DANISH_FEASTS, ENGLISH_FEAST, ENGLISH_FIRST_WORDS, danish_feast, english_feast
from handlers.understanding.text import fold

_UNITS: Mapping[str, Unit] = {
    **dict.fromkeys(words("dag dage day days"), "day"),
    **dict.fromkeys(words("uge uger uges ugen week weeks"), "week"),
    **dict.fromkeys(words("maaned maaneder maaneds maaneden month months"), "month"),
    **dict.fromkeys(words("aar aaret year years"), "year"),
}  # fmt: skip
_AHEAD = {
    **dict.fromkeys(words("naeste naestkommende kommende foerstkommende next coming"), 1),
    **dict.fromkeys(words("denne this"), 0),
}  # fmt: skip
_BEHIND = dict.fromkeys(words("sidste forrige last previous"), -1)
_SEVERAL = words("dage days uger weeks maaneder months years")
_NEAREST = words("kommende foerstkommende coming")
_DAYS_AHEAD: Mapping[str, int] = {"dag": 0, "today": 0, "morgen": 1, "tomorrow": 1, "overmorgen": 2, "gaar": -1, "yesterday": -1}
_NUMBERS: Mapping[str, int] = {
    word: number
    for numerals in ("en et to tre fire fem seks syv otte ni ti elleve tolv", "one a two three four five six seven eight nine ten eleven twelve")
    for number, word in zip((1, 1, *range(2, 13)), numerals.split(), strict=True)
} | {"an": 1, "fjorten": 14, "fourteen": 14}
_REPEATING = words("en a the altid always hver hveranden anden every each other foerste tredje fjerde femte sidste first second third fourth fifth last")
_NO_DAY = words("in i")  # before a month: "in May 3 of us", "i august 3 kommuner"
_DANISH_PREPOSITIONS = words("fra til indtil om siden inden foer efter per pr med og")
_OF_MANY = re.compile(r"\s{1,2}(?:i|in|of)\s", re.IGNORECASE)  # the last Monday of each month
_PERSONS = words("i you we they he she it one who which that this there")


def _weekday(match: re.Match[str]) -> Found:
    return Found(Weekday(WEEKDAYS[fold(match[0])]), match.end())


def _shifted(match: re.Match[str]) -> Found | None:
    adjective, what = fold(match["adjective"]), fold(match["what"])
    shift, unit = (_AHEAD | _BEHIND)[adjective], _UNITS.get(what)
    if what in WEEKDAYS:
        of_many = shift < 0 and _OF_MANY.match(match.string, match.end())
        return None if of_many else Found(Weekday(WEEKDAYS[what], 0 if adjective in _NEAREST else shift), match.end())
    return Found(Relative(unit, _whole(unit, shift)), match.end()) if unit in ("week", "month") and what not in _SEVERAL else None


def _whole(unit: Unit, shift: int) -> Callable[[date], Span]:
    return lambda today: unit_around(later(unit_around(today, unit).first, shift, unit), unit)


def _near(match: re.Match[str]) -> Found:
    return Found(_ahead(_DAYS_AHEAD[fold(match["day"])], "day"), match.end())


def _ahead(count: int, unit: Unit) -> Relative:
    return Relative("day", lambda today: one_day(later(today, count, unit)))


def _in_so_many(match: re.Match[str]) -> Found | None:
    count = int(match["count"]) if match["count"].isdigit() else _NUMBERS.get(fold(match["count"]))
    unit = _UNITS.get(fold(match["unit"]))
    of_each = match["count"].casefold() == "a" and unit in ("day", "year")  # "how many in a year"
    return Found(_ahead(count, unit), match.end()) if count is not None and unit and not of_each else None


def _rest(match: re.Match[str]) -> Found | None:
    unit = _UNITS.get(fold(match["unit"]))
    return Found(Relative("day", lambda today: Span(today, unit_around(today, unit).after)), match.end()) if unit and unit != "day" else None


def _end(match: re.Match[str]) -> Found | None:
    word = fold(match["what"])
    unit, month = _UNITS.get(word), WHOLE_MONTHS.get(word)
    if month:
        return Found(LastDay(Month(month, said_year(match))), match.end())
    return Found(LastDay(Relative(unit, _whole(unit, 0))), match.end("what")) if unit and unit != "day" else None


def _next_month(match: re.Match[str]) -> Found:
    return Found(Relative("day", lambda today: one_day(unit_around(today, "month").after)), match.end())


def _new_year(match: re.Match[str]) -> Found:
    return Found(Day(1, 1, said_year(match)), match.end(), "mark of a new year")


def _turn_of_the_year(match: re.Match[str]) -> Found:
    return Found(Day(1, 1), match.end())


def _week(match: re.Match[str]) -> Found | None:
    week, year = Week(int(match["week"]), said_year(match)), said_year(match)
    if not match["last"]:
        return Found(week, match.end())
    last, word = int(match["last"]), (match["word"] or "").casefold()
    if word in ("og", "and") and last != week.week + 1:
        return Found(Week(week.week), match.start("joint"))
    return Found(Range(Week(week.week), Week(last, year)), match.end(), cut=match.end("joint") if word in ("til", "to", "through") else None)


def _months(match: re.Match[str]) -> Found | None:
    first, last = (WHOLE_MONTHS.get(fold(match[name])) for name in ("month", "last"))
    return Found(Range(Month(first), Month(last, said_year(match))), match.end()) if first and last else None


def _month_and_day(match: re.Match[str]) -> Found:
    month, year = MONTHS[fold(match["month"])], said_year(match)
    first = Day(int(match["day"]), month, year)
    return Found(Range(first, Day(int(match["last"]), month, year)) if match["last"] else first, match.end())


def _month_of_year(match: re.Match[str]) -> Found:
    return Found(Month(MONTHS[fold(match["month"])], said_year(match)), match.end())


def _month_alone(match: re.Match[str]) -> Found:
    word = fold(match["month"])
    needs: Needs = "sure preposition" if word == MAY else "preposition"
    return Found(Month(WHOLE_MONTHS[word]), match.end(), "" if match["said"] else needs)


def _meeting_of_month(match: re.Match[str]) -> Found:
    """Februarmødet: the one in that month."""
    return Found(Month(_MONTHS_MEETINGS[fold(match[0])]), match.end())


def _meeting_of_weekday(match: re.Match[str]) -> Found:
    return Found(Weekday(_WEEKDAYS_MEETINGS[fold(match[0])]), match.end())


def _month_meeting(match: re.Match[str]) -> Found:
    return Found(Month(WHOLE_MONTHS[fold(match["month"])]), match.end("month"))


def _of_this(name: str) -> str:
    return rf"(?:the\s|denne\s|this\s)?(?P<{name}>[^\W\d_]{{3,9}})(?!\w)"


_MEETINGS = words("moedet moedets")
_MONTHS_MEETINGS: Mapping[str, int] = {
    f"{month}{meeting}": number for month, number in {**WHOLE_MONTHS, "jule": 12, "nytaars": 1}.items() for meeting in _MEETINGS
}
_WEEKDAYS_MEETINGS: Mapping[str, int] = {f"{weekday}s{meeting}": number for weekday, number in WEEKDAYS.items() for meeting in _MEETINGS}
_SHIFTED = r"(?P<adjective>[^\W\d_]{4,14})\s{1,2}(?P<what>[^\W\d_]{3,9})(?!\w)"
_MONTH = rf"(?P<month>{WORD})"
_MONTH_AND_DAY = rf"{_MONTH}\.?\s{{1,2}}(?:the\s)?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:{DASH}(?P<last>[0-9]{{1,2}})(?:st|nd|rd|th)?)?{YEAR_BEHIND}{CLEAR}"
_NO_UNIT = r"(?!\s{1,2}(?:timer?|hours?|kr|gange|times|dage?|days?)(?!\w))"
_WORD_PATTERNS: tuple[tuple[str, str, Read, frozenset[str]], ...] = (
    (" ".join(WEEKDAYS), rf"{WORD}(?!\w)(?!-(?!{'|'.join(WEEKDAYS)})\w)(?!\s(?:morn|afternoon|even)ings)", _weekday, _REPEATING),
    (" ".join(_BEHIND), _SHIFTED, _shifted, words("den de the hver every")),
    (" ".join(_AHEAD), _SHIFTED, _shifted, frozenset()),
    ("i", r"i\s{1,2}(?P<day>dag|(?:over)?morgen|g(?:å|aa)r)(?!\w)", _near, frozenset()),
    ("idag imorgen iovermorgen igaar", r"i(?P<day>\w+)", _near, frozenset()),
    ("overmorgen today tomorrow yesterday", r"(?P<day>\w+)", _near, frozenset()),
    ("day", r"day\safter\s(?:tomorrow)(?!\w)", lambda match: Found(_ahead(2, "day"), match.end()), frozenset()),
    ("om in", r"\w+\s{1,2}(?:ca\.?\s|about\s)?(?P<count>[0-9]{1,3}|[^\W\d_]{1,8})\s{1,2}(?P<unit>[^\W\d_]{2,8})(?!\w)", _in_so_many, frozenset()),
    ("mellem between", BETWEEN, named_range, frozenset()),
    ("rest resten", rf"\w+\s(?:af|of)\s{_of_this('unit')}", _rest, frozenset()),
    ("udgangen ultimo end", rf"\w+\s(?:af\s|of\s)?{_of_this('what')}{YEAR_BEHIND}", _end, frozenset()),
    ("maanedsskiftet maanedsskifte", r"\w+", _next_month, frozenset({"sidste", "forrige"})),
    ("turn", r"turn\sof\sthe\smonth(?!\w)", _next_month, frozenset({"last"})),
    ("aarsskiftet aarsskifte", r"\w+", _turn_of_the_year, frozenset({"sidste", "forrige"})),
    ("turn", r"turn\sof\sthe\syear(?!\w)", _turn_of_the_year, frozenset({"last"})),
    (" ".join(DANISH_FEASTS), r"\w+", danish_feast, frozenset()),
    (ENGLISH_FIRST_WORDS, ENGLISH_FEAST, english_feast, frozenset()),
    (" ".join(_MONTHS_MEETINGS), r"\w+", _meeting_of_month, frozenset()),
    (" ".join(_WEEKDAYS_MEETINGS), r"\w+", _meeting_of_weekday, frozenset()),
    (" ".join(ENGLISH_MONTHS & set(WHOLE_MONTHS)), rf"{_MONTH}\smeeting(?!\w)", _month_meeting, frozenset()),
    ("christmas", r"(?P<month>christmas)\smeeting(?!\w)", lambda match: Found(Month(12), match.end("month")), frozenset()),
    ("nytaar new", rf"(?:nyt(?:å|aa)r|new\syear(?:['’]s(?:\sday)?)?)(?!\w){YEAR_BEHIND}", _new_year, frozenset()),
    (
        "uge ugerne week weeks",
        (
            rf"\w+\s{{1,2}}(?:nr\.?\s)?(?P<week>[0-9]{{1,2}})(?:(?:{DASH}|(?P<joint>\s{{1,2}})(?P<word>til|to|through|og|and)\s{{1,2}})(?:uge\s|week\s)?(?P<last>[0-9]{{1,2}}))?"
            rf"(?:(?:,?\s(?:i\s|in\s|of\s)?|/)(?P<year>{YEAR}))?{CLEAR}{_NO_UNIT}"
        ),
        _week,
        frozenset({"hver", "en", "a"}),
    ),
    (" ".join(WHOLE_MONTHS), rf"{_MONTH}{DASH}(?P<last>{WORD})(?!\w){YEAR_BEHIND}", _months, frozenset()),
    *((name, rf"(?=(?-i:[A-Z])){_MONTH_AND_DAY}", _month_and_day, _NO_DAY | (_PERSONS if name == MAY else frozenset())) for name in ENGLISH_MONTHS),
    *((name, _MONTH_AND_DAY, _month_and_day, _NO_DAY | _DANISH_PREPOSITIONS) for name in ENGLISH_MONTHS & DANISH_MONTHS),
    *((name, _MONTH_AND_DAY, _month_and_day, _NO_DAY | _PERSONS) for name in ENGLISH_MONTHS - DANISH_MONTHS),
    (
        " ".join(MONTHS),
        rf"{_MONTH}(?:\.?,?\s{{1,2}}(?:i\s)?(?P<year>{YEAR})(?!\w|[.,:/][0-9])|\.?\s?['’](?P<short>[0-9]{{2}})(?!\w))",
        _month_of_year,
        frozenset(),
    ),
    (" ".join(WHOLE_MONTHS), rf"{_MONTH}(?!\w)(?P<said>\sm(?:å|aa)ned(?!\w))?", _month_alone, frozenset()),
)


def _by_first_word() -> Iterator[tuple[str, tuple[Form, ...]]]:
    forms = [(words(first), Form(re.compile(pattern, re.IGNORECASE), read, unless)) for first, pattern, read, unless in _WORD_PATTERNS]
    for word in {word for first, _ in forms for word in first}:
        yield word, tuple(form for first, form in forms if word in first)


WORD_FORMS: Mapping[str, tuple[Form, ...]] = dict(_by_first_word())
"""The forms that a folded word may begin, the longer before the shorter."""
