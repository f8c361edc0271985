# SPDX-License-Identifier: MPL-2.0
"""Finds people, mailboxes and links in a message: identities as platforms write them, @mentions, mail and web addresses. Never a name."""

import re
from collections.abc import Iterator, Sequence

from handlers.understanding.names import Mention
from handlers.understanding.text import Token

_FOUND = re.compile(
    r"(?P<link>\b(?:(?:https?|webcals?)://|www\.(?=[\w-]+\.))[^\s<>\"]{1,1000}(?<![.,;:!?)\]'»”]))"
    r"|(?P<identity>\b(?:slack:[TE][A-Z0-9]{1,20}:[UW][A-Z0-9]{1,20}|matrix:@[^\s:<>@]{1,100}:[\w.-]{1,150}(?::\d{1,5})?)(?<![.]))"
    r"|(?P<mailbox>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})"
    r"|(?P<mention>(?<![\w.@])@[\w.-]{1,100}(?::[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})?(?<![.]))"
)


def addresses(text: str, words: Sequence[Token]) -> Iterator[Mention]:
    """A mention for each, over the tokens it spans. `@name:example.org` is a Matrix identity; `@name` alone is nobody the bot can know.

    A link ends before the punctuation of the sentence. What stands in it names nothing: not a product, not a person.
    """
    if "@" not in text and "slack:" not in text and "://" not in text and "www." not in text:
        return
    for found in _FOUND.finditer(text):
        kind = found.lastgroup if found.lastgroup in ("mailbox", "link") else "person"
        value = f"matrix:{found[0]}" if found.lastgroup == "mention" and ":" in found[0] else found[0]
        places = [place for place, token in enumerate(words) if token.start < found.end() and token.end > found.start()]
        if places:
            yield Mention(kind, (value,), places[0], places[-1] + 1, "exact", 1.0)
