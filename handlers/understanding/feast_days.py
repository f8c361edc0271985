# SPDX-License-Identifier: MPL-2.0
"""Days of the year that have names of their own: juleaften, 2. påskedag, New Year's Eve, Good Friday."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter

from handlers.understanding.day_names import Found
from handlers.understanding.days import Day, Span, When, one_day
from handlers.understanding.text import fold

_PATIENCE = 2  # years within which each of them comes again


@dataclass(frozen=True, slots=True)
class Feast:
    """So many days from Easter Sunday."""

    days: int

    def exists(self) -> bool:
        return True

    def span(self, today: date, floor: date) -> Span:
        found = (easter(year) + timedelta(days=self.days) for year in range(floor.year, floor.year + _PATIENCE))
        return one_day(next((each for each in found if each >= floor), None))


_CHRISTMAS, _EASTER, _WHITSUN = Day(25, 12), Feast(0), Feast(49)
DANISH_FEASTS: Mapping[str, When] = {
    "lillejuleaften": Day(23, 12),
    **dict.fromkeys(("juleaften", "juleaftensdag"), Day(24, 12)),
    "juledag": _CHRISTMAS,
    **dict.fromkeys(("nytaarsaften", "nytaarsaftensdag"), Day(31, 12)),
    "nytaarsdag": Day(1, 1),
    "grundlovsdag": Day(5, 6),
    "palmesoendag": Feast(-7),
    "skaertorsdag": Feast(-3),
    "langfredag": Feast(-2),
    **dict.fromkeys(("paaskedag", "paaskesoendag"), _EASTER),
    **dict.fromkeys(("himmelfartsdag", "himmelfart"), Feast(39)),
    **dict.fromkeys(("pinsedag", "pinsesoendag"), _WHITSUN),
}
"""Of one word, folded."""
_SECOND: Mapping[str, When] = {"juledag": Day(26, 12), "paaskedag": Feast(1), "pinsedag": Feast(50)}
_ENGLISH: Mapping[str, When] = {
    "christmas eve": Day(24, 12), "christmas day": _CHRISTMAS, "boxing day": Day(26, 12), "new year's eve": Day(31, 12), "new years eve": Day(31, 12),
    "constitution day": Day(5, 6), "palm sunday": Feast(-7), "maundy thursday": Feast(-3), "good friday": Feast(-2), "easter sunday": _EASTER, "easter day": _EASTER,
    "easter monday": Feast(1), "ascension day": Feast(39), "whit sunday": _WHITSUN, "whit monday": Feast(50),
}  # fmt: skip
ENGLISH_FIRST_WORDS = " ".join(sorted({name.partition(" ")[0] for name in _ENGLISH}))
ENGLISH_FEAST = rf"(?P<feast>{'|'.join(name.replace(' ', chr(92) + 's{1,2}').replace(chr(39), '[’' + chr(39) + ']') for name in _ENGLISH)})(?!\w)"
NUMBERED_FEAST = r"(?P<which>[12])\.\s?(?P<feast>juledag|p(?:å|aa)skedag|pinsedag)(?!\w)"


def danish_feast(match: re.Match[str]) -> Found:
    return Found(DANISH_FEASTS[fold(match[0])], match.end())


def numbered_feast(match: re.Match[str]) -> Found:
    """First and second day of Christmas, Easter and Whitsun."""
    return Found((_SECOND if match["which"] == "2" else DANISH_FEASTS)[fold(match["feast"])], match.end())


def english_feast(match: re.Match[str]) -> Found:
    return Found(_ENGLISH[" ".join(match["feast"].casefold().replace("’", "'").split())], match.end())
