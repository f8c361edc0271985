# SPDX-License-Identifier: MPL-2.0
"""What is written in the thread under a call for points in Slack goes on the agenda, and only who wrote it hears of that; whatever else is said in channels is nothing to the bot."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.slack.manifest import EVENTS
from storage.agenda import AgendaItem
from storage.meetings import date_id
from tests.dialogues import Cast
from tests.e2e.slack.connected import Connected, Tuned, connected, settings_for
from tests.e2e.slack.doing import ASTRID, BIRGER, GENERAL, click, identity, more
from tests.e2e.slack.test_deliveries import CHANNEL, PACE, became, due
from tests.meetings import GROUP, noted, series, subscription
from tests.slack.delivery import How
from tests.slack.reading import buttons, plain
from tests.slack.records import Message
from tests.slack.stand_in import StandIn

OFF = "1. Tag punktet af igen"


@pytest.fixture
async def bot(slack: StandIn, tmp_path: Path) -> AsyncIterator[Connected]:
    assert {"message.channels", "message.groups"} <= set(EVENTS)
    async with connected(slack, settings_for(slack, tmp_path), tuned=Tuned(relay=PACE)) as bot:
        yield bot


async def called(slack: StandIn, bot: Connected) -> Message:
    """The call for points to a meeting in ten days, of which Birger is."""
    await bot.people({"birger": Cast(identity(BIRGER), (f"gruppemedlem group {GROUP}",), "odense")})
    on = (datetime.now(UTC) + timedelta(days=10)).replace(tzinfo=None, second=0, microsecond=0)
    await noted(bot.app.database, series(rule="", starts=on), subscription(CHANNEL))
    key = f"agenda_call:s:x@{on.isoformat(timespec='minutes')}:0:{CHANNEL}"
    await due(bot, key, CHANNEL, kind="agenda_call", about=date_id("s", on), values={})
    await became(bot, slack, key, "sent")
    (message,) = slack.messages(GENERAL)
    assert "Svar her i tråden" in plain(message)
    return message


async def points(bot: Connected) -> list[AgendaItem]:
    async with bot.app.database.unit_of_work() as unit:
        return list(await unit.agenda.of_group(GROUP))


async def test_a_reply_becomes_a_point_is_said_back_to_its_writer_alone_and_taken_off_by_a_click(slack: StandIn, bot: Connected) -> None:
    call = await called(slack, bot)
    said = await slack.people.channel_message(BIRGER, GENERAL, "Økonomi for 2027", call.ts, how=How(times=2))
    told = await more(slack, lambda: slack.ephemerals(BIRGER), 0, "a word on the point")
    assert "Sat på dagsordenen for koordinationsgruppen for OS2mo" in plain(told)
    assert (told.thread_ts, buttons(told)) == (call.ts, [OFF])
    assert [each.text for each in await points(bot)] == ["Økonomi for 2027"]
    await slack.people.edit(said, "Økonomi for 2028")
    assert "Trukket tilbage" in plain(await click(slack, BIRGER, told, OFF))
    await slack.settled()
    await bot.idle()
    assert await points(bot) == []
    assert slack.thread(GENERAL, call.ts) == [], "nobody else reads anything of it"


async def test_what_is_said_elsewhere_and_by_others_changes_nothing(slack: StandIn, bot: Connected) -> None:
    call = await called(slack, bot)
    other = await slack.people.channel_message(BIRGER, GENERAL, "Nogen der har en stol?")
    await slack.people.channel_message(ASTRID, GENERAL, "Ja, hos os", other.ts)
    await slack.people.channel_message(BIRGER, GENERAL, "tak", call.ts)
    await slack.people.channel_message(ASTRID, GENERAL, "Mit eget punkt", call.ts)
    told = await more(slack, lambda: slack.ephemerals(ASTRID), 0, "a word to whoever is not of the group")
    assert "samler jeg punkter fra dem, der er med i koordinationsgruppen" in plain(told)
    await slack.settled()
    await bot.idle()
    assert slack.ephemerals(BIRGER) == []
    assert await points(bot) == []
    assert slack.thread(GENERAL, call.ts) == slack.thread(GENERAL, other.ts) == []
