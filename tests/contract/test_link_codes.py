# SPDX-License-Identifier: MPL-2.0
"""A code is taken once and in time; wrong ones are counted."""

from datetime import timedelta

from storage.link_codes import VALID
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import code

MINUTE = timedelta(minutes=1)
MATRIX = "matrix:@a:example.org"


async def test_a_code_is_taken_once(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.link_codes.add(code("a", second=MATRIX))
        await unit.link_codes.add(code("b"))
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.link_codes.take("a", NOW) == code("a", second=MATRIX)
        assert await unit.link_codes.take("a", NOW) is None
        assert await unit.link_codes.take("b", NOW) == code("b")
        assert await unit.link_codes.take("nothing", NOW) is None


async def test_a_code_that_was_taken_without_a_commit_can_be_taken(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.link_codes.add(code("a"))
        await unit.commit()
    for _ in range(2):
        async with database.unit_of_work() as unit:
            assert await unit.link_codes.take("a", NOW) == code("a")


async def test_a_code_that_has_expired_cannot_be_taken(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.link_codes.add(code("a", expires_at=NOW + VALID))
        assert await unit.link_codes.take("a", NOW + VALID) is None
        assert await unit.link_codes.take("a", NOW + VALID - timedelta(seconds=1)) is not None


async def test_wrong_codes_are_counted_by_identity_even_in_the_same_moment(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for minutes in (0, 1, 1, 2):
            await unit.link_codes.guessed(MATRIX, NOW + minutes * MINUTE)
        await unit.link_codes.guessed("console", NOW)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert [await unit.link_codes.guesses(MATRIX, NOW + minutes * MINUTE) for minutes in range(4)] == [4, 3, 1, 0]
        assert await unit.link_codes.guesses("console", NOW) == 1
        assert await unit.link_codes.guesses("slack:nobody", NOW) == 0


async def test_an_identity_leaves_no_code_and_no_guess(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.link_codes.add(code("a", first=MATRIX))
        await unit.link_codes.add(code("b", second=MATRIX))
        await unit.link_codes.add(code("c"))
        await unit.link_codes.guessed(MATRIX, NOW)
        await unit.link_codes.guessed(MATRIX, NOW)
        await unit.link_codes.guessed("console", NOW)
        assert await unit.link_codes.remove_of(MATRIX) == 4
        assert [await unit.link_codes.take(digest, NOW) for digest in "abc"] == [None, None, code("c")]
        assert [await unit.link_codes.guesses(identity, NOW) for identity in (MATRIX, "console")] == [0, 1]


async def test_expired_codes_and_old_guesses_are_forgotten(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.link_codes.add(code("a", expires_at=NOW))
        await unit.link_codes.add(code("b", expires_at=NOW + MINUTE))
        for minutes in (0, 0, 1):
            await unit.link_codes.guessed(MATRIX, NOW + minutes * MINUTE)
        assert await unit.link_codes.forget_before(NOW + MINUTE) == 3
        assert await unit.link_codes.guesses(MATRIX, NOW) == 1
        assert await unit.link_codes.take("b", NOW) is not None
