# SPDX-License-Identifier: MPL-2.0
"""The digest's section of the yearly wheel: what falls due in four weeks, fit for all; and to one person what they have to do."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.localise import Localiser
from config.year_wheel_load import load_year_wheel
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.sections.year_wheel import MOST, year_wheel
from handlers.reply import Reply
from storage.memory import MemoryDatabase
from storage.memory.state import State
from storage.roles import ASSOCIATION, Scope
from storage.year_marks import YearMark, mark_id
from tests.contract.records import assignment, person
from tests.meetings import noted, series

ZONE = ZoneInfo("Europe/Copenhagen")
SINCE = date(2020, 1, 1)


class Stage:
    def __init__(self, database: MemoryDatabase) -> None:
        self.database = database

    async def scheduled(self, **fields: Any) -> None:
        await noted(self.database, series("gf", group="generalforsamling", starts=datetime(2027, 5, 18, 10), rule="", minutes=300, **fields))

    async def section(self, day: date, **fields: Any) -> Reply:
        now = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        issue = Issue(since=now - timedelta(days=7), until=now, now=now, zone=ZONE, **fields)
        async with self.database.unit_of_work() as unit:
            return await year_wheel(issue, unit, load_year_wheel(), unit.directory)

    async def lines(self, day: date, **fields: Any) -> list[str]:
        said = Localiser().reply(await self.section(day, **fields), "da")
        return [line for part in said.parts for line in (part.items or [part.text])]


@pytest.fixture
async def stage(memory_with_catalogue: State) -> Stage:
    database = MemoryDatabase()
    database.state = memory_with_catalogue.copied()
    async with database.unit_of_work() as unit:
        await unit.people.add(person("mo"))
        await unit.people.add(person("sek"))
        await unit.roles.add(assignment("r1", scope=Scope("product", "os2mo"), person="mo", organisation=None, valid_from=SINCE))
        await unit.roles.add(assignment("r2", role="sekretariat", scope=ASSOCIATION, person="sek", organisation=None, valid_from=SINCE))
        await unit.commit()
    return Stage(database)


async def test_what_is_due_within_four_weeks_is_told_with_its_day_and_its_source(stage: Stage) -> None:
    await stage.scheduled()
    lines = await stage.lines(date(2027, 4, 12))
    assert any(line.startswith("Indkaldelse til generalforsamlingen: senest 17. april 2027") for line in lines)
    assert "Forslag til generalforsamlingen: senest 3. maj 2027" in lines
    assert not any(line.startswith("Referatet") for line in lines)  # 1 June is seven weeks ahead
    assert next(each.title for each in (await stage.section(date(2027, 4, 12))).sources) == "OS2's vedtægter"


async def test_in_a_week_in_which_nothing_is_due_it_is_left_out(stage: Stage) -> None:
    assert (await stage.section(date(2027, 9, 6))).parts == ()


async def test_each_day_is_told_of_as_it_comes_into_view_and_in_its_last_week_and_not_between(stage: Stage) -> None:
    weeks = [date(2027, 5, 31) + timedelta(weeks=number) for number in range(8)]  # one half of the year ends on 30 June
    told = [any("Selvevaluering" in line for line in await stage.lines(day)) for day in weeks]
    assert told == [False, True, False, False, True, False, False, False]


async def test_an_open_date_is_told_where_it_can_be_no_later_than_that(stage: Stage) -> None:
    assert not any("ikke fastsat" in line for line in await stage.lines(date(2027, 3, 1)))
    assert any("Indkaldelse til generalforsamlingen: datoen er ikke fastsat; senest 30. april 2027" in line for line in await stage.lines(date(2027, 4, 26)))


async def test_what_is_done_is_not_told_any_more(stage: Stage) -> None:
    await stage.scheduled()
    async with stage.database.unit_of_work() as unit:
        id_ = mark_id("assembly-notice", 2027, "", "group/bestyrelse")
        await unit.year_marks.put(
            YearMark(id=id_, entry="assembly-notice", year=2027, about="group/bestyrelse", of=date(2027, 4, 17), done_at=datetime(2027, 4, 1, tzinfo=UTC))
        )
        await unit.commit()
    assert not any("Indkaldelse" in line for line in await stage.lines(date(2027, 4, 12)))


async def test_of_a_meeting_that_is_told_to_its_group_alone_nothing_is_told(stage: Stage) -> None:
    await stage.scheduled(visibility="group")
    for fields in ({}, {"person": "sek"}):
        assert not any("18. maj" in line or "17. april" in line for line in await stage.lines(date(2027, 4, 12), **fields))


async def test_a_digest_of_some_products_tells_what_products_do(stage: Stage) -> None:
    await stage.scheduled()
    lines = await stage.lines(date(2027, 6, 7), products=frozenset(("os2mo",)))
    assert {line.partition(":")[0] for line in lines} == {"Selvevaluering"}  # one period ends, the next opens


async def test_a_digest_of_the_assembly_tells_what_depends_on_it(stage: Stage) -> None:
    await stage.scheduled()
    lines = await stage.lines(date(2027, 4, 12), groups=frozenset(("generalforsamling",)))
    assert any("Forslag" in line for line in lines)
    assert not any("etværk" in line for line in lines)


async def test_to_one_person_it_says_what_they_have_to_do_with_a_button_for_each(stage: Stage) -> None:
    await stage.scheduled()
    reply = await stage.section(date(2027, 6, 14), person="mo", products=frozenset(("os2mo",)))
    lines = await stage.lines(date(2027, 6, 14), person="mo", products=frozenset(("os2mo",)))
    assert lines[:2] == ["Det, du skal gøre:", "Selvevaluering: OS2mo: fra 1. januar 2027 til 30. juni 2027"]
    assert [each.slots["about"] for each in reply.choices] == ["product/os2mo"]
    mine = await stage.lines(date(2027, 4, 26), person="sek")
    assert (
        "Indkaldelse til generalforsamlingen: senest 17. april 2027, som ikke er en arbejdsdag (arbejdsdagen før er 16. april 2027)" in mine
    )  # late, and not done
    assert not (await stage.section(date(2027, 4, 26))).choices


async def test_it_has_eight_lines_at_most_and_says_how_to_see_the_others(stage: Stage, tmp_path: Any) -> None:
    days = "\n".join(
        f'  - {{id: d{n}, title: {{da: Dag {n}, en: Day {n}}}, says: {{da: S, en: S}}, source: byl, rule: {{day: "09-{7 + n % 6:02}"}}}}' for n in range(12)
    )
    (tmp_path / "year_wheel.yaml").write_text(f"entries:\n{days}\n", encoding="utf-8")
    now = datetime(2027, 9, 6, 8, tzinfo=UTC)
    async with stage.database.unit_of_work() as unit:
        issue = Issue(since=now - timedelta(days=7), until=now, now=now, zone=ZONE)
        reply = await year_wheel(issue, unit, load_year_wheel(tmp_path), unit.directory)
    said = Localiser().reply(reply, "da")
    assert len(said.parts[0].items) == MOST == 8
    assert said.parts[1].text == '… og 4 mere. Skriv "årshjulet" for at se det hele.'
