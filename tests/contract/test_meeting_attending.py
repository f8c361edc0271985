# SPDX-License-Identifier: MPL-2.0
"""Who comes: answered at once and changed until the meeting begins; counted for all, named only for the group's own people, and only where one wants it."""

from datetime import timedelta

import pytest

from handlers.message import Asked
from storage.audit import AuditFilter
from storage.deliveries import DeliveryFilter
from storage.meetings import date_id
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.meeting_stage import ROOM, MeetingStage, choices, flat
from tests.meetings import GROUP, MONDAY, date_of, noted, series, subscription

MEETING, DAY = date_id("s", MONDAY), timedelta(days=1)
BEGINS = NOW + timedelta(days=13)
"""When the meeting begins."""


async def answers(group: MeetingStage) -> dict[str, str]:
    return {each.person: each.coming for each in await group.kept("attendances.of", [MEETING])}


@pytest.mark.parametrize(
    ("item", "said"), [("yes", "Du kommer."), ("maybe", "Du kommer måske."), ("no", "Du kommer ikke."), ("deputy", "En anden kommer for dig.")]
)
async def test_an_answer_is_noted_at_once_and_the_reply_says_how_to_change_it(group: MeetingStage, item: str, said: str) -> None:
    await noted(group.database, series())
    heard = await group.ask("member", "attend_meeting", meeting=MEETING, item=item)
    assert heard.outcome == "answered"
    assert f"Noteret: {said} Møde i koordinationsgruppen for OS2mo, mandag den 7. december 2026 kl. 13.00-14.30." in flat(heard.text)
    assert "Du kan ændre dit svar, til mødet begynder" in heard.text
    assert len(choices(heard)) == 3
    assert await answers(group) == {group.ids["member"]: item}


async def test_the_last_answer_counts_and_giving_it_again_changes_nothing(group: MeetingStage) -> None:
    await noted(group.database, series())
    await group.ask("member", "attend_meeting", meeting=MEETING, item="yes")
    await group.ask("member", "attend_meeting", meeting=MEETING, item="no")
    before = await group.kept("audit.find", AuditFilter(action="meeting.attend"))
    again = await group.ask("member", "attend_meeting", meeting=MEETING, item="no")
    assert "Du kommer ikke." in again.text
    assert await answers(group) == {group.ids["member"]: "no"}
    assert len(await group.kept("audit.find", AuditFilter(action="meeting.attend"))) == len(before) == 2


async def test_an_answer_can_be_undone(group: MeetingStage) -> None:
    await noted(group.database, series())
    await group.ask("member", "attend_meeting", meeting=MEETING, item="yes")
    assert "Det er fortrudt" in (await group.talk("member").say("fortryd")).text
    assert await answers(group) == {}


async def test_the_audit_knows_that_somebody_answered_but_not_what_nor_which_meeting(group: MeetingStage) -> None:
    await noted(group.database, series())
    await group.ask("member", "attend_meeting", meeting=MEETING, item="no")
    (event,) = await group.kept("audit.find", AuditFilter(action="meeting.attend"))
    assert (event.actor, event.person) == (group.ids["member"], group.ids["member"])
    assert (event.after["coming"], event.after["date"]) == ("present", "present")
    assert MEETING not in str(event)


async def test_somebody_without_a_record_is_noted_first_and_told_of_it(group: MeetingStage) -> None:
    await noted(group.database, series())
    heard = await group.ask("stranger", "attend_meeting", meeting=MEETING, item="yes", channel=ROOM)
    assert "har jeg noteret dit bruger-id" in flat(heard.text)
    assert list((await answers(group)).values()) == ["yes"]
    assert "har jeg noteret dit bruger-id" not in flat((await group.ask("stranger", "attend_meeting", meeting=MEETING, item="no", channel=ROOM)).text)


async def test_once_it_has_begun_nothing_is_answered_any_more(group: MeetingStage) -> None:
    await noted(group.database, series())
    assert (await group.ask("member", "attend_meeting", at=BEGINS - timedelta(seconds=1), meeting=MEETING, item="yes")).outcome == "answered"
    late = await group.ask("member", "attend_meeting", at=BEGINS, meeting=MEETING, item="no")
    assert (late.outcome, "er begyndt" in late.text) == ("declined", True)
    assert await answers(group) == {group.ids["member"]: "yes"}


async def test_a_cancelled_meeting_is_said_to_be(group: MeetingStage) -> None:
    await noted(group.database, series(), date_of(cancelled=True, reason="ferie"))
    heard = await group.ask("member", "attend_meeting", meeting=MEETING, item="yes")
    assert "Mødet mandag den 7. december 2026 kl. 13.00-14.30 er aflyst: ferie" in flat(heard.text)
    assert await answers(group) == {}


async def test_without_a_name_the_next_meeting_of_ones_own_group_is_meant(group: MeetingStage) -> None:
    await noted(group.database, series(), date_of(cancelled=True), series("t", group="os2iot/styregruppe", starts=MONDAY - 7 * DAY))
    heard = await group.ask("member", "attend_meeting", item="yes")
    assert "koordinationsgruppen for OS2mo, mandag den 14. december 2026" in flat(heard.text)


async def test_on_a_day_that_is_named_that_days_meeting_is_meant(group: MeetingStage) -> None:
    await noted(group.database, series(), date_of(cancelled=True))
    assert "14. december 2026" in (await group.ask("member", "attend_meeting", item="no", on="2026-12-14")).text
    assert "er aflyst" in (await group.ask("member", "attend_meeting", item="no", on="2026-12-07")).text
    none = await group.ask("member", "attend_meeting", item="no", on="2026-12-08")
    assert (none.outcome in ("asked_back", "unknown"), "8. december 2026" in none.text) == (True, True)


async def test_in_a_channel_the_group_is_meant_whose_meetings_it_is_reminded_of(group: MeetingStage) -> None:
    await noted(group.database, series(), series("t", group="os2iot/styregruppe", starts=MONDAY - 5 * DAY), subscription(ROOM, about=f"group/{GROUP}"))
    heard = await group.ask("stranger", "attend_meeting", item="yes", channel=ROOM)
    assert "koordinationsgruppen for OS2mo, mandag den 7. december 2026" in flat(heard.text)


async def test_where_several_may_be_meant_it_is_asked_and_a_choice_answers(group: MeetingStage) -> None:
    await noted(group.database, series(), series("t", group="os2mo/styregruppe", starts=MONDAY + DAY))
    heard = await group.ask("stranger", "attend_meeting", item="yes", product="os2mo")
    assert heard.outcome == "asked_back"
    assert len(choices(heard)) == 2
    assert "styregruppen for OS2mo" in (await group.talk("stranger").say("2")).text
    assert await group.kept("attendances.of", [date_id("t", MONDAY + DAY)])


async def test_nobody_is_asked_for_a_group_that_is_not_known(group: MeetingStage) -> None:
    heard = await group.ask("stranger", "attend_meeting", item="yes")
    assert (heard.outcome, "Hvilken gruppe gælder det?" in heard.text) == ("asked_back", True)


async def test_without_an_answer_it_is_asked_for(group: MeetingStage) -> None:
    await noted(group.database, series())
    heard = await group.ask("member", "attend_meeting", meeting=MEETING)
    assert choices(heard) == ["Jeg kommer", "Jeg kommer måske", "Jeg kommer ikke", "En anden kommer for mig"]


async def test_whoever_is_named_to_come_instead_is_shown_first_and_told(group: MeetingStage) -> None:
    await noted(group.database, series())
    heard = await group.ask("member", "attend_meeting", meeting=MEETING, item="deputy", person="matrix:@gaest:example.org")
    assert heard.outcome == "proposed"
    assert await answers(group) == {}
    await group.talk("member").say("ja")
    assert await answers(group) == {group.ids["member"]: "deputy"}
    hears = await group.talk("other_stranger").say("hej")
    assert "at du kommer i stedet: Møde i koordinationsgruppen for OS2mo" in flat(hears.text)


async def test_nobody_answers_for_another(group: MeetingStage) -> None:
    await noted(group.database, series())
    heard = await group.ask("chair", "attend_meeting", meeting=MEETING, item="no", person="matrix:@tavs:example.org")
    assert (heard.outcome, "personen selv" in heard.text) == ("declined", True)
    assert (await group.ask("chair", "attend_meeting", meeting=MEETING, item="yes", person="slack:T0TEST001:U0NOBODY")).outcome == "declined"
    assert await answers(group) == {}


async def test_a_name_that_is_no_mention_is_somebody_else_who_comes_and_is_not_kept(group: MeetingStage) -> None:
    await noted(group.database, series())
    await group.ask("member", "attend_meeting", meeting=MEETING, name="Ole", words="Ole kommer i stedet for mig")
    (kept,) = await group.kept("attendances.of", [MEETING])
    assert (kept.coming, kept.deputy) == ("deputy", None)


async def test_one_meeting_is_answered_at_a_time(group: MeetingStage) -> None:
    await noted(group.database, series())
    heard = await group.ask("member", "attend_meeting", item="no", on="2026-12-07", on2="2026-12-14")
    assert (heard.outcome, await answers(group)) == ("asked_back", {})


@pytest.mark.parametrize("given", ["s/2026-12-08T13:00", "nothing", "x/2026-12-07T13:00", "../../etc", "s/2026-12-07T13:00/"])
async def test_a_button_that_nobody_made_answers_nothing(group: MeetingStage, given: str) -> None:
    await noted(group.database, series())
    assert "Det møde kender jeg ikke længere" in (await group.ask("member", "attend_meeting", meeting=given, item="yes")).text


async def test_a_device_in_doubt_answers_for_nobody(group: MeetingStage) -> None:
    await noted(group.database, series())
    assert (await group.ask("member", "attend_meeting", doubt="unsigned", meeting=MEETING, item="yes")).outcome == "declined"
    assert await answers(group) == {}


async def test_what_is_for_the_group_is_answered_by_its_people_and_in_its_own_channel_and_nowhere_else(group: MeetingStage) -> None:
    await noted(group.database, series(visibility="group"), subscription(ROOM, about=f"group/{GROUP}"))
    assert "kender jeg ikke" in (await group.ask("elsewhere", "attend_meeting", meeting=MEETING, item="yes")).text
    assert (await group.ask("member", "attend_meeting", channel="slack:T0TEST001:C0ANDET", meeting=MEETING, item="yes")).answer.reply.in_private
    assert (await group.ask("member", "attend_meeting", meeting=MEETING, item="yes")).outcome == "answered"
    assert (await group.ask("stranger", "attend_meeting", channel=ROOM, meeting=MEETING, item="yes")).outcome == "answered"


async def with_answers(group: MeetingStage) -> None:
    await noted(group.database, series(quorum=3))
    await group.name("chair", "Frida Formand")
    await group.name("silent", "Tore Tavs")
    await group.ask("chair", "attend_meeting", meeting=MEETING, item="yes")
    await group.ask("member", "attend_meeting", meeting=MEETING, item="deputy")
    await group.ask("stranger", "attend_meeting", meeting=MEETING, item="maybe")


async def test_everybody_may_know_how_many_come_and_nobody_is_named(group: MeetingStage) -> None:
    await with_answers(group)
    for who, channel in (("stranger", ""), ("elsewhere", ""), ("chair", ROOM), ("coordinator", "")):
        text = flat((await group.ask(who, "meeting_attendance", channel=channel, meeting=MEETING)).text)
        assert "2 kommer, 1 kommer måske, 0 kommer ikke." in text
        assert "En af dem, jeg kender i gruppen, har ikke svaret." in text
        assert "Der skal mindst 3 til, for at der kan besluttes noget: der mangler en." in text
        assert "Frida" not in text
        assert "Tore" not in text


async def test_the_groups_own_people_read_the_names_of_those_who_want_to_be_named(group: MeetingStage) -> None:
    await with_answers(group)
    text = flat((await group.ask("member", "meeting_attendance", meeting=MEETING)).text)
    assert "Kommer: Frida Formand" in text
    assert "Har ikke svaret: Tore Tavs" in text
    assert "Her står kun dem, der har ladet deres navn vise." in text
    doubted = await group.ask("member", "meeting_attendance", doubt="unsigned", meeting=MEETING)
    assert "Frida" not in doubted.text


async def test_a_guest_is_told_to_be_one_and_does_not_count_where_it_takes_so_many(group: MeetingStage) -> None:
    await noted(group.database, series(quorum=1))
    assert "så du er med som gæst" in flat((await group.ask("stranger", "attend_meeting", meeting=MEETING, item="yes")).text)
    text = flat((await group.ask("chair", "meeting_attendance", meeting=MEETING)).text)
    assert "1 kommer, 0 kommer måske" in text
    assert "En af dem, der kommer, har ingen rolle i gruppen og tæller ikke med" in text
    assert "der mangler en" in text
    assert "gæst" not in (await group.ask("member", "attend_meeting", meeting=MEETING, item="yes")).text


async def test_enough_is_said_to_be_enough(group: MeetingStage) -> None:
    await noted(group.database, series(quorum=1))
    await group.ask("member", "attend_meeting", meeting=MEETING, item="yes")
    assert "og der kommer nok" in flat((await group.ask("stranger", "meeting_attendance", product="os2mo")).text)


async def nudges(database: Database) -> list[str]:
    async with database.unit_of_work() as unit:
        return [each.key for each in await unit.deliveries.find(DeliveryFilter(kinds=("meeting_nudge",)))]


async def test_the_chair_asks_those_who_have_not_answered_once_a_day(group: MeetingStage) -> None:
    await with_answers(group)
    asked = await group.ask("chair", "nudge_meeting", meeting=MEETING)
    assert "Jeg spørger den ene, der ikke har svaret." in asked.text
    assert await nudges(group.database) == [f"meeting_nudge:s:2026-12-07T13:00@2026-12-07T13:00:2026-11-24:person/{group.ids['silent']}"]
    assert "De er allerede spurgt i dag." in (await group.ask("chair", "nudge_meeting", meeting=MEETING)).text
    await group.ask("chair", "nudge_meeting", at=NOW + DAY, meeting=MEETING)
    assert len(await nudges(group.database)) == 2


async def test_those_who_have_not_answered_are_asked_by_themselves_in_time_and_unless_they_answer(group: MeetingStage) -> None:
    await with_answers(group)
    await group.ask("chair", "nudge_meeting", meeting=MEETING)
    assert await group.posted(NOW) == [
        "matrix:@tavs:example.org: Møde i koordinationsgruppen for OS2mo mandag den 7. december 2026 kl. 13.00-14.30 (om 13 dage) Du har ikke svaret endnu. Kommer du?"
    ]
    await group.ask("chair", "nudge_meeting", at=NOW + DAY, meeting=MEETING)
    await group.ask("silent", "attend_meeting", at=NOW + DAY, meeting=MEETING, item="no")
    assert await group.posted(NOW + DAY) == []
    (left,) = [each for each in await group.kept("deliveries.find", DeliveryFilter(kinds=("meeting_nudge",))) if each.reason == "answered"]
    assert left.state == "skipped"


async def test_who_is_told_not_to_ask_does_not(group: MeetingStage) -> None:
    await noted(group.database, series())
    assert "Så gør jeg ingenting" in (await group.ask("chair", "nudge_meeting", words="skub ikke til dem", meeting=MEETING)).text
    assert await nudges(group.database) == []


async def test_while_the_group_wants_quiet_nobody_is_asked(group: MeetingStage) -> None:
    await noted(group.database, series())
    evening = NOW + timedelta(hours=9)
    heard = await group.ask("chair", "nudge_meeting", at=evening, meeting=MEETING)
    assert "25.11.2026 07.00" in heard.text
    assert await group.posted(evening) == []


@pytest.mark.parametrize("who", ["member", "elsewhere", "stranger"])
async def test_nobody_else_sends_the_chairs_question(group: MeetingStage, who: str) -> None:
    await noted(group.database, series())
    assert (await group.ask(who, "nudge_meeting", meeting=MEETING)).outcome == "declined"
    assert await nudges(group.database) == []


async def test_a_question_is_of_no_use_for_a_meeting_that_is_off_or_has_begun(group: MeetingStage) -> None:
    await noted(group.database, series(), date_of(cancelled=True))
    assert (await group.ask("chair", "nudge_meeting", meeting=MEETING)).outcome == "declined"
    assert (await group.ask("chair", "nudge_meeting", at=NOW + 30 * DAY, meeting=date_id("s", MONDAY + 7 * DAY))).outcome == "declined"


async def test_the_button_under_the_warning_of_too_few_asks_just_this(group: MeetingStage) -> None:
    await with_answers(group)
    heard = await group.ask("chair", "meeting_attendance", meeting=MEETING)
    (nudge,) = heard.answer.reply.choices
    assert (await group.talk("chair").say("", asks=Asked(nudge.intent, nudge.slots))).text.startswith("Jeg spørger den ene")
