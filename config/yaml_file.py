# SPDX-License-Identifier: MPL-2.0
"""Reads a YAML file to plain values and remembers on which line each of them stands."""

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from config.problems import ConfigError, Problem

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 20

Where = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times faster and part of every usual wheel


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The values of a file, and the line (from 1) of each path into them."""

    path: Path
    value: Any
    lines: dict[Where, int]

    def line(self, where: Where) -> int | None:
        """The line of the value at this path, or of the nearest thing that holds it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where)


def read_yaml(path: Path) -> YamlFile:
    """The file's values as dicts, lists and strings. Raises ConfigError for what is not plain YAML in UTF-8.

    Scalars keep YAML's own types, except that dates stay text: an entry decides what its fields are.
    """
    loader = _LOADER(read_text(path))
    reader = _Reader(path, loader)
    try:
        value = reader.document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ConfigError(Problem(f"is not valid YAML ({error.problem or error.context})", path, line)) from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a number that Python refuses
        raise ConfigError(Problem("is not valid YAML", path, reader.line)) from error
    finally:
        loader.dispose()
    return YamlFile(path, value, reader.lines)


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with or without its mark. Raises ConfigError for what is no file, too large, or no text."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a device or a pipe might never end
            raise ConfigError(Problem("is a directory; give a file" if stat.S_ISDIR(status.st_mode) else "is not a file", path))
        if status.st_size > MAX_BYTES:
            raise ConfigError(Problem(f"is larger than {MAX_BYTES // 1024 // 1024} MB; split it into several files", path))
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(Problem("is not UTF-8 text; save it as UTF-8", path)) from error
    except OSError as error:
        raise ConfigError(Problem(f"cannot be read ({error.strerror})", path)) from error
    if "\0" in text:
        raise ConfigError(Problem("is not text", path))
    return text


class _Reader:
    """Builds the values from the parser's events: a tree of nodes would cost several times the memory, and its C code has no limit of depth."""

    def __init__(self, path: Path, loader: Any) -> None:
        self.lines: dict[Where, int] = {}
        self.line = 1
        self._path, self._loader = path, loader

    def document(self) -> Any:
        self._next()  # the stream begins
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        value = self._value(self._next(), ())
        self._next()  # the document ends
        if not isinstance(self._next(), yaml.StreamEndEvent):
            raise self._problem("holds a second document; keep one (begin nothing after a line '---')")
        return value

    def _next(self) -> Any:
        event = self._loader.get_event()
        self.line = event.start_mark.line + 1
        return event

    def _value(self, event: Any, where: Where) -> Any:
        if len(where) > MAX_DEPTH:
            raise self._problem(f"is nested more than {MAX_DEPTH} deep")
        if where in self.lines:
            raise self._problem(f"'{where[-1]}' stands twice")
        self.lines[where] = self.line
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(where)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(where)
        raise self._problem(f"repeats a value by its name (*{event.anchor}); write the value out")

    def _mapping(self, where: Where) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._problem("a name before the colon must be plain text")
            values[event.value] = self._value(self._next(), (*where, event.value))
        return values

    def _sequence(self, where: Where) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            values.append(self._value(event, (*where, len(values))))
        return values

    def _scalar(self, event: Any) -> Any:
        if "\0" in event.value:  # written as an escape; no database keeps it
            raise self._problem("holds a NUL character; take it out")
        if event.implicit[1] and event.tag is None:  # in quotes or as a block: text
            return event.value
        tag = event.tag if event.tag not in (None, "!") else self._loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        if tag in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"):
            return event.value
        return self._loader.construct_object(yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark, event.style))

    def _problem(self, message: str) -> ConfigError:
        return ConfigError(Problem(message, self._path, self.line))
