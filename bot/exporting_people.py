# SPDX-License-Identifier: MPL-2.0
"""`os2bot export people`: who holds which role, as the text of a file that an import reads without finding a difference. Names are never in it."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.operating import Session, operator
from bot.people_diff import cells
from bot.people_matching import holder_of, is_over, lasts
from bot.people_plan import known_names
from bot.whole_file import write_whole
from config.catalogue.organisations_csv import CsvFile, Row
from config.people_csv import COLUMNS, MOST, role_lines, written
from config.people_scope import Known
from config.problems import ConfigError
from handlers.permissions import Target
from storage.roles import RoleAssignment

_FOR_OWNER = 0o600

LEFT_OUT = "a file cannot say: their holder is not known or has them twice, or the catalogue no longer has what they are over. `os2bot roles` lists them."


async def exported(*, history: bool) -> tuple[str, list[str]]:
    """The file, and what its reader should know of it."""
    async with operator(datetime.now(UTC)) as session:
        await session.changes.permit("person.read", Target())
        rows, left_out = await _rows(session, history=history)
    notes = [f"Left out: {left_out} that {LEFT_OUT}"] if left_out else []
    if len(rows) > MOST:
        notes.append(f"These are more than the {MOST:,} lines that import reads at a time: split the file.")
    return written(rows), notes


async def _rows(session: Session, *, history: bool) -> tuple[list[Mapping[str, str]], int]:
    """The lines, and how many roles no line can say."""
    known = await known_names(session.unit.directory)
    told: dict[tuple[object, ...], RoleAssignment] = {}
    wanted = [each for each in await session.unit.roles.everything() if lasts(each) and (history or not is_over(each, session.today))]
    rows: list[Mapping[str, str]] = []
    for each in sorted(wanted, key=lambda each: (each.scope.kind, each.scope.id, each.role, each.valid_from, each.id)):
        holder = (each.role, each.scope, holder_of(each))
        twice = holder in told and told[holder].overlaps(each.valid_from, each.valid_to)
        if not twice and (row := await _row(each, session, known)):
            rows.append(row)
            told[holder] = each
    return rows, len(wanted) - len(rows)


async def _row(held: RoleAssignment, session: Session, known: Known) -> Mapping[str, str] | None:
    """The line of the file, by column; None where the file would be refused, or would say something else."""
    linked = await session.unit.people.identities(held.person) if held.person else ()
    for identity in [each.identity for each in linked] if held.person else [None]:
        row = {**dict.fromkeys(COLUMNS, ""), **cells(held, identity)}
        try:
            role_lines(CsvFile(Path(), (Row(1, row),)), known)
        except ConfigError:
            continue
        return row
    return None


def write_private(path: Path, text: str, *, replace: bool) -> None:
    """As `write_whole`; a new file is its owner's alone."""
    made = _made(path)
    try:
        write_whole(path, text, replace=replace or made)
    except BaseException:
        if made:
            path.unlink(missing_ok=True)
        raise


def _made(path: Path) -> bool:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FOR_OWNER))
    except OSError:  # it is there, or it cannot be: writing will say so
        return False
    return True
