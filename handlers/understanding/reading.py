# SPDX-License-Identifier: MPL-2.0
"""What stands in a message: its words, the names among them, and the slot values. The evidence that intents are told by."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from handlers.understanding.addresses import addresses
from handlers.understanding.names import Mention, NameIndex
from handlers.understanding.slots import SlotFinder, Values
from handlers.understanding.spelling import Spelling
from handlers.understanding.text import Token, clean, tokens

if TYPE_CHECKING:
    from handlers.recurrence.reading import Recurrence
    from handlers.understanding.dates import Dated

_NO_YEAR = re.compile(r"(?:(?!år|aar|year)[^\d])*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n")

MASKS = {"product": "xproduct", "organisation": "xorganisation", "vendor": "xvendor", "person": "xperson", "mailbox": "xmailbox", "link": "xlink"}
"""What a name becomes, so that a sentence about one product teaches about all."""


@dataclass(frozen=True)
class Reading:
    """`mentions` are sure enough to be masked; `weak` ones are ordinary words too, and wait until such a thing is expected."""

    text: str
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    weak: tuple[Mention, ...]
    values: Values
    today: date
    strange: tuple[str, ...] = ()
    """Words that are neither names of ours nor words of the language: most likely names of something else."""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded words with names masked; a compound keeps its rest: `kitos-koordinatoren` → `xproduct koordinatoren`."""
        return tuple(self._masked())

    @cached_property
    def question(self) -> str:
        """The sentence that asks: the last one with a question mark, else the last one."""
        parts = [part for part in _sentences(self.text) if part.strip(" .!?")]
        asking = [part for part in parts if part.rstrip().endswith("?")]
        return (asking or parts or [self.text])[-1]

    @cached_property
    def days(self) -> "tuple[Dated, ...]":
        """The days that are named. Looked for only where somebody asks: most messages name none."""
        from handlers.understanding.dates import dates  # noqa: PLC0415 - its expressions take long to compile

        return dates(self.text, self.today)

    @cached_property
    def several_days(self) -> tuple[str, ...]:
        """The days and spans in which several meetings are meant, in one value."""
        from handlers.understanding.several_days import several  # noqa: PLC0415 - as above

        found = several(self.text, self.today)
        return (found,) if found else ()

    @cached_property
    def listed_days(self) -> tuple[str, ...]:
        """The days of a list, with their own times, in one value."""
        from handlers.understanding.listed_days import listed  # noqa: PLC0415 - as above

        found = listed(self.text, self.today)
        return (found,) if found else ()

    @cached_property
    def recurrence(self) -> "Recurrence":
        """How often and at what time. Looked for only where somebody asks for it."""
        from handlers.recurrence.reading import recurrence  # noqa: PLC0415 - as above

        return recurrence(self.text, self.today)

    @cached_property
    def impossible_day(self) -> str | None:
        """What is written like a day, but is none."""
        from handlers.understanding.dates import impossible  # noqa: PLC0415 - as above

        return impossible(self.text)

    @cached_property
    def years(self) -> tuple[str, ...]:
        """The years that are named."""
        if _NO_YEAR.fullmatch(self.text):
            return ()
        from handlers.understanding.dates import years  # noqa: PLC0415 - as above

        return tuple(str(year) for year in years(self.text, self.today))

    def tokens_of(self, start: int, end: int) -> tuple[int, int] | None:
        """The tokens [start, end) that these characters touch."""
        places = [place for place, token in enumerate(self.tokens) if token.start < end and token.end > start]
        return (places[0], places[-1] + 1) if places else None

    def ids(self, kind: str) -> tuple[str, ...]:
        """What the mentions of this kind name, in order, each once. A name shared by several things counts as its first."""
        return tuple(dict.fromkeys(mention.ids[0] for mention in self.mentions if mention.kind == kind))

    def slot(self, slot: str) -> tuple[str, ...]:
        """The values found for this slot."""
        return tuple(found.value for found in self.values.get(slot, ()))

    def shared(self, kind: str) -> tuple[str, ...]:
        """The things that one of the names may equally mean; empty where all names are plain."""
        return next((mention.ids for mention in self.mentions if mention.kind == kind and len(mention.ids) > 1), ())

    def believing(self, *mentions: Mention) -> "Reading":
        """The same message with these weak mentions taken at their word."""
        taken = tuple(sorted((*self.mentions, *mentions), key=lambda mention: mention.start))
        rest = tuple(mention for mention in self.weak if mention not in mentions)
        return replace(self, mentions=taken, weak=rest)

    def _masked(self) -> Iterator[str]:
        starts = {mention.start: mention for mention in self.mentions}
        place = 0
        while place < len(self.tokens):
            mention = starts.get(place)
            if mention is None:
                yield self.tokens[place].folded
                place += 1
                continue
            yield MASKS[mention.kind]
            if mention.rest:
                yield mention.rest
            place = mention.end


class Reader:
    """Reads messages against the names and words of one revision of the catalogue."""

    def __init__(self, names: NameIndex, slots: SlotFinder, spelling: Spelling) -> None:
        self._names = names
        self._slots = slots
        self._spelling = spelling

    def warm(self, some: Sequence[Token]) -> None:
        """Builds what else would be built by the first misspelt word."""
        self._names.find(some)
        self._spelling.mended(some, ())

    def read(self, text: str, today: date) -> Reading:
        cleaned = clean(text)
        words = tuple(tokens(cleaned))
        people = tuple(addresses(cleaned, words))
        reached = {place for mention in people for place in range(mention.start, mention.end)}
        found = [mention for mention in self._names.find(words) if reached.isdisjoint(range(mention.start, mention.end))] if people else self._names.find(words)
        strong = tuple(sorted((*people, *(mention for mention in found if not mention.weak)), key=lambda mention: mention.start))
        weak = tuple(mention for mention in found if mention.weak)
        named = {place for mention in found for place in range(mention.start, mention.end)} | reached
        mended = self._spelling.mended(words, named)
        strange = tuple(token.folded for place, token in enumerate(mended) if place not in named and self._names.strange(token.folded))
        return Reading(cleaned, mended, strong, weak, self._slots.find(mended, today), today, strange)


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(text):
        yield text[start : end.end()]
        start = end.end()
    yield text[start:]
