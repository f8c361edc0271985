# SPDX-License-Identifier: MPL-2.0
"""Writes entries as a catalogue file: the same text for the same entries, with only those fields that say something."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from config.catalogue.entries import KINDS, Entry, key_of
from config.catalogue.load import adapter

_WIDTH = 150
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_DUMPER):  # type: ignore[misc]
    """Writes every value out, and texts of several lines as lines."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def documents(entries: Mapping[str, Iterable[Entry]]) -> dict[str, list[Any]]:
    """Kind → its entries as plain values, in the order of kinds and of keys."""
    return {
        kind: [adapter(kind).dump_python(entry, mode="json", exclude_defaults=True) for entry in sorted(found, key=key_of)]
        for kind in KINDS
        if (found := list(entries.get(kind, ())))
    }


def as_yaml(entries: Mapping[str, Iterable[Entry]]) -> str:
    """The text of a catalogue file with these entries."""
    lists = documents(entries)
    head = "# Written by os2bot export; os2bot import reads it.\n"
    parts = (yaml.dump({kind: items}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH) for kind, items in lists.items())
    return head + "".join(parts)
