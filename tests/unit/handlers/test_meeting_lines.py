# SPDX-License-Identifier: MPL-2.0
"""What is changed of meetings, agendas, answers and reminders is said in both languages, and nothing that changes goes unsaid."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from bot.localise import Localiser
from handlers.changing.describing import lines
from handlers.changing.describing_meetings import said_span
from handlers.changing.steps import Step
from handlers.message import LANGUAGES, Language
from storage.meetings import date_id
from storage.memory import MemoryDatabase
from storage.seeding import seed
from tests.contract.records import ON, address, attendance, full_date, full_item, full_series, item, meeting_date, person, plan, series, subscription

MEETING = date_id("s", ON)
SERIES, DATE, ITEM = series("s"), meeting_date("s"), item("i")
SAID: Mapping[str, tuple[Step, str, str]] = {
    "series once": (Step(None, SERIES), "Møde i koordinationsgruppen for OS2mo: 4. januar 2027 kl. 13.00-14.30", "Meeting of the coordination group of OS2mo: 4 January 2027, 13:00-14:30"),
    "series repeated": (Step(None, full_series("s")), "Sted: Lokale 1", "Place: Lokale 1"),
    "series quorum": (Step(SERIES, replace(SERIES, quorum=3)), "Mindst 3 skal komme", "At least 3 must come"),
    "series no quorum": (Step(full_series("s"), full_series("s", quorum=0)), "Intet krav om", "No rule about"),
    "series closed": (Step(SERIES, replace(SERIES, visibility="group")), "Kun gruppens egne", "Only the group's own people"),
    "series open": (Step(full_series("s"), full_series("s", visibility="open")), "Alle må få at vide", "Everybody may be told"),
    "series without place": (Step(full_series("s"), full_series("s", place="")), "Sted: fjernes", "Place: removed"),
    "series ended": (Step(SERIES, replace(SERIES, ended=True)), "holder op", "come to an end"),
    "series goes on": (Step(replace(SERIES, ended=True), SERIES), "fortsætter", "go on"),
    "date cancelled": (Step(None, replace(DATE, cancelled=True)), "OS2mo mandag den 4. januar 2027 kl. 13.00-14.30 er aflyst", "OS2mo on Monday 4 January 2027, 13:00-14:30 is cancelled"),
    "date cancelled, why": (Step(None, replace(DATE, cancelled=True, reason="ferie")), "er aflyst: ferie", "is cancelled: ferie"),
    "date held after all": (Step(replace(DATE, cancelled=True), DATE), "holdes alligevel", "is held after all"),
    "date moved": (Step(DATE, replace(DATE, starts=ON + timedelta(days=1))), "mandag den 4. januar 2027 kl. 13.00-14.30 flyttes til tirsdag den 5. januar 2027 kl. 13.00-14.30", "moves to Tuesday 5 January 2027, 13:00-14:30"),
    "date moved, why": (Step(DATE, replace(DATE, starts=ON, reason="ferie")), "14.30: ferie", "14:30: ferie"),
    "date as planned": (Step(replace(DATE, starts=ON), DATE), "som det først var planlagt", "as it was first planned"),
    "date extra": (Step(None, replace(DATE, extra=True)), "Ekstra møde", "Extra meeting"),
    "date extra again": (Step(replace(DATE, extra=True, withdrawn=True), replace(DATE, extra=True)), "Ekstra møde", "Extra meeting"),
    "date withdrawn": (Step(full_date("s"), full_date("s", withdrawn=True)), "trukket tilbage", "taken back"),
    "date longer": (Step(DATE, replace(DATE, minutes=120)), "Varighed: 2 timer", "Length: 2 hours"),
    "date place": (Step(DATE, replace(DATE, place="Lokale 2")), "Sted: Lokale 2", "Place: Lokale 2"),
    "point": (Step(None, ITEM), "Punkt til dagsordenen (koordinationsgruppen for OS2mo): Budgettet", "For the agenda (the coordination group of OS2mo): Budgettet"),
    "decision": (Step(None, replace(ITEM, kind="decision")), "Beslutning", "Decision"),
    "action": (Step(None, full_item("i")), "Ansvarlig: en unavngiven person", "Responsible: "),
    "action due": (Step(None, replace(ITEM, kind="action", due=date(2027, 2, 28))), "Senest 28. februar 2027", "By 28 February 2027"),
    "item of a meeting": (Step(None, replace(ITEM, date=MEETING)), "Mødet mandag den 4. januar 2027 kl. 13.00", "The meeting on Monday 4 January 2027"),
    "item done": (Step(ITEM, replace(ITEM, done=True)), "Afsluttet", "Done"),
    "item open": (Step(replace(ITEM, done=True), ITEM), "Åben igen", "Open again"),
    "item withdrawn": (Step(ITEM, replace(ITEM, withdrawn=True)), "Trukket tilbage", "Taken back"),
    "comes": (Step(None, attendance(MEETING, "reader")), "(du): kommer", "(you): comes"),
    "may come": (Step(None, attendance(MEETING, "reader", coming="maybe")), "kommer måske", "may come"),
    "does not come": (Step(None, attendance(MEETING, "reader", coming="no")), "kommer ikke", "does not come"),
    "sends somebody": (Step(None, attendance(MEETING, "reader", coming="deputy")), "en anden kommer", "somebody else comes"),
    "sends a colleague": (Step(None, attendance(MEETING, "reader", coming="deputy", deputy="p")), "i stedet kommer en unavngiven person", "comes instead"),
    "no answer": (Step(attendance(MEETING, "reader"), None), "intet svar", "no answer"),
    "address": (Step(None, address("f")), "En kalenderadresse til koordinationsgruppen for OS2mo", "A calendar address for the coordination group"),
    "own address": (Step(None, address("f", scope="person/reader")), "dine møder", "your meetings"),
    "no address": (Step(address("f", scope="product/os2mo"), None), "til OS2mo virker ikke længere", "for OS2mo no longer works"),
    "plan": (Step(None, plan()), "1 uge, 1 dag og 1 time før", "1 week, 1 day and 1 hour before"),
    "plan without": (Step(plan(), plan(leads=())), "Ingen påmindelser om møder", "No reminders of the meetings"),
    "plan quiet": (Step(plan(), plan(quiet_from=time(22, 30), quiet_until=time(6))), "mellem kl. 22:30 og 06:00", "between 22:30 and 06:00"),
    "plan always": (Step(plan(), plan(quiet_from=time(6), quiet_until=time(6))), "døgnet rundt", "at any hour"),
    "plan directly": (Step(None, plan(directly=True)), "hver for sig", "one by one"),
    "plan not directly": (Step(plan(directly=True), plan()), "ikke mindet om møderne hver for sig", "not reminded one by one"),
    "plan calls": (Step(plan(agenda_call=0), plan(agenda_call=14 * 24 * 60)), "dagsordenen 2 uger før", "the agenda 2 weeks before"),
    "plan calls no more": (Step(plan(), plan(agenda_call=0)), "Jeg beder ikke om punkter", "I do not ask for points"),
    "reminders on": (
        Step(None, subscription("slack:T1:C1", kind="meeting_reminder", about="product/os2mo")), "bliver mindet om møder: OS2mo", "is reminded of meetings: OS2mo"
    ),
    "reminders off": (Step(subscription("slack:T1:C1", kind="meeting_reminder"), None), "ikke længere mindet om alle møder", "no longer reminded of all meetings"),
}  # fmt: skip


async def _said(step: Step, language: Language) -> str:
    database, localiser = MemoryDatabase(), Localiser()
    await seed(database)
    async with database.unit_of_work() as unit:
        await unit.meetings.add(series("s"))
        for id_ in ("reader", "p", "q"):
            await unit.people.add(person(id_))
        return "\n".join(localiser.words(line, language) for line in await lines([step], unit, "reader"))


@pytest.mark.parametrize(("step", "danish", "english"), SAID.values(), ids=SAID.keys())
async def test_what_is_changed_is_said_in_both_languages(step: Step, danish: str, english: str) -> None:
    for language, words in (("da", danish), ("en", english)):
        said = await _said(step, language)  # type: ignore[arg-type]
        assert words in said
        assert "{" not in said


STATES = ("calendared", "agenda", "minutes_begun", "sent_for_approval", "approved", "published")


@pytest.mark.parametrize("state", STATES[1:])
async def test_how_far_a_meeting_is_is_said(state: Any) -> None:
    before = replace(DATE, state="calendared")
    there, back = [
        [await _said(step, language) for language in LANGUAGES] for step in (Step(before, replace(DATE, state=state)), Step(replace(DATE, state=state), before))
    ]
    assert len({*there, *back}) == 4


_UNSAID = {"id", "group", "series", "on", "uid", "source", "sequence", "changed_at", "version", "extra", "withdrawn", "by", "product", "added_at", "reason"}
"""Which record it is, what only calendars and sources need to know, and what is said by other tests; `reason` is said with what it is of."""


@pytest.mark.parametrize(
    ("plain", "full"),
    [
        (series("s"), full_series("s", starts=ON + timedelta(hours=1), minutes=60, zone="UTC", ended=True)),
        (meeting_date("s"), full_date("s")),
        (item("i"), full_item("i")),
    ],
)
async def test_no_field_changes_without_a_word(plain: Any, full: Any) -> None:
    same = await _said(Step(plain, plain), "da")
    for field in sorted({each.name for each in fields(plain)} - _UNSAID):
        assert getattr(full, field) != getattr(plain, field), f"{field} is to be another"
        assert await _said(Step(plain, replace(plain, **{field: getattr(full, field)})), "da") != same, field


def test_a_span_is_said_in_the_largest_unit_that_fits() -> None:
    said = [Localiser().words(said_span(minutes), "da") for minutes in (5, 60, 90, 1440, 2880, 10080, 14400)]
    assert said == ["5 minutter", "1 time", "90 minutter", "1 dag", "2 dage", "1 uge", "10 dage"]
