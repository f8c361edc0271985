# SPDX-License-Identifier: MPL-2.0
"""What somebody began to fill in is theirs alone, one for each form, and forgotten in time."""

from datetime import timedelta

import pytest

from storage.conflict import ChangedMeanwhileError
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import draft

ANNE, OLE = "slack:T0TEST001:U0ANNE001", "matrix:@ole:example.org"
SECOND = timedelta(seconds=1)


async def test_a_draft_is_found_again_by_its_owner_alone(database: Database) -> None:
    kept = draft(ANNE, "profile", values={"name": "Åse\n'Prøve'", "zone": ""})
    async with database.unit_of_work() as unit:
        await unit.drafts.save(kept)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.drafts.of(ANNE, "profile") == kept
        assert await unit.drafts.of(ANNE, "absence") is None
        assert await unit.drafts.of(OLE, "profile") is None


async def test_a_later_draft_takes_the_place_of_the_one_before(database: Database) -> None:
    later = draft(ANNE, "profile", saved_at=NOW + SECOND, values={"zone": "Nuuk"})
    async with database.unit_of_work() as unit:
        await unit.drafts.save(draft(ANNE, "profile", values={"name": "Anne"}))
        await unit.drafts.save(draft(ANNE, "absence"))
        await unit.drafts.save(draft(OLE, "profile"))
        await unit.drafts.save(later)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.drafts.all_of(ANNE) == [draft(ANNE, "absence"), later]
        assert await unit.drafts.all_of(OLE) == [draft(OLE, "profile")]


async def test_one_takes_the_place_of_the_one_that_was_read_and_of_no_other(database: Database) -> None:
    first, second = draft(ANNE, "profile", values={"zone": "Nuuk"}), draft(ANNE, "profile", saved_at=NOW + SECOND)
    for taken, before in ((first, None), (second, first)):
        async with database.unit_of_work() as unit:
            await unit.drafts.replace(taken, before)
            await unit.commit()
    for before in (None, first):
        with pytest.raises(ChangedMeanwhileError):
            async with database.unit_of_work() as unit:
                await unit.drafts.replace(draft(ANNE, "profile", saved_at=NOW + 2 * SECOND), before)
    with pytest.raises(ChangedMeanwhileError):
        async with database.unit_of_work() as unit:
            await unit.drafts.withdraw(first)
    async with database.unit_of_work() as unit:
        assert await unit.drafts.of(ANNE, "profile") == second
        await unit.drafts.withdraw(second)
        assert await unit.drafts.of(ANNE, "profile") is None
        with pytest.raises(ChangedMeanwhileError):
            await unit.drafts.withdraw(second)


async def test_one_is_removed_or_all_of_an_owner(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for owner, form in ((ANNE, "absence"), (ANNE, "adoption"), (ANNE, "profile"), (OLE, "profile")):
            await unit.drafts.save(draft(owner, form))
        await unit.drafts.remove(ANNE, "profile")
        await unit.drafts.remove(ANNE, "no-such-form")
        assert [each.form for each in await unit.drafts.all_of(ANNE)] == ["absence", "adoption"]
        assert await unit.drafts.remove_of(ANNE) == 2
        assert await unit.drafts.remove_of(ANNE) == 0
        assert (await unit.drafts.all_of(ANNE), len(await unit.drafts.all_of(OLE))) == ([], 1)


async def test_old_drafts_are_forgotten(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.drafts.save(draft(ANNE, "profile", saved_at=NOW - SECOND))
        await unit.drafts.save(draft(OLE, "profile"))
        assert await unit.drafts.forget_before(NOW) == 1
        assert (await unit.drafts.all_of(ANNE), len(await unit.drafts.all_of(OLE))) == ([], 1)
