# SPDX-License-Identifier: MPL-2.0
"""Points for the next agenda, and the agenda itself: what is still to be done comes back in it, and nobody is named who does not want it."""

from datetime import date, timedelta

import pytest

from storage.agenda import AgendaItem
from storage.meetings import date_id
from tests.conftest import NOW
from tests.contract.meeting_stage import PEOPLE, MeetingStage, choices, flat, item, keep
from tests.meetings import GROUP, MONDAY, date_of, noted, series

MEETING, DAY, MINUTE = date_id("s", MONDAY), timedelta(days=1), timedelta(minutes=1)
AFTERWARDS = NOW + 13 * DAY + timedelta(hours=2)
"""Half an hour after the meeting of 7 December ended."""
OLE = PEOPLE["other_stranger"].identity


async def items(group: MeetingStage) -> list[AgendaItem]:
    return list(await group.kept("agenda.of_group", GROUP))


async def test_a_point_is_noted_for_the_next_meeting_and_can_be_taken_back(group: MeetingStage) -> None:
    await noted(group.database, series(), date_of(cancelled=True))
    heard = await group.ask("member", "agenda_point", text="Budget for 2027")
    assert heard.outcome == "answered"
    assert "Sat på dagsordenen for koordinationsgruppen for OS2mo, mandag den 14. december 2026" in flat(heard.text)
    (point,) = await items(group)
    assert (point.kind, point.text, point.date, point.by) == ("point", "Budget for 2027", date_id("s", MONDAY + 7 * DAY), group.ids["member"])
    assert "Trukket tilbage" in (await group.talk("member").say("fortryd", NOW + MINUTE)).text
    assert await items(group) == []


async def test_the_words_behind_the_colon_are_the_point(group: MeetingStage) -> None:
    await group.ask("member", "agenda_point", words="punkt til dagsordenen: Status: hvor langt er vi?")
    assert [each.text for each in await items(group)] == ["Status: hvor langt er vi?"]
    assert (await items(group))[0].date is None  # no meeting is known yet


async def test_a_point_that_is_missing_is_asked_for_and_the_next_words_are_it(group: MeetingStage) -> None:
    heard = await group.ask("member", "agenda_point")
    assert (heard.outcome, "Hvad er punktet?" in heard.text, heard.answer.reply.missing) == ("asked_back", True, ("text",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 501, "højst 500 tegn"),
        ("Ros til @ole", "uden at nævne personer"),
        (f"Hvad siger {OLE}?", "uden at nævne personer"),
        ("010203-1234", "uden at nævne"),
    ],
)
async def test_what_is_too_long_or_says_who_somebody_is_is_not_kept(group: MeetingStage, text: str, said: str) -> None:
    assert said in flat((await group.ask("member", "agenda_point", text=text)).text)
    assert await items(group) == []


async def test_five_hundred_characters_are_enough(group: MeetingStage) -> None:
    assert (await group.ask("member", "agenda_point", text="æ" * 500)).outcome == "answered"


@pytest.mark.parametrize(("who", "slots"), [("elsewhere", {"product": "os2mo", "group_type": "koordinationsgruppe"}), ("stranger", {"meeting": MEETING})])
async def test_whoever_is_not_of_the_group_puts_nothing_on_its_agenda(group: MeetingStage, who: str, slots: dict[str, str]) -> None:
    await noted(group.database, series())
    assert (await group.ask(who, "agenda_point", slots, text="Mit punkt")).outcome == "declined"
    assert await items(group) == []


async def test_the_coordinator_of_the_product_may_too(group: MeetingStage) -> None:
    await noted(group.database, series())
    assert (await group.ask("coordinator", "agenda_point", text="Fra koordinatoren", meeting=MEETING)).outcome == "answered"


async def test_where_several_groups_may_be_meant_no_choice_keeps_the_words(group: MeetingStage) -> None:
    heard = await group.ask("secretariat", "agenda_point", text="Hemmeligt forslag", product="os2iot")
    assert heard.outcome == "asked_back"
    assert "Hemmeligt" not in str(heard.answer.reply.choices)


async def test_a_point_for_a_meeting_that_has_begun_is_too_late(group: MeetingStage) -> None:
    await noted(group.database, series())
    assert "er begyndt" in (await group.ask("member", "agenda_point", at=AFTERWARDS, text="For sent", meeting=MEETING)).text


async def test_the_agenda_shows_points_links_open_actions_and_what_was_decided_last(group: MeetingStage) -> None:
    on = date_of(agenda_url="https://sky.example.org/dagsorden", on=MONDAY + 7 * DAY)
    await noted(group.database, series(), on, date_of(minutes_url="https://sky.example.org/referat"))
    await keep(
        group, item("d", "decision", "Vi skifter driftsleverandør", date=MEETING), item("old", "decision", "Noget gammelt", days=-90),
        item("a", "action", "Skriv udkast", due=date(2027, 1, 15), responsible=group.ids["silent"]), item("b", "action", "Gjort", done=True),
    )  # fmt: skip
    await group.ask("member", "agenda_point", at=AFTERWARDS, text="Budget")
    heard = await group.ask("stranger", "meeting_agenda", at=AFTERWARDS, product="os2mo", group_type="koordinationsgruppe")
    text = flat(heard.text)
    for said in (
        "Dagsorden: Møde i koordinationsgruppen for OS2mo", "mandag den 14. december 2026", "https://sky.example.org/dagsorden", "https://sky.example.org/referat",
        "Budget", "Skriv udkast (en unavngiven person, senest 15. januar 2027)", "7. december 2026: Vi skifter driftsleverandør",
    ):  # fmt: skip
        assert said in text
    assert "Noget gammelt" not in text
    assert "Gjort" not in text
    assert choices(heard) == []


async def test_who_is_to_do_something_is_named_only_where_they_want_it(group: MeetingStage) -> None:
    await noted(group.database, series())
    await keep(group, item("a", "action", "Skriv udkast", responsible=group.ids["member"]))
    assert "Skriv udkast (en unavngiven person)" in (await group.ask("chair", "meeting_agenda")).text
    await group.name("member", "Mette Medlem")
    assert "Skriv udkast (Mette Medlem)" in (await group.ask("chair", "meeting_agenda")).text
    assert "Skriv udkast (du)" in (await group.ask("member", "meeting_agenda")).text


async def test_a_point_of_a_meeting_that_is_cancelled_comes_back_at_the_next(group: MeetingStage) -> None:
    await noted(group.database, series())
    await group.ask("member", "agenda_point", text="Budget")
    await noted(group.database, date_of(cancelled=True))
    text = (await group.ask("member", "meeting_agenda")).text
    assert ("14. december" in text, "Budget" in text) == (True, True)


async def test_a_point_of_a_meeting_that_was_held_does_not_come_back(group: MeetingStage) -> None:
    await noted(group.database, series())
    await group.ask("member", "agenda_point", text="Budget")
    assert "Budget" not in (await group.ask("member", "meeting_agenda", at=AFTERWARDS)).text
    assert "Budget" in (await group.ask("member", "meeting_agenda", at=AFTERWARDS, meeting=MEETING)).text


async def test_minutes_are_those_of_the_last_meeting_that_was_held(group: MeetingStage) -> None:
    await noted(group.database, series(), date_of(on=MONDAY + 7 * DAY, minutes_url="https://sky.example.org/ikke-endnu"))
    lacking = await group.ask("member", "meeting_agenda", at=AFTERWARDS, item="minutes")
    assert (lacking.outcome, "Jeg kender ikke noget referat af det møde." in lacking.text) == ("unknown", True)
    await noted(group.database, date_of(minutes_url="https://sky.example.org/referat"))
    heard = await group.ask("member", "meeting_agenda", at=AFTERWARDS, item="minutes")
    assert (heard.outcome, "https://sky.example.org/referat" in heard.text) == ("answered", True)


async def test_what_is_not_to_be_on_the_agenda_is_not_put_on_it(group: MeetingStage) -> None:
    assert "Hvad er punktet?" in (await group.ask("member", "agenda_point", words="skal vi ikke tale om budgettet?", negated="yes")).text
    assert "Så gør jeg ingenting" in (await group.ask("member", "agenda_point", words="sæt ikke budget på dagsordenen", text="ikke budget")).text
    assert await items(group) == []


@pytest.mark.parametrize(
    ("words", "text", "slots"),
    [
        ("punkt: evaluering i maj", "evaluering i maj", {"on": "2027-05-01/2027-06-01", "period": "2027-05"}),
        ("punkt: hvad gør OS2iot?", "hvad gør OS2iot?", {"product": "os2iot"}),
        ("punkt: inviter styregruppen", "inviter styregruppen", {"group_type": "styregruppe"}),
        ("punkt: hvorfor kommer de ikke?", "hvorfor kommer de ikke?", {"negated": "yes"}),
    ],
)
async def test_what_stands_in_the_point_itself_does_not_say_where_it_goes(group: MeetingStage, words: str, text: str, slots: dict[str, str]) -> None:
    await noted(group.database, series())
    assert (await group.ask("member", "agenda_point", slots, words=words, text=text)).outcome == "answered"
    (point,) = await items(group)
    assert (point.text, point.date, point.product) == (text, MEETING, slots.get("product"))


async def test_what_is_named_beside_the_point_does(group: MeetingStage) -> None:
    await noted(group.database, series())
    words = "punkt til mødet 14. december: budget 2027"
    await group.ask("member", "agenda_point", {"on": "2026-12-14"}, words=words)
    assert (await items(group))[0].date == date_id("s", MONDAY + 7 * DAY)
