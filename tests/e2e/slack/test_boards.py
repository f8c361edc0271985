# SPDX-License-Identifier: MPL-2.0
"""The board of onboardings in a channel of Slack is written anew where it stands."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.outcomes import CallError, Outcome
from handlers.reply import Reply, say
from storage.deliveries import Delivery, planned
from storage.onboarding import OnboardingRun
from storage.subscriptions import Subscription
from tests.e2e.slack.connected import Connected, Tuned, connected, settings_for
from tests.e2e.slack.doing import GENERAL
from tests.e2e.slack.test_deliveries import CHANNEL, PACE
from tests.slack.reading import plain
from tests.slack.stand_in import StandIn


@pytest.fixture
async def bot(slack: StandIn, tmp_path: Path) -> AsyncIterator[Connected]:
    async with connected(slack, settings_for(slack, tmp_path), tuned=Tuned(relay=replace(PACE, boards=0.05))) as bot:
        yield bot


async def test_a_change_is_written_into_the_message_that_stands_there_and_what_is_gone_is_said_to_be(slack: StandIn, bot: Connected) -> None:
    now, poster = datetime.now(UTC), bot.platform.poster
    assert poster
    before = bot.app.localiser.reply(Reply(parts=(say("onboarding.board.none"),)), "da")
    stands = await poster.post(CHANNEL, before, "board", now, again=False)
    due = Delivery(
        key="board", kind="onboarding_board", about="onboarding", target=CHANNEL, address=CHANNEL, due_at=now, useful_until=now + timedelta(days=7), message=stands
    )  # fmt: skip
    asked = Subscription(channel=CHANNEL, kind="onboarding_board", language="da", since=now - timedelta(days=60), by="p")
    run = OnboardingRun(
        id="a", flow="x", flow_version=1, started_at=now, started_by="p", owner="p", organisation="favrskov", done=1, total=2, waiting_on="secretariat"
    )
    async with bot.app.database.unit_of_work() as unit:
        await unit.deliveries.plan([planned(due, now).became("sent", now)])
        await unit.subscriptions.add(asked)
        await unit.onboarding.add(run)
        await unit.commit()
    message = next(each for each in slack.messages(GENERAL) if stands == f"{GENERAL}:{each.ts}")
    await slack.until(lambda: "Favrskov Kommune" in plain(message), "the board with the onboarding")
    assert "1/2" in plain(message)
    assert "Ingen forløb er i gang" not in plain(message)
    assert len(slack.calls("chat.update")) == 1
    message.deleted = True
    with pytest.raises(CallError) as gone:
        await poster.edit(CHANNEL, stands, before)
    assert (gone.value.outcome, gone.value.code) == (Outcome.REFUSED, "message_not_found")
