# SPDX-License-Identifier: MPL-2.0
"""The words before a date that say what it is: from when, until when, or on which day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from handlers.understanding.day_names import words

Kind = Literal["from", "until", "on", "since", "to"]
"""to: until in "from March to May", else nothing."""


@dataclass(frozen=True, slots=True)
class Mark:
    """`words`: the first of each phrase in it. `end`: where the date must begin for the mark to be its own. `inclusive`: "til og med"."""

    kind: Kind
    words: frozenset[str]
    start: int
    end: int
    inclusive: bool = False


_PHRASES: tuple[tuple[Kind, str, str], ...] = (
    ("from", "fra", r"fra(?:\sog\smed)?"),
    ("from", "med", r"med\svirkning(?:\sfra)?"),
    ("from", "pr", r"pr\.?"),
    ("from", "per", r"per"),
    ("from", "f", r"f\.\s?o\.\s?m\.?"),
    ("from", "from", r"from"),
    ("from", "starting", r"starting(?:\s(?:from|on))?"),
    ("from", "effective", r"effective(?:\s(?:from|as\sof))?"),
    ("from", "as", r"as\s(?:of|from)"),
    ("from", "w", r"w\.?\s?e\.?\s?f\.?"),
    ("from", "wef", r"wef"),
    ("until", "til", r"til(?:\sog\smed)?"),
    ("until", "frem", r"frem\s(?:til|mod)"),
    ("until", "indtil", r"indtil"),
    ("until", "t", r"t\.\s?o\.\s?m\.?"),
    ("until", "until", r"until"),
    ("until", "till", r"till"),
    ("until", "through", r"through"),
    ("until", "up", r"up\sto(?:\sand\sincluding)?"),
    ("until", "tilbage", r"tilbage(?:\sigen)?"),
    ("until", "back", r"back"),
    ("since", "siden", r"siden"),
    ("since", "since", r"since"),
    ("to", "to", r"to"),
    ("on", "d", r"d\.?"),
    ("on", "paa", r"p(?:å|aa)"),
    ("on", "foer", r"f(?:ø|oe)r"),
)
_ON: Kind = "on"
_PLACING = words("on i in den the ved at by senest inden af of for efter after before during hele")
_BY_WORD: Mapping[str, tuple[Kind, re.Pattern[str]]] = {
    word: (kind, re.compile(rf"(?:{phrase})(?:(?<!\w)|(?!\w))\s{{0,2}}", re.IGNORECASE))
    for kind, word, phrase in (*_PHRASES, *((_ON, word, word) for word in _PLACING))
}

_INCLUSIVE = re.compile(r"til og med|t\.|up to and|through", re.IGNORECASE)
_ARTICLES = words("d den the")
_OUTSIDE = words("af of for efter after foer before during")  # they say of what the date is: not its own words
_OPEN = words("tilbage back starting med")  # "tilbage i uge 2", "med virkning pr. 1/3"
_BARE_DAY = words("d den the paa on at to")  # what may stand before a day but makes no word a month
_BEFORE_MAY = words("in from until till by since of through during before after as starting effective up")
_BEFORE_24_7 = words("d indtil until frem")
_AT_NEW_YEAR = words("ved at by inden senest efter after")


def mark_at(text: str, start: int, word: str, earlier: Mark | None) -> Mark | None:
    """The mark that this folded word begins, or goes on with: "fra og med | på | mandag", "back | on", "fra | den"."""
    kind, phrase = _BY_WORD.get(word, (None, None))
    found = phrase.match(text, start) if phrase else None
    if not kind or not found:
        return None
    if earlier and earlier.end == start and _goes_on(earlier, word, kind):
        return replace(earlier, kind=kind if earlier.kind == "on" else earlier.kind, words=earlier.words | {word}, end=found.end())
    return Mark(kind, frozenset({word}), found.end() if word in _OUTSIDE else start, found.end(), bool(_INCLUSIVE.match(found[0])))


def _goes_on(earlier: Mark, word: str, kind: Kind) -> bool:
    """Not every row of such words is one mark: "noget at se til | i denne uge", "har I | i uge 36"."""
    if word in _ARTICLES or word == "hele":
        return not earlier.words & _ARTICLES
    if word in ("paa", "on"):
        return earlier.kind != "on"
    return bool(earlier.words & _OPEN) and kind in ("on", "from")


def names_month(mark: Mark) -> bool:
    """Whether a month's name after it is a month."""
    return bool(mark.words - _BARE_DAY)


def names_sure_month(mark: Mark) -> bool:
    """Whether it is a month even where it is an ordinary English word, as in "so that I may"."""
    return bool(mark.words & _BEFORE_MAY)


def follows_article(mark: Mark) -> bool:
    """Whether 1.3 after it is a date: "den 1.3", "pr. 1.3"."""
    return bool(mark.words & (_ARTICLES | {"pr", "per"}))


def names_twenty_fourth(mark: Mark) -> bool:
    """Whether 24/7 after it is the 24th of July."""
    return mark.kind in ("from", "since") or bool(mark.words & _BEFORE_24_7)


def names_new_year(mark: Mark) -> bool:
    """Not "in the new year", which is no day."""
    return mark.kind in ("from", "until", "since") or bool(mark.words & _AT_NEW_YEAR)
