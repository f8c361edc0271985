# SPDX-License-Identifier: MPL-2.0
"""Reads the yearly wheel: the shipped one, with an operator's own laid over it by id. What is wrong is said with file and line."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from config.catalogue.load import MAX_PROBLEMS, in_words
from config.catalogue.values import GroupType
from config.problems import ConfigError, Problem
from config.roles import ROLES, ScopeKind
from config.yaml_file import Where, YamlFile, read_yaml
from config.year_wheel import RULES, Act, Rule, Span, WheelEntry, YearWheel

_FILE, _LIST, _WITHOUT = "year_wheel.yaml", "entries", "without"
_ADAPTER = TypeAdapter(WheelEntry)
_DATED = ("meeting", "beside", "day")
"""Kinds of rule that give one date, from which another can be reckoned."""
_ANYWHERE = ("sekretariat", "admin")
"""Roles that are held over the association, whatever is meant."""

Found = Iterator[tuple[Where, str]]
"""Path into the entry, and what is wrong there."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One entry, and where it stands."""

    entry: WheelEntry
    file: YamlFile
    index: int

    def problem(self, where: Where, message: str) -> Problem:
        path = (_LIST, self.index, *where)
        return Problem(message, self.file.path, self.file.line(path), _field(path))


@cache
def load_year_wheel(overlay: Path | None = None) -> YearWheel:
    """Raises ConfigError with every problem found."""
    return YearWheel(tuple(each.entry for each in _laid_over(overlay).values()))


def unknown_sources(overlay: Path | None, sources: Collection[str]) -> list[Problem]:
    """Entries whose source the catalogue does not have."""
    found = _laid_over(overlay).values()
    return [
        each.problem(("source",), f"there is no source '{each.entry.source}'; name one of the catalogue's sources.yaml")
        for each in found
        if each.entry.source not in sources
    ]


def _laid_over(overlay: Path | None) -> Mapping[str, _Read]:
    with as_file(files("config") / _FILE) as shipped:
        read = _read(shipped, own=False)
    own = overlay / _FILE if overlay else None
    if own and own.is_file():
        read |= _read(own, own=True)
        read = _without(read, own)
    problems = [each.problem(where, message) for each in read.values() for where, message in _wrong(each.entry, read)]
    if problems:
        raise ConfigError(*problems[:MAX_PROBLEMS])
    return read


def _read(path: Path, *, own: bool) -> dict[str, _Read]:
    file = read_yaml(path)
    _check_shape(file, own=own)
    entries: dict[str, _Read] = {}
    problems: list[Problem] = []
    for index, item in enumerate(file.value.get(_LIST) or ()):
        try:
            found = _Read(_ADAPTER.validate_python(item), file, index)
        except ValidationError as error:
            problems += [_problem(each, index, file) for each in error.errors(include_url=False, include_input=False)]
            continue
        if found.entry.id in entries:
            problems.append(found.problem(("id",), f"'{found.entry.id}' stands twice; give each entry an id of its own"))
        entries[found.entry.id] = found
    if problems:
        raise ConfigError(*problems[:MAX_PROBLEMS])
    return entries


def _check_shape(file: YamlFile, *, own: bool) -> None:
    allowed = {_LIST, _WITHOUT} if own else {_LIST}
    value = file.value
    if not isinstance(value, dict) or not value or not set(value) <= allowed or not all(isinstance(each, list) for each in value.values()):
        raise ConfigError(Problem(f"holds a list named {_LIST}" + (f", and perhaps one named {_WITHOUT}" if own else ""), file.path, 1))


def _without(read: dict[str, _Read], own: Path) -> dict[str, _Read]:
    file = read_yaml(own)
    names: list[Any] = file.value.get(_WITHOUT) or []
    problems = [
        Problem(f"there is no entry '{name}' to take out", own, file.line((_WITHOUT, index)), f"{_WITHOUT}[{index}]")
        for index, name in enumerate(names) if not isinstance(name, str) or name not in read
    ]  # fmt: skip
    if problems:
        raise ConfigError(*problems)
    return {id_: each for id_, each in read.items() if id_ not in names}


def _wrong(entry: WheelEntry, read: Mapping[str, _Read]) -> Found:
    if len(entry.rule.kinds) != 1:
        yield ("rule",), f"has {' and '.join(entry.rule.kinds) or 'nothing'}; a rule is just one of {', '.join(RULES)}"
        return
    yield from (((*("rule",), *where), message) for where, message in _wrong_rule(entry.rule, read))
    yield from _wrong_acting(entry)


def _wrong_rule(rule: Rule, read: Mapping[str, _Read]) -> Found:
    for name in ("before", "after"):
        span: Span | None = getattr(rule, name)
        if span and sum(each is not None for each in (span.months, span.weeks, span.days)) != 1:
            yield (name,), "says how long: one of months, weeks or days"
    if rule.leans_on:
        yield from _wrong_anchor(rule, read)
    if rule.beside and (rule.beside not in read or read[rule.beside].entry.rule.meeting is None):
        yield ("beside",), f"'{rule.beside}' is no entry with a meeting of its own; name one"
    if rule.meeting and rule.meeting.group.rpartition("/")[2] not in get_args(GroupType):
        yield ("meeting", "group"), f"'{rule.meeting.group}' is no group; write it as generalforsamling, or os2mo/styregruppe"
    yield from _wrong_windows(rule)


def _wrong_anchor(rule: Rule, read: Mapping[str, _Read]) -> Found:
    where: Where = ("at",) if rule.at else ("before" if rule.before else "after", "entry")
    if rule.leans_on not in read:
        yield where, f"there is no entry '{rule.leans_on}'; name one of the wheel"
    elif read[rule.leans_on].entry.rule.kinds[:1] not in tuple((kind,) for kind in _DATED):
        yield where, f"'{rule.leans_on}' has no date of its own to reckon from; name an entry whose rule is {', '.join(_DATED[:-1])} or {_DATED[-1]}"


def _wrong_windows(rule: Rule) -> Found:
    named: list[tuple[Where, tuple[str, str]]] = [(("windows", index), each) for index, each in enumerate(rule.windows or ())]
    named += [(("window",), rule.window)] if rule.window else []
    named += [(("meeting", "within"), rule.meeting.within)] if rule.meeting else []
    named += [(("of_years", year, index), each) for year, some in (rule.of_years or {}).items() for index, each in enumerate(some)]
    for where, (first, last) in named:
        if first > last:
            yield where, f"ends ({last}) before it begins ({first}); one over New Year is written as two"
    if rule.windows is not None and not rule.windows:
        yield ("windows",), "is empty; write when it is, such as [['01-01', '06-30']]"
    if rule.of_years is not None and not rule.of_years:
        yield ("of_years",), "is empty; write the years, such as {'2027': [['05-10', '05-30']]}"


def _wrong_acting(entry: WheelEntry) -> Found:
    if entry.act and not entry.leads and not entry.unset:
        yield ("act",), "nobody is ever reminded; write leads: how many days before"
    if (entry.leads or entry.unset) and not entry.act:
        yield ("leads" if entry.leads else "unset",), "nobody is to act; write act: whom to remind"
    if entry.leads and entry.done is None:
        yield ("leads",), "nothing ends the reminders; write done: what is said once it is done, in both languages"
    if entry.unset and entry.rule.meeting is None:
        yield ("unset",), "only the date of a meeting can be open; take it out, or give the rule a meeting"
    for index, act in enumerate(entry.act):
        yield from ((("act", index, *where), message) for where, message in _wrong_act(act))


def _wrong_act(act: Act) -> Found:
    if not act.roles:
        yield ("roles",), "is empty; name who acts"
    kind = next((each for each in _SCOPES if act.over == _SCOPES[each] or act.over.startswith(f"{each}/")), None)
    for index, role in enumerate(act.roles):
        if role not in _ANYWHERE and kind not in ROLES[role].over:
            yield ("roles", index), f"nobody is {role} over {act.over}; it is held over {', '.join(ROLES[role].over)}"


_SCOPES: Mapping[ScopeKind, str] = {"association": "association", "product": "products", "group": "group/"}


_KEY = "[key]"
"""How pydantic says that the name of a field is wrong, and not what stands under it."""
_SHAPES: Mapping[str | int, str] = {
    "over": "is association, products, or group/ and a group's id, such as group/bestyrelse",
    "id": "is small letters, digits and hyphens, such as assembly-notice",
    "entry": "is the id of another entry, such as assembly",
    _KEY: "is no year; write it in quotes, such as '2027'",
}


def _problem(detail: ErrorDetails, index: int, file: YamlFile) -> Problem:
    where = (_LIST, index, *(each for each in detail["loc"] if each != _KEY))
    return Problem(_in_words(detail), file.path, file.line(where), _field(where))


def _in_words(detail: ErrorDetails) -> str:
    at = detail["loc"][-1] if detail["loc"] else ""
    if detail["type"] == "string_pattern_mismatch" and at in _SHAPES:
        return _SHAPES[at]
    if detail["type"] == "literal_error":
        return f"is {detail['msg'].removeprefix('Input should be ')}"
    return in_words(detail["type"], detail["msg"])


def _field(where: Where) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")
