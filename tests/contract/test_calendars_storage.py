# SPDX-License-Identifier: MPL-2.0
"""Calendar addresses are known by their fingerprint and revoked for good; calendars of others and reminder plans are kept once each."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from storage.conflict import ChangedMeanwhileError
from storage.reminders import DEFAULT_CALL, DEFAULT_LEADS
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import address, feed, plan

FULL = plan("os2mo/styregruppe", leads=(60, 5), agenda_call=0, quiet_from=time(22, 30), quiet_until=time(6), directly=True)


async def test_an_address_is_known_by_its_fingerprint_until_it_is_revoked(database: Database) -> None:
    first, second = address("b" * 64), address("a" * 64, scope="person/p", language="en", made_at=NOW + timedelta(hours=1))
    async with database.unit_of_work() as unit:
        for each in (second, first, address("c", owner="q")):
            await unit.calendars.add_address(each)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.calendars.address("a" * 64) == second
        assert list(await unit.calendars.addresses_of("p")) == [first, second]
        await unit.calendars.revoke("a" * 64)
        await unit.calendars.revoke("none")
        assert await unit.calendars.address("a" * 64) is None
        assert (await unit.calendars.revoke_of("p"), await unit.calendars.revoke_of("p")) == (1, 0)
        assert list(await unit.calendars.addresses_of("q")) == [address("c", owner="q")]


async def test_a_calendar_of_others_is_kept_as_it_was_last_read(database: Database) -> None:
    first, second = feed("https://example.org/a.ics"), feed("https://example.org/b.ics", by="q")
    read = replace(first, fetched_at=NOW, etag='"æ"', modified="i går", trouble="calendar.gone", group="bestyrelse")
    async with database.unit_of_work() as unit:
        for each in (second, first, read):
            await unit.calendars.put_feed(each)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert list(await unit.calendars.feeds()) == [read, second]
        await unit.calendars.remove_feed("https://example.org/a.ics")
        await unit.calendars.remove_feed("https://example.org/c.ics")
        assert list(await unit.calendars.feeds()) == [second]


async def test_a_calendar_is_saved_as_it_was_fetched_unless_somebody_was_faster(database: Database) -> None:
    first = feed("https://example.org/a.ics")
    full = replace(first, name="Møder æ", told="a" * 64, offer='{"steps": "[]"}', next_at=NOW, troubled_since=NOW, offered_at=NOW)
    async with database.unit_of_work() as unit:
        await unit.calendars.put_feed(first)
        await unit.calendars.save_feed(full)
        assert await unit.calendars.feed(first.url) == replace(full, version=1)
        assert (await unit.calendars.feed("https://example.org/b.ics"), full.asked) == (None, first)
        for changed in (full, feed("https://example.org/b.ics")):
            with pytest.raises(ChangedMeanwhileError):
                await unit.calendars.save_feed(changed)


async def test_a_group_has_the_plan_that_was_made_for_it(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.reminder_plans.add(FULL)
        await unit.reminder_plans.add(plan("bestyrelse"))
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert list(await unit.reminder_plans.everything()) == [plan("bestyrelse"), FULL]
        assert [await unit.reminder_plans.of(group) for group in ("bestyrelse", FULL.group, "none")] == [plan("bestyrelse"), FULL, None]
        usual = await unit.reminder_plans.of("bestyrelse")
        assert usual is not None
        assert (usual.leads, usual.agenda_call) == (DEFAULT_LEADS, DEFAULT_CALL)


async def test_a_plan_changed_meanwhile_is_not_saved_and_none_is_made_twice(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.reminder_plans.add(plan())
        await unit.reminder_plans.save(plan(leads=()))
        assert await unit.reminder_plans.of(plan().group) == plan(leads=(), version=1)
        for changed in (unit.reminder_plans.save(plan()), unit.reminder_plans.save(plan("none")), unit.reminder_plans.add(plan())):
            with pytest.raises(ChangedMeanwhileError):
                await changed
