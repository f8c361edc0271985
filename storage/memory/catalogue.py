# SPDX-License-Identifier: MPL-2.0
"""Catalogue entries in memory."""

from collections.abc import Mapping

from storage.catalogue import Stored
from storage.index_values import NAMING
from storage.memory.state import State


class MemoryCatalogueStore:
    def __init__(self, state: State) -> None:
        self._state = state
        self._changed = self._names_changed = False

    async def stored(self, kind: str) -> Mapping[str, Stored]:
        return dict(sorted(self._state.entries[kind].items()))

    async def put(self, kind: str, entries: Mapping[str, Stored]) -> None:
        self._state.entries[kind].update(entries)
        self._grow(kind, bool(entries))

    async def remove(self, kind: str, keys: frozenset[str]) -> None:
        for key in keys:
            self._state.entries[kind].pop(key, None)
        self._grow(kind, bool(keys))

    async def hold(self) -> None:
        """Units of work follow one another anyway."""

    async def fingerprint(self) -> str | None:
        return self._state.fingerprint

    async def set_fingerprint(self, fingerprint: str) -> None:
        self._state.fingerprint = fingerprint

    def _grow(self, kind: str, changed: bool) -> None:
        if changed and not self._changed:
            self._changed = True
            self._state.revision += 1
        if changed and kind in NAMING and not self._names_changed:
            self._names_changed = True
            self._state.names_revision += 1
