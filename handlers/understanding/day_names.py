# SPDX-License-Identifier: MPL-2.0
"""What months and days of the week are called in Danish and English, and how a day that is found is handed on."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from babel.dates import get_day_names, get_month_names

from handlers.understanding.days import When
from handlers.understanding.text import fold

Needs = Literal["", "preposition", "sure preposition", "article", "marker", "mark of a new year"]
"""What must stand before it, for it to be a date at all."""


@dataclass(frozen=True, slots=True)
class Found:
    """A day or span that a text names up to `end`. `cut`: where the second of two joined by a word begins ("uge 28 | til 30")."""

    when: When
    end: int
    needs: Needs = ""
    cut: int | None = None


Read = Callable[[re.Match[str]], Found | None]


@dataclass(frozen=True, slots=True)
class Form:
    """A way of writing dates. `unless`: folded words that, standing before it, make it mean something else."""

    pattern: re.Pattern[str]
    read: Read
    unless: frozenset[str] = frozenset()


Names = dict[str, int]


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _names(get: Callable[..., Mapping[int, str]], *locales: str, width: str) -> Names:
    return {fold(name.rstrip(".")): number for locale in locales for number, name in get(width, locale=locale).items()}


WHOLE_MONTHS = _names(get_month_names, "da", "en", width="wide")
MONTHS = WHOLE_MONTHS | _names(get_month_names, "da", "en", "en_GB", width="abbreviated")
DANISH_MONTHS = frozenset(_names(get_month_names, "da", width="wide") | _names(get_month_names, "da", width="abbreviated"))
ENGLISH_MONTHS = frozenset(_names(get_month_names, "en", width="wide") | _names(get_month_names, "en", "en_GB", width="abbreviated"))
WEEKDAYS = _names(get_day_names, "da", "en", width="wide")
MAY = "may"  # an ordinary English word too
ACRONYM = "(acronym)"
"""Stands for the word before, where that is one such as EUPL or WCAG, whose numbers are versions."""
