# SPDX-License-Identifier: MPL-2.0
"""Meetings, agendas and reminders are changed in the one way: permitted by the group, shown, confirmed, audited without their texts, and undone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from config.roles import Role
from handlers.actor import Actor
from handlers.changing.carrying_out import carry_out
from handlers.changing.changes import Changes
from handlers.changing.steps import Record, Step
from handlers.permissions import Action
from handlers.refusal import Refusal
from storage.agenda import AgendaItem
from storage.audit import AuditFilter
from storage.meetings import MeetingDate, MeetingSeries, date_id
from storage.reminders import ReminderPlan
from storage.roles import Scope
from storage.unit_of_work import Database
from tests.cast import assignment
from tests.conftest import NOW
from tests.contract.records import (
    GROUP,
    ON,
    TODAY,
    address,
    attendance,
    full_date,
    full_item,
    full_series,
    item,
    link,
    meeting_date,
    person,
    plan,
    series,
)  # fmt: skip

Kept = MeetingSeries | MeetingDate | ReminderPlan | AgendaItem
OF_MEETINGS: tuple[Action, ...] = ("meeting.schedule", "meeting.change", "meeting.cancel", "meeting.remind", "agenda.add", "agenda.decide")
SOON, UNDONE = NOW + timedelta(minutes=1), NOW + timedelta(hours=1)
CHAIR, TAKER, STRANGER = "matrix:@chair:example.org", "matrix:@taker:example.org", "matrix:@stranger:example.org"
HELD: dict[str, tuple[Role, Scope] | None] = {
    CHAIR: ("forperson", Scope("group", GROUP)), TAKER: ("referent", Scope("group", GROUP)), STRANGER: ("forperson", Scope("group", "os2iot/styregruppe"))
}  # fmt: skip


@pytest.fixture(autouse=True)
async def people(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for identity in HELD:
            await unit.people.add(person(identity[8:-12]))
            await unit.people.attach(link(identity, identity[8:-12]))
        await unit.commit()


class Meeting:
    """A database, and what people change in it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, *records: Record) -> None:
        async with self._database.unit_of_work() as unit:
            for each in records:
                await carry_out(Step(None, each), unit)
            await unit.commit()

    async def ask(self, action: Action, *steps: Step, by: str = CHAIR) -> str:
        """The id of the change that is shown."""
        reply = await self._do("propose", action, steps, by=by, now=NOW)
        return str(reply.choices[0].slots["change"])

    async def yes(self, change: str, by: str = CHAIR, now: datetime = SOON) -> Any:
        return await self._do("confirm", change, by=by, now=now)

    async def undo(self, change: str, by: str = CHAIR) -> Any:
        return await self._do("undo", change, by=by, now=UNDONE)

    async def done(self, action: Action, *steps: Step, by: str = CHAIR) -> str:
        change = await self.ask(action, *steps, by=by)
        await self.yes(change, by)
        return change

    async def found(self, record: Record) -> Record | None:
        """What is kept in its place."""
        async with self._database.unit_of_work() as unit:
            match record:
                case MeetingSeries():
                    return await unit.meetings.series(record.id)
                case MeetingDate():
                    return await unit.meetings.date(record.id)
                case AgendaItem():
                    return await unit.agenda.item(record.id)
                case _:
                    return await unit.reminder_plans.of(GROUP)

    async def _do(self, what: str, *given: Any, by: str, now: datetime) -> Any:
        async with self._database.unit_of_work() as unit:
            known, held = await unit.people.of(by), HELD[by]
            roles = (assignment(f"{held[0]} {held[1].kind} {held[1].id}", person=known.id if known else None),) if held else ()
            actor = Actor(identity=by, conversation=by, private=True, person=known, roles=roles)
            reply = await getattr(Changes(unit, actor, now, TODAY), what)(*given)
            await unit.commit()
            return reply


@pytest.fixture
def meeting(database: Database) -> Meeting:
    return Meeting(database)


NEW_SERIES, NEW_EXTRA, NEW_ITEM = full_series("new"), full_date("s", extra=True, withdrawn=False), full_item("i", by="chair", responsible="taker")
CANCELLED = meeting_date("s", cancelled=True, reason="ferie", sequence=1)
MOVED = replace(CANCELLED, cancelled=False, starts=ON + timedelta(days=1), changed_at=SOON, sequence=2)
UNDOING: dict[str, tuple[Action, Kept | None, Kept, Kept]] = {
    "a new series has ended": ("meeting.schedule", None, NEW_SERIES, replace(NEW_SERIES, ended=True, changed_at=UNDONE, sequence=3, version=1)),
    "a changed series is as before": ("meeting.change", series("s"), series("s", place="Lokale 2"), series("s", version=2)),
    "an ended series goes on": (
        "meeting.cancel", series("s"), series("s", ended=True, sequence=1, changed_at=SOON), series("s", changed_at=UNDONE, sequence=2, version=2)
    ),
    "an extra meeting is withdrawn": ("meeting.schedule", None, NEW_EXTRA, replace(NEW_EXTRA, withdrawn=True, changed_at=UNDONE, sequence=2, version=1)),
    "nothing is otherwise on a date": ("meeting.cancel", None, CANCELLED, meeting_date("s", changed_at=UNDONE, sequence=2, version=1)),
    "a date is as before": ("meeting.change", CANCELLED, MOVED, replace(CANCELLED, changed_at=UNDONE, sequence=3, version=2)),
    "a date whose time stayed is as it was": (
        "meeting.change", meeting_date("s"), meeting_date("s", state="agenda", agenda_url="https://example.org/d"), meeting_date("s", version=2)
    ),
    "a new plan is the usual one": ("meeting.remind", None, plan(leads=(60,), directly=True), plan(version=1)),
    "a new item is withdrawn": ("agenda.add", None, NEW_ITEM, replace(NEW_ITEM, withdrawn=True, version=1)),
    "an item that was withdrawn is back": ("agenda.decide", item("i"), item("i", withdrawn=True), item("i", version=2)),
}  # fmt: skip
"""What undoing leaves → the action, the record before, after, and after it was undone."""


@pytest.mark.parametrize(("action", "before", "after", "undone"), UNDOING.values(), ids=UNDOING.keys())
async def test_what_was_shown_is_done_and_undone(meeting: Meeting, action: Action, before: Kept | None, after: Kept, undone: Kept) -> None:
    others = [] if isinstance(after, MeetingSeries) else [series("s")]
    await meeting.keep(*others, *([before] if before else []))
    change = await meeting.done(action, Step(before, after))
    assert await meeting.found(after) == (after if before is None else replace(after, version=1))
    assert (await meeting.undo(change)).outcome == "answered"
    assert await meeting.found(after) == undone


@pytest.mark.parametrize(
    "step",
    [
        Step(None, series("new")), Step(series("s"), series("s", group="os2iot/styregruppe")), Step(None, meeting_date("s", cancelled=True)), Step(None, plan()),
        Step(None, item("i")),
    ],
    ids=lambda step: step.kind,
)  # fmt: skip
async def test_another_group_s_meetings_are_not_changed(meeting: Meeting, step: Step) -> None:
    """Whose meetings these are is read off what is stored."""
    await meeting.keep(series("s"))
    for action in OF_MEETINGS:
        with pytest.raises(Refusal, match=r"refused\.who_can"):
            await meeting.ask(action, step, by=STRANGER)


async def test_meetings_are_not_given_to_another_group(meeting: Meeting) -> None:
    for before in (series("s"), item("i")):
        await meeting.keep(before)
        with pytest.raises(Refusal, match=r"refused\.who_can"):
            await meeting.ask("meeting.change", Step(before, replace(before, group="os2iot/styregruppe")))


async def test_the_date_of_a_series_that_nobody_knows_is_not_changed(meeting: Meeting) -> None:
    with pytest.raises(Refusal, match=r"change\.meanwhile"):
        await meeting.ask("meeting.cancel", Step(None, meeting_date("none", cancelled=True)))


async def test_a_date_is_changed_together_with_the_series_that_is_made(meeting: Meeting) -> None:
    extra = meeting_date("new", extra=True)
    await meeting.done("meeting.schedule", Step(None, series("new")), Step(None, extra))
    assert await meeting.found(extra) == extra
    with pytest.raises(Refusal, match=r"refused\.who_can"):
        await meeting.ask("meeting.schedule", Step(None, series("other")), Step(None, meeting_date("other")), by=STRANGER)


@pytest.mark.parametrize("record", [meeting_date("s", cancelled=True), plan(leads=())], ids=["date", "plan"])
async def test_of_two_who_say_yes_to_the_same_the_second_hears_that_it_was_changed(meeting: Meeting, record: Record) -> None:
    await meeting.keep(series("s"))
    first, second = await meeting.ask("meeting.cancel", Step(None, record)), await meeting.ask("meeting.cancel", Step(None, record), by=TAKER)
    await meeting.yes(first)
    with pytest.raises(Refusal, match=r"change\.meanwhile"):
        await meeting.yes(second, by=TAKER)
    assert await meeting.found(record) == record


async def test_what_was_changed_since_is_not_undone(meeting: Meeting) -> None:
    await meeting.keep(series("s"))
    change = await meeting.done("meeting.change", Step(series("s"), series("s", title="en")))
    await meeting.done("meeting.change", Step(series("s", title="en", version=1), series("s", title="to", version=1)), by=TAKER)
    with pytest.raises(Refusal, match=r"change\.meanwhile"):
        await meeting.undo(change)


async def test_the_audit_says_what_was_changed_without_its_texts(database: Database, meeting: Meeting) -> None:
    await meeting.done("meeting.schedule", Step(None, full_series("s")))
    await meeting.done("meeting.cancel", Step(None, full_date("s")))
    await meeting.done("agenda.add", Step(None, full_item("i", by="chair", responsible="taker", text="hemmeligt", product=None)))
    async with database.unit_of_work() as unit:
        told = {each.subject: each for each in await unit.audit.find(AuditFilter(about="product/os2mo"))}
    assert set(told) == {"meeting_series/s", f"meeting_dates/{date_id('s', ON)}", "agenda_items/i"}
    written = str([each.after for each in told.values()])
    assert not [secret for secret in ("hemmeligt", "example.org", "Lokale", "Ferie", "Møde æ", "Formål") if secret in written]
    assert told["meeting_series/s"].after["rule"] == "FREQ=MONTHLY;BYDAY=1MO"
    assert (told["meeting_series/s"].actor, told["agenda_items/i"].person, told["agenda_items/i"].after["text"]) == ("chair", "taker", "present")


OWN: Sequence[tuple[Action, Record]] = (("meeting.attend", attendance(date_id("s", ON), "chair")), ("calendar.address", address("f", owner="chair")))


@pytest.mark.parametrize(("action", "record"), OWN, ids=[action for action, _ in OWN])
async def test_what_is_one_s_own_is_nobody_else_s_to_change(database: Database, meeting: Meeting, action: Action, record: Record) -> None:
    await meeting.keep(series("s"))
    with pytest.raises(Refusal, match=r"refused\.who_can"):
        await meeting.ask(action, Step(None, record), by=TAKER)
    change = await meeting.done(action, Step(None, record))
    with pytest.raises(Refusal, match=r"change\.meanwhile"):
        await meeting.done(action, Step(None, record))
    async with database.unit_of_work() as unit:
        assert [*await unit.attendances.of_person("chair"), *await unit.calendars.addresses_of("chair")] == [record]
    await meeting.undo(change)
    async with database.unit_of_work() as unit:
        assert [*await unit.attendances.of_person("chair"), *await unit.calendars.addresses_of("chair")] == []
