# SPDX-License-Identifier: MPL-2.0
"""The port through which the catalogue is changed: by the shipped files at start, and by a reviewed import."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from config.catalogue.entries import Entry


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as it is kept. `loaded` is the hash of the file version it was last loaded from; None if it never was in a file of ours."""

    entry: Entry
    loaded: str | None


class CatalogueStore(Protocol):
    """Reads and writes whole catalogue entries. Every change makes the directory's revision grow, once a unit of work."""

    async def stored(self, kind: str) -> Mapping[str, Stored]:
        """All entries of a kind by key."""

    async def put(self, kind: str, entries: Mapping[str, Stored]) -> None:
        """Adds these entries or replaces those with the same key."""

    async def remove(self, kind: str, keys: frozenset[str]) -> None: ...

    async def hold(self) -> None:
        """Lets nobody else change the catalogue until this unit of work ends; waits while somebody else does."""

    async def fingerprint(self) -> str | None:
        """The fingerprint of the files that were last loaded; None before the first time."""

    async def set_fingerprint(self, fingerprint: str) -> None: ...
