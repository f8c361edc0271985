# SPDX-License-Identifier: MPL-2.0
"""Whether a message in a room with other people is meant for the bot, and what it then says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.adapters.matrix.words import Words

_COMMAND = re.compile(r"!os2(?![\w-])[\s,:]*", re.IGNORECASE)
_NUMBER = re.compile(r"(?:(?:nr|nummer|number|no|valg|choice)\.? ?)?\d{1,2}[.):]?", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\s.,!]+")
_POLITE = frozenset(("tak", "please", "thanks"))
DECIDES = frozenset((
    "ja", "jep", "jeps", "ja da", "gør det", "ja gør det", "bekræft", "nej", "nix", "næ", "annuller", "glem det", "drop det", "stop", "lad være", "nej lad være",
    "fortryd", "yes", "yep", "yup", "yeah", "do it", "yes do it", "go ahead", "confirm", "no", "nope", "cancel", "forget it", "drop it", "never mind", "undo",
))  # fmt: skip
"""What whole messages are yes, no or "take it back" to a bot. Without what people say to one another all day, such as "ok" and "super"."""


@dataclass(frozen=True, slots=True)
class Me:
    """The bot as rooms know it: `@os2bot:example.org`, and the name that it shows."""

    user: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """`command`: it begins with `!os2`. `text`: without that, and without the bot's name."""

    text: str
    command: bool = False
    addressed: bool = False


def said(found: Words, content: Mapping[str, Any], me: Me) -> Said:
    """Never raises."""
    text, named = _without_id(found.text, me)
    meant = named or me.user in found.pilled or _mentioned(content, me)
    text = _without_command(stripped := _without_name(text, me) if meant else text)
    if text != stripped or meant:
        return Said(text, command=text != stripped, addressed=True)
    if "m.mentions" not in content and (called := _called(text, me)) is not None:
        return Said(called, addressed=True)
    return Said(text)


def perhaps(text: str) -> bool:
    """Whether a message may choose or decide something that stands above it: "2", "ja tak"."""
    plain = text.strip()
    if _NUMBER.fullmatch(plain):
        return True
    words = _PUNCTUATION.sub(" ", plain[:40].casefold()).split()
    while len(words) > 1 and words[-1] in _POLITE:
        words.pop()
    return len(plain) <= 40 and " ".join(words) in DECIDES  # noqa: PLR2004 - cut above


def _mentioned(content: Mapping[str, Any], me: Me) -> bool:
    mentions = content.get("m.mentions")
    users = mentions.get("user_ids") if isinstance(mentions, Mapping) else None
    return isinstance(users, list) and me.user in users


def _without_command(text: str) -> str:
    found = _COMMAND.match(text)
    return text[found.end() :] if found else text


def _without_id(text: str, me: Me) -> tuple[str, bool]:
    if me.user not in text:
        return text, False
    pattern = re.compile(rf"(?<![\w@])(?:matrix:)?{re.escape(me.user)}(?![\w-]|[.:]\w)")
    plain, count = pattern.subn("", text)
    return (plain, True) if count else (text, False)


def _without_name(text: str, me: Me) -> str:
    """Without the name that clients write for a mention, and what stands after it."""
    text = text.lstrip(" \t\n,:;-–")
    for name in _names(me):
        if match := re.match(rf"@?{re.escape(name)}(?![\w-]|[.@]\w|:[\w-]+\.)[\s,:;]*", text, re.IGNORECASE):
            return text[match.end() :]
    return text


def _called(text: str, me: Me) -> str | None:
    """The rest, where it begins with the bot's name and a colon or a comma, as clients wrote mentions before there were any."""
    for name in _names(me):
        if match := re.match(rf"@?{re.escape(name)}\s?[:,](?!\S)\s*", text, re.IGNORECASE):
            return text[match.end() :]
    return None


def _names(me: Me) -> list[str]:
    local = me.user[1:].partition(":")[0]
    return sorted({name for name in (me.name.strip(), local) if name}, key=len, reverse=True)
