# SPDX-License-Identifier: MPL-2.0
"""What differs between the entries that are stored and those that are wanted: shown before anything is changed."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from config.catalogue.entries import Entry
from config.catalogue.load import adapter
from storage.catalogue import Stored


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class EntryChange:
    """`fields` is empty for an entry that is new."""

    kind: str
    key: str
    entry: Entry
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """`only_here`: keys that are stored but not wanted; they stay unless somebody removes them."""

    added: tuple[EntryChange, ...]
    changed: tuple[EntryChange, ...]
    unchanged: int
    only_here: tuple[tuple[str, str], ...]

    @property
    def empty(self) -> bool:
        return not self.added and not self.changed


def entry_hash(kind: str, entry: Entry) -> str:
    """The same for the same content, whatever file it came from."""
    return hashlib.sha256(adapter(kind).dump_json(entry, exclude_defaults=True)).hexdigest()


def compare(kind: str, stored: Mapping[str, Stored], wanted: Mapping[str, Entry]) -> Changes:
    """What taking over `wanted` would do to the stored entries of one kind."""
    added = tuple(EntryChange(kind, key, entry) for key, entry in wanted.items() if key not in stored)
    kept = {key: entry for key, entry in wanted.items() if key in stored}
    changed = tuple(EntryChange(kind, key, entry, fields) for key, entry in kept.items() if (fields := tuple(_fields(kind, stored[key].entry, entry))))
    only_here = tuple((kind, key) for key in stored if key not in wanted)
    return Changes(added, changed, len(kept) - len(changed), only_here)


def joined(parts: list[Changes]) -> Changes:
    """The changes of several kinds as one."""
    return Changes(
        tuple(change for part in parts for change in part.added),
        tuple(change for part in parts for change in part.changed),
        sum(part.unchanged for part in parts),
        tuple(key for part in parts for key in part.only_here),
    )


def _fields(kind: str, before: Entry, after: Entry) -> Iterator[FieldChange]:
    old, new = (adapter(kind).dump_python(entry, mode="json") for entry in (before, after))
    yield from (FieldChange(field, old[field], new[field]) for field in new if old[field] != new[field])
