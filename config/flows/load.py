# SPDX-License-Identifier: MPL-2.0
"""Reads flow files: the shipped ones, with an operator's own laid over them by the flow's id. What is wrong is said with file and line."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from config.catalogue.load import MAX_PROBLEMS, catalogue_files, in_words
from config.flows.checking import wrong_in
from config.flows.checking_effects import wrong_effects, wrong_together
from config.flows.effects import Effect
from config.flows.flow import Flow
from config.problems import ConfigError, Problem
from config.yaml_file import YamlFile, read_yaml

_ADAPTER = TypeAdapter(Flow)
_DIRECTORY = "flows"


@cache
def load_flows(overlay: Path | None = None) -> Mapping[str, Flow]:
    """Id → flow, in the order of the ids. Raises ConfigError with every problem found."""
    problems: list[Problem] = []
    read = {**_shipped(), **_read_all(_own(overlay), problems)}
    flows = {key: read[key][0] for key in sorted(read)}
    whole = not problems  # else what a flow starts may be missing only because it cannot be read
    for key in flows:
        problems += _problems(*read[key], flows if whole else None)
    if problems:
        raise ConfigError(*problems[:MAX_PROBLEMS])
    return flows


@cache
def _shipped() -> Mapping[str, tuple[Flow, YamlFile]]:
    """Read once: they do not change while the program runs."""
    problems: list[Problem] = []
    with as_file(files("config") / _DIRECTORY) as path:
        read = _read_all(catalogue_files(path), problems)
    if problems:
        raise ConfigError(*problems[:MAX_PROBLEMS])
    return read


def _own(overlay: Path | None) -> list[Path]:
    own = overlay / _DIRECTORY if overlay else None
    return catalogue_files(own) if own and own.exists() else []


def _read_all(paths: Iterable[Path], problems: list[Problem]) -> dict[str, tuple[Flow, YamlFile]]:
    """What can be read of one layer; what is wrong with the others is added to `problems`."""
    read: dict[str, tuple[Flow, YamlFile]] = {}
    for path in paths:
        try:
            flow, file = _read(path)
        except ConfigError as error:
            problems += error.problems
            continue
        if flow.flow in read:
            other = read[flow.flow][1].path.name
            problems.append(Problem(f"'{flow.flow}' stands in {other} too; give one of them another name", path, file.line(("flow",)), "flow"))
        read.setdefault(flow.flow, (flow, file))
    return read


def _problems(flow: Flow, file: YamlFile, flows: Mapping[str, Flow] | None) -> Iterator[Problem]:
    for where, message in (*wrong_in(flow), *wrong_effects(flow), *(wrong_together(flow, flows) if flows else ())):
        yield Problem(message, file.path, file.line(where), _field(where))


def _read(path: Path) -> tuple[Flow, YamlFile]:
    file = read_yaml(path)
    try:
        return _ADAPTER.validate_python(file.value), file
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        raise ConfigError(*(_problem(detail, file) for detail in details[:MAX_PROBLEMS])) from error


def _problem(detail: ErrorDetails, file: YamlFile) -> Problem:
    """Without the name that pydantic gives to the kind of an effect, which stands nowhere in the file."""
    where = tuple(part for at, part in enumerate(detail["loc"]) if not (at > 1 and detail["loc"][at - 2] == "effects"))
    return Problem(_in_words(detail), file.path, file.line(where) or 1, _field(where))


def _in_words(detail: ErrorDetails) -> str:
    match detail["type"]:
        case "union_tag_not_found":
            return "says not what is done; write do, and one of " + _effects()
        case "union_tag_invalid":
            return "does what is not known; do is one of " + _effects()
        case "string_type":
            return "must be text; put it in quotes"
        case "dataclass_type" if not detail["loc"]:
            return "holds no flow; it begins with flow, title, welcome, about and steps"
        case "tuple_type":
            return "must be a list (each entry begins with '- ')"
        case kind:
            return in_words(kind, detail["msg"])


def _effects() -> str:
    return ", ".join(sorted(each.__annotations__["do"].__args__[0] for each in get_args(get_args(Effect)[0])))


def _field(where: tuple[str | int, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")


def to_document(flow: Flow) -> str:
    """As a database keeps it: the same flow gives the same text."""
    return _ADAPTER.dump_json(flow, exclude_defaults=True).decode()


def from_document(document: str) -> Flow:
    """What a newer os2bot kept besides is left out."""
    return _ADAPTER.validate_json(document, extra="ignore")


def fingerprint(flow: Flow) -> str:
    """Of its content: 16 hexadecimal digits."""
    return hashlib.sha256(to_document(flow).encode()).hexdigest()[:16]
