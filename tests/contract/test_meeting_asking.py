# SPDX-License-Identifier: MPL-2.0
"""What is answered to who asks about meetings: what is known, marked where it is otherwise, with where it comes from; and never a date from a rhythm."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import NOW
from tests.contract.meeting_stage import ROOM, MeetingStage, flat
from tests.meetings import GROUP, MONDAY, date_of, noted, series, subscription

DAY, WEEK = timedelta(days=1), timedelta(days=7)
OS2MO = {"product": "os2mo", "group_type": "koordinationsgruppe"}


async def test_the_next_meeting_is_said_with_when_where_and_who_told_of_it(group: MeetingStage) -> None:
    told = datetime(2026, 11, 3, 9, tzinfo=UTC)
    await noted(group.database, series(place="DOKK1", link="https://moede.example.org/1", purpose="Planer for 2027", changed_at=told))
    heard = await group.ask("stranger", "next_meeting", OS2MO)
    assert heard.outcome == "answered"
    for said in (
        "Møde i koordinationsgruppen for OS2mo", "mandag den 7. december 2026 kl. 13.00-14.30 (om 13 dage)", "Formål: Planer for 2027", "Sted: DOKK1",
        "https://moede.example.org/1", "Oplyst til os2bot, 3. november 2026",
    ):  # fmt: skip
        assert said in flat(heard.text)


async def test_what_is_cancelled_before_it_is_said_with_its_reason(group: MeetingStage) -> None:
    await noted(group.database, series(), date_of(cancelled=True, reason="for få tilmeldte"))
    heard = await group.ask("stranger", "next_meeting", product="os2mo")
    assert "mandag den 7. december 2026 kl. 13.00-14.30: Møde i koordinationsgruppen for OS2mo (aflyst: for få tilmeldte)" in flat(heard.text)
    assert "mandag den 14. december 2026 kl. 13.00-14.30 (om 20 dage)" in flat(heard.text)


async def test_a_moved_meeting_is_said_at_its_new_time_with_its_old(group: MeetingStage) -> None:
    await noted(group.database, series(rule=""), date_of(starts=MONDAY + 2 * DAY, reason="lokalet er optaget", changed_at=NOW))
    heard = await group.ask("stranger", "next_meeting", product="os2mo")
    assert "onsdag den 9. december 2026 kl. 13.00-14.30" in heard.text
    assert "Bemærk: flyttet fra mandag den 7. december 2026 kl. 13.00-14.30: lokalet er optaget." in flat(heard.text)
    assert "24. november 2026" in heard.text  # since when it is known so


async def test_where_everything_that_is_known_is_cancelled_no_other_date_is_made_up(group: MeetingStage) -> None:
    await noted(group.database, series(rule=""), date_of(cancelled=True))
    heard = await group.ask("stranger", "next_meeting", product="os2mo")
    assert "Bemærk: aflyst." in heard.text
    assert "14. december" not in heard.text


async def test_a_date_is_never_made_from_a_rhythm(group: MeetingStage) -> None:
    await noted(group.database, series())  # that of another group says nothing of this one
    heard = await group.ask("stranger", "next_meeting", product="os2borgerpc", group_type="koordinationsgruppe")
    assert heard.outcome == "unknown"
    assert "Jeg kender ikke datoen" in heard.text
    assert "Første mandag" in heard.text
    assert "december" not in heard.text


async def test_a_series_that_is_over_leaves_nothing_to_be_said(group: MeetingStage) -> None:
    await noted(group.database, series(rule="", starts=MONDAY - 30 * DAY), series("t", ended=True))
    assert (await group.ask("stranger", "next_meeting", product="os2mo")).outcome == "unknown"


async def test_of_several_groups_the_next_of_each_is_said(group: MeetingStage) -> None:
    await noted(group.database, series(), series("t", group="os2mo/styregruppe", starts=MONDAY + 3 * DAY, rule=""))
    text = flat((await group.ask("stranger", "next_meeting", product="os2mo")).text)
    assert "De næste møder, jeg kender:" in text
    assert "koordinationsgruppen for OS2mo" in text
    assert "torsdag den 10. december 2026 kl. 13.00-14.30: Møde i styregruppen for OS2mo" in text


@pytest.mark.parametrize(
    ("item", "fields", "said", "outcome"),
    [
        ("place", {"place": "DOKK1"}, "Sted: DOKK1", "answered"),
        ("place", {}, "Hvor det holdes, ved jeg ikke.", "unknown"),
        ("link", {"link": "https://moede.example.org/1"}, "https://moede.example.org/1", "answered"),
        ("link", {"place": "DOKK1"}, "Jeg kender ikke noget link til mødet.", "unknown"),
        ("cancelled", {}, "Det er ikke aflyst, så vidt jeg ved.", "answered"),
    ],
)
async def test_what_just_this_asks_of_it_is_answered_or_said_to_be_unknown(
    group: MeetingStage, item: str, fields: dict[str, str], said: str, outcome: str
) -> None:
    await noted(group.database, series(**fields))
    heard = await group.ask("stranger", "next_meeting", product="os2mo", item=item)
    assert said in flat(heard.text)
    assert heard.outcome == outcome


async def test_meetings_are_listed_with_their_marks_and_no_more_than_a_few(group: MeetingStage) -> None:
    extra = date_of(on=MONDAY + 2 * DAY, extra=True)
    await noted(group.database, series(place="DOKK1"), date_of(cancelled=True), date_of(on=MONDAY + WEEK, starts=MONDAY + WEEK + DAY), extra)
    text = flat((await group.ask("stranger", "list_meetings")).text)
    assert "mandag den 7. december 2026 kl. 13.00-14.30: Møde i koordinationsgruppen for OS2mo, DOKK1 (aflyst)" in text
    assert "onsdag den 9. december 2026 kl. 13.00-14.30: Møde i koordinationsgruppen for OS2mo, DOKK1 (ekstra møde)" in text
    assert "(flyttet fra mandag den 14. december 2026 kl. 13.00-14.30)" in text
    assert "møder mere" in text


@pytest.mark.parametrize(
    ("period", "there", "missing"),
    [
        ("2026-12", "Jeg kender 4 møder i december 2026:", "januar 2027"),
        ("next_week", "Jeg kender ingen møder i næste uge. Det næste, jeg kender: mandag den 7. december", "14. december"),
        ("today", "Jeg kender ingen møder i dag.", "14. december"),
        ("2027-01", "Jeg kender 4 møder i januar 2027:", "december 2026 kl"),
    ],
)
async def test_of_a_time_that_is_named_just_its_meetings_are_listed(group: MeetingStage, period: str, there: str, missing: str) -> None:
    await noted(group.database, series())
    text = flat((await group.ask("stranger", "list_meetings", period=period)).text)
    assert there in text
    assert missing not in text


@pytest.mark.parametrize(
    ("slots", "count"), [({"from": "2026-12-01", "until": "2026-12-22"}, 3), ({"until": "2026-12-15"}, 2), ({"on": "2026-12-07"}, 1), ({"year": "2026"}, 4)]
)
async def test_times_are_named_in_many_ways(group: MeetingStage, slots: dict[str, str], count: int) -> None:
    await noted(group.database, series())
    assert (await group.ask("stranger", "list_meetings", slots)).text.count("koordinationsgruppen") == count


async def test_cancelled_meetings_can_be_asked_for_alone(group: MeetingStage) -> None:
    await noted(group.database, series())
    assert "Ingen af de møder, jeg kender, er aflyst." in (await group.ask("stranger", "list_meetings", item="cancelled")).text
    await noted(group.database, date_of(on=MONDAY + WEEK, cancelled=True))
    text = flat((await group.ask("stranger", "list_meetings", item="cancelled")).text)
    assert "Jeg kender et kommende møde: - mandag den 14. december 2026 kl. 13.00-14.30" in text.replace("•", "-")


async def test_ones_own_meetings_are_those_of_the_groups_one_has_a_role_in(group: MeetingStage) -> None:
    await noted(group.database, series(), series("t", group="os2iot/styregruppe", rule=""))
    mine = await group.ask("elsewhere", "list_meetings", item="mine")
    assert "styregruppen for OS2iot" in mine.text
    assert "OS2mo" not in mine.text
    assert "Jeg ved ikke, hvilke grupper du er med i" in flat((await group.ask("stranger", "list_meetings", item="mine")).text)
    assert (await group.ask("elsewhere", "list_meetings", item="mine", channel=ROOM)).answer.reply.in_private


@pytest.mark.parametrize("who", ["chair", "member", "coordinator", "secretariat"])
async def test_what_is_for_the_group_is_told_to_its_own_people_where_nobody_else_reads_it(group: MeetingStage, who: str) -> None:
    await noted(group.database, series(visibility="group"))
    assert "7. december 2026" in (await group.ask(who, "next_meeting", OS2MO)).text
    assert "7. december 2026" in (await group.ask(who, "list_meetings")).text
    aloud = await group.ask(who, "next_meeting", OS2MO, channel=ROOM)
    assert "december" not in aloud.text
    assert aloud.answer.reply.in_private


@pytest.mark.parametrize("who", ["elsewhere", "stranger"])
async def test_what_is_for_the_group_is_told_to_nobody_else(group: MeetingStage, who: str) -> None:
    await noted(group.database, series(visibility="group"))
    for channel in ("", ROOM):
        heard = await group.ask(who, "next_meeting", OS2MO, channel=channel)
        assert (heard.outcome, "december" in heard.text) == ("unknown", False)
        assert "december" not in (await group.ask(who, "list_meetings", channel=channel)).text


async def test_what_is_for_the_group_is_not_told_to_a_device_in_doubt(group: MeetingStage) -> None:
    await noted(group.database, series(visibility="group"))
    assert "december" not in (await group.ask("member", "next_meeting", OS2MO, doubt="unsigned")).text


async def test_an_imported_meeting_names_its_calendars_server_and_not_its_secret_address(group: MeetingStage) -> None:
    await noted(group.database, series(source="https://kalender.example.org/privat/h3mmelig.ics"))
    text = (await group.ask("stranger", "next_meeting", product="os2mo")).text
    assert "Kalenderen kalender.example.org" in text
    assert "h3mmelig" not in text


async def test_a_text_that_answers_the_question_is_given_instead_of_a_list(group: MeetingStage) -> None:
    await noted(group.database, series())
    words = "hvad er varslet for generalforsamlingen?"
    alone = await group.ask("stranger", "next_meeting", words=words, group_type="generalforsamling")
    assert (alone.outcome, "OS2mo" in alone.text) == ("unknown", False)


async def test_ones_next_meetings_stand_on_the_home_page(group: MeetingStage) -> None:
    await noted(group.database, series(), series("t", group="os2iot/styregruppe", rule=""))
    text = flat((await group.ask("member", "home")).text)
    assert "mandag den 7. december 2026 kl. 13.00-14.30: Møde i koordinationsgruppen for OS2mo" in text
    assert "OS2iot" not in text


async def test_a_channel_of_the_groups_own_may_ask_for_its_open_meetings(group: MeetingStage) -> None:
    await noted(group.database, series(), subscription(ROOM, about=f"group/{GROUP}"))
    assert "7. december 2026" in (await group.ask("stranger", "next_meeting", OS2MO, channel=ROOM)).text
