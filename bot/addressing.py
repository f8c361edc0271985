# SPDX-License-Identifier: MPL-2.0
"""The words that address the bot, where it need not be addressed: `/os2 …`, `!os2 …`, `os2bot …`."""

from handlers.message import Message
from handlers.understanding.text import clean

_NAMES = frozenset(("/os2", "!os2", "@os2bot", "os2bot"))


def without_address(text: str) -> str:
    """The message without them, on one line."""
    cleaned = clean(text)
    first, _, rest = cleaned.partition(" ")
    return rest if _names(first) else cleaned


def as_written(text: str) -> str:
    """The message without them, with its lines."""
    words = text.strip().split(maxsplit=1)
    return words[1] if len(words) > 1 and _names(clean(words[0])) else text.strip()


def is_addressed(message: Message) -> bool:
    """Whether they stand, or stood, in front of it."""
    return message.addressed or _names(clean(message.text).partition(" ")[0])


def _names(word: str) -> bool:
    return word.casefold().rstrip(":,") in _NAMES
