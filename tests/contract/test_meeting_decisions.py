# SPDX-License-Identifier: MPL-2.0
"""What was decided and what is to be done: written down with a tag, found by product and time, said to be done; read by those who may know of it."""

from datetime import date, timedelta

import pytest

from handlers.message import Asked
from storage.agenda import AgendaItem
from storage.audit import AuditFilter
from storage.meetings import date_id
from tests.conftest import NOW
from tests.contract.meeting_stage import PEOPLE, ROOM, MeetingStage, choices, flat, item, keep
from tests.meetings import GROUP, MONDAY, noted, series, subscription

MEETING, DAY, MINUTE = date_id("s", MONDAY), timedelta(days=1), timedelta(minutes=1)
AFTERWARDS = NOW + 13 * DAY + timedelta(hours=2)
"""Half an hour after the meeting of 7 December ended."""
OLE = PEOPLE["other_stranger"].identity
MINE = {"item": "actions", "who": "me"}


async def items(group: MeetingStage) -> list[AgendaItem]:
    return list(await group.kept("agenda.of_group", GROUP))


@pytest.mark.parametrize(
    ("words", "text", "kind"),
    [
        ("ny opgave: følg op på beslutningen om hosting", "følg op på beslutningen om hosting", "action"),
        ("det er besluttet: opgaven lukkes", "opgaven lukkes", "decision"),
        ("vi mødes kun online #besluttet", "vi mødes kun online", "decision"),
    ],
)
async def test_what_stands_around_the_words_says_which_it_is(group: MeetingStage, words: str, text: str, kind: str) -> None:
    await group.ask("chair", "meeting_note", words=words, text=text)
    await group.talk("chair").say("ja", NOW + MINUTE)
    assert [(each.kind, each.text) for each in await items(group)] == [(kind, text)]


async def test_a_decision_is_shown_first_and_is_of_the_meeting_that_was_just_held(group: MeetingStage) -> None:
    await noted(group.database, series())
    heard = await group.ask("chair", "meeting_note", at=AFTERWARDS, words="#beslutning Vi skifter driftsleverandør for OS2mo.")
    assert (heard.outcome, "Beslutning (koordinationsgruppen for OS2mo): Vi skifter driftsleverandør for OS2mo" in flat(heard.text)) == ("proposed", True)
    assert await items(group) == []
    await group.talk("chair").say("ja", AFTERWARDS + MINUTE)
    (decision,) = await items(group)
    assert (decision.kind, decision.product, decision.date, decision.responsible) == ("decision", "os2mo", MEETING, None)


async def test_an_action_has_whoever_is_mentioned_the_day_that_is_named_and_the_rest_of_the_words(group: MeetingStage) -> None:
    await noted(group.database, series())
    heard = await group.ask("chair", "meeting_note", at=AFTERWARDS, words=f"#opgave {OLE} skriv udkast til aftale inden 15. januar")
    text = flat(heard.text)
    assert "Ny opgave (koordinationsgruppen for OS2mo): skriv udkast til aftale" in text
    assert "Senest 15. januar 2027" in text
    assert "Personen får besked om, hvad jeg gemmer" in text
    await group.talk("chair").say("ja", AFTERWARDS + MINUTE)
    (action,) = await items(group)
    assert (action.text, action.due) == ("skriv udkast til aftale", date(2027, 1, 15))
    hears = flat((await group.talk("other_stranger").say("hej", AFTERWARDS + 2 * MINUTE)).text)
    assert "Du er sat på en opgave (koordinationsgruppen for OS2mo), senest 15. januar 2027: skriv udkast til aftale" in hears


@pytest.mark.parametrize(
    ("words", "text", "due"),
    [
        ("#task write a draft by 15 January", "write a draft", date(2027, 1, 15)),
        ("#opgave: indkald til workshop", "indkald til workshop", None),
        ("#opgave send referatet rundt, frist: 15/1", "send referatet rundt", date(2027, 1, 15)),
        ("#opgave ring til leverandøren senest i uge 50", "ring til leverandøren", date(2026, 12, 13)),
        ("#opgave book lokale til og med fredag", "book lokale", date(2026, 12, 11)),
    ],
)
async def test_days_are_understood_as_they_are_elsewhere(group: MeetingStage, words: str, text: str, due: date | None) -> None:
    await group.ask("chair", "meeting_note", at=AFTERWARDS, words=words)
    await group.talk("chair").say("ja", AFTERWARDS + MINUTE)
    (action,) = await items(group)
    assert (action.text, action.due, action.responsible) == (text, due, None)


async def test_a_day_that_there_is_not_is_asked_again(group: MeetingStage) -> None:
    heard = await group.ask("chair", "meeting_note", words="#opgave skriv udkast inden 31/2")
    assert (heard.outcome, "Den dato findes ikke" in heard.text) == ("asked_back", True)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("#beslutning i koordinationsgruppen for OS2mo: vi vælger leverandør A", "vi vælger leverandør A"),
        ("#decision in the coordination group of OS2mo: we choose supplier A", "we choose supplier A"),
        ("#beslutning OS2mo: vi vælger leverandør A", "vi vælger leverandør A"),
        ("#beslutning to ting om OS2mo: vi begynder forfra", "to ting om OS2mo: vi begynder forfra"),
    ],
)
async def test_the_group_to_which_it_is_said_is_no_part_of_the_words(group: MeetingStage, words: str, text: str) -> None:
    heard = await group.ask("chair", "meeting_note", words=words, product="os2mo", group_type="koordinationsgruppe")
    assert f"Beslutning (koordinationsgruppen for OS2mo): {text}" in flat(heard.text)


async def test_whoever_mentions_somebody_without_a_name_sees_whom_and_everybody_that_there_is_somebody(group: MeetingStage) -> None:
    await noted(group.database, series())
    heard = await group.ask("chair", "meeting_note", words=f"#opgave {PEOPLE['silent'].identity} skriver udkast")
    assert f"Opgaven er til {PEOPLE['silent'].identity}, som ikke lader sit navn vise" in flat(heard.text)
    await group.talk("chair").say("ja", NOW + MINUTE)
    assert "skriver udkast (en unavngiven person)" in flat((await group.ask("member", "meeting_decisions", item="actions")).text)


async def test_a_decision_names_nobody(group: MeetingStage) -> None:
    heard = await group.ask("chair", "meeting_note", words=f"#beslutning {OLE} er ny forperson")
    assert "uden at nævne personer" in flat(heard.text)


@pytest.mark.parametrize("slots", [{}, {"product": "os2iot"}])
async def test_a_group_may_decide_about_the_product_of_another(group: MeetingStage, slots: dict[str, str]) -> None:
    await group.ask("chair", "meeting_note", slots, words="#beslutning Vi bruger OS2iot til målere")
    await group.talk("chair").say("ja", NOW + MINUTE)
    (decision,) = await items(group)
    assert (decision.group, decision.product) == (GROUP, "os2iot")


async def test_members_decide_nothing_by_themselves(group: MeetingStage) -> None:
    assert (await group.ask("member", "meeting_note", words="#beslutning Alle får fri")).outcome == "declined"
    assert [event.action for event in await group.kept("audit.find", AuditFilter(outcome="refused"))] == ["agenda.decide"]


async def test_without_a_tag_it_is_asked_which_it_is(group: MeetingStage) -> None:
    heard = await group.ask("chair", "meeting_note")
    assert choices(heard) == ["En beslutning", "En opgave"]


async def test_the_audit_does_not_learn_the_words(group: MeetingStage) -> None:
    await group.ask("chair", "meeting_note", words="#beslutning Vi skifter leverandør")
    await group.talk("chair").say("ja", NOW + MINUTE)
    (event,) = await group.kept("audit.find", AuditFilter(action="agenda.decide"))
    assert (event.after["text"], event.about) == ("present", "product/os2mo")


async def test_decisions_are_found_by_product_and_month_with_their_day_and_open_actions(group: MeetingStage) -> None:
    in_may = NOW.replace(month=5) - AFTERWARDS + DAY
    await noted(group.database, series())
    await keep(
        group, item("may", "decision", "Vi skifter driftsleverandør", days=in_may.days, product="os2iot"), item("now", "decision", "Vi venter", product="os2iot"),
        item("other", "decision", "Noget andet", days=in_may.days), item("a", "action", "Skriv udkast", product="os2iot", due=date(2027, 1, 15)),
    )  # fmt: skip
    heard = await group.ask("stranger", "meeting_decisions", product="os2iot", period="2027-05")  # how a month is read that is asked about in November
    text = flat(heard.text)
    assert heard.outcome == "answered"
    assert "Besluttet i maj 2026 (OS2iot):" in text
    assert "23. maj 2026, koordinationsgruppen for OS2mo: Vi skifter driftsleverandør" in text
    assert "Skriv udkast (senest 15. januar 2027)" in text
    assert "Oplyst til os2bot" in text
    assert "Vi venter" not in text
    assert "Noget andet" not in text


async def test_actions_alone_and_ones_own_of_all_groups_can_be_asked_for(group: MeetingStage) -> None:
    await keep(
        group, item("d", "decision", "Vi skifter driftsleverandør"), item("a", "action", "Skriv udkast", responsible=group.ids["member"]),
        item("b", "action", "Ring rundt", group="os2iot/styregruppe", responsible=group.ids["member"]), item("c", "action", "En andens"),
    )  # fmt: skip
    every = (await group.ask("chair", "meeting_decisions", item="actions")).text
    assert ("Skriv udkast" in every, "En andens" in every, "driftsleverandør" in every) == (True, True, False)
    own = (await group.ask("member", "meeting_decisions", MINE)).text
    assert ("Skriv udkast" in own, "Ring rundt" in own, "En andens" in own) == (True, True, False)
    assert (await group.ask("member", "meeting_decisions", MINE, channel=ROOM)).answer.reply.in_private
    assert "Jeg kender ingen åbne opgaver (dine)." in (await group.ask("stranger", "meeting_decisions", MINE)).text


@pytest.mark.parametrize(
    ("slots", "there"),
    [
        ({"on": "2027-05-01/2027-06-01"}, False),
        ({"year": "2026"}, True),
        ({"from": "2026-11-01"}, True),
        ({"from": "2026-01-01", "until": "2026-06-01"}, False),
        ({}, True),
    ],
)
async def test_times_are_understood_as_lying_behind(group: MeetingStage, slots: dict[str, str], there: bool) -> None:
    await keep(group, item("d", "decision", "Vi skifter driftsleverandør", days=-12))  # noted on 24 November 2026
    assert ("driftsleverandør" in (await group.ask("chair", "meeting_decisions", slots)).text) is there


async def test_where_nothing_was_decided_that_is_said(group: MeetingStage) -> None:
    heard = await group.ask("stranger", "meeting_decisions", product="os2iot", period="2026-05")
    assert (heard.outcome, "Jeg kender ingen beslutninger i maj 2026 (OS2iot)." in heard.text) == ("unknown", True)


async def test_a_groups_decisions_are_read_in_its_channel(group: MeetingStage) -> None:
    await noted(group.database, subscription(ROOM, about=f"group/{GROUP}"))
    await keep(group, item("d", "decision", "Vi skifter driftsleverandør"))
    assert "Vi skifter driftsleverandør" in (await group.ask("stranger", "meeting_decisions", channel=ROOM)).text


async def test_what_a_closed_group_decided_is_for_its_own_people(group: MeetingStage) -> None:
    await noted(group.database, series(visibility="group"))
    await keep(group, item("d", "decision", "Fortroligt", date=MEETING), item("a", "action", "Stille", date=None))
    for who, channel in (("stranger", ""), ("elsewhere", ""), ("member", ROOM)):
        heard = await group.ask(who, "meeting_decisions", channel=channel, at=AFTERWARDS, product="os2mo")
        assert ("Fortroligt" in heard.text, "Stille" in heard.text) == (False, False)
    heard = await group.ask("member", "meeting_decisions", at=AFTERWARDS, product="os2mo")
    assert ("Fortroligt" in heard.text, "Stille" in heard.text) == (True, True)


async def test_whoever_is_to_do_it_says_that_it_is_done_and_may_undo_that(group: MeetingStage) -> None:
    await noted(group.database, series())
    await keep(group, item("a", "action", "Skriv udkast", responsible=group.ids["elsewhere"]))
    heard = await group.ask("elsewhere", "meeting_decisions", product="os2mo")
    assert choices(heard) == ["Færdig: Skriv udkast"]
    assert "Noteret som færdig: Skriv udkast" in (await group.talk("elsewhere").say("1", NOW + MINUTE)).text
    assert (await items(group))[0].done
    await group.talk("elsewhere").say("fortryd", NOW + 2 * MINUTE)
    assert not (await items(group))[0].done


async def test_which_is_done_is_asked_of_ones_own(group: MeetingStage) -> None:
    await keep(group, item("a", "action", "Skriv udkast", responsible=group.ids["member"]), item("b", "action", "En andens"))
    heard = await group.ask("member", "meeting_note", item="done")
    assert choices(heard) == ["Færdig: Skriv udkast"]
    chair = await group.ask("chair", "meeting_note", item="done")
    assert choices(chair) == ["Færdig: Skriv udkast", "Færdig: En andens"]


@pytest.mark.parametrize("who", ["member", "elsewhere", "stranger"])
async def test_nobody_else_says_so(group: MeetingStage, who: str) -> None:
    await keep(group, item("a", "action", "Skriv udkast"))
    asked = Asked("meeting_note", {"item": "done", "action": "a"})
    assert (await group.talk(who).say("", asks=asked)).outcome == "declined"
    assert not (await items(group))[0].done
