# SPDX-License-Identifier: MPL-2.0
"""One meeting is moved, cancelled, held after all or held besides: which is meant is found or asked, and who hears of it is said before it is done."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.posts.meeting_plan import MeetingPlanner
from storage.deliveries import DeliveryFilter
from storage.memory import MemoryDatabase
from storage.unit_of_work import Database
from tests.arranging import CHAIR, CHANNEL, SECRETARIAT, STRANGER, TAKER, Arranged, flat
from tests.conftest import NOW
from tests.ledger import delivery
from tests.meetings import MONDAY, date_of, series, subscription
from tests.talking import Heard

DAY = timedelta(days=1)
NEXT = "2026-12-07"
WEEK_LATER = MONDAY + 7 * DAY


@pytest.fixture
async def stage() -> Arranged:
    """The chair's group meets on Mondays, another one on Tuesdays at the same hour."""
    arranged = Arranged(MemoryDatabase())
    await arranged.begin()
    await arranged.keep(series(), series("b", group="os2iot/styregruppe", starts=MONDAY + DAY, rule="FREQ=WEEKLY;BYDAY=TU"))
    return arranged


async def change(stage: Arranged, item: str, words: str = "", *, by: str = CHAIR, channel: str = "", **slots: str) -> Heard:
    return await stage.asks("change_meeting", words, by=by, channel=channel, item=item, **slots)


async def test_a_meeting_is_moved_and_undone_with_its_reason(database: Database) -> None:
    stage = Arranged(database)
    await stage.begin()
    await stage.keep(series())
    words = "flyt mødet 7. december til 8. december kl. 14:30 fordi lokalet er optaget"
    shown = await change(stage, "move", words, on=NEXT, on2="2026-12-08", time="14:30")
    assert (
        shown.outcome,
        "mandag den 7. december 2026 kl. 13.00-14.30 flyttes til tirsdag den 8. december 2026 kl. 14.30-16.00: lokalet er optaget" in flat(shown),
    ) == ("proposed", True)
    assert not await stage.dates()
    await stage.says("ja")
    moved = (await stage.dates())[0]
    assert (moved.on, moved.starts, moved.reason, moved.sequence) == (MONDAY, datetime(2026, 12, 8, 14, 30), "lokalet er optaget", 1)
    assert moved.changed_at > NOW
    assert (await stage.says("fortryd")).outcome == "answered"
    undone = (await stage.dates())[0]
    assert (undone.starts, undone.reason, undone.sequence) == (None, "", 2)


@pytest.mark.parametrize(
    ("slots", "starts", "minutes"),
    [
        ({"on": NEXT, "on2": "2026-12-10"}, datetime(2026, 12, 10, 13), None),
        ({"on": NEXT, "time": "15:00"}, datetime(2026, 12, 7, 15), None),
        ({"on": NEXT, "time": "15:00", "time2": "16:00"}, datetime(2026, 12, 7, 15), 60),
        ({"on": NEXT, "minutes": "30"}, None, 30),
        ({"on": NEXT, "time2": "15:00"}, None, 120),
        ({"from": NEXT, "until": "2026-12-12"}, datetime(2026, 12, 11, 13), None),
        ({"on2": "2026-12-09"}, datetime(2026, 12, 9, 13), None),
        ({"on": "2026-12-09"}, datetime(2026, 12, 9, 13), None),
        ({"until": "2026-12-09", "time": "09:00"}, datetime(2026, 12, 9, 9), None),
    ],
    ids=str,
)
async def test_it_is_moved_to_what_is_said_and_stays_the_same_otherwise(
    stage: Arranged, slots: dict[str, str], starts: datetime | None, minutes: int | None
) -> None:
    assert (await change(stage, "move", "flyt mødet", **slots)).outcome == "proposed"
    await stage.says("ja")
    moved = (await stage.dates())[0]
    assert (moved.on, moved.starts, moved.minutes) == (MONDAY, starts, minutes)


async def test_two_days_that_follow_each_other_are_no_span_where_something_is_moved(stage: Arranged) -> None:
    shown = await change(stage, "move", "move the meeting on 7 December to 8 December at 14:30", on="2026-12-07/2026-12-09", time="14:30")
    assert "Tuesday 8 December 2026, 14:30-16:00" in flat(shown) or "tirsdag den 8. december 2026 kl. 14.30-16.00" in flat(shown)


async def test_where_to_is_asked_and_the_next_message_says_it(stage: Arranged) -> None:
    asked = await change(stage, "move", "flyt mødet", on=NEXT)
    assert (asked.outcome, asked.answer.reply.missing) == ("asked_back", ("text",))
    shown = await stage.says("torsdag den 10. december kl. 15-16, fordi lokalet er optaget")
    assert "flyttes til torsdag den 10. december 2026 kl. 15.00-16.00: lokalet er optaget" in flat(shown)
    await stage.says("ja")
    assert (await stage.dates())[0].minutes == 60


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ({"on": NEXT, "on2": "2026-11-01"}, "Det tidspunkt er forbi"),
        ({"on": NEXT, "on2": NEXT, "time": "13:00"}, "Mødet er allerede mandag den 7. december 2026"),
        ({"on": "2026-12-10", "on2": "2026-12-11"}, "Der er ikke noget møde den 10. december 2026"),
        ({"product": "os2kle", "group_type": "styregruppe", "on2": "2026-12-11"}, "Jeg kender ingen møder i styregruppen for OS2kle"),
        ({"product": "findes-ikke", "on2": "2026-12-11"}, "Det produkt kender jeg ikke"),
        ({"impossible": "31. februar"}, "Den dato findes ikke: 31. februar"),
        ({"meeting": "hvad som helst"}, "Det møde kender jeg ikke længere"),
        ({"meeting": "s/2026-12-08T13:00", "on2": "2026-12-11"}, "Det møde kender jeg ikke længere"),
    ],
    ids=str,
)
async def test_what_cannot_be_is_one_clear_sentence(stage: Arranged, slots: dict[str, str], said: str) -> None:
    heard = await change(stage, "move", "flyt mødet", **slots)
    assert heard.outcome in ("asked_back", "unknown")
    assert said in flat(heard)
    assert not await stage.dates()


async def test_what_is_said_of_all_meetings_is_said_of_the_series(stage: Arranged) -> None:
    heard = await change(stage, "move", "flyt alle møder til kl. 14", time="14:00")
    assert (heard.outcome, "hver mandag kl. 14.00-15.30" in flat(heard)) == ("proposed", True)


async def test_a_meeting_is_cancelled_with_its_reason_and_held_after_all(database: Database) -> None:
    stage = Arranged(database)
    await stage.begin()
    await stage.keep(series())
    assert "er aflyst: for få tilmeldte" in flat(await change(stage, "cancel", "aflys mødet 7. december: for få tilmeldte", on=NEXT))
    await stage.says("ja")
    cancelled = (await stage.dates())[0]
    assert (cancelled.cancelled, cancelled.reason, cancelled.sequence) == (True, "for få tilmeldte", 1)
    again = await change(stage, "cancel", on=NEXT)
    assert "er allerede aflyst" in flat(again)
    assert "holdes alligevel" in flat(await stage.chooses(again))
    await stage.says("ja")
    restored = (await stage.dates())[0]
    assert (restored.cancelled, restored.reason, restored.sequence) == (False, "", 2)
    assert "holdes som planlagt" in flat(await change(stage, "restore", on=NEXT))


async def test_what_was_moved_is_held_as_it_was_planned(stage: Arranged) -> None:
    await stage.keep(date_of(starts=MONDAY + 2 * DAY))
    assert "som det først var planlagt" in flat(await change(stage, "restore", on="2026-12-09"))
    await stage.says("ja")
    assert (await stage.dates())[0].starts is None


async def test_a_meeting_is_held_besides_at_the_usual_time_or_another(stage: Arranged) -> None:
    assert "Hvilken dag" in (await change(stage, "extra")).text
    assert "Ekstra møde i koordinationsgruppen for OS2mo: onsdag den 16. december 2026 kl. 10.00-11.30" in flat(await stage.says("den 16. december kl. 10"))
    assert "Der er allerede et møde mandag den 14. december" in flat(await change(stage, "extra", on="2026-12-14"))
    assert "Det tidspunkt er forbi" in (await change(stage, "extra", on="2026-11-20")).text
    shown = await change(stage, "extra", "ekstra møde i lokale 4", on="2026-12-15")
    assert "tirsdag den 15. december 2026 kl. 13.00-14.30" in flat(shown)
    assert "samtidig med et møde i styregruppen for OS2iot" in flat(shown)
    await stage.says("ja")
    extra = (await stage.dates())[0]
    assert (extra.extra, extra.on, extra.place, extra.minutes) == (True, MONDAY + 8 * DAY, "lokale 4", None)
    await stage.says("fortryd")
    assert not await stage.dates()
    await change(stage, "extra", on="2026-12-15", minutes="30")
    await stage.says("ja")
    again = (await stage.dates())[0]
    assert (again.withdrawn, again.place, again.minutes, again.sequence) == (False, "", 30, 2)


async def test_an_extra_meeting_of_a_group_without_a_series_is_a_meeting_of_its_own(stage: Arranged) -> None:
    shown = await change(stage, "extra", "ekstra møde", by=SECRETARIAT, product="os2mo", group_type="styregruppe", on="2026-12-15", time="12:00")
    assert "Møde i styregruppen for OS2mo: 15. december 2026 kl. 12.00-13.00" in flat(shown)
    await stage.says("ja", by=SECRETARIAT)
    assert "Jeg kender ingen møder" in flat(await change(stage, "extra", by=SECRETARIAT, product="os2kle", group_type="styregruppe", on="2026-12-15"))
    assert [(each.group, each.rule) for each in await stage.series() if each.group == "os2mo/styregruppe"] == [("os2mo/styregruppe", "")]


async def test_of_several_meetings_it_is_asked_which_and_the_choice_says_all_the_rest(stage: Arranged) -> None:
    asked = await change(stage, "move", "flyt mødet", by=SECRETARIAT, on="2026-12-07/2026-12-14", on2="2026-12-11")
    assert [dict(choice.slots) for choice in asked.answer.reply.choices] == [
        {"item": "move", "on2": "2026-12-11", "meeting": "s/2026-12-07T13:00"}, {"item": "move", "on2": "2026-12-11", "meeting": "b/2026-12-08T13:00"},
    ]  # fmt: skip
    assert "tirsdag den 8. december 2026 kl. 13.00-14.30 flyttes til fredag den 11. december 2026 kl. 13.00-14.30" in flat(
        await stage.chooses(asked, 2, by=SECRETARIAT)
    )
    reasoned = await change(stage, "cancel", "aflys mødet fordi vi mangler lokaler", by=SECRETARIAT)
    assert "Grunden gemmer jeg ikke, mens jeg spørger" in flat(reasoned)
    assert all("lokaler" not in value for choice in reasoned.answer.reply.choices for value in choice.slots.values())


async def test_without_a_group_it_is_the_speakers_own_else_the_channels(stage: Arranged) -> None:
    assert "koordinationsgruppen for OS2mo mandag den 7. december 2026" in flat(await change(stage, "cancel"))
    assert "Hvilken gruppe" in (await change(stage, "cancel", by=STRANGER)).text
    await stage.keep(subscription(CHANNEL, about="group/os2iot/styregruppe"))
    assert "styregruppen for OS2iot" in flat(await change(stage, "cancel", by=SECRETARIAT, channel=CHANNEL))


async def test_whoever_may_not_is_refused_and_hears_nothing_of_closed_meetings(stage: Arranged) -> None:
    heard = await change(stage, "cancel", by=STRANGER, product="os2mo", group_type="koordinationsgruppe")
    assert (heard.outcome, "Det har du ikke ret til" in heard.text) == ("declined", True)
    await stage.keep(series("closed", group="os2mo/styregruppe", visibility="group"))
    for slots in ({"product": "os2mo", "group_type": "styregruppe"}, {"meeting": "closed/2026-12-07T13:00"}):
        assert (await change(stage, "cancel", by=STRANGER, **slots)).outcome == "unknown"
    assert (await change(stage, "cancel", by=TAKER)).outcome == "proposed"
    aloud = await change(stage, "cancel", by=TAKER, channel=CHANNEL, product="os2mo", group_type="styregruppe")
    assert aloud.answer.reply.in_private
    await stage.keep(subscription(CHANNEL, about="group/os2mo/styregruppe"))
    assert (await change(stage, "cancel", by=TAKER, channel=CHANNEL, product="os2mo", group_type="styregruppe")).outcome == "proposed"


def posted(key: str, target: str, state: str) -> object:
    made = delivery(f"meeting_reminder:s:{key}:{target}", kind="meeting_reminder", about="s/2026-12-07T13:00", target=target, due_at=NOW + DAY)
    return made.became(state, NOW - DAY) if state != "planned" else made  # type: ignore[arg-type] # one of the states


async def test_it_is_said_who_hears_of_it_and_which_reminders_are_withdrawn(stage: Arranged) -> None:
    at = "2026-12-07T13:00@2026-12-07T13:00:10080"
    await stage.keep(subscription(CHANNEL))
    await stage.post(posted(at, CHANNEL, "sent"), posted(at, "slack:T0TEST001:C2", "late"), posted(at.replace("10080", "1440"), CHANNEL, "planned"))  # type: ignore[arg-type]
    shown = flat(await change(stage, "move", on=NEXT, on2="2026-12-10"))
    assert "1 planlagt påmindelse trækkes tilbage." in shown
    assert "2 kanaler eller personer er mindet om mødet og får besked om ændringen: med det samme." in shown
    assert "Påmindelser bliver sendt: 03.12.2026 13.00, 09.12.2026 13.00 og 10.12.2026 12.00." in shown
    await stage.says("nej")
    shown = flat(await change(stage, "cancel", on="2026-12-14"))
    assert "Ingen er mindet om mødet endnu" in shown
    assert "Påmindelser" not in shown


async def test_what_is_said_of_who_hears_is_what_is_planned(stage: Arranged) -> None:
    await stage.keep(subscription(CHANNEL))
    await stage.post(posted("2026-12-07T13:00@2026-12-07T13:00:10080", CHANNEL, "sent"))  # type: ignore[arg-type]
    await change(stage, "move", on=NEXT, on2="2026-12-10")
    await stage.says("ja")
    async with stage.database.unit_of_work() as unit:
        plan = await MeetingPlanner("da").plan(unit, NOW, datetime(2026, 12, 11, tzinfo=UTC))
        assert len(await unit.deliveries.find(DeliveryFilter(states=("sent",)))) == 1
    wanted = [each for each in plan.wanted if each.about == "s/2026-12-07T13:00" and each.target == CHANNEL]
    assert [(each.kind, each.due_at.isoformat(timespec="minutes")) for each in wanted if each.kind != "agenda_call"] == [
        ("meeting_reminder", "2026-12-03T12:00+00:00"), ("meeting_reminder", "2026-12-09T12:00+00:00"), ("meeting_reminder", "2026-12-10T11:00+00:00"),
        ("meeting_changed", stage_time(stage)),
    ]  # fmt: skip


def stage_time(stage: Arranged) -> str:
    return (stage.now - timedelta(seconds=1)).isoformat(timespec="minutes")


async def test_a_change_that_is_not_named_is_told_by_what_is_new_or_asked(stage: Arranged) -> None:
    assert "flyttes til" in flat(await stage.asks("change_meeting", "kl. 15 i stedet", on=NEXT, time="15:00"))
    assert "https://meet.example.org/x" in flat(await stage.asks("change_meeting", "mødet 7. december: https://meet.example.org/x", on=NEXT))
    later = await stage.asks("change_meeting", "koordinationsgruppen for os2mo", on=NEXT, time="15:00")
    assert "Hvad skal ændres" in later.text, "the time is that of an earlier message, of which it is not known what it wanted"
    asked = await stage.asks("change_meeting", "der er noget med mødet 7. december", on=NEXT)
    assert [choice.slots["item"] for choice in asked.answer.reply.choices] == ["move", "cancel", "place", "link", "end"]
    assert "Hvornår skal mødet" in flat(await stage.chooses(asked))
