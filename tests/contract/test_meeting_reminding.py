# SPDX-License-Identifier: MPL-2.0
"""Channels are reminded of meetings, and groups say how: what would be posted first is shown before."""

from datetime import time, timedelta

import pytest

from handlers.channels import ChannelState
from storage.memory import MemoryDatabase
from storage.reminders import DAY, HOUR, ReminderPlan
from storage.subscriptions import Subscription
from storage.unit_of_work import Database
from tests.arranging import BOTH, CHAIR, CHANNEL, SECRETARIAT, STRANGER, TAKER, Arranged, flat
from tests.meetings import GROUP, MONDAY, series, subscription
from tests.talking import Heard

OTHER = "slack:T0TEST001:C0KANAL02"
OWN = {"product": "os2mo", "group_type": "koordinationsgruppe"}


@pytest.fixture
async def stage() -> Arranged:
    arranged = Arranged(MemoryDatabase())
    await arranged.begin()
    await arranged.keep(series(), series("b", group="os2iot/styregruppe", starts=MONDAY + timedelta(days=1), rule="FREQ=WEEKLY;BYDAY=TU"))
    return arranged


async def remind(stage: Arranged, words: str = "mind os om møderne", *, by: str = CHAIR, channel: str = CHANNEL, **slots: str) -> Heard:
    return await stage.asks("remind_meetings", words, by=by, channel=channel, **slots)


async def yes(stage: Arranged, shown: Heard, *, by: str = CHAIR, channel: str = CHANNEL) -> Heard:
    assert shown.outcome == "proposed", shown.text
    return await stage.says("ja", by=by, channel=channel)


def about(found: Subscription) -> tuple[str, str, str, str]:
    return found.channel, found.kind, found.about, found.language


async def test_a_channel_is_reminded_of_a_group_told_what_comes_first_and_not_any_more(database: Database) -> None:
    stage = Arranged(database)
    await stage.begin()
    await stage.keep(series())
    shown = await remind(stage, **OWN)
    assert "Denne kanal bliver mindet om møder: koordinationsgruppen for OS2mo" in flat(shown)
    assert "27.11.2026 13.00, spørgsmål om dagsordenen: Møde i koordinationsgruppen for OS2mo, mandag den 7. december 2026" in flat(shown)
    assert "30.11.2026 13.00, påmindelse: Møde i koordinationsgruppen for OS2mo, mandag den 7. december 2026" in flat(shown)
    await yes(stage, shown)
    assert [about(each) for each in await stage.subscriptions()] == [(CHANNEL, "meeting_reminder", f"group/{GROUP}", "da")]
    assert (await remind(stage, **OWN)).outcome == "declined"
    await yes(stage, await remind(stage, "slå påmindelser fra", item="off"))
    assert not await stage.subscriptions()
    assert "Det bliver denne kanal ikke mindet om" in flat(await remind(stage, item="off"))
    await stage.says("fortryd", channel=CHANNEL)
    assert len(await stage.subscriptions()) == 1


async def test_of_what_is_asked_where_it_may_be_the_own_group_or_all(stage: Arranged) -> None:
    asked = await remind(stage)
    assert [dict(choice.slots) for choice in asked.answer.reply.choices] == [OWN, {"about": "everything"}]
    await yes(stage, await stage.chooses(asked, 2, channel=CHANNEL))
    assert [each.about for each in await stage.subscriptions()] == [""]
    assert "allerede" in (await remind(stage, **OWN)).text
    assert "mindet om mere end det: alle møder" in flat(await remind(stage, item="off", **OWN))
    assert "alle møder" in flat(await remind(stage, "mind os om alle møder", by=SECRETARIAT, channel=OTHER))


async def test_a_product_stands_for_all_its_groups(stage: Arranged) -> None:
    shown = await remind(stage, by=SECRETARIAT, product="os2iot")
    assert "styregruppen for OS2iot" in flat(shown)
    await yes(stage, shown, by=SECRETARIAT)
    assert [each.about for each in await stage.subscriptions()] == ["product/os2iot"]


async def test_the_language_is_the_askers_or_the_one_that_is_named_and_may_change(stage: Arranged) -> None:
    await yes(stage, await remind(stage, "mind os om møderne på engelsk", **OWN))
    assert [each.language for each in await stage.subscriptions()] == ["en"]
    shown = await remind(stage, "mind os på dansk")
    assert "Påmindelserne her bliver på dansk" in flat(shown)
    await yes(stage, shown)
    assert [each.language for each in await stage.subscriptions()] == ["da"]
    assert (await remind(stage, "mind os på dansk")).outcome == "declined"


@pytest.mark.parametrize(
    ("words", "plan"),
    [
        ("mind os 3 dage og 1 time før", ReminderPlan(group=GROUP, leads=(3 * DAY, HOUR))),
        ("mind os ikke mellem 17 og 8", ReminderPlan(group=GROUP, quiet_from=time(17), quiet_until=time(8))),
        ("bed om punkter til dagsordenen 14 dage før", ReminderPlan(group=GROUP, agenda_call=14 * DAY)),
        ("mind også medlemmerne hver for sig", ReminderPlan(group=GROUP, directly=True)),
    ],
)
async def test_a_group_says_how_it_is_reminded_in_any_conversation(stage: Arranged, words: str, plan: ReminderPlan) -> None:
    shown = await remind(stage, words, channel="", **OWN)
    assert "Det gælder alle kanaler" in flat(shown)
    await yes(stage, shown, channel="")
    assert await stage.plan() == plan
    assert "Sådan er det allerede" in (await remind(stage, words, channel="")).text
    assert not await stage.subscriptions()


async def test_the_reminders_shown_are_those_of_the_new_plan(stage: Arranged) -> None:
    shown = flat(await remind(stage, "mind os 3 dage og 1 time før, ikke mellem 12 og 13, og bed ikke om punkter", channel=""))
    assert "04.12.2026 13.00, påmindelse: Møde i koordinationsgruppen for OS2mo, mandag den 7. december 2026" in shown
    assert "07.12.2026 11.59, påmindelse" in shown
    assert "spørgsmål om dagsordenen" not in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("send ikke noget om natten", "Fra og til hvornår skal jeg tie?"),
        ("send nothing at night", "From when until when am I to keep quiet?"),
        ("send ikke påmindelser i weekenden", "men ikke på bestemte dage"),
        ("påmind banan før", "Hvor længe før mødet?"),
        ("remind us banana before", "How long before the meeting?"),
        ("mind os om møderne kl. 9", "et bestemt klokkeslæt kan jeg ikke holde"),
    ],
)
async def test_how_that_is_not_read_is_asked_back_and_never_taken_for_a_wish_for_more(stage: Arranged, words: str, said: str) -> None:
    await stage.keep(subscription(CHANNEL, about=f"group/{GROUP}"))
    heard = await stage.says(words, by=SECRETARIAT, channel=CHANNEL)
    assert said in flat(heard)
    assert heard.outcome in ("asked_back", "declined")


async def test_a_time_of_day_beside_a_length_is_said_to_be_left_out(stage: Arranged) -> None:
    shown = await stage.says("påmind 2 dage før kl. 9", channel=CHANNEL)
    assert (shown.outcome, "Klokkeslættet har jeg ikke taget med" in flat(shown)) == ("proposed", True)
    quiet = await remind(stage, "mind os 2 dage før, ikke mellem kl. 17 og 9", time="17:00")
    assert "Klokkeslættet" not in flat(quiet)


async def test_one_reminder_is_taken_away(stage: Arranged) -> None:
    await yes(stage, await remind(stage, "stop påmindelsen 1 time før", item="off", channel=""), channel="")
    plan = await stage.plan()
    assert plan is not None
    assert plan.leads == (7 * DAY, DAY)
    assert (await remind(stage, "stop påmindelsen 1 time før", item="off", channel="")).outcome == "asked_back"


async def test_a_channel_that_is_not_reminded_yet_is_from_the_same_yes_on(stage: Arranged) -> None:
    shown = await remind(stage, "mind os 2 dage før på engelsk")
    assert "Denne kanal bliver mindet om møder" in flat(shown)
    await yes(stage, shown)
    assert [about(each) for each in await stage.subscriptions()] == [(CHANNEL, "meeting_reminder", f"group/{GROUP}", "en")]
    assert await stage.plan() == ReminderPlan(group=GROUP, leads=(2 * DAY,))
    await yes(stage, await remind(stage, "mind os 3 dage før på dansk"))
    assert [each.language for each in await stage.subscriptions()] == ["da"]


async def test_a_right_over_channels_is_none_over_how_another_group_is_reminded(stage: Arranged) -> None:
    for by in (STRANGER, BOTH):
        heard = await remind(stage, "mind os 2 dage før", by=by, **OWN)
        assert (heard.outcome, "bestemme, hvordan en gruppe bliver mindet om sine møder" in flat(heard)) == ("declined", True)
    shown = await remind(stage, "mind os 2 dage før", **OWN)
    await stage.replace_role("forperson", "moderator association")
    heard = await stage.says("ja", channel=CHANNEL)
    assert (shown.outcome, heard.outcome) == ("proposed", "declined")
    assert (await stage.plan(), await stage.subscriptions()) == (None, [])


async def test_whoever_prepares_meetings_but_no_channels_changes_the_plan_alone(stage: Arranged) -> None:
    await stage.keep(series("c", group="os2mo/styregruppe"))
    shown = await remind(stage, "mind os 2 dage før", by=TAKER)
    assert "Denne kanal bliver mindet" not in flat(shown)
    await yes(stage, shown, by=TAKER)
    assert (await stage.plan("os2mo/styregruppe"), await stage.subscriptions()) == (ReminderPlan(group="os2mo/styregruppe", leads=(2 * DAY,)), [])
    assert (await remind(stage, by=TAKER)).outcome == "declined"


async def test_closed_meetings_are_let_into_a_channel_by_their_own_people_alone(stage: Arranged) -> None:
    await stage.keep(series("c", group="os2mo/styregruppe", visibility="group"))
    closed = {"product": "os2mo", "group_type": "styregruppe"}
    assert "kun for gruppens egne" in flat(await remind(stage, by=STRANGER, **closed))
    assert "styregruppen" not in flat(await remind(stage, by=STRANGER, product="os2mo"))
    assert "Jeg kender ingen kommende møder" in flat(await remind(stage, "mind os 2 dage før", by=TAKER, **closed)), "others read along"
    await yes(stage, await remind(stage, by=SECRETARIAT, **closed), by=SECRETARIAT)
    assert [each.about for each in await stage.subscriptions()] == ["group/os2mo/styregruppe"]


async def test_it_is_about_a_channel_which_is_looked_at_before(stage: Arranged) -> None:
    assert "Det gælder en kanal" in (await remind(stage, channel="", **OWN)).text

    async def look(channel: str) -> ChannelState:
        return ChannelState(problems=("Jeg er ikke med i kanalen.",))

    stage.dispatcher.channel_looks.by("slack", look)
    heard = await remind(stage, **OWN)
    assert (heard.outcome, "Jeg er ikke med i kanalen" in heard.text) == ("declined", True)


async def test_a_group_that_is_not_named_is_the_channels_else_the_speakers_own(stage: Arranged) -> None:
    await stage.keep(subscription(CHANNEL, about="group/os2iot/styregruppe"))
    assert "styregruppen for OS2iot: 2 dage før" in flat(await remind(stage, "mind os 2 dage før", by=SECRETARIAT))
    assert "styregruppen for OS2iot: 2 dage før" in flat(await remind(stage, "mind os 2 dage før", by=SECRETARIAT, channel="", product="os2iot"))
    assert (await remind(stage, "mind os 2 dage før", by=SECRETARIAT, channel="")).answer.reply.missing == ("group_type", "product")


async def test_a_meeting_that_is_cancelled_is_not_reminded_of(stage: Arranged) -> None:
    await stage.asks("change_meeting", item="cancel", on="2026-12-07")
    await stage.says("ja")
    shown = flat(await remind(stage, **OWN))
    assert "7. december 2026" not in shown
    assert "14. december 2026" in shown
