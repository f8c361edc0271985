# SPDX-License-Identifier: MPL-2.0
"""Times of the year in which groups seldom meet: the shipped ones, with an operator's own laid over them by id."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError, with_config

from config.catalogue.load import in_words
from config.catalogue.values import ENTRY, Bilingual, Id, WordLists
from config.problems import ConfigError, Problem
from config.yaml_file import YamlFile, read_yaml

_FILE, _LIST = "calendar.yaml", "breaks"
_LEAP = 2000  # a year with every day that any year has


def _month_day(value: str) -> str:
    if not re.fullmatch(r"\d\d-\d\d", value):
        raise ValueError("a day of the year is written 12-24, in quotes")
    date(_LEAP, int(value[:2]), int(value[3:]))  # raises ValueError with its own clear words
    return value


Week = Annotated[int, Field(ge=1, le=53)]
MonthDay = Annotated[str, AfterValidator(_month_day)]


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The same time of every year. `weeks`: the first and last ISO week; `days`: the first and last day, as `12-24`. The last may be of the next year.

    `source`: of the catalogue, where one says so. `words`: what else people call it.
    """

    id: Id
    name: Bilingual
    weeks: tuple[Week, Week] | None = None
    days: tuple[MonthDay, MonthDay] | None = None
    source: Id | None = None
    words: WordLists = field(default_factory=WordLists)

    @property
    def called(self) -> tuple[str, ...]:
        """Its names and what else people call it, in both languages."""
        return (self.name.da, self.name.en, *self.words.da, *self.words.en)

    def holds(self, day: date) -> bool:
        """Whether the day is in it."""
        return _between(day.isocalendar().week, self.weeks) or _between(f"{day:%m-%d}", self.days)


def _between(value: int | str, span: tuple[int, int] | tuple[str, str] | None) -> bool:
    if span is None:
        return False
    first, last = span
    return first <= value <= last if first <= last else value >= first or value <= last  # type: ignore[operator] # both of one kind


@cache
def load_breaks(overlay: Path | None = None) -> tuple[Break, ...]:
    """Ordered by id. Raises ConfigError with every problem found."""
    with as_file(files("config") / _FILE) as shipped:
        found = {each.id: each for each in _read(shipped)}
    own = overlay / _FILE if overlay else None
    if own and own.is_file():
        found |= {each.id: each for each in _read(own)}
    return tuple(found[key] for key in sorted(found))


def _read(path: Path) -> Iterator[Break]:
    file = read_yaml(path)
    if not isinstance(file.value, dict) or set(file.value) != {_LIST} or not isinstance(file.value[_LIST], list):
        raise ConfigError(Problem(f"holds one list named {_LIST}", path, 1))
    entries, problems = [], []
    for index, item in enumerate(file.value[_LIST]):
        try:
            entries.append(_ADAPTER.validate_python(item))
        except ValidationError as error:
            problems += _problems(error, index, file)
            continue
        if (entries[-1].weeks is None) == (entries[-1].days is None):
            problems.append(Problem("has either weeks or days", path, file.line((_LIST, index)), f"{_LIST}[{index}]"))
    if problems:
        raise ConfigError(*problems)
    yield from entries


def _problems(error: ValidationError, index: int, file: YamlFile) -> list[Problem]:
    return [
        Problem(
            in_words(detail["type"], detail["msg"]),
            file.path,
            file.line((_LIST, index, *detail["loc"])),
            ".".join((f"{_LIST}[{index}]", *(str(part) for part in detail["loc"]))),
        )
        for detail in error.errors(include_url=False, include_input=False, include_context=False)
    ]


_ADAPTER = TypeAdapter(Break)
