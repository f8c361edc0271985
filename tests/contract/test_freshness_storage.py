# SPDX-License-Identifier: MPL-2.0
"""What became of asking about facts is kept as it was, replaced only by its next version, and found by the person it names."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.conflict import ChangedMeanwhileError
from storage.freshness import Asking, FactReview
from storage.unit_of_work import Database
from tests.conftest import NOW

FULL = FactReview(
    fact="adoption/os2mo/syddjurs", confirmed_at=NOW, confirmed_by="anne", changed_at=NOW + timedelta(days=1), changed_by="bo", states="0123456789abcdef",
    not_mine=("carl", "dorthe"), asked=(Asking(person="emil", at=NOW, stage="first"), Asking(person="emil", at=NOW + timedelta(days=14), stage="nudge")),
)  # fmt: skip
PLAIN = FactReview(fact="level/os2mo")


@pytest.fixture
async def kept(database: Database) -> Database:
    async with database.unit_of_work() as unit:
        await unit.freshness.add(PLAIN)
        await unit.freshness.add(FULL)
        await unit.commit()
    return database


async def test_every_field_is_kept(kept: Database) -> None:
    async with kept.unit_of_work() as unit:
        assert [await unit.freshness.of(fact) for fact in (FULL.fact, PLAIN.fact, "none")] == [FULL, PLAIN, None]
        assert list(await unit.freshness.everything()) == [FULL, PLAIN]


@pytest.mark.parametrize("more", [0, 3, 900])
async def test_some_are_found_whether_few_or_many_are_asked_for(kept: Database, more: int) -> None:
    async with kept.unit_of_work() as unit:
        assert await unit.freshness.some([FULL.fact, *(f"level/none{number}" for number in range(more))]) == {FULL.fact: FULL}
        assert await unit.freshness.some([]) == {}


async def test_a_fact_has_one(kept: Database) -> None:
    async with kept.unit_of_work() as unit:
        with pytest.raises(ChangedMeanwhileError):
            await unit.freshness.add(PLAIN)


async def test_it_is_replaced_only_by_the_next_version_of_what_was_read(kept: Database) -> None:
    async with kept.unit_of_work() as unit:
        await unit.freshness.save(replace(FULL, asked=(), not_mine=()))
        assert await unit.freshness.of(FULL.fact) == replace(FULL, asked=(), not_mine=(), version=1)
        with pytest.raises(ChangedMeanwhileError):
            await unit.freshness.save(FULL)


async def test_every_change_is_counted_and_nothing_else(kept: Database) -> None:
    async with kept.unit_of_work() as unit:
        seen = [await unit.freshness.revision()]
        await unit.freshness.save(FULL)
        seen.append(await unit.freshness.revision())
        await unit.freshness.remove(PLAIN.fact)
        seen.append(await unit.freshness.revision())
        await unit.freshness.everything()
        assert await unit.freshness.revision() == seen[-1]
        assert len(set(seen)) == 3
        assert await unit.freshness.of(PLAIN.fact) is None


@pytest.mark.parametrize("name", ["anne", "bo", "carl", "dorthe", "emil"])
async def test_it_is_found_by_whoever_it_names_in_any_way(kept: Database, name: str) -> None:
    async with kept.unit_of_work() as unit:
        assert list(await unit.freshness.of_person(name)) == [FULL]
        assert list(await unit.freshness.of_person(name[:-1])) == []


async def test_nothing_is_kept_without_a_commit(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.freshness.add(FULL)
    async with database.unit_of_work() as unit:
        assert (await unit.freshness.of(FULL.fact), await unit.freshness.revision()) == (None, 0)
