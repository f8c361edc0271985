# SPDX-License-Identifier: MPL-2.0
"""When something begins and ends, by the clock: kl. 13-14.30, from noon to two, hver onsdag 10 til 11, slutter kl. 15."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.recurrence.clock import DAY, DayPart, Spoken, spoken_at
from handlers.recurrence.unread import STRUCK, Unread
from handlers.recurrence.words import END, NUMBERS, WEEKDAY, either


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes since midnight; an end that is no later than the beginning is of the next day. None: nothing is said. `unsure`: it can be read in two ways."""

    begins: int | None = None
    ends: int | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    first: Spoken
    last: Spoken | None
    closing: bool
    unsure: bool


_CLOCK_WORDS = r"(?:kl\.?|klokken|klokka|at|@)"
_ABOUT = r"(?:ca\.?|cirka|omkring|about|around)"
_OPENING = re.compile(
    rf"(?:(?<!\w)(?P<from>fra|from|mellem|between)\s+)?(?:(?<!\w){_ABOUT}\s+)?(?:(?<!\w)(?P<clock>{_CLOCK_WORDS})\s*)?(?:(?<!\w)(?P<about>{_ABOUT}|ved)\s+)?$"
)
_SIXTY, _MONTHS = 60, 12  # 1.10 may be a date, 1.30 is none
_BACK = 40  # characters before a time in which the words stand that belong to it
_CLOSING = re.compile(r"(?<!\w)(?:slut(?:ter|te)?|sluttende|ending|ends?|finish(?:es|ing)?)\s*$")
_UNTIL = re.compile(r"(?<!\w)(?:til|to|indtil|until|till)\s*$")
_JOINT = re.compile(r"\s?[-–—]\s?(?:kl\.?\s*)?|\s+(?:til|to|until|till)\s+(?:(?:kl\.?|klokken|at)\s*)?")
_BETWEEN = re.compile(r"\s+(?:og|and)\s+(?:(?:kl\.?|klokken)\s*)?")
_ALSO = re.compile(r"\s*,?\s*(?:og|eller|and|or)\s+(?:[0-9]{1,2}[.:][0-9]{2}(?![0-9])|[0-9]{1,2}(?=\s*(?:$|[.,;!?)])))")
"""Another time, after one: then it is not known which is meant."""
_BETWEEN_TIMES = re.compile(rf"(?<=\{STRUCK})\s+(?:og|eller|and|or)\s+(?=\{STRUCK})")
_BEGINNING = re.compile(
    rf"(?<![\w:/+#§])(?<![0-9][.,])(?:[0-9]{{1,4}}|{either({*NUMBERS, 'femogtyve', 'kvart', 'kvarter', 'quarter', 'halv', 'half'})}{END}|noon|mid)"
)
_FOLLOWING = re.compile(
    rf"\s*(?:$|[.,;:!?)(]|\{STRUCK}|[-–—]\s)|\s+(?:{WEEKDAY}|(?:og|and|i|om|hver|hvert|every|each|on|in|fra|from|frem|indtil|until|til|starting|beginning|med|with|for|den|the|paa|hos|"
    rf"undtagen|except|som|as|dansk|danish|sharp|praecis){END})"
)
"""What may follow a bare number, for it to be a time of day."""
_EACH = re.compile(r"(?<!\w)(?:hver|every|each)\s*$")
_PARTS: tuple[tuple[DayPart, re.Pattern[str]], ...] = (
    ("am", re.compile(r"(?<!i )(?<!god)(?<!god )(?<!good )(?<!\w)(?:om\s+|in\s+the\s+)?(?:(?:formiddag|morgen)(?:en|er|s)?|mornings?)(?!\w)")),
    ("pm", re.compile(r"(?<!god )(?<!good )(?<!\w)(?:om\s+|in\s+the\s+)?(?:(?:eftermiddag|aften)(?:en|er|s)?|afternoons?|evenings?)(?!\w)")),
    ("night", re.compile(r"(?<!god)(?<!god )(?<!good )(?<!\w)(?:om\s+natten|i\s+nat|at\s+night|tonight)(?!\w)")),
)


def hours_told(unread: Unread, *, bare: bool = False) -> Hours:
    """What the clock is said to show; what is read is struck out. `bare`: numbers that only their place makes times, such as those right after a day."""
    part = _part(unread) if not bare else ""
    found = list(_found(unread.folded, bare=bare))
    for each in found:
        unread.strike(each.start, each.end)
    unread.take_all(_BETWEEN_TIMES)
    opening = [each for each in found if not each.closing]
    closing = [each for each in found if each.closing]
    if len(opening) > 1 and opening[0].last is None and _UNTIL.search(unread.folded[: opening[1].start]):
        closing, opening = [opening[1]], opening[:1]
    begins, ends = _reckoned(opening[0], part) if opening else (None, None)
    if closing and ends is None:
        ends = _after(closing[0].first.within(part), begins)
    return Hours(begins, ends, len(opening) > 1 or any(each.unsure for each in found))


def _part(unread: Unread) -> DayPart:
    for part, words in _PARTS:
        match = words.search(unread.folded)
        if match:
            if not _EACH.search(unread.folded[: match.start()]):  # "every morning" is a rhythm too
                unread.strike(match.start(), match.end())
            return part
    return ""


def _found(text: str, *, bare: bool) -> Iterator[_Found]:
    done = 0
    for beginning in _BEGINNING.finditer(text):
        if beginning.start() < done:
            continue
        found = _at(text, beginning.start(), done, bare=bare)
        if found:
            done = found.end
            yield found


def _at(text: str, place: int, done: int, *, bare: bool) -> _Found | None:
    start, words = _opening(text, place, done)
    clock, opened = words.get("clock") or "", words.get("from") or ""
    first = spoken_at(text, place, marked=bool(clock or opened))
    if first is None:
        return None
    last, end = _last(text, first, between=opened in ("mellem", "between"))
    if not _meant(text, (first, last), end, clock=clock, opened=bool(opened), bare=bare, start=start):
        return None
    ten_to = clock == "at" and last is not None and not first.plain and text[first.end : end].startswith(" to ") and first.minutes // _SIXTY in (5, 10)
    unsure = ten_to or bool(words.get("about")) or _ALSO.match(text, end) is not None
    return _Found(start, end, first, last, bool(_CLOSING.search(text[max(0, start - _BACK) : start])), unsure)


def _opening(text: str, place: int, done: int) -> tuple[int, dict[str, str | None]]:
    """Where the words begin that belong to a time at this place, and which they are."""
    begin = max(done, place - _BACK)
    before = text[begin:place].rstrip()
    match = _OPENING.search(text[begin:place]) if before and (before[-1].isalpha() or before[-1] in ".@") else None
    return (begin + match.start(), match.groupdict()) if match else (place, {})


def _last(text: str, first: Spoken, *, between: bool) -> tuple[Spoken | None, int]:
    joint = _JOINT.match(text, first.end) or (_BETWEEN.match(text, first.end) if between else None)
    last = spoken_at(text, joint.end(), marked=True) if joint else None
    return (last, last.end) if last else (None, first.end)


def _meant(text: str, spoken: tuple[Spoken, Spoken | None], end: int, *, clock: str, opened: bool, bare: bool, start: int) -> bool:
    """Whether it is a time at all: by a word before it, by its own words, or by its place."""
    first, last = spoken
    if (clock and clock != "at") or first.plain or (last and last.plain):
        return True
    placed = bool(_FOLLOWING.match(text, end))
    if clock or not bare:
        return bool(clock) and placed
    if last is None:
        return placed and "." in text[start:end] and (first.minutes % _SIXTY == 0 or first.minutes % _SIXTY > _MONTHS)
    return placed and (opened or _right_after(text, start))


def _right_after(text: str, start: int) -> bool:
    return text[:start].rstrip(" ,(").endswith(STRUCK)


def _reckoned(found: _Found, part: DayPart) -> tuple[int, int | None]:
    first, last = found.first.within(part), found.last.within(part) if found.last else None
    if last is None:
        return first.alone, None
    if last.sure and not first.sure:
        earlier = [each for each in first.possible if each < last.minutes]
        return (earlier[-1] if earlier and last.minutes - earlier[-1] < DAY // 2 else first.alone), last.minutes
    return first.alone, _after(last, first.alone)


def _after(last: Spoken, begins: int | None) -> int:
    """An end is the first time of its name after the beginning: 11-1 ends at 13, 22-1 in the night."""
    if begins is None:
        return last.alone
    return next((each for each in last.possible if each > begins), last.possible[0])
