# SPDX-License-Identifier: MPL-2.0
"""What the bot posts of its own accord in Slack: into channels and to people alone, with buttons that work, once, and given up with a word where Slack refuses."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.relay_pace import RelayPace
from storage.deliveries import Delivery, planned
from storage.meetings import date_id
from tests.e2e.slack.connected import Connected, Tuned, connected, settings_for
from tests.e2e.slack.doing import ARCHIVE, ASTRID, BIRGER, DM, GENERAL, identity, more, secretariat
from tests.meetings import date_of, noted, series, subscription
from tests.slack.reading import buttons, plain
from tests.slack.stand_in import StandIn

CHANNEL, CLOSED = f"slack:T0TEST001:{GENERAL}", f"slack:T0TEST001:{ARCHIVE}"
PACE = RelayPace(look=0.05, first=0.05, longest=0.2, attempts=4)


@pytest.fixture
async def bot(slack: StandIn, tmp_path: Path) -> AsyncIterator[Connected]:
    async with connected(slack, settings_for(slack, tmp_path), tuned=Tuned(relay=PACE)) as bot:
        yield bot


async def due(bot: Connected, key: str, target: str, **fields: Any) -> None:
    now = datetime.now(UTC)
    values = {"kind": "meeting_reminder", "target": key, "reason": "no_longer", "due_at": now.isoformat()}
    given = {"kind": "delivery_parked", "about": key, "values": values, "due_at": now, "useful_until": now + timedelta(hours=1), **fields}
    address = "" if target.startswith(("person/", "role/")) else target
    async with bot.app.database.unit_of_work() as unit:
        await unit.deliveries.plan([planned(Delivery(key=key, target=target, address=address, **given), now)])
        await unit.commit()


def reminder(channel: str) -> str:
    """The key of one for the first meeting."""
    return f"meeting_reminder:s:x@{date_of().on.isoformat(timespec='minutes')}:60:{channel}"


async def became(bot: Connected, slack: StandIn, key: str, *states: str) -> Delivery:
    """The row, once it is in one of these states."""

    async def look() -> Delivery | None:
        async with bot.app.database.unit_of_work() as unit:
            found = await unit.deliveries.get(key)
        return found if found and found.state in states else None

    for _ in range(400):
        if found := await look():
            return found
        await slack.settled()
        await bot.idle()
        await asyncio.sleep(0.02)
    raise AssertionError(f"{key} did not become {states}")


async def test_a_post_stands_in_its_channel_and_the_ledger_knows_where(slack: StandIn, bot: Connected) -> None:
    await due(bot, "a", CHANNEL)
    found = await became(bot, slack, "a", "sent")
    (message,) = slack.messages(GENERAL)
    assert found.message == f"{GENERAL}:{message.ts}"


async def test_a_person_is_written_to_alone(slack: StandIn, bot: Connected) -> None:
    people = await bot.people({"birger": secretariat(BIRGER)})
    await due(bot, "a", f"person/{people['birger']}")
    await became(bot, slack, "a", "sent")
    assert len(slack.messages(DM[BIRGER])) == 1
    assert slack.messages(GENERAL) == []


async def test_what_slack_refuses_is_given_up_and_the_secretariat_hears_why(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat(BIRGER)})
    await noted(bot.app.database, series(), date_of(), subscription(CLOSED))
    key = reminder(CLOSED)
    await due(bot, key, CLOSED, kind="meeting_reminder", about=date_of().id, values={"lead": "60"})
    found = await became(bot, slack, key, "parked")
    assert found.reason == "refused:is_archived"
    told = await slack.until(lambda: slack.messages(DM[BIRGER]), "word to the secretariat")
    assert "Påmindelsen om et møde" in plain(told[0])
    assert "Platformen afviste den (is_archived)" in plain(told[0])


async def test_an_answer_that_is_lost_is_looked_up_and_nothing_posted_twice(slack: StandIn, bot: Connected) -> None:
    slack.faults.fail("chat.postMessage", 1, "reset_after")
    await due(bot, "a", CHANNEL)
    await became(bot, slack, "a", "sent")
    assert len(slack.messages(GENERAL)) == 1


async def test_when_slack_asks_to_wait_everything_comes_in_order(slack: StandIn, bot: Connected) -> None:
    slack.faults.fail("chat.postMessage", 5, "ratelimited", retry_after=1)
    now = datetime.now(UTC)
    for number in range(3):
        await due(bot, f"d{number}", CHANNEL, due_at=now - timedelta(seconds=3 - number))
    await became(bot, slack, "d2", "sent")
    said = [plain(each) for each in slack.messages(GENERAL)]
    assert [next(key for key in ("d0", "d1", "d2") if key in text) for text in said] == ["d0", "d1", "d2"]


async def test_a_reminder_has_a_button_for_each_answer(slack: StandIn, bot: Connected) -> None:
    await noted(bot.app.database, series(), subscription(CHANNEL))
    key = reminder(CHANNEL)
    await due(bot, key, CHANNEL, kind="meeting_reminder", about=date_of().id, values={"lead": "60"})
    await became(bot, slack, key, "sent")
    (message,) = slack.messages(GENERAL)
    assert [label.partition(". ")[2] for label in buttons(message)] == ["Jeg kommer", "Jeg kommer måske", "Jeg kommer ikke", "En anden kommer for mig"]
    assert identity(ASTRID) not in plain(message)


async def test_whoever_answers_a_reminder_is_answered_alone_and_the_buttons_stay_for_the_others(slack: StandIn, bot: Connected) -> None:
    people = await bot.people({"birger": secretariat(BIRGER)})
    on = (datetime.now(UTC) + timedelta(days=3)).replace(tzinfo=None, second=0, microsecond=0)
    await noted(bot.app.database, series(rule="", starts=on), subscription(CHANNEL))
    key = f"meeting_reminder:s:x@{on.isoformat(timespec='minutes')}:60:{CHANNEL}"
    await due(bot, key, CHANNEL, kind="meeting_reminder", about=date_id("s", on), values={"lead": "60"})
    await became(bot, slack, key, "sent")
    (message,) = slack.messages(GENERAL)
    for said in ("1. Jeg kommer", "3. Jeg kommer ikke", "1. Jeg kommer"):
        seen = slack.ephemerals(BIRGER)
        assert (await slack.people.click(BIRGER, message, said)).acked
        await more(slack, lambda: slack.ephemerals(BIRGER), len(seen), f"an answer to {said}")
    assert slack.thread(GENERAL, message.ts) == []
    assert buttons(slack.messages(GENERAL)[0]) == buttons(message)
    async with bot.app.database.unit_of_work() as unit:
        assert [(each.person, each.coming) for each in await unit.attendances.of([date_id("s", on)])] == [(people["birger"], "yes")]
