# SPDX-License-Identifier: MPL-2.0
"""What goes out: phrases by key, not words. A platform's adapter renders it after `bot.localise` has chosen the language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from config.catalogue.values import Bilingual

Outcome = Literal["answered", "unknown", "asked_back", "declined", "not_understood", "proposed"]
"""answered: a fact was given, or what was wanted is done · unknown: understood, but no source says · asked_back: which of these? ·
declined: not this bot's subject, or not permitted · proposed: a change is shown, and waits for a yes."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the year, month or day, as `2026`, `2026-08` or `2026-08-31`."""

    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Several values in one sentence: "a, b og c"."""

    values: "tuple[Value, ...]"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text of the catalogue by its key, with the values of its placeholders. A value `count` chooses singular or plural."""

    key: str
    values: "Mapping[str, Value]" = field(default_factory=dict)

    def __hash__(self) -> int:
        """By the key alone: a mapping has none. What is said twice is found by it."""
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class Hours:
    """When something takes place, said with its weekday: from, and until. Aware, by the clock where it takes place.

    `zone`: that clock's (IANA). It is said in the reader's own zone; where its clock shows another time, that is said too.
    """

    start: datetime
    end: datetime
    zone: str = ""


Value = str | int | datetime | Hours | PartialDate | Listing | Phrase | Bilingual


@dataclass(frozen=True, slots=True)
class Heading:
    phrase: Value


@dataclass(frozen=True, slots=True)
class Paragraph:
    phrase: Value


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as wide as `columns`."""

    columns: tuple[Value, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go. The label stands before the address where a platform shows no links."""

    label: Value
    url: str


@dataclass(frozen=True, slots=True)
class Prose:
    """What somebody wrote to many, as they wrote it: lines stay, and web addresses can be followed where a platform shows links. Nobody is mentioned by it."""

    text: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text to be taken as it is, such as JSON: in a fixed-width block where a platform has one."""

    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One number of a chart, and what it counts. Not below zero."""

    label: Value
    number: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers as a picture: bars from zero, in this order. `unit`: what is counted, such as "organisations". `says`: the same in words.

    With fewer than FEWEST_BARS the words say it all, and nothing else is shown.
    """

    title: Value
    unit: Value
    bars: tuple[Bar, ...]
    says: Value


FEWEST_BARS = 3
Part = Heading | Paragraph | Bullets | Table | Link | Prose | Verbatim | Chart


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as the reader sees it. `as_of`: when it was true by the source; None: the source is undated, and was read on `read`."""

    title: "Value"
    read: PartialDate
    url: str | None = None
    as_of: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to click or to answer by its number. Choosing it asks `intent` with `slots`."""

    label: Value
    intent: str
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the bot answers. `missing`: slots that the next message is expected to fill. `concerns`: ids of people about whom something was changed,
    or their identities. `in_private`: it says no only because others read along.
    """

    parts: tuple[Part, ...]
    outcome: Outcome = "answered"
    choices: tuple[Choice, ...] = ()
    sources: tuple[Cited, ...] = ()
    missing: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    in_private: bool = False


def say(key: str, /, **values: Value) -> Paragraph:
    """A paragraph of one phrase: what most answers are made of."""
    return Paragraph(Phrase(key, values))
