# SPDX-License-Identifier: MPL-2.0
"""Whether a line is what it must be: a mail address, a CVR number, an EAN number, a time of day. Each wrong one gets a kind sentence that says what is missing."""

import re
from collections.abc import Callable, Mapping
from datetime import time

from handlers.forms.form import Check
from handlers.reply import Phrase

_MAIL = re.compile(r"[^@\s<>|,;]+@[^@\s<>|,;.]+(\.[^@\s<>|,;.]+)+")
_TIME = re.compile(r"[^\d-]{0,4}(\d{1,2})(?:[.:]?(\d{2}))?")
"""With a short word before it, as people write it."""
_CVR_DIGITS, _EAN_DIGITS = 8, 13


def wrong_line(check: Check, value: str) -> Phrase | None:
    """None where nothing is wrong with it."""
    return _CHECKS[check](value) if check else None


def _wrong_mail(value: str) -> Phrase | None:
    return None if _MAIL.fullmatch(value) else Phrase("form.problem.mail")


def _wrong_cvr(value: str) -> Phrase | None:
    """Eight digits. Their check digit proves nothing: numbers are given out that do not fit it (the Danish Business Authority gave up modulus 11)."""
    return None if _digits(value, _CVR_DIGITS) else Phrase("form.problem.cvr", {"count": _CVR_DIGITS})


def _wrong_ean(value: str) -> Phrase | None:
    """Thirteen digits, of which the last is the check digit of GS1: https://www.gs1.org/services/how-calculate-check-digit-manually"""
    digits = _digits(value, _EAN_DIGITS)
    if not digits:
        return Phrase("form.problem.ean", {"count": _EAN_DIGITS})
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits[:-1]))
    return None if (weighed + int(digits[-1])) % 10 == 0 else Phrase("form.problem.ean_digit")


def _wrong_time(value: str) -> Phrase | None:
    return None if time_of(value) else Phrase("form.problem.time")


def time_of(value: str) -> time | None:
    """The time of day that 9, 9.30, 09:30 or 0930 is."""
    found = _TIME.fullmatch(value.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - a day has so many hours


def _digits(value: str, count: int) -> str:
    """The digits, without the spaces between which people write them; empty where they are not so many."""
    plain = "".join(value.split()).removeprefix("DK")
    return plain if plain.isascii() and plain.isdigit() and len(plain) == count else ""


_CHECKS: Mapping[Check, Callable[[str], Phrase | None]] = {"mail": _wrong_mail, "cvr": _wrong_cvr, "ean": _wrong_ean, "time": _wrong_time}
