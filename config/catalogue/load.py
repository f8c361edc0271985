# SPDX-License-Identifier: MPL-2.0
"""Reads catalogue files: the shipped ones, and an operator's own laid over them entry by entry."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from config.catalogue.entries import KINDS, Entry, key_of
from config.catalogue.references import broken_references
from config.problems import ConfigError, Problem
from config.yaml_file import YamlFile, read_text, read_yaml

Entries = dict[str, dict[str, Entry]]
"""Kind of entry → key → entry, in the order of KINDS."""

MAX_PROBLEMS = 20


@cache
def adapter(kind: str) -> TypeAdapter[Entry]:
    """What validates and writes entries of this kind."""
    return TypeAdapter(KINDS[kind])


def from_document(kind: str, document: str) -> Entry:
    """An entry as a database keeps it. Fields that only a newer os2bot knows are left out there; in files they are a problem."""
    return adapter(kind).validate_json(document, extra="ignore")


def shipped_directory() -> Path:
    with as_file(files("config.catalogue")) as path:
        return path


def catalogue_files(directory: Path) -> list[Path]:
    """The YAML files of a catalogue directory, in the order of their names."""
    if not directory.is_dir():
        raise ConfigError(Problem("is not a directory", directory))
    return sorted(path for path in directory.iterdir() if path.suffix in {".yaml", ".yml"} and not path.name.startswith("."))


def catalogue_paths(overlay: Path | None) -> list[Path]:
    """Every file the catalogue is read from: the shipped ones, then those in `catalogue/` of the operator's directory."""
    shipped = catalogue_files(shipped_directory())
    own = overlay / "catalogue" if overlay else None
    return shipped + (catalogue_files(own) if own and own.is_dir() else [])


def fingerprint(paths: Iterable[Path]) -> str:
    """A hash over the bytes of the files: the same as long as nothing in them changed."""
    digest = hashlib.sha256()
    for path in paths:
        content = read_text(path).encode()  # with its guards: no device, no directory, no endless file
        digest.update(f"{path.name}:{len(content)}:".encode() + content)
    return digest.hexdigest()


def load_catalogue(overlay: Path | None = None) -> Entries:
    """The shipped catalogue with the operator's entries laid over it. Raises ConfigError with every problem found."""
    layers = [read_entries([path]) for path in catalogue_paths(overlay)]
    merged: Entries = {kind: {} for kind in KINDS}
    for layer in layers:
        for kind, entries in layer.items():
            merged[kind].update(entries)
    if problems := broken_references(merged):
        raise ConfigError(*problems[:MAX_PROBLEMS])
    return merged


def read_entries(paths: Iterable[Path]) -> Entries:
    """The entries of these files alone. The same key twice, an unknown list or a bad field is a problem with its line."""
    entries: Entries = {kind: {} for kind in KINDS}
    problems: list[Problem] = []
    for path in paths:
        for kind, index, item, file in _items(read_yaml(path)):
            try:
                entry = adapter(kind).validate_python(item)
            except ValidationError as error:
                problems += _problems(error, kind, index, file)
                continue
            if key_of(entry) in entries[kind]:
                problems.append(Problem(f"'{key_of(entry)}' stands twice", path, file.line((kind, index)), kind))
            entries[kind][key_of(entry)] = entry
    if problems:
        raise ConfigError(*problems[:MAX_PROBLEMS])
    return entries


def places(paths: Iterable[Path]) -> dict[tuple[str, str], tuple[Path, int | None]]:
    """The file and line of each (kind, key) in these files, which have been read before: reading once more keeps the usual way light."""
    found = ((kind, index, adapter(kind).validate_python(item), file) for path in paths for kind, index, item, file in _items(read_yaml(path)))
    return {(kind, key_of(entry)): (file.path, file.line((kind, index))) for kind, index, entry, file in found}


def _items(file: YamlFile) -> Iterator[tuple[str, int, Any, YamlFile]]:
    if file.value is None:
        return
    if not isinstance(file.value, Mapping):
        raise ConfigError(Problem(f"a catalogue file holds lists named {', '.join(KINDS)}", file.path, 1))
    for kind, items in file.value.items():
        if kind not in KINDS:
            raise ConfigError(Problem(f"unknown list; it must be one of {', '.join(KINDS)}", file.path, file.line((kind,)), kind))
        if not isinstance(items, list):
            raise ConfigError(Problem("must be a list (each entry begins with '- ')", file.path, file.line((kind,)), kind))
        for index, item in enumerate(items):
            yield kind, index, item, file


def _problems(error: ValidationError, kind: str, index: int, file: YamlFile) -> list[Problem]:
    return [
        Problem(
            in_words(detail["type"], detail["msg"]),
            file.path,
            file.line((kind, index, *detail["loc"])),
            f"{kind}[{index}]" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]),
        )
        for detail in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def in_words(kind: str, message: str) -> str:
    """What pydantic found wrong, as a sentence after the field's name."""
    match kind:
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return "is missing"
        case "unexpected_keyword_argument":
            return "is not a known field; check the spelling or take it out"
        case "dataclass_type":
            return "must be an entry with named fields"
        case _:
            return message.removeprefix("Value error, ").replace("Input should be", "must be").replace("String should", "must")
