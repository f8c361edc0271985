# SPDX-License-Identifier: MPL-2.0
"""How a section is put together: so many lines, and how to see the others."""

from collections.abc import Sequence

from handlers.reply import Bullets, Part, Phrase, Reply, Value, say

MOST = 8
"""Lines of one section."""
NOTHING = Reply(parts=())


def listed(lines: Sequence[Value], section: str, left: int, **values: Value) -> tuple[Part, ...]:
    """`left`: how many there are besides these lines. With these values it is said how to see them."""
    return (Bullets(tuple(lines)), *((say(f"digest.{section}.more", count=left, **values),) if left > 0 else ()))


def with_note(line: Value, note: Value | None) -> Value:
    return line if note is None else Phrase("digest.noted", {"line": line, "note": note})
