# SPDX-License-Identifier: MPL-2.0
"""Reads a YAML file to plain values and remembers on which line each of them stands."""

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
    lines: dict[Where, int] = {}
    loader = _LOADER(_text(path))
    try:
        node = loader.get_single_node()
        value = None if node is None else _value(node, (), lines, loader, path)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ConfigError(Problem(f"is not valid YAML ({error.problem or error.context})", path, line)) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ConfigError(Problem("is not valid YAML", path)) from error
    finally:
        loader.dispose()
    return YamlFile(path, value, lines)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(Problem(f"is larger than {MAX_BYTES // 1024 // 1024} MB; split it into several files", path))
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(Problem("is not UTF-8 text; save it as UTF-8", path)) from error
    except OSError as error:
        raise ConfigError(Problem(f"cannot be read ({error.strerror})", path)) from error


def _value(node: yaml.Node, where: Where, lines: dict[Where, int], loader: Any, path: Path) -> Any:
    line = node.start_mark.line + 1
    if len(where) > MAX_DEPTH:
        raise ConfigError(Problem(f"is nested more than {MAX_DEPTH} deep", path, line))
    if where in lines:
        raise ConfigError(Problem(f"'{where[-1]}' stands twice", path, line))
    lines[where] = line
    if isinstance(node, yaml.MappingNode):
        return {key: _value(value, (*where, key), lines, loader, path) for key, value in ((_key(name, path), value) for name, value in node.value)}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*where, index), lines, loader, path) for index, item in enumerate(node.value)]
    if node.tag == "tag:yaml.org,2002:timestamp":
        return node.value
    return loader.construct_object(node)


def _key(node: yaml.Node, path: Path) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise ConfigError(Problem("a name before the colon must be plain text", path, node.start_mark.line + 1))
    return str(node.value)
