# SPDX-License-Identifier: MPL-2.0
"""Two processes that change the same thing at once: one of them succeeds, the other is told, and nothing is lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from handlers.changing.carrying_out import carry_out
from handlers.changing.erasure import erase
from handlers.changing.invariants import hold_people
from handlers.changing.steps import Step
from handlers.refusal import Refusal
from storage.conflict import ChangedMeanwhileError
from storage.roles import Scope
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase
from tests.conftest import NOW
from tests.contract.records import PRODUCT, TODAY, assignment, code, link, person, question

Pair = tuple[SqlDatabase, SqlDatabase]
PATIENCE = 20  # seconds for whatever is awaited


async def _opened(url: str) -> Pair:
    first, second = (SqlDatabase(create_engine(database_url(url))) for _ in range(2))
    await upgrade(first.engine)
    return first, second


@pytest.fixture
async def pair(sql_url: str) -> AsyncIterator[Pair]:
    """Two processes' worth of one database."""
    both = await _opened(sql_url)
    yield both
    for each in both:
        await each.close()


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[Pair]:
    both = await _opened(postgres_url)
    yield both
    for each in both:
        await each.close()


async def _together(*work: Awaitable[object]) -> list[object]:
    async with asyncio.timeout(PATIENCE):
        return list(await asyncio.gather(*work))


async def _until(happened: Callable[[], Awaitable[bool]], awaited: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while not await happened():
                await asyncio.sleep(0.01)
    except TimeoutError:
        pytest.fail(f"after {PATIENCE} s still not so: {awaited}")


async def _somebody_waits(database: SqlDatabase) -> bool:
    """Whether a connection waits for a lock of another one."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    async with database.engine.connect() as connection:
        return bool(await connection.scalar(waiting))


async def _with_a_person(database: SqlDatabase) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.add(person("a"))
        await unit.commit()


async def test_of_two_that_save_what_both_have_read_one_succeeds(pair: Pair) -> None:
    await _with_a_person(pair[0])
    both_have_read = asyncio.Barrier(2)

    async def change(database: SqlDatabase, language: str) -> str | None:
        async with database.unit_of_work() as unit:
            read = await unit.people.person("a")
        assert read is not None
        await both_have_read.wait()
        async with database.unit_of_work() as unit:
            try:
                await unit.people.save(replace(read, language=language))
            except ChangedMeanwhileError:
                return None
            await unit.commit()
            return language

    said = await _together(change(pair[0], "da"), change(pair[1], "en"))
    (won,) = [language for language in said if language is not None]
    async with pair[0].unit_of_work() as unit:
        assert await unit.people.person("a") == person("a", language=str(won), version=1)


async def test_of_two_open_transactions_that_save_the_second_waits_and_is_told(postgres: Pair) -> None:
    await _with_a_person(postgres[0])
    async with postgres[0].unit_of_work() as first:
        await first.people.save(person("a", language="da"))

        async def second() -> None:
            async with postgres[1].unit_of_work() as unit:
                assert await unit.people.person("a") == person("a")
                with pytest.raises(ChangedMeanwhileError):
                    await unit.people.save(person("a", language="en"))

        task = asyncio.create_task(second())
        await _until(lambda: _somebody_waits(postgres[0]), "the second waits for the first")
        await first.commit()
    await _together(task)
    async with postgres[0].unit_of_work() as unit:
        assert await unit.people.person("a") == person("a", language="da", version=1)


async def test_no_update_is_lost_where_whoever_is_told_tries_again(pair: Pair) -> None:
    async with pair[0].unit_of_work() as unit:
        await unit.questions.add(question(1))
        await unit.commit()

    async def count(database: SqlDatabase) -> None:
        while True:
            async with database.unit_of_work() as unit:
                read = await unit.questions.get(1)
            assert read is not None
            async with database.unit_of_work() as unit:
                try:
                    await unit.questions.save(replace(read, times=read.times + 1))
                except ChangedMeanwhileError:
                    continue
                await unit.commit()
                return

    await _together(*(count(database) for database in pair * 4))
    async with pair[0].unit_of_work() as unit:
        assert await unit.questions.get(1) == question(1, times=9, version=8)


async def _appoint_if_vacant(database: SqlDatabase, id_: str) -> bool:
    async with database.unit_of_work() as unit:
        await unit.roles.hold(PRODUCT, "produktkoordinator")
        if any(each.holds_on(NOW.date()) for each in await unit.roles.over(PRODUCT, "produktkoordinator")):
            return False
        await unit.roles.add(assignment(id_))
        await unit.commit()
        return True


async def test_of_many_that_appoint_where_nobody_holds_the_role_one_does(pair: Pair) -> None:
    appointed = await _together(*(_appoint_if_vacant(database, str(number)) for number, database in enumerate(pair * 3)))
    assert sorted(map(bool, appointed)) == [False] * 5 + [True]
    async with pair[0].unit_of_work() as unit:
        assert len(await unit.roles.everything()) == 1


async def test_who_holds_a_role_lets_another_wait_who_then_sees_what_was_done(postgres: Pair) -> None:
    async with postgres[0].unit_of_work() as first:
        await first.roles.hold(PRODUCT, "produktkoordinator")
        assert list(await first.roles.over(PRODUCT)) == []
        task = asyncio.create_task(_appoint_if_vacant(postgres[1], "second"))
        await _until(lambda: _somebody_waits(postgres[0]), "the second waits for the role")
        await first.roles.add(assignment("first"))
        await first.commit()
    assert await _together(task) == [False]


async def test_a_role_is_let_go_when_nothing_comes_of_it(postgres: Pair) -> None:
    async with postgres[0].unit_of_work() as first:
        await first.roles.hold(PRODUCT, "produktkoordinator")
        task = asyncio.create_task(_appoint_if_vacant(postgres[1], "second"))
        await _until(lambda: _somebody_waits(postgres[0]), "the second waits for the role")
    assert await _together(task) == [True]


async def test_other_scopes_and_roles_do_not_wait(postgres: Pair) -> None:
    async def hold_others() -> None:
        async with postgres[1].unit_of_work() as unit:
            await unit.roles.hold(Scope("product", "os2sofd"), "produktkoordinator")
            await unit.roles.hold(Scope("group", "os2mo"), "produktkoordinator")
            await unit.roles.hold(PRODUCT, "stedfortraeder")
            await unit.roles.add(assignment("a", scope=Scope("product", "os2sofd")))
            await unit.commit()

    async with postgres[0].unit_of_work() as first:
        await first.roles.hold(PRODUCT, "produktkoordinator")
        await _together(hold_others())  # while the first still holds its role


async def test_of_ten_that_take_a_code_one_gets_it(pair: Pair) -> None:
    async with pair[0].unit_of_work() as unit:
        await unit.link_codes.add(code("a"))
        await unit.commit()

    async def take(database: SqlDatabase) -> object:
        async with database.unit_of_work() as unit:
            taken = await unit.link_codes.take("a", NOW)
            await unit.commit()
            return taken

    taken = await _together(*(take(database) for database in pair * 5))
    assert [each for each in taken if each is not None] == [code("a")]


async def test_questions_noted_at_once_get_numbers_of_their_own(pair: Pair) -> None:
    async def note(database: SqlDatabase) -> int:
        async with database.unit_of_work() as unit:
            number = await unit.questions.number()
            await unit.questions.add(question(number))
            await unit.commit()
            return number

    noted = await _together(*(note(database) for database in pair * 4))
    assert sorted(map(str, noted)) == [str(number) for number in range(1, 9)]


async def test_wrong_codes_noted_at_once_are_all_counted(pair: Pair) -> None:
    async def guess(database: SqlDatabase) -> None:
        async with database.unit_of_work() as unit:
            await unit.link_codes.guessed("console", NOW)
            await unit.commit()

    await _together(*(guess(database) for database in pair * 4))
    async with pair[0].unit_of_work() as unit:
        assert await unit.link_codes.guesses("console", NOW) == 8


async def test_nobody_is_given_a_role_while_they_are_erased(pair: Pair) -> None:
    """Either the role comes first and goes with the person, or the person goes first and the role is refused: no role is left with nobody."""
    databases = pair
    async with databases[0].unit_of_work() as unit:
        await unit.people.add(person("p"))
        await unit.people.attach(link("matrix:@p:example.org", "p"))
        await unit.commit()

    async def erase_them() -> None:
        async with databases[0].unit_of_work() as unit:
            await unit.people.hold("p")
            await asyncio.sleep(0)
            await erase(person("p"), unit, TODAY)
            await unit.commit()

    async def appoint_them() -> None:
        async with databases[1].unit_of_work() as unit:
            step = Step(None, assignment("a", person="p", organisation=None))
            try:
                await hold_people([step], unit)
            except Refusal:
                return
            await carry_out(step, unit)
            await unit.commit()

    await asyncio.wait_for(asyncio.gather(erase_them(), appoint_them()), PATIENCE)
    async with databases[0].unit_of_work() as unit:
        left = await unit.roles.get("a")
        assert left is None or left.person is None or await unit.people.person("p")


async def test_of_two_that_wait_for_each_other_one_is_told_and_the_other_succeeds(postgres: Pair) -> None:
    async with postgres[0].unit_of_work() as unit:
        for id_ in ("a", "b"):
            await unit.people.add(person(id_))
        await unit.commit()
    both_hold = asyncio.Barrier(2)

    async def change(database: SqlDatabase, first: str, second: str) -> str | None:
        try:
            async with database.unit_of_work() as unit:
                await unit.people.hold(first)
                await both_hold.wait()
                await unit.people.hold(second)
                await unit.commit()
        except ChangedMeanwhileError:
            return None
        return first

    done = await _together(change(postgres[0], "a", "b"), change(postgres[1], "b", "a"))
    assert sorted(map(str, done)) in (["None", "a"], ["None", "b"])
