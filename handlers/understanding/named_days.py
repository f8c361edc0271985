# SPDX-License-Identifier: MPL-2.0
"""Reads a text for what is written like a date, and joins what belongs together: weekday and date, first and last day."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers.understanding.date_marks import (
    Mark,
    follows_article,
    mark_at,
    names_month,
    names_new_year,
    names_sure_month,
    names_twenty_fourth,
)
from handlers.understanding.day_names import ACRONYM, Form, Found, Needs
from handlers.understanding.day_numbers import DASH, NUMBER_FORMS
from handlers.understanding.day_words import WORD_FORMS
from handlers.understanding.days import WEEK, Day, InWeek, Month, Range, Relative, Week, Weekday, WeekdayLater, When
from handlers.understanding.text import fold


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A date as written. `core`: where it begins without its mark. `weekday`: the one that is said with it, Monday is 0."""

    when: When
    start: int
    core: int
    end: int
    mark: Mark | None
    needs: Needs
    cut: int | None
    weekday: int | None = None

    @property
    def kind(self) -> str:
        return self.mark.kind if self.mark else "on"


_WORD = re.compile(r"\w+")
_SOME_DAY = date(2000, 1, 1)
_LONGEST = 17  # letters of a word that begins a date
_BESIDE = re.compile(r"\.?\s{0,2}")
_STANDS_ALONE = re.compile(r"(?<!\w[-/])(?<![0-9][.,:])(?<![+#@=/§])(?<!§\s)")
"""What must be true before a number: no part of a longer one, of a path or of a paragraph."""
_DASH, _AND, _BLANK = re.compile(DASH), re.compile(r"\s(?:og|and|eller|or)\s", re.IGNORECASE), re.compile(r"\s{1,2}")
_AFTER_WEEKDAY = re.compile(r",?\s{0,2}|\s?\(")
_OPENING = re.compile(r"\s?\(")
_SURE = {
    "preposition": names_month,
    "sure preposition": names_sure_month,
    "article": follows_article,
    "marker": names_twenty_fourth,
    "mark of a new year": names_new_year,
}


def named(text: str) -> Iterator[NamedDay]:
    """Everything that is written like a date, in the order of the text."""
    done, before = 0, frozenset[str]()
    mark: Mark | None = None
    earlier: NamedDay | None = None
    for token in _WORD.finditer(text):
        start = token.start()
        if start < done:
            continue
        word = fold(token[0]) if token.end() - start <= _LONGEST else ""
        found = _found(text, start, word, before if _BESIDE.fullmatch(text, done, start) else frozenset(), earlier)
        if found:
            own = mark if mark and mark.end == start else None
            earlier = NamedDay(found.when, own.start if own else start, start, found.end, own, found.needs, found.cut)
            yield earlier
            done, before, mark = found.end, frozenset(), None
        else:
            mark = mark_at(text, start, word, mark)
            done, before = mark.end if mark else token.end(), _names(token[0], word, mark)


def _found(text: str, start: int, word: str, before: frozenset[str], earlier: NamedDay | None) -> Found | None:
    for form in _forms(text, start, word, earlier):
        match = form.pattern.match(text, start) if form.unless.isdisjoint(before) else None
        if match and (found := form.read(match)):
            return found
    return None


def _forms(text: str, start: int, word: str, earlier: NamedDay | None) -> Sequence[Form]:
    if not word[:1].isdecimal():
        return WORD_FORMS.get(word, ())
    goes_on = earlier is not None and _DASH.fullmatch(text, earlier.end, start)
    return NUMBER_FORMS if goes_on or _STANDS_ALONE.match(text, start) else ()


def _names(written: str, word: str, mark: Mark | None) -> frozenset[str]:
    """What the word is called in the lists of words that a date does not follow."""
    acronym = mark is None and len(written) > 1 and written.isalpha() and written.isupper()
    return frozenset({word, ACRONYM}) if acronym else frozenset({word})


def stands_as_date(each: NamedDay) -> bool:
    """Whether the words before it make it a date, where its own do not."""
    sure = _SURE.get(each.needs)
    return sure is None or (each.mark is not None and sure(each.mark))


def joined(text: str) -> list[NamedDay]:
    """What is named, with two of a range as one, a weekday with its date, and without what only looks like a date."""
    kept: list[NamedDay] = []
    for each in named(text):
        earlier = kept[-1] if kept else None
        together = _together(earlier, each, text) if earlier else None
        if together:
            kept[-1] = together
        elif stands_as_date(each) or (earlier and _goes_on(each, earlier, text)):
            kept.extend(_parted(each, text))
    return [_settled(each, earlier, text) for each, earlier in zip(kept, [None, *kept], strict=False)]


def _together(earlier: NamedDay, each: NamedDay, text: str) -> NamedDay | None:
    gap = text[earlier.end : each.start]
    if isinstance(earlier.when, Weekday) and isinstance(each.when, Day) and _AFTER_WEEKDAY.fullmatch(gap) and _only(each, "den", "d", "the"):
        return replace(earlier, when=each.when, end=_closed(gap, each.end, text), weekday=earlier.when.weekday)
    if isinstance(earlier.when, Day) and isinstance(each.when, Weekday) and _OPENING.fullmatch(gap):
        return replace(earlier, end=_closed(gap, each.end, text), weekday=each.when.weekday)
    if isinstance(earlier.when, Weekday) and _is_week(each.when) and _BLANK.fullmatch(gap) and _only(each, "i", "in", "of"):
        return replace(earlier, when=InWeek(earlier.when.weekday, each.when), end=each.end)
    if isinstance(earlier.when, Weekday) and isinstance(each.when, Relative) and _is_whole_weeks(each.when) and _BLANK.fullmatch(gap) and _only(each):
        return replace(earlier, when=WeekdayLater(earlier.when, each.when), end=each.end)
    alike = type(earlier.when) is type(each.when) and isinstance(each.when, Day | Month | Week | Weekday)
    if alike and not each.mark and _DASH.fullmatch(gap):
        return replace(earlier, when=Range(earlier.when, each.when), end=each.end)
    return None


def _only(each: NamedDay, *words: str) -> bool:
    return each.mark is None or each.mark.words <= set(words)


def _closed(gap: str, end: int, text: str) -> int:
    return end + ("(" in gap and text.startswith(")", end))


def _is_week(when: When) -> bool:
    return isinstance(when, Week) or (isinstance(when, Relative) and when.unit == "week")


def _is_whole_weeks(when: Relative) -> bool:
    """Om to uger, in 14 days."""
    ahead = when.reckon(_SOME_DAY).first - _SOME_DAY
    return when.unit == "day" and ahead >= WEEK and ahead % WEEK == timedelta()


def _goes_on(each: NamedDay, earlier: NamedDay, text: str) -> bool:
    """`from March to May`, `i maj og juni`: the earlier one shows what the later one is."""
    if type(earlier.when) is not type(each.when):
        return False
    if each.mark:
        return each.kind in ("to", "until") and follows_closely(each, earlier, text)
    return bool(_AND.fullmatch(text, earlier.end, each.start))


def follows_closely(each: NamedDay, earlier: NamedDay, text: str) -> bool:
    return bool(_BLANK.fullmatch(text, earlier.end, each.start))


def _parted(each: NamedDay, text: str) -> Iterable[NamedDay]:
    """`fra uge 28 til 30` is a beginning and an end; without `fra` it is a span."""
    if each.cut is None or each.kind != "from" or not isinstance(each.when, Range):
        return (each,)
    until = Mark("until", frozenset({"til"}), each.cut, each.cut)
    return (
        replace(each, when=each.when.left, end=len(text[: each.cut].rstrip())),
        replace(each, when=each.when.right, start=each.cut, core=each.cut, mark=until),
    )


def _settled(each: NamedDay, earlier: NamedDay | None, text: str) -> NamedDay:
    """`to` ends what `from` began, and is nothing else."""
    if each.mark is None or each.mark.kind != "to":
        return each
    if earlier and earlier.kind == "from" and follows_closely(each, earlier, text):
        return replace(each, mark=replace(each.mark, kind="until"))
    return replace(each, mark=None, start=each.core)
