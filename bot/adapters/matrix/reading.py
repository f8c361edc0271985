# SPDX-License-Identifier: MPL-2.0
"""What events are made of, checked: whatever is not as the specification has it raises ValueError here, and nothing else later."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_MOST_BYTES = 255  # https://spec.matrix.org/latest/appendices/#common-identifier-format
_LATEST = 4_102_444_800.0  # 2100: a clock that says later is wrong
_PERSON = re.compile(r"@[^\s:<>@]*:[^\s<>@]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event of a room. `at`: Unix time in seconds, 0 where the homeserver says none that can be. `state_key`: None for what is no state."""

    id: str
    kind: str
    sender: str
    content: Mapping[str, Any]
    at: float
    state_key: str | None = None
    unsigned: Mapping[str, Any] = field(default_factory=dict)


def event(raw: object) -> Event:
    """Raises ValueError."""
    found = mapping(raw)
    state_key = found.get("state_key")
    if state_key is not None and not isinstance(state_key, str):
        raise ValueError("a state key is text")
    return Event(
        id=identifier(found.get("event_id"), "$"), kind=text(found.get("type")), sender=person(found.get("sender")), content=mapping(found.get("content")),
        at=_moment(found.get("origin_server_ts")), state_key=state_key, unsigned=mapping(found.get("unsigned") or {}),
    )  # fmt: skip


def mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("this should be an object")  # noqa: TRY004 - one kind of error for whatever is malformed  # noqa: TRY004 - one kind of error for whatever is not as it should be
    return value


def text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("this should be text")  # noqa: TRY004 - as above  # noqa: TRY004 - one kind of error for whatever is not as it should be
    return value


def identifier(value: object, sigil: str) -> str:
    """The id of an event or a room. A room's need not name a server, so nothing is looked for in it."""
    found = text(value)
    if not found.startswith(sigil) or len(found) < 2 or _unfit(found):  # noqa: PLR2004 - a sigil and something
        raise ValueError(f"this is no id that begins with {sigil}")
    return found


def person(value: object) -> str:
    found = text(value)
    if not _PERSON.fullmatch(found) or _unfit(found):
        raise ValueError("this is no user's id")
    return found


def _unfit(found: str) -> bool:
    return not found.isprintable() or " " in found or len(found.encode(errors="replace")) > _MOST_BYTES


def _moment(value: object) -> float:
    """A clock that is wrong, or a homeserver that lies, makes no message unreadable."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    try:
        seconds = float(value) / 1000
    except OverflowError:
        return 0.0
    return seconds if math.isfinite(seconds) and 0 <= seconds <= _LATEST else 0.0
