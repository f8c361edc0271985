# SPDX-License-Identifier: MPL-2.0
"""Reads who holds which role from a CSV file, as spreadsheets write it, and writes such a file. Nobody is named in it."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar, get_args

from config import people_cells
from config.catalogue.load import MAX_PROBLEMS
from config.catalogue.organisations_csv import CsvFile, Row, _lines
from config.people_scope import Known, scope_of, shown
from config.problems import ConfigError, Problem
from config.roles import ROLES, Role, ScopeKind, is_role
from config.yaml_file import read_text

T = TypeVar("T")

COLUMNS = ("role", "scope_kind", "scope", "organisation", "identity", "mailbox", "share", "valid_from", "valid_to", "source")
HOLDERS = ("organisation", "identity", "mailbox")
SOURCE = "import"
"""Where a line names no source."""
AFTER_FROM = "must be after valid_from: it is the first day on which the role is no longer held"
MOST = 5_000
"""Lines of one file: what a database changes in one go, with everybody and everything held meanwhile."""

_NAMES = ("name", "navn")
_FORMULA = re.compile(r"'*[=+\-@]")
"""How a cell begins that a spreadsheet would compute, apostrophes that keep it from doing so aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """What one line says. A cell that is empty, or has no column, is None."""

    line: int
    role: Role
    scope_kind: ScopeKind
    scope: str
    organisation: str | None = None
    identity: str | None = None
    mailbox: str | None = None
    share: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class RoleLines:
    """The lines of a file, and the columns that its header names: of the others it says nothing."""

    path: Path
    columns: frozenset[str]
    lines: tuple[RoleLine, ...]


def read_people(path: Path) -> CsvFile:
    """The file's rows, with `,` or `;` between the cells. Raises ConfigError with every line that does not fit the header."""
    text, start = read_text(path), 1
    if text.lower().startswith("sep="):  # spreadsheets write this line for themselves
        text, start = text.partition("\n")[2], 2
    lines = _lines(path, text, start)
    first, header = next(lines, (start, None))
    if header is None:
        raise ConfigError(Problem("is empty; its first line must name the columns", path))
    names = [name.strip().lower() for name in header]
    if problems := _of_header(path, first, names):
        raise ConfigError(*problems[:MAX_PROBLEMS])
    rows = list(lines)
    if problems := _of_rows(path, rows, len(names)):
        raise ConfigError(*problems[:MAX_PROBLEMS])
    return CsvFile(path, tuple(Row(line, dict(zip(names, map(_unguarded, cells), strict=True))) for line, cells in rows))


def _of_rows(path: Path, rows: Sequence[tuple[int, list[str]]], width: int) -> list[Problem]:
    if not rows:
        return [Problem("holds no lines to import", path)]
    if len(rows) > MOST:
        return [Problem(f"holds more than {MOST:,} lines; split it into several files", path)]
    uneven = [(line, len(cells)) for line, cells in rows if len(cells) != width]
    return [Problem(f"has {count} cells where the header names {width}; put a cell that holds a separator in quotes", path, line) for line, count in uneven]


def _of_header(path: Path, line: int, names: list[str]) -> list[Problem]:
    problems = [Problem(_unknown(name), path, line, name or "(no name)") for name in names if name not in COLUMNS]
    problems += [Problem("stands twice in the header", path, line, name) for name in COLUMNS if names.count(name) > 1]
    if not problems and "role" not in names:
        problems.append(Problem("the header must name the column role", path, line))
    if not problems and not any(name in names for name in HOLDERS):
        problems.append(Problem(f"the header must name a column that says who holds the role: {' or '.join(HOLDERS)}", path, line))
    return problems


def _unknown(name: str) -> str:
    if name in _NAMES:
        return "is not taken: a person's name needs that person's own consent, which they give in chat; take the column out"
    return f"is not a known column; there are {', '.join(COLUMNS)}"


def role_lines(file: CsvFile, known: Known) -> RoleLines:
    """What each line says, with ids for names. Raises ConfigError with a problem for each cell that says nothing known."""
    readings = [_Reading(file.path, row, known) for row in file.rows]
    lines = [reading.line() for reading in readings]
    if problems := [problem for reading in readings for problem in reading.problems]:
        raise ConfigError(*problems[:MAX_PROBLEMS])
    return RoleLines(file.path, frozenset(file.rows[0].cells), tuple(line for line in lines if line))


class _Reading:
    """Reads one row, and gathers what is wrong with it."""

    def __init__(self, path: Path, row: Row, known: Known) -> None:
        self._path, self._row, self._known = path, row, known
        self.problems: list[Problem] = []

    def line(self) -> RoleLine | None:
        """None where something is wrong."""
        role = self._role()
        scope = self._scope(role) if role else None
        holder = self._holder()
        share, source = self._of("share", people_cells.share), self._of("source", people_cells.source)
        start, end = self._of("valid_from", people_cells.day), self._of("valid_to", people_cells.day)
        if start and end and end <= start:
            self._wrong("valid_to", AFTER_FROM)
        if self.problems or role is None or scope is None:
            return None
        kind, id_ = scope
        return RoleLine(
            line=self._row.line, role=role, scope_kind=kind, scope=id_, **holder, share=share, valid_from=start, valid_to=end, source=source or SOURCE,
        )  # fmt: skip

    def _holder(self) -> dict[str, str | None]:
        if not any(self._cell(column) for column in HOLDERS):
            self._wrong("organisation", "is missing, and so are identity and mailbox: one of them must say who holds the role")
        return {
            "organisation": self._of("organisation", self._known.organisation),
            "identity": self._of("identity", people_cells.identity),
            "mailbox": self._of("mailbox", people_cells.mailbox),
        }

    def _role(self) -> Role | None:
        text = self._cell("role").casefold()
        if is_role(text):
            return text
        self._wrong("role", f"{_quoted(text) or 'is missing;'} there are {', '.join(get_args(Role))}")
        return None

    def _scope(self, role: Role) -> tuple[ScopeKind, str] | None:
        given = self._cell("scope_kind").casefold()
        kind = next((each for each in ROLES[role].over if each == given), None)
        if given and kind is None:
            self._wrong("scope_kind", f"{_quoted(given)} {role} is held over {' or '.join(ROLES[role].over)}")
            return None
        return self._of("scope", lambda text: scope_of(role, kind, text, self._known), empty=True)

    def _of(self, column: str, parse: Callable[[str], T], *, empty: bool = False) -> T | None:
        text = self._cell(column)
        if not text and not empty:
            return None
        try:
            return parse(text)
        except ValueError as error:
            self._wrong(column, str(error))
            return None

    def _cell(self, column: str) -> str:
        return self._row.cells.get(column, "")

    def _wrong(self, column: str, message: str) -> None:
        self.problems.append(Problem(message, self._path, self._row.line, column))


def _quoted(text: str) -> str:
    return f"'{shown(text)}' is not one;" if text else ""


def _unguarded(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _guarded(cell: str) -> str:
    """With an apostrophe before what a spreadsheet would compute."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def written(rows: Iterable[Mapping[str, str]]) -> str:
    """A file with these rows, by column, that `read_people` gives back."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_guarded(row.get(column, "")) for column in COLUMNS] for row in rows)
    return text.getvalue()
