# SPDX-License-Identifier: MPL-2.0
"""Made-up files of roles, taken into a database."""

from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import exporting_people
from bot.importing_people import apply
from bot.operating import session
from bot.people_plan import PeoplePlan, planned
from config.people_csv import COLUMNS, read_people, written
from config.problems import ConfigError
from storage.people import LinkedIdentity, Person
from storage.roles import RoleAssignment
from storage.unit_of_work import Database
from tests.conftest import NOW

ZONE = ZoneInfo("Europe/Copenhagen")
TODAY = NOW.date()
LONG_AGO, LATER, MUCH_LATER = date(2020, 1, 1), date(2027, 6, 1), date(2028, 6, 1)
ANNE, BO = "slack:T0TEST:U0ANNE", "matrix:@bo:example.org"
COORDINATES = {"role": "produktkoordinator", "scope": "os2mo"}


class Importing:
    """Imports made-up files into a database, and looks at what came of it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW

    async def plan(self, path: Path, *lines: dict[str, str], columns: tuple[str, ...] = ()) -> PeoplePlan:
        _write(path, lines, columns)
        async with self.database.unit_of_work() as unit:
            return await planned(read_people(path), await session(unit, self.now, ZONE))

    async def apply(self, path: Path, plan: PeoplePlan) -> bool:
        async with self.database.unit_of_work() as unit:
            undoable = await apply(read_people(path), plan, await session(unit, self.now, ZONE))
            await unit.commit()
        return undoable

    async def take(self, path: Path, *lines: dict[str, str], columns: tuple[str, ...] = ()) -> PeoplePlan:
        plan = await self.plan(path, *lines, columns=columns)
        await self.apply(path, plan)
        return plan

    async def problems(self, path: Path, *lines: dict[str, str]) -> list[str]:
        with pytest.raises(ConfigError) as raised:
            await self.plan(path, *lines)
        return [str(problem).removeprefix(f"{path}, ") for problem in raised.value.problems]

    async def add(self, *held: RoleAssignment) -> None:
        async with self.database.unit_of_work() as unit:
            for each in held:
                await unit.roles.add(each)
            await unit.commit()

    async def known(self, id_: str, *identities: str, **fields: Any) -> None:
        async with self.database.unit_of_work() as unit:
            await unit.people.add(Person(id=id_, created_at=NOW, seen_on=TODAY, **fields))
            for identity in identities:
                await unit.people.attach(LinkedIdentity(identity=identity, person=id_, linked_at=NOW))
            await unit.commit()

    async def held(self) -> list[RoleAssignment]:
        """All there ever was, but for the first admin."""
        async with self.database.unit_of_work() as unit:
            return [each for each in await unit.roles.everything() if each.source != "settings"]

    async def terms(self) -> list[tuple[str | None, date, date | None]]:
        return [(each.organisation or each.mailbox, each.valid_from, each.valid_to) for each in await self.held()]

    async def export(self, *, history: bool = False) -> tuple[str, int]:
        async with self.database.unit_of_work() as unit:
            rows, left_out = await exporting_people._rows(await session(unit, self.now, ZONE), history=history)
        return written(rows), left_out


def _write(path: Path, lines: tuple[dict[str, str], ...], columns: tuple[str, ...] = ()) -> None:
    """Without columns named, the file has those that its lines speak of."""
    named = [column for column in COLUMNS if column in columns or any(column in line for line in lines)]
    path.write_text("\n".join([";".join(named), *(";".join(line.get(column, "") for column in named) for line in lines)]), encoding="utf-8")


def summary(plan: PeoplePlan) -> tuple[int, int, int, int, int]:
    return len(plan.added), len(plan.changed), plan.unchanged, plan.only_here, len(plan.newcomers)
