# SPDX-License-Identifier: MPL-2.0
"""Reads organisations from a CSV file, as spreadsheets write them."""

import csv
import dataclasses
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from config.catalogue.entries import Organisation
from config.catalogue.load import MAX_PROBLEMS, adapter, in_words
from config.problems import ConfigError, Problem
from config.yaml_file import read_text

LISTS = frozenset(("variants", "weak_variants"))
BILINGUAL = frozenset(("membership_note", "note"))
COLUMNS = tuple(
    column for field in dataclasses.fields(Organisation) for column in ((f"{field.name}.da", f"{field.name}.en") if field.name in BILINGUAL else (field.name,))
)
"""The names a header may hold: those of our fields. A text in two languages has two columns."""

_FOLDED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ö": "oe", "ä": "ae", "ü": "ue", "ß": "ss"})
_LONGEST_ID = 120


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """What one line says: the text of each column that the header names; empty where the cell is."""

    line: int
    cells: Mapping[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class CsvFile:
    path: Path
    rows: tuple[Row, ...]


def read_rows(path: Path) -> CsvFile:
    """The file's rows, with `,` or `;` between the cells. Raises ConfigError with every line that does not fit the header."""
    text = read_text(path)
    start = 1
    if text.lower().startswith("sep="):  # spreadsheets write this line for themselves
        text, start = text.partition("\n")[2], 2
    lines = _lines(path, text, start)
    try:
        first, header = next(lines)
    except StopIteration:
        raise ConfigError(Problem("is empty; its first line must name the columns", path)) from None
    names = [name.strip().lower() for name in header]
    if problems := _of_header(path, first, names):
        raise ConfigError(*problems)
    rows, problems = [], []
    for line, cells in lines:
        if len(cells) != len(names):
            problems.append(Problem(f"has {len(cells)} cells where the header names {len(names)}; put a cell that holds a separator in quotes", path, line))
        rows.append(Row(line, dict(zip(names, (cell.strip() for cell in cells), strict=False))))
    if problems:
        raise ConfigError(*problems[:MAX_PROBLEMS])
    return CsvFile(path, tuple(rows))


def _lines(path: Path, text: str, start: int) -> Iterator[tuple[int, list[str]]]:
    """The line each row begins on, and its cells. Empty lines are passed over."""
    first = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True)
    line = start
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = start + reader.line_num
    except csv.Error as error:
        raise ConfigError(Problem(f"cannot be read as CSV ({error})", path, line)) from error


def _of_header(path: Path, line: int, names: list[str]) -> list[Problem]:
    problems = [Problem(_unknown(name), path, line, name or "(no name)") for name in names if name not in COLUMNS]
    problems += [Problem("stands twice in the header", path, line, name) for name in dict.fromkeys(names) if names.count(name) > 1 and name in COLUMNS]
    if not problems and "name" not in names and "id" not in names:
        problems.append(Problem("the header must name the column name or id", path, line))
    return problems[:MAX_PROBLEMS]


def _unknown(name: str) -> str:
    if name in BILINGUAL:
        return f"is written in two columns, {name}.da and {name}.en"
    return f"is not a known column; there are {', '.join(COLUMNS)}"


def organisations(file: CsvFile, known: Mapping[str, Organisation], source: str | None = None) -> dict[int, Organisation]:
    """The organisation of each line. What a line does not speak of stays as it is in the known organisation.

    A line without id means the known organisation of that name, else a new one. `source` counts where a line names none.
    Raises ConfigError with a problem a bad line.
    """
    by_name = _by_name(known)
    found: dict[int, Organisation] = {}
    seen: set[str] = set()
    problems: list[Problem] = []
    for row in file.rows:
        try:
            organisation = _organisation(row, known, by_name, source)
        except ValidationError as error:
            problems += [_problem(file.path, row.line, detail) for detail in error.errors(include_url=False, include_input=False, include_context=False)]
            continue
        except ValueError as error:
            problems.append(Problem(str(error), file.path, row.line, "id"))
            continue
        if organisation.id in seen:
            problems.append(Problem(f"'{organisation.id}' stands twice", file.path, row.line, "id"))
        seen.add(organisation.id)
        found[row.line] = organisation
    if problems:
        raise ConfigError(*problems[:MAX_PROBLEMS])
    return found


def _organisation(row: Row, known: Mapping[str, Organisation], by_name: Mapping[str, set[str]], source: str | None) -> Organisation:
    id_ = row.cells.get("id") or _id_of(row.cells.get("name", ""), by_name)
    before: dict[str, Any] = adapter("organisations").dump_python(known[id_], exclude_defaults=True) if id_ in known else {}
    fields = {**before, **dict(_fields(row.cells)), "id": id_, "source": row.cells.get("source") or source or before.get("source")}
    return cast("Organisation", adapter("organisations").validate_python({name: value for name, value in fields.items() if value is not None}))


def _fields(cells: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Each field that the columns speak of; None for one that a cell leaves empty."""
    for column, text in cells.items():
        name = column.partition(".")[0]
        if name in BILINGUAL:
            both = {language: cells[f"{name}.{language}"] for language in ("da", "en") if cells.get(f"{name}.{language}")}
            yield name, both or None
        elif name in LISTS:
            yield name, tuple(part.strip() for part in text.split("|") if part.strip()) or None
        else:
            yield name, text or None


def _by_name(known: Mapping[str, Organisation]) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {}
    for organisation in known.values():
        for name in (organisation.name, *organisation.variants):
            names.setdefault(name.casefold(), set()).add(organisation.id)
    return names


def _id_of(name: str, by_name: Mapping[str, set[str]]) -> str:
    ids = sorted(by_name.get(name.casefold(), ()))
    if len(ids) > 1:
        raise ValueError(f"'{name}' is the name of {' and '.join(ids)}; give the id")
    made = ids[0] if ids else id_from(name)
    if not made:
        raise ValueError("is missing, and there is no name to make it from")
    return made


def id_from(name: str) -> str:
    """An id made from a name: `Københavns Kommune` → `koebenhavns-kommune`."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", name).lower().translate(_FOLDED)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_ID].strip("-")


def _problem(path: Path, line: int, detail: Mapping[str, Any]) -> Problem:
    field = ".".join(str(part) for part in detail["loc"] if isinstance(part, str))
    return Problem(in_words(detail["type"], detail["msg"]), path, line, field)
