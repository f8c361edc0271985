# SPDX-License-Identifier: MPL-2.0
"""Changes wait for a yes, and are found again by whoever asked for them."""

from datetime import timedelta

import pytest

from storage.conflict import ChangedMeanwhileError
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import request

MINUTE = timedelta(minutes=1)


async def test_every_field_of_a_request_is_kept(database: Database) -> None:
    full = request("a", actor="matrix:@a:example.org", steps='[{"æ":1}]', notices='["ø"]', state="applied", settled_at=NOW + MINUTE)
    async with database.unit_of_work() as unit:
        await unit.requests.add(full)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.requests.get("a") == full
        assert await unit.requests.get("b") is None


async def test_the_newest_proposed_one_of_this_conversation_waits(database: Database) -> None:
    async with database.unit_of_work() as unit:
        assert await unit.requests.waiting("console", "c") is None
        await unit.requests.add(request("new", made_at=NOW + MINUTE))
        await unit.requests.add(request("old"))
        await unit.requests.add(request("settled", made_at=NOW + 2 * MINUTE, state="cancelled"))
        await unit.requests.add(request("elsewhere", made_at=NOW + 2 * MINUTE, conversation="d"))
        await unit.requests.add(request("others", made_at=NOW + 2 * MINUTE, actor="matrix:@a:example.org"))
        assert await unit.requests.waiting("console", "c") == request("new", made_at=NOW + MINUTE)


async def test_the_one_that_was_applied_last_is_found_undone_ones_aside(database: Database) -> None:
    async with database.unit_of_work() as unit:
        assert await unit.requests.last_applied("console") is None
        for id_, minutes, state in (("first", 1, "applied"), ("last", 3, "applied"), ("undone", 4, "undone"), ("cancelled", 5, "cancelled")):
            await unit.requests.add(request(id_, made_at=NOW - minutes * MINUTE, settled_at=NOW + minutes * MINUTE, state=state))
        await unit.requests.add(request("others", actor="matrix:@a:example.org", state="applied", settled_at=NOW + 9 * MINUTE))
        found = await unit.requests.last_applied("console")
    assert found is not None
    assert found.id == "last"


async def test_those_of_an_identity_are_listed_and_removed(database: Database) -> None:
    made = [request("z"), request("a", made_at=NOW + MINUTE, state="applied"), request("b", made_at=NOW + MINUTE, conversation="d")]
    async with database.unit_of_work() as unit:
        for each in [*reversed(made), request("others", actor="matrix:@a:example.org")]:
            await unit.requests.add(each)
        assert await unit.requests.of("console") == made
        assert await unit.requests.remove_of("console") == 3
        assert await unit.requests.of("console") == []
        assert await unit.requests.get("others") is not None


async def test_a_settled_request_counts_its_version_up(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.requests.add(request("a"))
        await unit.requests.save(request("a", state="applied", settled_at=NOW))
        assert await unit.requests.get("a") == request("a", state="applied", settled_at=NOW, version=1)
        with pytest.raises(ChangedMeanwhileError):
            await unit.requests.save(request("a", state="cancelled"))


async def test_those_that_mention_an_id_are_found_letter_by_letter(database: Database) -> None:
    made = [request("a", steps='["1_f"]'), request("b", notices='["1_f"]', made_at=NOW + MINUTE)]
    async with database.unit_of_work() as unit:
        for each in [*reversed(made), request("c", steps='["1xf"]'), request("d", steps='["1_F"]'), request("1_f")]:
            await unit.requests.add(each)
        assert await unit.requests.mentioning("1_f") == made
        await unit.requests.remove("a")
        await unit.requests.remove("nothing")
        assert await unit.requests.mentioning("1_f") == made[1:]
        assert await unit.requests.mentioning("%") == []


async def test_old_ones_are_forgotten(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for number in range(3):
            await unit.requests.add(request(str(number), made_at=NOW + number * MINUTE))
        assert await unit.requests.forget_before(NOW + MINUTE) == 1
        assert [each.id for each in await unit.requests.of("console")] == ["1", "2"]


async def test_what_got_no_yes_is_forgotten_before_what_was_done(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for id_, state in (("a", "proposed"), ("b", "cancelled"), ("c", "applied"), ("d", "undone")):
            await unit.requests.add(request(id_, state=state))
        await unit.requests.add(request("new", made_at=NOW + timedelta(hours=1)))
        assert await unit.requests.forget_unapplied_before(NOW + timedelta(minutes=1)) == 2
        assert {each.id for each in await unit.requests.of("console")} == {"c", "d", "new"}
