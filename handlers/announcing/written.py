# SPDX-License-Identifier: MPL-2.0
"""What an announcement says: as it was written, with its lines, and without what cannot be seen. It names nobody's account."""

import re
import unicodedata

from handlers.message import Query
from handlers.refusal import Refusal, asking

LONGEST = 2_000
"""Characters, of which an emoji is two. It is one message on every platform, so that it can be put right and taken back as one; whatever is longer is a page to link to."""
_ACCOUNT = re.compile(r"(?<![\w:])(?:slack:[TE]\w+:[UW]\w+|matrix:@[^\s:]+:\S+)")
_EMPTY_LINES = re.compile(r"\n{3,}")


def written(query: Query, key: str) -> str:
    """The text. Raises Refusal where there is none, which `key` then asks for, where it is too long, and where it would call somebody in each channel."""
    text = tidied(query.slots.get("text", ""))
    if not text:
        raise asking(key, "text", count=LONGEST)
    if _length(text) > LONGEST:
        raise Refusal("announcement.too_long", count=LONGEST, outcome="asked_back", missing=("text",))
    if _ACCOUNT.search(text):
        raise Refusal("announcement.names", outcome="asked_back", missing=("text",))
    return text


def _length(text: str) -> int:
    """As many clients count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def tidied(text: str) -> str:
    """Lines stay, and what indents them; control and direction characters go, and empty lines beyond one."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")
    visible = ("".join(char for char in line if unicodedata.category(char)[0] != "C").rstrip() for line in lines)
    return _EMPTY_LINES.sub("\n\n", "\n".join(visible)).strip("\n").rstrip()
