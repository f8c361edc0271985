# SPDX-License-Identifier: MPL-2.0
"""An announcement in Slack: posted, put right and taken away where it stands, and nobody is called by what it says."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.outcomes import CallError, Outcome
from handlers.message import Message
from storage.subscriptions import Subscription
from tests.cast import assemble
from tests.dialogues import Cast
from tests.e2e.slack.connected import Connected, Tuned, connected, settings_for
from tests.e2e.slack.doing import GENERAL
from tests.e2e.slack.test_deliveries import CHANNEL, PACE
from tests.slack.reading import plain
from tests.slack.stand_in import StandIn

SECRETARIAT = "console:announcing"
TEXT = "Hej <!channel> og @here\n- *punkt* et\nSe https://os2.eu/a_b?x=1&y=2, tak."


@pytest.fixture
async def bot(slack: StandIn, tmp_path: Path) -> AsyncIterator[Connected]:
    async with connected(slack, settings_for(slack, tmp_path), tuned=Tuned(relay=replace(PACE, look=0.05))) as bot:
        yield bot


async def _say(bot: Connected, number: int, text: str) -> None:
    said = Message(id=f"console:{number}", conversation="console:a", sender=SECRETARIAT, text=text, private=True)
    answer = await bot.app.dispatcher.answer(said, datetime.now(UTC))
    assert answer
    assert answer.reply.outcome in ("proposed", "answered"), answer.reply


async def test_it_is_posted_put_right_and_taken_away_where_it_stands(slack: StandIn, bot: Connected) -> None:
    await assemble(bot.app.database, {"secretariat": Cast(SECRETARIAT, ("sekretariat association",))})
    async with bot.app.database.unit_of_work() as unit:
        await unit.subscriptions.add(Subscription(channel=CHANNEL, kind="digest", language="da", since=datetime.now(UTC), by="p", about="product/os2forms"))
        await unit.commit()
    await _say(bot, 1, f"opslag til alle os2forms-kanaler: {TEXT}")
    await _say(bot, 2, "ja")
    await slack.until(lambda: any("Opslag fra sekretariatet" in plain(each) for each in slack.messages(GENERAL)), "the announcement")
    message = next(each for each in slack.messages(GENERAL) if "Opslag fra sekretariatet" in plain(each))
    sent = str(message.blocks)
    assert ("<!channel>" in sent, "&lt;!channel&gt;" in sent) == (False, True)
    assert "<https://os2.eu/a_b?x=1&amp;y=2>," in sent, "the address can be followed, and the comma is no part of it"
    await _say(bot, 3, "ret opslaget: Torsdag")
    await _say(bot, 4, "ja")
    await slack.until(lambda: "Torsdag" in plain(message), "the announcement as it was put right")
    assert "punkt" not in plain(message)
    await _say(bot, 5, "træk opslaget tilbage")
    await _say(bot, 6, "ja")
    await slack.until(lambda: message.deleted, "that it is gone")
    assert len([each for each in slack.calls("chat.postMessage") if each.arguments.get("channel") == GENERAL]) == 1


async def test_what_is_gone_already_is_just_as_well_and_what_is_not_the_bots_stays(slack: StandIn, bot: Connected) -> None:
    poster = bot.platform.poster
    assert poster
    await poster.delete(CHANNEL, f"{GENERAL}:1700000000.000100")
    with pytest.raises(CallError) as refused:
        await poster.delete("slack:T0TEST001:C0NOWHERE", "C0NOWHERE:1700000000.000100")
    assert refused.value.outcome is Outcome.REFUSED
