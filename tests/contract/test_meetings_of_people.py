# SPDX-License-Identifier: MPL-2.0
"""What people answered, said and are to do follows them when two records become one, comes back when that is undone, and is shown to them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from handlers.actor import UNKNOWN, Actor
from handlers.changing.changes import Changes
from handlers.changing.describing import lines
from handlers.changing.steps import Step
from handlers.held_data import held_data
from handlers.linking import joined
from handlers.reply import Phrase
from storage.attendance import Attendance
from storage.meetings import date_id
from storage.subscriptions import Subscription
from storage.unit_of_work import Database, UnitOfWork
from tests.conftest import NOW
from tests.contract.records import ON, TODAY, address, attendance, feed, item, link, person, subscription

KEPT, OTHER, THIRD = (uuid4().hex for _ in range(3))
FIRST, SECOND, LAST = (date_id("s", ON + timedelta(days=days)) for days in (0, 28, 56))
BEFORE, LATER = NOW - timedelta(days=2), NOW - timedelta(days=1)
ONE, TWO = "matrix:@anne:example.org", "slack:T0TEST001:U0ANNE001"
ANSWERS = (
    attendance(FIRST, KEPT, answered_at=BEFORE), attendance(FIRST, OTHER, coming="no", answered_at=LATER),
    attendance(SECOND, KEPT, coming="maybe", answered_at=LATER), attendance(SECOND, OTHER, answered_at=BEFORE),
    attendance(LAST, OTHER, coming="deputy", deputy=KEPT), attendance(LAST, THIRD, coming="deputy", deputy=OTHER),
)  # fmt: skip
ITEMS = (item("a", by=OTHER), item("b", kind="action", by=THIRD, responsible=OTHER), item("c", by=KEPT), item("d", by=OTHER, withdrawn=True))
ADDRESSES = (address("f1", owner=OTHER, scope=f"person/{OTHER}"), address("f2", owner=OTHER), address("f3", owner=KEPT))
FEED = feed("https://example.org/k.ics", by=OTHER)


async def _fill(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for id_, identity in ((KEPT, ONE), (OTHER, TWO), (THIRD, "matrix:@ole:example.org")):
            await unit.people.add(person(id_))
            await unit.people.attach(link(identity, id_))
        for answer in ANSWERS:
            await unit.attendances.put(answer)
        for each in ITEMS:
            await unit.agenda.add(each)
        for own in ADDRESSES:
            await unit.calendars.add_address(own)
        await unit.calendars.put_feed(FEED)
        await unit.commit()


async def _changes(unit: UnitOfWork) -> Changes:
    return Changes(unit, Actor(identity=ONE, conversation="c", private=True, person=await unit.people.of(ONE)), NOW, TODAY)


async def _merged(database: Database) -> str:
    """The id of the change by which the second account is the first one's person."""
    async with database.unit_of_work() as unit:
        changes = await _changes(unit)
        shown = await changes.propose("identity.link", await joined(ONE, TWO, unit, NOW, TODAY))
        change = shown.choices[0].slots["change"]
        await changes.confirm(change)
        await unit.commit()
    return change


async def _answers(unit: UnitOfWork) -> Sequence[Attendance]:
    return await unit.attendances.of([FIRST, SECOND, LAST])


async def test_two_records_of_one_person_become_one_in_meetings_too(database: Database) -> None:
    await _fill(database)
    await _merged(database)
    async with database.unit_of_work() as unit:
        first, second, *last = await _answers(unit)
        assert (first, second) == (replace(ANSWERS[1], person=KEPT), ANSWERS[2])  # the later of two answers
        assert last == sorted((replace(ANSWERS[4], person=KEPT, deputy=None), replace(ANSWERS[5], deputy=KEPT)), key=lambda each: each.person)
        assert [each.id for each in await unit.agenda.of_person(KEPT)] == ["a", "b", "c"]
        assert (await unit.agenda.of_person(OTHER), await unit.calendars.addresses_of(OTHER)) == ([], [])
        assert {each.fingerprint: each.scope for each in await unit.calendars.addresses_of(KEPT)} == {
            "f1": f"person/{KEPT}", "f2": ADDRESSES[1].scope, "f3": ADDRESSES[2].scope
        }  # fmt: skip


async def test_two_records_that_are_two_again_have_what_was_theirs(database: Database) -> None:
    await _fill(database)
    change = await _merged(database)
    async with database.unit_of_work() as unit:
        await (await _changes(unit)).undo(change)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert sorted(await _answers(unit), key=ANSWERS.index) == list(ANSWERS)
        assert {each.id: each.by for each in await unit.agenda.of_group(ITEMS[0].group)} == {"a": OTHER, "b": THIRD, "c": KEPT}
        assert [*await unit.calendars.addresses_of(OTHER), *await unit.calendars.addresses_of(KEPT)] == list(ADDRESSES)


async def test_everything_of_a_person_is_shown_to_them(database: Database) -> None:
    await _fill(database)
    async with database.unit_of_work() as unit:
        other = await unit.people.person(OTHER)
        assert other is not None
        held = await held_data(other, unit)
        assert [(each["date"], each["person"]) for each in held["attendances"]] == [(FIRST, OTHER), (SECOND, OTHER), (LAST, OTHER), (LAST, THIRD)]
        assert [each["id"] for each in held["agenda_items"]] == ["a", "b", "d"]
        assert [each["fingerprint"] for each in held["calendar_addresses"]] == ["f1", "f2"]
        assert [each["url"] for each in held["calendar_feeds"]] == [FEED.url]
        third = await unit.people.person(THIRD)
        assert third is not None
        assert {name: len(held) for name, held in (await held_data(third, unit)).items() if name in ("attendances", "agenda_items", "calendar_addresses")} == {
            "attendances": 1, "agenda_items": 1, "calendar_addresses": 0
        }  # fmt: skip


async def test_who_is_forgotten_under_two_ids_leaves_no_name_in_meetings(database: Database) -> None:
    await _fill(database)
    await _merged(database)
    async with database.unit_of_work() as unit:
        await unit.attendances.put(attendance(FIRST, OTHER))  # as a process that knew only the old id
        changes = await _changes(unit)
        kept = await unit.people.person(KEPT)
        assert kept is not None
        shown = await changes.propose("person.forget", [Step(kept, None)])
        await changes.confirm(shown.choices[0].slots["change"])
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert list(await _answers(unit)) == [replace(ANSWERS[5], deputy=None)]
        kept_items = {id_: await unit.agenda.item(id_) for id_ in "abcd"}
        assert {id_: (each.by, each.responsible) for id_, each in kept_items.items() if each} == {
            "a": (None, None), "b": (THIRD, None), "c": (None, None), "d": (None, None)
        }  # fmt: skip
        assert (await unit.calendars.addresses_of(KEPT), await unit.calendars.addresses_of(OTHER)) == ([], [])
        assert [each.by for each in await unit.calendars.feeds()] == [UNKNOWN]


async def test_somebody_noted_for_a_change_stays_once_an_agenda_names_them(database: Database) -> None:
    """Undoing the change takes away whoever was noted for it alone."""
    await _fill(database)
    made = person(uuid4().hex)
    async with database.unit_of_work() as unit:
        changes = await _changes(unit)
        mine = attendance(LAST, KEPT, coming="deputy", deputy=made.id)
        steps = [Step(None, made), Step(None, link("matrix:@ny:example.org", made.id)), Step(None, mine)]
        change = (await changes.propose("absence.report", steps)).choices[0].slots["change"]
        await changes.confirm(change)
        await unit.agenda.add(item("named", responsible=made.id))
        await changes.undo(change)
        assert await unit.people.person(made.id) == made
        assert [each.person for each in await unit.attendances.of([LAST])] == sorted((OTHER, THIRD))


async def test_whoever_gets_the_digest_on_both_accounts_is_not_told_that_it_stops(database: Database) -> None:
    await _fill(database)
    async with database.unit_of_work() as unit:
        for id_ in (KEPT, OTHER):
            await unit.subscriptions.add(subscription(f"person/{id_}", kind="digest", by=id_))
        await unit.commit()
    async with database.unit_of_work() as unit:
        steps = await joined(ONE, TWO, unit, NOW, TODAY)
        said = await lines(steps, unit, KEPT)
        assert [each for each in said if isinstance(each, Phrase) and each.key.startswith("line.subscription")] == []
        assert [step.after for step in steps if isinstance(step.record, Subscription)] == [None]
