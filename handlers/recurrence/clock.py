# SPDX-License-Identifier: MPL-2.0
"""A time of day as it is written or spoken at one place of a text: 14:30, 9.30, 2 pm, halv tre, kvart over 9, noon."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Literal

from handlers.recurrence.words import END, NUMBERS, one_of

DayPart = Literal["", "am", "pm", "night"]
TimeOfDay = time
"""Naive; under this name where a field is called `time`."""
DAY, HALF_DAY = 24 * 60, 12 * 60
_SIXTY, _HALF, _QUARTER = 60, 30, 15
_NIGHT_BEGINS, _NIGHT_ENDS = 6 * 60, 7 * 60
"""A time before seven, said without its half of the day, is in the afternoon: nobody meets at three at night."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """`minutes`: since midnight, as spoken. `sure`: it can mean no other half of the day. `plain`: its own words show that it is a time of day."""

    minutes: int
    end: int
    sure: bool
    plain: bool

    def within(self, part: DayPart) -> "Spoken":
        """Of the half of the day that was said beside it."""
        if self.sure or not part or self.minutes > HALF_DAY + _SIXTY:
            return self
        minutes = self.minutes % HALF_DAY
        later = part == "pm" or (part == "night" and minutes >= _NIGHT_BEGINS)
        return Spoken(minutes + (HALF_DAY if later else 0), self.end, sure=True, plain=self.plain)

    @property
    def alone(self) -> int:
        """What it means where nothing else says so."""
        return self.minutes + HALF_DAY if not self.sure and self.minutes < _NIGHT_ENDS else self.minutes

    @property
    def possible(self) -> tuple[int, ...]:
        """What it can mean, the earlier first."""
        return (self.minutes,) if self.sure or self.minutes >= HALF_DAY + _SIXTY else (self.minutes % HALF_DAY, self.minutes % HALF_DAY + HALF_DAY)


def spoken_at(text: str, place: int, *, marked: bool) -> Spoken | None:
    """The time of day that begins at this place of a folded text. `marked`: words before it say that it is one ("kl.", "at")."""
    for form, read, plain in _FORMS:
        match = form.match(text, place) if plain is not None or marked else None
        if match and (found := read(match)) is not None:
            minutes, sure = found
            return Spoken(minutes, match.end(), sure, bool(plain) or _says_half(match)) if 0 <= minutes < DAY else None
    return None


def as_time(minutes: int) -> TimeOfDay:
    return time(*divmod(minutes % DAY, _SIXTY))


def _says_half(match: re.Match[str]) -> bool:
    return bool(match.groupdict().get("part"))


def _digital(match: re.Match[str]) -> tuple[int, bool] | None:
    return _reckoned(match["hour"], int(match["minute"]), match["part"])


def _whole(match: re.Match[str]) -> tuple[int, bool] | None:
    return _reckoned(match["hour"], 0, match["part"])


def _reckoned(hour: str, minute: int, part: str | None) -> tuple[int, bool] | None:
    count = int(hour) if hour.isdigit() else NUMBERS[hour]
    half = (part or "").replace(".", "").strip()[:1]
    if half in ("a", "p"):
        return (count % 12 * _SIXTY + minute + (HALF_DAY if half == "p" else 0), True) if 1 <= count <= 12 else None  # noqa: PLR2004 - hours of a half day
    sure = count == 0 or count > 12 or hour.startswith("0")  # noqa: PLR2004 - as above
    return (count * _SIXTY + minute) % DAY if count == 24 and not minute else count * _SIXTY + minute, sure  # noqa: PLR2004 - 24 is midnight


def _beside(match: re.Match[str]) -> tuple[int, bool]:
    """Kvart over 9, ten to eleven, fem i halv ni."""
    word = match["count"].split(" min")[0]
    minutes = _QUARTER if word.endswith(("kvart", "kvarter", "quarter")) else _minutes(word)
    before = match["way"] in ("i", "to", "before", "foer")
    hour = _hour(match) - (_HALF if match["half"] else 0)
    return (hour - minutes if before else hour + minutes) % HALF_DAY, False


def _minutes(word: str) -> int:
    return int(word) if word.isdigit() else {"femogtyve": 25, "twenty five": 25}.get(word.replace("-", " "), NUMBERS.get(word, 0))


def _half(match: re.Match[str]) -> tuple[int, bool]:
    """Halv tre is half past two; half two is half past two, too."""
    return (_hour(match) + (-_HALF if match["word"] == "halv" else _HALF)) % HALF_DAY, False


def _hour(match: re.Match[str]) -> int:
    return (int(match["hour"]) if match["hour"].isdigit() else NUMBERS[match["hour"]]) % 12 * _SIXTY


def _named(match: re.Match[str]) -> tuple[int, bool]:
    return (0 if match["word"].startswith("midn") else HALF_DAY), True


_PART = r"(?:\s?(?P<part>a\.\s?m\.|p\.\s?m\.|am|pm|a\.m|p\.m)(?!\w))?"
_HOUR_WORD = one_of("en et to tre fire fem seks syv otte ni ti elleve tolv one two three four five six seven eight nine ten eleven twelve")
_HOUR = r"(?P<hour>[01]?[0-9]|2[0-4])"
_COUNTED = rf"(?P<hour>1[0-2]|0?[1-9](?![0-9])|{_HOUR_WORD}){END}"
_UNIT = r"(?:\s(?:minutter|minutes|min\.?))"
_IN_WORDS = rf"(?:et\s|a\s)?(?:kvarter|kvart|quarter)|(?:fem|ti|tyve|femogtyve|five|ten|twenty[ -]five|twenty){_UNIT}?"
_IN_DIGITS = rf"(?:5|10|20|25)(?=\s(?:minut|min|over|past|i\s)){_UNIT}?"  # "10 to 11" is an hour
_MINUTE, _NO_MORE = "(?P<minute>[0-5][0-9])", "(?![0-9]|[.:/][0-9])"
_OCLOCK = r"(?P<part>)(?:\s?o['’]?\s?clock(?!\w)|-?\s?tiden(?!\w))"
_Read = Callable[[re.Match[str]], tuple[int, bool] | None]
_FORMS: tuple[tuple[re.Pattern[str], _Read, bool | None], ...] = tuple(
    (re.compile(expression), read, plain)
    for expression, read, plain in (
        (rf"(?P<count>{_IN_WORDS}|{_IN_DIGITS})\s(?P<way>over|i|past|to|before|foer)\s(?P<half>halv\s)?{_COUNTED}", _beside, True),
        (rf"(?P<word>halv|half)\s(?:past\s)?{_COUNTED}", _half, True),
        (rf"(?:12\s)?(?P<word>noon|midday|midnight|midnat){END}", _named, True),
        (rf"{_HOUR}:{_MINUTE}{_NO_MORE}{_PART}", _digital, True),
        (rf"{_HOUR}\.{_MINUTE}{_NO_MORE}{_PART}", _digital, False),
        (rf"(?P<hour>[01][0-9]|2[0-3]){_MINUTE}{_NO_MORE}(?P<part>)", _digital, None),
        (rf"{_HOUR}{_OCLOCK}", _whole, True),
        (rf"(?P<hour>{_HOUR_WORD}){_OCLOCK}", _whole, True),
        (rf"{_HOUR}{_NO_MORE}{_PART}(?!\w)", _whole, False),
        (rf"(?P<hour>{_HOUR_WORD}){END}{_PART}", _whole, None),
    )
)
"""Expression, how it is read, and whether its own words show that it is a time; None: it is read where words before it say so, and only there."""
