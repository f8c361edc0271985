# SPDX-License-Identifier: MPL-2.0
"""A whole series is changed from a day on: shown with the next dates and what becomes of everything that is known, done by one yes, and undone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.posts.planners import planners
from storage.agenda import AgendaItem
from storage.attendance import Attendance
from storage.deliveries import DeliveryFilter
from storage.meetings import MeetingDate, MeetingSeries
from storage.memory import MemoryDatabase
from storage.unit_of_work import Database
from tests.arranging import CHAIR, SECRETARIAT, STRANGER, TAKER, Arranged, flat
from tests.conftest import NOW
from tests.ledger import delivery
from tests.meetings import GROUP, MONDAY, date_of, series, subscription
from tests.talking import Heard

WEEK, DAY = timedelta(days=7), timedelta(days=1)
WEDNESDAYS = {"rule": "FREQ=WEEKLY;BYDAY=WE", "time": "10:00"}
OF_OS2MO = {"product": "os2mo", "group_type": "koordinationsgruppe"}

REMINDED = f"meeting_reminder:s:2026-12-07T13:00@2026-12-07T13:00:10080:{subscription().channel}"


@pytest.fixture
async def stage() -> Arranged:
    arranged = Arranged(MemoryDatabase())
    await arranged.begin()
    await arranged.keep(series())
    return arranged


async def anew(stage: Arranged, words: str, *, by: str = CHAIR, **slots: str) -> Heard:
    return await stage.asks("change_meeting", words, by=by, **slots)


async def both(stage: Arranged) -> tuple[MeetingSeries, MeetingSeries]:
    old, new = sorted(await stage.series(), key=lambda each: each.id != "s")
    return old, new


async def person_of(stage: Arranged, identity: str) -> str:
    async with stage.database.unit_of_work() as unit:
        person = await unit.people.of(identity)
        assert person
        return person.id


async def answered(stage: Arranged, on: datetime, person: str) -> None:
    async with stage.database.unit_of_work() as unit:
        await unit.attendances.put(Attendance(date=date_of(on=on).id, person=person, coming="yes", answered_at=NOW))
        await unit.commit()


async def pointed(stage: Arranged, on: datetime) -> None:
    async with stage.database.unit_of_work() as unit:
        await unit.agenda.add(AgendaItem(id="budget", group=GROUP, kind="point", text="Budget", added_at=NOW, date=date_of(on=on).id))
        await unit.commit()


async def test_a_series_is_changed_from_a_day_on_and_that_is_undone(database: Database) -> None:
    stage = Arranged(database)
    await stage.begin()
    await stage.keep(series(place="DOKK1", quorum=3))
    shown = await anew(stage, "flyt mødeserien til hver onsdag kl. 10 fra 1. marts", item="end", from_="2027-03-01", **WEDNESDAYS)
    assert shown.outcome == "proposed"
    for said in (
        "til og med 28. februar 2027",
        "hver onsdag kl. 10.00-11.30, fra 3. marts 2027",
        "De første 10 møder",
        "onsdag den 5. maj 2027",
        "bliver stående",
    ):
        assert said in flat(shown)
    await stage.says("ja")
    old, new = await both(stage)
    assert (old.rule, new.starts, new.place, new.quorum) == ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20270228", datetime(2027, 3, 3, 10), "DOKK1", 3)
    assert new.uid != old.uid
    assert (await stage.says("fortryd")).outcome == "answered"
    old, new = await both(stage)
    assert (old.rule, new.ended) == ("FREQ=WEEKLY;BYDAY=MO", True)


@pytest.mark.parametrize(
    ("words", "slots", "starts", "rule", "minutes"),
    [
        ("serien skal vare to timer", {"minutes": "120"}, MONDAY, "FREQ=WEEKLY;BYDAY=MO", 120),
        ("the series starts at 9 from 1 April", {"time": "09:00", "from": "2027-04-01"}, datetime(2027, 4, 5, 9), "FREQ=WEEKLY;BYDAY=MO", 90),
        ("flyt hele serien til onsdag kl. 10", {"time": "10:00", "until": "2026-11-25"}, datetime(2026, 12, 9, 10), "FREQ=WEEKLY;BYDAY=WE", 90),
        ("move the series from Mondays to Thursdays", {"rule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"}, datetime(2026, 12, 10, 13), "FREQ=WEEKLY;BYDAY=TH", 90),
        ("alle møder flyttes til tirsdage", {"rule": "FREQ=WEEKLY;BYDAY=TU"}, datetime(2026, 12, 8, 13), "FREQ=WEEKLY;BYDAY=TU", 90),
        ("serien er hver mandag til 1. juni", {"rule": "FREQ=WEEKLY;BYDAY=MO", "until": "2027-06-02"}, MONDAY, "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270601", 90),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
async def test_it_is_changed_to_what_is_said_and_stays_the_same_otherwise(
    stage: Arranged, words: str, slots: dict[str, str], starts: datetime, rule: str, minutes: int
) -> None:
    assert (await anew(stage, words, item="move", **slots)).outcome == "proposed"
    await stage.says("ja")
    _, new = await both(stage)
    assert (new.starts, new.rule, new.minutes) == (starts, rule, minutes)


@pytest.mark.parametrize("words", ["fra marts mødes koordinationsgruppen for OS2mo om onsdagen kl. 10", "from March the group meets on Wednesdays at 10"])
async def test_how_a_group_that_meets_already_meets_from_then_on_is_told_plainly(stage: Arranged, words: str) -> None:
    shown = await stage.asks("schedule_meeting", words, from_="2027-03-01", **WEDNESDAYS, **OF_OS2MO)
    assert "»planlæg«" in flat(shown), "how they come on top of those that are"
    corrected = await stage.says("nej, kl. 11")
    assert "kl. 11.00-12.30, fra 3. marts 2027" in flat(corrected)
    await stage.says("ja")
    assert len(await stage.series()) == 2
    assert "UNTIL=20270228" in (await both(stage))[0].rule


async def test_who_plans_sets_up_another_series(stage: Arranged) -> None:
    await stage.asks("schedule_meeting", "planlæg møder hver onsdag kl. 10", **WEDNESDAYS, **OF_OS2MO)
    await stage.says("nej, kl. 11")
    await stage.says("ja")
    old, new = await both(stage)
    assert (old.rule, new.starts.hour) == ("FREQ=WEEKLY;BYDAY=MO", 11)


async def test_to_wednesdays_may_be_each_or_the_one_of_the_rhythm_and_is_asked() -> None:
    stage = Arranged(MemoryDatabase())
    await stage.begin()
    await stage.keep(series(rule="FREQ=MONTHLY;BYDAY=1MO"))
    asked = await anew(stage, "flyt mødeserien til onsdage", item="end", rule="FREQ=WEEKLY;BYDAY=WE")
    assert (asked.outcome, "første onsdag i måneden" in asked.text, "hver onsdag" in asked.text) == ("asked_back", True, True)
    assert "første onsdag i måneden kl. 13.00-14.30, fra 2. december 2026" in flat(await stage.chooses(asked))


async def test_every_second_week_goes_on_as_every_second_week() -> None:
    stage = Arranged(MemoryDatabase())
    await stage.begin()
    await stage.keep(series(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"))
    assert "onsdag den 23. december 2026" in flat(await anew(stage, "flyt mødeserien til onsdag fra 15. december", item="end", from_="2026-12-15"))


async def test_points_go_to_the_next_meeting_and_answers_fall_away_which_is_said(stage: Arranged) -> None:
    guest = await person_of(stage, TAKER)
    await pointed(stage, MONDAY)
    await answered(stage, MONDAY, guest)
    shown = flat(await anew(stage, "flyt mødeserien til hver onsdag kl. 10 fra 1. december", item="end", from_="2026-12-01", **WEDNESDAYS))
    assert "mandag den 7. december 2026 kl. 13.00-14.30: falder bort, 1 punkt til dagsordenen går med til onsdag den 9. december 2026" in shown
    assert "1 svar falder bort; den, der svarede, får besked" in shown
    await stage.says("ja")
    _, new = await both(stage)
    async with stage.database.unit_of_work() as unit:
        point = await unit.agenda.item("budget")
        assert point
        assert point.date == f"{new.id}/2026-12-09T10:00"
        assert not await unit.attendances.of_person(guest)
        assert len(await unit.notices.waiting([f"person/{guest}"])) == 1
    await stage.says("fortryd")
    async with stage.database.unit_of_work() as unit:
        assert [each.date for each in await unit.attendances.of_person(guest)] == [date_of().id]


async def test_what_is_known_of_a_meeting_of_the_same_day_goes_along(stage: Arranged) -> None:
    guest = await person_of(stage, TAKER)
    await answered(stage, MONDAY + WEEK, guest)
    await stage.keep(date_of(on=MONDAY, cancelled=True, reason="ferie"), date_of(on=MONDAY + 2 * WEEK, place="lokale 5"))
    shown = flat(await anew(stage, "mødeserien skal begynde kl. 10", item="end", time="10:00"))
    assert "er stadig aflyst" in shown
    assert "bliver til mandag den 14. december 2026 kl. 10.00-11.30 og 1 svar følger med" in shown
    await stage.says("ja")
    _, new = await both(stage)
    dates = {each.on: each for each in await stage.dates() if each.series == new.id}
    assert (dates[MONDAY.replace(hour=10)].reason, dates[(MONDAY + 2 * WEEK).replace(hour=10)].place) == ("ferie", "lokale 5")
    async with stage.database.unit_of_work() as unit:
        assert [each.date for each in await unit.attendances.of_person(guest)] == [f"{new.id}/2026-12-14T10:00"]


async def test_those_who_were_told_of_a_meeting_that_falls_away_are_told_and_the_rest_is_planned_anew(stage: Arranged) -> None:
    await stage.keep(subscription())
    await stage.post(replace(delivery(REMINDED, kind="meeting_reminder", about=date_of().id), state="sent"))
    shown = flat(await anew(stage, "flyt serien til hver onsdag kl. 10, fordi lokalet er optaget", item="end", from_="2026-12-01", **WEDNESDAYS))
    assert "falder bort og de, der er mindet om det, får besked" in shown
    await stage.says("ja")
    told = next(each for each in await stage.dates() if isinstance(each, MeetingDate))
    assert (told.id, told.cancelled, told.reason) == (date_of().id, True, "lokalet er optaget")
    _, new = await both(stage)
    async with stage.database.unit_of_work() as unit:
        planned = (await planners("da")["meetings"].plan(unit, NOW, datetime(2026, 12, 16, tzinfo=UTC))).wanted
    kinds = {(each.kind, each.about.partition("/")[0]) for each in planned}
    assert ("meeting_changed", "s") in kinds
    assert {each for each in kinds if each[0] == "meeting_reminder"} == {("meeting_reminder", new.id)}


@pytest.mark.parametrize(
    ("words", "slots", "said"),
    [
        ("flyt mødeserien", {}, "Hvordan skal gruppen mødes i stedet?"),
        ("serien skal være hver mandag kl. 13", {"rule": "FREQ=WEEKLY;BYDAY=MO", "time": "13:00"}, "Sådan mødes gruppen allerede"),
        ("flyt serien til kl. 10 fra 1. november 2026", {"time": "10:00", "from": "2026-11-01"}, "Det tidspunkt er forbi"),
        ("flyt serien til hver 31. februar", {"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"}, "aldrig"),
    ],
)
async def test_what_cannot_be_is_one_clear_sentence(stage: Arranged, words: str, slots: dict[str, str], said: str) -> None:
    heard = await anew(stage, words, item="move", **slots)
    assert (heard.outcome, said in flat(heard)) == ("asked_back", True), flat(heard)


async def test_a_single_meeting_is_no_series_and_a_stranger_changes_none(stage: Arranged) -> None:
    refused = await anew(stage, "flyt mødeserien til kl. 10", by=STRANGER, item="end", time="10:00", **OF_OS2MO)
    assert refused.outcome == "declined"
    await stage.keep(series("t", group="os2kle/styregruppe", rule=""))
    none = await anew(stage, "flyt mødeserien til kl. 10", by=SECRETARIAT, item="end", time="10:00", product="os2kle", group_type="styregruppe")
    assert "ingen møderække, der kan ændres" in flat(none)


async def test_after_the_change_the_group_has_one_series_that_is_meant(stage: Arranged) -> None:
    await stage.keep(replace(series("n"), starts=MONDAY + DAY, rule="FREQ=WEEKLY;BYDAY=TU"))
    async with stage.database.unit_of_work() as unit:
        old = await unit.meetings.series("s")
        assert old
        await unit.meetings.save(replace(old, starts=MONDAY - 20 * WEEK, rule="FREQ=WEEKLY;BYDAY=MO;UNTIL=20261101"))
        await unit.commit()
    assert (await anew(stage, "vi skal være mindst 5", item="quorum")).outcome == "proposed"


async def test_of_an_imported_series_it_is_said_that_its_calendar_says_otherwise() -> None:
    stage = Arranged(MemoryDatabase())
    await stage.begin()
    await stage.keep(series(source="https://kalender.example.org/x.ics"))
    assert "ret dem også dér" in flat(await anew(stage, "mødeserien skal begynde kl. 10", item="end", time="10:00"))


async def test_planned_reminders_are_withdrawn(stage: Arranged) -> None:
    await stage.post(delivery("later", kind="meeting_reminder", about=date_of(on=MONDAY + WEEK).id, due_at=NOW + 13 * DAY))
    assert "1 planlagt påmindelse trækkes tilbage" in flat(await anew(stage, "mødeserien skal begynde kl. 10", item="end", time="10:00"))
    async with stage.database.unit_of_work() as unit:
        assert len(await unit.deliveries.find(DeliveryFilter())) == 1
