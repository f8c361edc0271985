# SPDX-License-Identifier: MPL-2.0
"""Finds slot values that are not names: levels, groups, topics, states, licences, times."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from babel.dates import get_month_names

from config.catalogue.entries import Category
from config.intents.intent import Vocabulary
from handlers.understanding.phrases import Found, Phrases, both, by_value
from handlers.understanding.text import Token, fold

Values = dict[str, tuple[Found, ...]]
"""Slot → what was found for it, in the order of the message, each value once."""

DIGIT = "digit"
"""Numbers that could be levels where nothing else is asked about: "the difference between 2 and 3"."""

_BESIDE = 3  # words between "level" and its value, at most
_JOINTS = frozenset(("og", "eller", "til", "and", "or", "to", "vs"))
_MAY = "may"  # the English month that is an ordinary word too


class SlotFinder:
    """The vocabulary and the catalogue's topics, ready to be found in messages."""

    def __init__(self, vocabulary: Vocabulary, categories: Iterable[Category]) -> None:
        self._slots = {slot: Phrases(by_value(values)) for slot, values in vocabulary.slots.items()}
        self._slots["category"] = Phrases({each.id: (each.name.da, each.name.en, *both(each.words)) for each in categories})
        self._level_words = Phrases({"level": both(vocabulary.level_words)})
        self._levels = Phrases(by_value(vocabulary.levels))
        self._lone_levels = Phrases(by_value(vocabulary.lone_levels))

    def find(self, message: Sequence[Token], today: date) -> Values:
        """`today` decides which year a month belongs to: the coming one."""
        values = {slot: _distinct(phrases.find(message)) for slot, phrases in self._slots.items()}
        values["level"] = self._levels_in(message)
        values[DIGIT] = _distinct(found for found in self._levels.find(message) if message[found.start].text[0].isdigit())
        values["period"] = values.get("period", ()) or tuple(_months(message, today))
        return {slot: found for slot, found in values.items() if found}

    def _levels_in(self, message: Sequence[Token]) -> tuple[Found, ...]:
        lone = self._lone_levels.find(message)
        named = [found for found in self._levels.find(message) if self._beside_level(found, message)]
        return _distinct(sorted([*lone, *named], key=lambda found: found.start))

    def _beside_level(self, found: Found, message: Sequence[Token]) -> bool:
        """`niveau 2`, `niveau 2 eller 3`, `2. niveau`: but not `one level`."""
        marks = self._level_words.find(message)
        digits = message[found.start].text[0].isdigit()
        after = any(0 <= found.start - mark.end <= (_BESIDE if digits or self._joined(found, message) else 0) for mark in marks)
        before = any(mark.start == found.end for mark in marks) and message[found.start].folded != "one"
        return after or before

    def _joined(self, found: Found, message: Sequence[Token]) -> bool:
        """`niveau to og tre`: a level written as a word, joined to the one before."""
        return found.start > 1 and message[found.start - 1].folded in _JOINTS


def _distinct(found: Iterable[Found]) -> tuple[Found, ...]:
    first: dict[str, Found] = {}
    for each in found:
        first.setdefault(each.value, each)
    return tuple(first.values())


def _month_numbers() -> Mapping[str, int]:
    return {fold(name): number for locale in ("da", "en") for number, name in get_month_names("wide", locale=locale).items()}


_MONTHS = _month_numbers()


def _months(message: Sequence[Token], today: date) -> Iterable[Found]:
    for place, token in enumerate(message):
        number = _MONTHS.get(token.folded)
        if number and (token.folded != _MAY or (place and message[place - 1].folded in ("in", "i", "for"))):
            year = today.year + (number < today.month)
            yield Found(f"{year}-{number:02}", place, place + 1)
