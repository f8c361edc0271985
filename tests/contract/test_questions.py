# SPDX-License-Identifier: MPL-2.0
"""Questions without an answer are numbered, counted, and found by whoever asked or answers."""

from datetime import timedelta

import pytest

from storage.conflict import ChangedMeanwhileError
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import question

MINUTE = timedelta(minutes=1)


async def test_every_field_of_a_question_is_kept(database: Database) -> None:
    full = question(
        1, slots={"product": "os2mo"}, times=3, text="Må vi?", asker="p", state="answered", answer="Ja.\n",
        answered_at=NOW + MINUTE, answered_by="q", article="own",
    )  # fmt: skip
    async with database.unit_of_work() as unit:
        await unit.questions.add(full)
        await unit.questions.add(question(2))
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert [await unit.questions.get(number) for number in (1, 2, 3)] == [full, question(2), None]


async def test_numbers_follow_one_another(database: Database) -> None:
    for expected in (1, 2, 3):
        async with database.unit_of_work() as unit:
            assert await unit.questions.number() == await unit.questions.number() == expected
            await unit.questions.add(question(expected))
            await unit.commit()
    async with database.unit_of_work() as unit:
        await unit.questions.add(question(await unit.questions.number()))
    async with database.unit_of_work() as unit:
        assert await unit.questions.number() == 4


async def test_an_open_question_like_it_is_found_unless_somebody_asked_for_an_answer(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.questions.add(question(1, key="k", asker="p"))
        await unit.questions.add(question(2, key="k", state="closed"))
        assert await unit.questions.open_like("k") is None
        await unit.questions.add(question(3, key="k"))
        await unit.questions.add(question(4, key="K"))
        assert await unit.questions.open_like("k") == question(3, key="k")


async def test_questions_are_listed_by_number(database: Database) -> None:
    made = [question(9, asker="p"), question(10), question(11, asker="p", state="closed"), question(12, state="answered", answered_by="q")]
    async with database.unit_of_work() as unit:
        for each in reversed(made):
            await unit.questions.add(each)
        assert list(await unit.questions.open()) == made[:2]
        assert list(await unit.questions.of("p")) == [made[0], made[2]]
        assert list(await unit.questions.answered_by("q")) == made[3:]


async def test_a_saved_question_counts_its_version_up(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.questions.add(question(1))
        await unit.questions.save(question(1, times=2))
        assert await unit.questions.get(1) == question(1, times=2, version=1)
        with pytest.raises(ChangedMeanwhileError):
            await unit.questions.save(question(1, times=2))


async def test_old_ones_are_forgotten(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for number in range(3):
            await unit.questions.add(question(number, asked_at=NOW + number * MINUTE))
        assert await unit.questions.forget_before(NOW + MINUTE) == 1
        assert [each.number for each in await unit.questions.open()] == [1, 2]
