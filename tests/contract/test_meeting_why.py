# SPDX-License-Identifier: MPL-2.0
"""Why something was posted or not, in plain words to whoever may know it; and what is going to be posted, as the planner plans it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.planning import Planning
from handlers.posts.planners import planners
from storage.deliveries import Delivery, planned
from tests.contract.meeting_stage import ROOM, MeetingStage, flat
from tests.meetings import date_of, noted, series, subscription

START = datetime(2026, 12, 7, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ASKED = START - DAY + HOUR
"""An hour after the channel should have been reminded, the day before."""
OWN = {"product": "os2mo", "group_type": "koordinationsgruppe"}


def reminder(*history: tuple[str, str], target: str = ROOM, series_id: str = "s", kind: str = "meeting_reminder") -> Delivery:
    """Due a day before the meeting; what became of it in the minutes after, as state and reason."""
    about = f"{series_id}/2026-12-07T13:00"
    due = START - DAY
    made = planned(
        Delivery(
            key=f"{kind}:{series_id}:2026-12-07T13:00@2026-12-07T13:00:1440:{target}", kind=kind, about=about, target=target, due_at=due, useful_until=START,
            values={"lead": "1440"},
        ), due - DAY,
    )  # fmt: skip
    for minute, (state, reason) in enumerate(history):
        made = made.became(state, due + minute * timedelta(minutes=1), reason)  # type: ignore[arg-type] # a wrong one fails the test
    return made


async def in_ledger(group: MeetingStage, *deliveries: Delivery) -> None:
    """As what was settled stands there: it is planned once, and kept as it became."""
    async with group.database.unit_of_work() as unit:
        await unit.deliveries.plan(deliveries)
        await unit.commit()


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ((("claimed", ""), ("failed", "not_connected"), ("parked", "refused:channel_not_found")), ("opgivet", "Botten var ikke forbundet", "Platformen afviste den (channel_not_found)", "invitere mig ind i kanalen igen")),
        ((("skipped", "cancelled"),), ("ikke sendt", "Mødet er aflyst", "mødet holdes ikke")),
        ((("skipped", "moved"),), ("Mødet er flyttet", "om det nye tidspunkt")),
        ((("skipped", "too_late"),), ("Det var for sent", "hvorfor jeg ikke kunne sende")),
        ((("claimed", ""), ("late", "")), ("sendt for sent",)),
        ((("claimed", ""), ("sent", "")), ("sendt",)),
    ],
)  # fmt: skip
async def test_each_change_is_said_with_its_time_and_what_helps(group: MeetingStage, history: Sequence[tuple[str, str]], said: Sequence[str]) -> None:
    await noted(group.database, series())
    await in_ledger(group, reminder(*history))
    text = flat((await group.ask("stranger", "why_delivery", at=ASKED, channel=ROOM)).text)
    assert "Påmindelsen om et møde til denne kanal, som skulle sendes 06.12.2026 13.00" in text
    assert "Det gælder: Møde i koordinationsgruppen for OS2mo, mandag den 7. december 2026 kl. 13.00-14.30." in text
    assert "05.12.2026 13.00: planlagt" in text
    for each in said:
        assert each in text


async def test_in_a_channel_it_is_about_that_channel_alone(group: MeetingStage) -> None:
    await noted(group.database, series(), subscription(ROOM))
    await in_ledger(group, reminder(("parked", "refused"), target="slack:T0TEST001:C0ANDET"))
    text = (await group.ask("stranger", "why_delivery", at=ASKED, channel=ROOM)).text
    assert ("afviste" in text, "C0ANDET" in text) == (False, False)


@pytest.mark.parametrize(("who", "slots"), [("chair", {}), ("coordinator", {}), ("secretariat", {}), ("chair", OWN), ("coordinator", {"product": "os2mo"})])
async def test_whoever_looks_after_the_group_may_ask_anywhere_in_private(group: MeetingStage, who: str, slots: dict[str, str]) -> None:
    await noted(group.database, series())
    await in_ledger(group, reminder(("parked", "refused")))
    text = (await group.ask(who, "why_delivery", slots, at=ASKED)).text
    assert "Platformen afviste den" in text
    assert "os2bot deliveries --retry" in flat(text)


@pytest.mark.parametrize("who", ["member", "elsewhere", "stranger"])
async def test_nobody_else_may(group: MeetingStage, who: str) -> None:
    await noted(group.database, series())
    await in_ledger(group, reminder(("parked", "refused")))
    heard = await group.ask(who, "why_delivery", OWN, at=ASKED)
    assert (heard.outcome, "afviste" in heard.text) == ("declined", False)
    assert "afviste" not in (await group.ask(who, "why_delivery", at=ASKED)).text


async def test_everybody_may_ask_of_what_was_for_themselves(group: MeetingStage) -> None:
    await noted(group.database, series())
    await in_ledger(group, reminder(("skipped", "no_account"), target=f"person/{group.ids['member']}", kind="meeting_nudge"))
    assert "Personen har ingen konto" in (await group.ask("member", "why_delivery", at=ASKED)).text
    assert "Personen har ingen konto" not in (await group.ask("elsewhere", "why_delivery", at=ASKED)).text


async def test_a_member_for_whom_nothing_was_planned_is_told_the_same_whether_they_name_their_group_or_not(group: MeetingStage) -> None:
    await noted(group.database, series())
    named, unnamed = [await group.ask("member", "why_delivery", slots, at=ASKED) for slots in (OWN, {})]
    assert (unnamed.outcome, unnamed.text) == (named.outcome, named.text)
    assert "Jeg kender ingen møder" not in unnamed.text
    assert (await group.ask("elsewhere", "why_delivery", at=ASKED)).answer.reply.missing == ("product", "group_type")


async def test_what_went_wrong_comes_before_what_went_well(group: MeetingStage) -> None:
    await noted(group.database, series(), series("t", group="os2mo/styregruppe"))
    await in_ledger(group, reminder(("sent", "")), reminder(("parked", "revoked"), series_id="t"))
    text = (await group.ask("stranger", "why_delivery", at=ASKED, channel=ROOM)).text
    assert ("styregruppen" in text, "koordinationsgruppen" in text) == (True, False)


async def test_a_day_that_is_named_is_the_meetings(group: MeetingStage) -> None:
    await noted(group.database, series())
    await in_ledger(group, reminder(("parked", "refused")))
    assert "afviste" in (await group.ask("stranger", "why_delivery", at=ASKED, channel=ROOM, on="2026-12-07")).text
    assert "afviste" not in (await group.ask("stranger", "why_delivery", at=ASKED, channel=ROOM, on="2026-12-14")).text


async def test_where_nothing_was_to_be_posted_it_is_said_why(group: MeetingStage) -> None:
    nothing = await group.ask("stranger", "why_delivery", OWN, at=ASKED, channel=ROOM)
    assert "Jeg kender ingen møder, der er fastsat." in nothing.text
    await noted(group.database, series())
    unasked = await group.ask("stranger", "why_delivery", OWN, at=ASKED, channel=ROOM)
    assert "Denne kanal har ikke bedt om at blive mindet om dem." in flat(unasked.text)
    assert "Ingen kanal har bedt om" in (await group.ask("chair", "why_delivery", OWN, at=ASKED)).text
    await noted(group.database, subscription(ROOM, since=ASKED - HOUR))
    since = await group.ask("stranger", "why_delivery", OWN, at=ASKED, channel=ROOM)
    assert "Der er bedt om påmindelser siden 06.12.2026 13.00" in flat(since.text)


async def test_a_device_in_doubt_is_told_nothing(group: MeetingStage) -> None:
    await noted(group.database, series())
    await in_ledger(group, reminder(("parked", "refused")))
    assert "afviste" not in (await group.ask("chair", "why_delivery", at=ASKED, doubt="unsigned")).text


async def test_what_is_going_to_be_posted_here_is_what_the_planner_plans(group: MeetingStage) -> None:
    await noted(group.database, series(rule=""), subscription(ROOM), subscription("slack:T0TEST001:C0ANDET"))
    now = START - 8 * DAY
    heard = await group.ask("stranger", "upcoming_posts", at=now, channel=ROOM)
    text = flat(heard.text)
    assert text.count("Påmindelsen om et møde (Møde i koordinationsgruppen for OS2mo, mandag den 7. december 2026 kl. 13.00-14.30)") == 3
    for when in ("30.11.2026 13.00", "06.12.2026 13.00", "07.12.2026 12.00"):
        assert f"{when}: Påmindelsen" in text
    due = {each.due_at for each in await Planning(group.database, planners("da")).preview(now, now + 14 * DAY) if each.target == ROOM}
    assert len(due) == 3


async def test_what_is_cancelled_is_not_going_to_be_posted(group: MeetingStage) -> None:
    await noted(group.database, series(rule=""), date_of(cancelled=True), subscription(ROOM))
    heard = await group.ask("stranger", "upcoming_posts", at=START - 8 * DAY, channel=ROOM)
    assert "regner jeg ikke med at skrive noget" in heard.text


async def test_a_channel_that_asked_for_nothing_hears_how_to_ask(group: MeetingStage) -> None:
    await noted(group.database, series(rule=""))
    assert "kan bede mig om det" in flat((await group.ask("stranger", "upcoming_posts", at=START - 8 * DAY, channel=ROOM)).text)


async def test_alone_with_the_bot_it_is_what_one_is_told_oneself(group: MeetingStage) -> None:
    await noted(group.database, series(rule="", quorum=2), subscription(ROOM))
    now = START - 8 * DAY
    await group.ask("chair", "nudge_meeting", at=now - 12 * HOUR, meeting="s/2026-12-07T13:00")
    chair = flat((await group.ask("chair", "upcoming_posts", at=now)).text)
    assert "Advarslen om for få til et møde" in chair
    assert "Påmindelsen" not in chair
    assert "Advarslen" not in (await group.ask("member", "upcoming_posts", at=now)).text
    assert "regner jeg ikke med" in (await group.ask("stranger", "upcoming_posts", at=now)).text


async def test_only_the_time_that_is_named_is_looked_at(group: MeetingStage) -> None:
    await noted(group.database, series(rule=""), subscription(ROOM))
    text = (await group.ask("stranger", "upcoming_posts", at=START - 8 * DAY, channel=ROOM, on="2026-12-06")).text
    assert ("06.12.2026" in text, "30.11.2026" in text, "07.12.2026" in text) == (True, False, False)
