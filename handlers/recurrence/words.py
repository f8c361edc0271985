# SPDX-License-Identifier: MPL-2.0
"""The words that rhythms are told in, Danish and English, folded; and the pieces of expressions they are found with."""

import re
from collections.abc import Iterable, Mapping

from handlers.understanding.day_names import MONTHS, WEEKDAYS

NUMBERS: Mapping[str, int] = {
    word: number
    for words in (
        "en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten tyve",
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
    )
    for number, word in enumerate(words.split(), start=1)
} | {"et": 1, "een": 1, "a": 1, "an": 1, "once": 1, "twice": 2, "thrice": 3}
ORDINALS: Mapping[str, int] = {
    word: number
    for words in (
        "foerste anden tredje fjerde femte sjette syvende ottende niende tiende ellevte tolvte trettende fjortende femtende",
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth",
    )
    for number, word in enumerate(words.split(), start=1)
} | {
    "andet": 2, "andre": 2, "tredie": 3, "tyvende": 20, "twentieth": 20, "sidste": -1, "last": -1, "final": -1, "naestsidste": -2, "penultimate": -2,
    "second to last": -2, "next to last": -2, "second last": -2, "tredjesidste": -3, "third to last": -3, "fjerdesidste": -4, "fourth to last": -4,
    "femtesidste": -5, "fifth to last": -5,
}  # fmt: skip


def either(words: Iterable[str]) -> str:
    """One of the words, the longer before the shorter; between words may stand a hyphen."""
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", "[ -]") for word in sorted(words, key=len, reverse=True)) + ")"


def one_of(text: str) -> str:
    return either(text.split())


AND = r"(?:\s*,\s*(?:(?:og|and|samt)\s+)?|\s+(?:og|and|samt|plus)\s+|\s?[&/+]\s?)"
TO = r"(?:\s?[-–—]\s?|\s+(?:til|to|through|thru)\s+)"
END = r"(?![\w])"
_WORD = r"(?<![\w])"
_LONGEST = 30  # and one more: the days of a month
NUMBER = rf"(?:[0-9]{{1,3}}|{either(NUMBERS)})"
ORDINAL = rf"(?:[0-9]{{1,3}}(?:\.[- ]?sidste{END}|(?:st|nd|rd|th)[- ]to[- ]last{END}|(?:\.|st{END}|nd{END}|rd{END}|th{END})(?![0-9]))|{either(ORDINALS)}{END})"
ORDINALS_LISTED = rf"{ORDINAL}(?:{AND}(?:den\s+|the\s+)?{ORDINAL}){{0,{_LONGEST}}}"
WEEKDAY = rf"(?:{either(WEEKDAYS)}(?:en|ene|e|s)?(?!['’]s){END})"
WEEKDAYS_LISTED = rf"{WEEKDAY}(?:(?:{AND}(?:(?:om|paa|on|hver|every)\s+)?|{TO}){WEEKDAY}){{0,{_LONGEST}}}"
_SHORT = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6, "tirs": 1, "ons": 2, "tors": 3, "fre": 4}
_SHORT_WEEKDAY = rf"(?:{WEEKDAY}|{either(_SHORT)}\.?{END})"
SHORT_WEEKDAYS_LISTED = rf"{_SHORT_WEEKDAY}(?:(?:{AND}(?:(?:om|paa|on|hver|every)\s+)?|{TO}){_SHORT_WEEKDAY}){{0,{_LONGEST}}}"
"""Short names too: only where others show that they are days, for several are words."""
MONTH = rf"(?:{either(MONTHS)}\.?{END})"
MONTHS_LISTED = rf"{MONTH}(?:(?:{AND}(?:i\s+|in\s+)?|{TO}){MONTH}){{0,{_LONGEST}}}"
WORKDAY = r"(?:hverdag(?:e|en|ene)?|arbejdsdag(?:e|en|ene)?|weekdays?|work(?:ing)?[ -]?days?|business[ -]days?)"
EVERY = r"(?:hver(?:t|eneste)?|every|each)(?:\s+(?:eneste|single))?"
UNITS: Mapping[str, str] = {
    "day": one_of("dag dagen dage dages day days morgen formiddag eftermiddag aften morning afternoon evening"),
    "week": one_of("uge ugen uger uges ugers week weeks"),
    "fortnight": one_of("fortnight fortnights"),
    "month": one_of("maaned maaneden maaneder maaneders md mdr month months"),
    "quarter": one_of("kvartal kvartalet kvartaler quarter quarters"),
    "half": r"(?:halvaar(?:et)?|halve\s+aar|half[ -]years?)",
    "year": one_of("aar aaret aars year years"),
    "workday": WORKDAY,
    "weekend": one_of("weekend weekender weekends"),
}  # fmt: skip
UNIT = "(?:" + "|".join(f"(?P<{name}>{words}{END})" for name, words in UNITS.items()) + ")"


def pattern(expression: str) -> re.Pattern[str]:
    """Compiled, to be found where a word begins."""
    return re.compile(_WORD + expression)


def number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word]


def ordinals(words: str) -> tuple[int, ...]:
    """Of "1st and 3rd", "anden og fjerde"."""
    return tuple(_ordinal(match[0]) for match in _ORDINAL.finditer(words))


def weekdays(words: str) -> tuple[int, ...]:
    """Of "mandage og onsdage", "Monday to Friday"; in the order of the week."""
    return _listed(words, _WEEKDAYS, {**_SHORT, **WEEKDAYS}, range(7))


def months(words: str) -> tuple[int, ...]:
    """Of "juli", "juni-august, december"; in the order of the year."""
    return _listed(words, _MONTHS, MONTHS, range(1, 13))


def unit(match: re.Match[str]) -> str:
    """Which of the units it is that was found."""
    return next((name for name in UNITS if match[name]), "")


_ORDINAL = re.compile(ORDINAL)
_WEEKDAYS = re.compile(rf"(?P<one>{either({**_SHORT, **WEEKDAYS})})\w*\.?(?:{TO}(?P<last>{either({**_SHORT, **WEEKDAYS})}))?")
_MONTHS = re.compile(rf"(?P<one>{either(MONTHS)}){END}\.?(?:{TO}(?P<last>{either(MONTHS)}){END})?")


def _ordinal(word: str) -> int:
    digits = re.match("[0-9]+", word)
    return int(digits[0]) * (-1 if word.endswith(("sidste", "last")) else 1) if digits else ORDINALS[word.replace("-", " ")]


def _listed(words: str, each: re.Pattern[str], names: Mapping[str, int], circle: range) -> tuple[int, ...]:
    found: set[int] = set()
    for match in each.finditer(words):
        first, last = names[match["one"]], names[match["last"] or match["one"]]
        found |= {circle[(first - circle[0] + step) % len(circle)] for step in range((last - first) % len(circle) + 1)}
    return tuple(sorted(found))
