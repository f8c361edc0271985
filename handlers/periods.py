# SPDX-License-Identifier: MPL-2.0
"""Times that a question names, as days."""

import re
from datetime import date

_YEAR, _MONTH = re.compile(r"\d{4}"), re.compile(r"(\d{4})-(\d{2})")
_DECEMBER = 12


def period_of(value: str) -> tuple[date, date] | None:
    """The first day of a year (`2024`) or a month (`2024-03`), and the day after the last. None for any other time."""
    if _YEAR.fullmatch(value):
        return date(int(value), 1, 1), date(int(value) + 1, 1, 1)
    if found := _MONTH.fullmatch(value):
        year, month = int(found[1]), int(found[2])
        return date(year, month, 1), date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
    return None
