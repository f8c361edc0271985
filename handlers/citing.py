# SPDX-License-Identifier: MPL-2.0
"""Where an answer's facts come from."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from config.catalogue.entries import Source
from handlers.reply import Cited, PartialDate, Phrase, Value
from storage.directory import Directory

TOLD = "told-to-os2bot"
"""The source of what somebody told in chat, by its id."""
MOST = 6
"""How many sources an answer names; those of further rows stand in the rows' dates."""


class Sourced(Protocol):
    """Any fact of the catalogue. `as_of` is the fact's own date; without it, the source's counts."""

    @property
    def source(self) -> str: ...
    @property
    def as_of(self) -> str | None: ...


async def cite(directory: Directory, facts: Iterable[Sourced | None], more: Iterable[str] = ()) -> tuple[Cited, ...]:
    """The sources of these facts, each once, in their order; then those with the ids `more`."""
    dates: dict[str, str | None] = {}
    for fact in facts:
        if fact is not None:
            dates[fact.source] = max(filter(None, (dates.get(fact.source), fact.as_of)), default=None)
    for source in more:
        dates.setdefault(source, None)
    return await _cited(directory, dict(list(dates.items())[:MOST]))


def _title(source: Source) -> Value:
    """What was told to the bot itself has no title but that, in the reader's language; others are cited as they are called."""
    return Phrase("source.told") if source.id == TOLD else source.title


async def _cited(directory: Directory, dates: Mapping[str, str | None]) -> tuple[Cited, ...]:
    return tuple(
        Cited(_title(source), PartialDate(source.read), source.url, PartialDate(date) if (date := dates[source.id] or source.as_of) else None)
        for source in await directory.sources(list(dates))
    )
