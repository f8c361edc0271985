# SPDX-License-Identifier: MPL-2.0
"""What the cells of a file of roles mean: an identity, a mailbox, a share, a day. Raises ValueError with what is expected."""

import re
from datetime import date

from pydantic import TypeAdapter, ValidationError

from config.catalogue.values import Id, Mailbox
from config.people_scope import shown

_IDENTITY = re.compile(r"console|slack:[TE][A-Z0-9]+:[UW][A-Z0-9]+|matrix:@[^:\s]+:\S+")
_LONGEST_IDENTITY = 400
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:/(\d{1,2})-|\.(\d{1,2})\.|-(\d{1,2})-)(\d{4})", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3})\s*%?", re.ASCII)
_FRACTION = re.compile(r"(\d{1,4})\s*/\s*(\d{1,4})", re.ASCII)
_WHOLE = 100
_MAILBOX, _SOURCE = TypeAdapter(Mailbox), TypeAdapter(Id)


def identity(text: str) -> str:
    if not _IDENTITY.fullmatch(text) or not text.isprintable() or len(text) > _LONGEST_IDENTITY:
        raise ValueError(f"'{shown(text)}' is no identity; write slack:T0123:U0123 or matrix:@name:example.org")
    return text


def mailbox(text: str) -> str:
    try:
        found: str = _MAILBOX.validate_python(text)
    except ValidationError:
        found = ""
    if not found.isprintable() or not found:
        raise ValueError(f"'{shown(text)}' is no mailbox; write name@example.org")
    return found


def source(text: str) -> str:
    try:
        found: str = _SOURCE.validate_python(text)
    except ValidationError:
        raise ValueError(f"'{shown(text)}' is no id; write small letters, digits and hyphens, such as list-2026") from None
    return found


def share(text: str) -> int:
    """Percent. A fraction is rounded to whole ones."""
    share = 0
    if match := _PERCENT.fullmatch(text):
        share = int(match[1])
    elif (match := _FRACTION.fullmatch(text)) and int(match[2]):
        numerator, denominator = int(match[1]), int(match[2])
        share = (2 * _WHOLE * numerator + denominator) // (2 * denominator)
    if not 1 <= share <= _WHOLE:
        raise ValueError(f"'{shown(text)}' is no share of a full-time position; write 1 to 100 (percent), or a fraction such as 1/5")
    return share


def day(text: str) -> date:
    """The day first, as Danes write it. `3/4/2027` is refused: an American would mean another day."""
    try:
        if _ISO.fullmatch(text):
            return date.fromisoformat(text)
        if match := _DAY_FIRST.fullmatch(text):
            day, *months, year = match.groups()
            return date(int(year), int(next(filter(None, months))), int(day))
    except ValueError:
        raise ValueError(f"'{shown(text)}' is no day of the calendar") from None
    raise ValueError(f"'{shown(text)}' is no date; write 2027-03-01, 1/3-2027 or 1.3.2027")
