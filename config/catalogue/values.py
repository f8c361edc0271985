# SPDX-License-Identifier: MPL-2.0
"""The small values that catalogue entries are made of."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, StringConstraints, with_config

ENTRY = ConfigDict(extra="forbid", str_strip_whitespace=True, title="entry")

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _partial_date(value: str) -> str:
    match = _PARTIAL_DATE.fullmatch(value)
    if match is None:
        raise ValueError("a date is written 2026, 2026-08 or 2026-08-31, in quotes")
    year, month, day = (int(part or 1) for part in match.groups())
    date(year, month, day)  # raises ValueError with its own clear words
    return value


def _web_address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"|]+", value):
        raise ValueError("a web address begins with https:// and holds no spaces")
    return value


def _mailbox(value: str) -> str:
    if not re.fullmatch(r"[^@\s<>|]+@[^@\s<>|]+\.[^@\s<>|]+", value):
        raise ValueError("a mailbox is written name@example.org")
    return value


type_id = r"^[a-z0-9][a-z0-9+-]*(?:/[a-z0-9][a-z0-9+-]*)*$"
Id = Annotated[str, StringConstraints(pattern=type_id, max_length=120)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=6000)]
PartialDate = Annotated[str, AfterValidator(_partial_date)]
Url = Annotated[str, StringConstraints(max_length=500), AfterValidator(_web_address)]
Mailbox = Annotated[str, StringConstraints(max_length=200), AfterValidator(_mailbox)]
Level = Literal["sandkasse", "1", "1+", "2", "3"]
Visibility = Literal["open", "group"]
"""open: for everybody · group: for those who have a role over the product or the organisation, and for the secretariat, where nobody else reads along."""
GroupType = Literal["styregruppe", "koordinationsgruppe", "faggruppe", "brugerklub", "bestyrelse", "generalforsamling", "netværk"]


@with_config(ENTRY)
@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same thing said in Danish and in English."""

    da: Prose
    en: Prose


@with_config(ENTRY)
@dataclass(frozen=True, slots=True)
class WordLists:
    """Words and phrases people use, by language."""

    da: tuple[Words, ...] = ()
    en: tuple[Words, ...] = ()


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFact:
    """A governance level somebody stated. `as_of` is when it was said; without it, the source's own date counts."""

    level: Level
    source: Id
    as_of: PartialDate | None = None
    note: Bilingual | None = None
    visibility: Visibility = "open"


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFact:
    """Whether a product lives. `unknown` means that no source read says so."""

    value: Literal["active", "unknown", "retired"]
    source: Id
    as_of: PartialDate | None = None
    note: Bilingual | None = None
    visibility: Visibility = "open"


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceFact:
    """The licence of a product's code, as an SPDX identifier."""

    spdx: Words
    source: Id
    as_of: PartialDate | None = None
    note: Bilingual | None = None


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFact:
    """The mailbox to write to about a product. `shared` says that it is the secretariat's, not the product's own."""

    mailbox: Mailbox
    shared: bool
    source: Id
    as_of: PartialDate | None = None


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Something a source says that fits no narrower shape. `count` is the number in it, when it has one that is worth asking for."""

    text: Bilingual
    source: Id
    as_of: PartialDate | None = None
    count: int | None = None


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    title: Bilingual
    url: Url
