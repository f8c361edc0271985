# SPDX-License-Identifier: MPL-2.0
"""The delivery ledger: each key is there once, each target is served in order, and only whoever holds a row writes what became of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage.deliveries import Delivery, DeliveryFilter, Planned
from storage.sql.unit_of_work import SqlDatabase
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.ledger import HOUR, MINUTE, delivery, in_ledger, row

LEASE = NOW + MINUTE


async def claimed(database: Database, holder: str = "one", now: datetime = NOW, most: int = 10, platforms: tuple[str, ...] = ("fake",)) -> list[Delivery]:
    async with database.unit_of_work() as unit:
        found = await unit.deliveries.claim(platforms, now, now + MINUTE, holder, most)
        await unit.commit()
    return list(found)


async def kept(database: Database, *done: Delivery, holder: str = "one") -> frozenset[str]:
    async with database.unit_of_work() as unit:
        lost = await unit.deliveries.keep(done, holder)
        await unit.commit()
    return lost


async def test_what_was_planned_is_read_as_it_was_written(database: Database) -> None:
    planned = delivery("a", values={"lead": "60"}, owner="role/forperson/group/os2mo/styregruppe", language="en")
    await in_ledger(database, planned)
    assert await row(database, "a") == planned


async def test_a_key_is_planned_once_whatever_became_of_it(database: Database) -> None:
    await in_ledger(database, delivery("a"))
    await kept(database, (await claimed(database))[0].became("sent", NOW))
    async with database.unit_of_work() as unit:
        assert await unit.deliveries.plan([delivery("a"), delivery("b"), delivery("b")]) == 1
        await unit.commit()
    assert (await row(database, "a")).state == "sent"


async def test_what_is_due_is_claimed_in_the_order_in_which_it_is_due(database: Database) -> None:
    await in_ledger(
        database, *(delivery(key, target=f"fake:{key}", due_at=NOW - minutes * MINUTE) for key, minutes in (("a", 1), ("b", 3), ("c", 2), ("later", -1)))
    )
    assert [each.key for each in await claimed(database)] == ["b", "c", "a"]
    assert await claimed(database) == []


async def test_a_claim_counts_the_attempt_and_holds_until_its_lease_is_over(database: Database) -> None:
    await in_ledger(database, delivery("a"))
    (first,) = await claimed(database)
    assert (first.state, first.attempts, first.next_at, first.holder) == ("claimed", 1, LEASE, "one")
    assert await claimed(database, "two", NOW + 59 * timedelta(seconds=1)) == []
    (second,) = await claimed(database, "two", LEASE)
    assert (second.attempts, second.holder) == (2, "two")
    assert [(each.state, each.reason) for each in second.history][-2:] == [("due", "holder_gone"), ("claimed", "")]


async def test_only_what_these_platforms_send_is_claimed(database: Database) -> None:
    await in_ledger(database, delivery("a"), delivery("b", target="other:room"), delivery("c", target="person/p"))
    assert [each.key for each in await claimed(database, platforms=("other",))] == ["b"]
    assert [each.key for each in await claimed(database, platforms=("", "fake"))] == ["a", "c"]


async def test_nothing_is_claimed_for_a_target_that_somebody_else_serves(database: Database) -> None:
    await in_ledger(database, delivery("a"), delivery("b"), delivery("c", target="fake:other"))
    assert [each.key for each in await claimed(database, most=1)] == ["a"]
    assert [each.key for each in await claimed(database, "two")] == ["c"]


async def test_what_follows_waits_for_what_is_tried_again(database: Database) -> None:
    await in_ledger(database, delivery("a", due_at=NOW - MINUTE), delivery("b"))
    first = (await claimed(database, most=1))[0]
    await kept(database, first.became("failed", NOW, "unclear", next_at=NOW + 5 * MINUTE))
    assert await claimed(database) == []
    assert [each.key for each in await claimed(database, now=NOW + 5 * MINUTE)] == ["a"]


async def test_what_a_killed_process_was_sending_goes_before_what_follows(database: Database) -> None:
    await in_ledger(database, delivery("a", due_at=NOW - MINUTE), delivery("b"))
    await claimed(database, most=1)
    assert [each.key for each in await claimed(database, "two", LEASE, most=1)] == ["a"]


async def test_only_its_holder_writes_what_became_of_it(database: Database) -> None:
    await in_ledger(database, delivery("a"), delivery("b", target="fake:other"))
    a, b = await claimed(database)
    await claimed(database, "two", LEASE, most=1)
    assert await kept(database, a.became("sent", NOW), b.became("sent", NOW)) == {"a"}
    assert [(await row(database, key)).state for key in "ab"] == ["claimed", "sent"]


async def test_what_is_settled_keeps_nothing_of_what_was_composed(database: Database) -> None:
    await in_ledger(database, delivery("a"))
    composed = replace((await claimed(database))[0], reply="{}")
    await kept(database, composed)
    assert (await row(database, "a")).reply == "{}"
    await kept(database, replace(composed.became("late", NOW), message="C0:1"))
    found = await row(database, "a")
    assert (found.state, found.reply, found.message, found.next_at) == ("late", None, "C0:1", None)
    assert [each.state for each in found.history] == ["planned", "claimed", "late"]


async def test_a_lease_is_renewed_for_its_holder_alone(database: Database) -> None:
    await in_ledger(database, delivery("a"), delivery("b", target="fake:other"))
    await claimed(database)
    async with database.unit_of_work() as unit:
        assert await unit.deliveries.extend(["a", "b", "none"], "one", NOW + HOUR) == {"a", "b"}
        assert await unit.deliveries.extend(["a"], "two", NOW + HOUR) == frozenset()
        await unit.commit()
    assert await claimed(database, "two", LEASE) == []


async def test_what_is_not_sent_yet_is_withdrawn_with_its_reason(database: Database) -> None:
    await in_ledger(database, delivery("a"), delivery("b", target="fake:other", due_at=NOW + HOUR), delivery("c", target="fake:third"))
    await claimed(database, most=1)
    async with database.unit_of_work() as unit:
        assert await unit.deliveries.withdraw(["a", "b", "c", "none"], NOW, "cancelled") == 2
        await unit.commit()
    rows = [await row(database, key) for key in "abc"]
    assert [each.state for each in rows] == ["claimed", "skipped", "skipped"]
    assert {each.reason for each in rows[1:]} == {"cancelled"}
    async with database.unit_of_work() as unit:
        assert await unit.deliveries.withdraw(["a"], LEASE, "moved") == 1, "its holder is gone"


async def test_whoever_starts_alone_takes_over_what_is_claimed_and_nobody_else_does(database: Database) -> None:
    await in_ledger(database, delivery("a"))
    await claimed(database)
    async with database.unit_of_work() as unit:
        await unit.deliveries.take_over(NOW)
        await unit.commit()
    shared = isinstance(database, SqlDatabase) and database.engine.dialect.name == "postgresql"
    assert [each.key for each in await claimed(database, "two")] == ([] if shared else ["a"])


async def test_what_is_parked_is_due_again_when_somebody_asks(database: Database) -> None:
    await in_ledger(database, delivery("a"))
    await kept(database, replace((await claimed(database))[0].became("parked", NOW, "refused:is_archived"), reply="{}"))
    assert await claimed(database, now=NOW + HOUR) == []
    async with database.unit_of_work() as unit:
        assert await unit.deliveries.reopen("a", NOW)
        assert not await unit.deliveries.reopen("a", NOW), "it is not parked any more"
        await unit.commit()
    (again,) = await claimed(database)
    assert (again.attempts, again.reply) == (1, "{}")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (DeliveryFilter(), "abc"), (DeliveryFilter(kinds=("other",)), "b"), (DeliveryFilter(target="fake:x"), "b"), (DeliveryFilter(about="it"), "c"),
        (DeliveryFilter(states=("claimed",)), "a"), (DeliveryFilter(after=NOW + MINUTE), "c"), (DeliveryFilter(before=NOW + MINUTE), "ab"),
        (DeliveryFilter(target="fake:y", message="C0:1"), "c"), (DeliveryFilter(message="C0:2"), ""),
    ],
)  # fmt: skip
async def test_deliveries_are_found_by_what_is_said_of_them(database: Database, wanted: DeliveryFilter, found: str) -> None:
    await in_ledger(
        database, delivery("a"), delivery("b", kind="other", target="fake:x"), delivery("c", target="fake:y", about="it", message="C0:1", due_at=NOW + MINUTE)
    )
    await claimed(database, most=1)
    async with database.unit_of_work() as unit:
        assert "".join(each.key for each in await unit.deliveries.find(wanted)) == found


async def test_the_ledger_says_when_there_is_something_to_do_and_what_waits(database: Database) -> None:
    async with database.unit_of_work() as unit:
        assert await unit.deliveries.next_at(["fake"]) is None
    await in_ledger(database, delivery("a", due_at=NOW + HOUR), delivery("b", target="other:x", due_at=NOW + MINUTE))
    async with database.unit_of_work() as unit:
        assert await unit.deliveries.next_at(["fake"]) == NOW + HOUR
        assert await unit.deliveries.next_at(["fake", "other"]) == NOW + MINUTE
        assert dict(await unit.deliveries.counts()) == {"planned": 2}
        standing = await unit.deliveries.standing(["test"], NOW, NOW + HOUR)
        assert {key: each.state for key, each in standing.items()} == {"b": "planned"}


async def test_what_was_settled_long_ago_is_forgotten(database: Database) -> None:
    await in_ledger(database, delivery("a"), delivery("b", target="fake:other"), delivery("c", target="fake:third", due_at=NOW + HOUR))
    await kept(database, (await claimed(database))[0].became("sent", NOW))
    async with database.unit_of_work() as unit:
        assert await unit.deliveries.forget_before(NOW + MINUTE) == 1
        assert [each.key for each in await unit.deliveries.find(DeliveryFilter())] == ["b", "c"]


async def test_a_planner_remembers_how_far_it_has_looked(database: Database) -> None:
    for revision in ("1", "2"):
        async with database.unit_of_work() as unit:
            await unit.deliveries.keep_progress(Planned(name="test", until=NOW + HOUR, revision=revision, at=NOW))
            await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.deliveries.progress("test") == Planned(name="test", until=NOW + HOUR, revision="2", at=NOW)
        assert await unit.deliveries.progress("none") is None


async def test_what_was_for_somebody_alone_goes_with_them(database: Database) -> None:
    await in_ledger(database, delivery("a", target="person/p"), delivery("b", target="person/q"), delivery("c"))
    async with database.unit_of_work() as unit:
        assert [each.key for each in await unit.deliveries.of_person("p")] == ["a"]
        assert await unit.deliveries.forget_person("p") == 1
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert [each.key for each in await unit.deliveries.find(DeliveryFilter())] == ["b", "c"]
