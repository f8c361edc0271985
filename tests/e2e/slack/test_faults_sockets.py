# SPDX-License-Identifier: MPL-2.0
"""Sockets are renewed, break, fall silent and cannot be opened: nobody notices, or the bot says so and recovers."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.slack.connected import Connected
from tests.e2e.slack.trouble import (
    ASTRID,
    ASTRIDS,
    GENERAL,
    HASTY,
    QUESTION,
    TROUBLED,
    Breakable,
    answered,
    at_rest,
    readiness,
    troubled,
)  # fmt: skip
from tests.slack.delivery import Delivery
from tests.slack.faults import EVERY
from tests.slack.socket_mode import Socket
from tests.slack.stand_in import StandIn
from tests.slack.waiting import PATIENCE

OPEN = "apps.connections.open"


@pytest.fixture
async def bot(slack: StandIn, tmp_path: Path) -> AsyncIterator[Connected]:
    slack.socket.ack_within = 1
    async with troubled(slack, tmp_path) as bot:
        await slack.until(lambda: len(slack.socket.open) == 2, "two sockets")
        yield bot


async def _commands_until(slack: StandIn, over: asyncio.Task[None]) -> list[Delivery]:
    """A command every 20 ms, until this is over."""
    typed: list[asyncio.Task[Delivery]] = []
    while not over.done():
        typed.append(asyncio.create_task(slack.people.slash(ASTRID, GENERAL, QUESTION)))
        await asyncio.sleep(0.02)
    await over
    return list(await asyncio.gather(*typed))


async def _replaced(slack: StandIn, old: list[Socket]) -> None:
    await slack.until(lambda: len([one for one in slack.socket.open if one not in old]) == 2, "two sockets, new ones among them")
    await slack.until(lambda: not any(one.open for one in old), "the old ones to end")


@pytest.mark.parametrize("how_many", [1, 2])
async def test_no_command_fails_while_sockets_are_renewed(slack: StandIn, bot: Connected, how_many: int) -> None:
    slack.socket.ack_within = 3  # as Slack's own
    await asyncio.sleep(0.2)  # as long as a socket has been open when Slack renews it
    old = slack.socket.open[:how_many]

    async def renew() -> None:
        for one in old:
            await slack.socket.refresh(one, close_after=PATIENCE)
        await slack.until(lambda: len([one for one in slack.socket.open if one not in old]) == 2, "new sockets")
        assert all(one.open for one in old), "the new one is there before the old one goes"
        await slack.until(lambda: len(slack.ephemerals(ASTRID)) > 3, "commands answered meanwhile")
        for one in old:
            await slack.socket.close_frame(one)
        await _replaced(slack, old)

    typed = await _commands_until(slack, asyncio.create_task(renew()))
    assert [each.failure for each in typed if not each.acked] == []
    await slack.until(lambda: len(slack.ephemerals(ASTRID)) == len(typed), "an answer to each command", 30)
    assert slack.socket.late_acks == []


async def test_a_warning_is_heeded_before_slack_hangs_up(slack: StandIn, bot: Connected) -> None:
    old = slack.socket.open[0]
    await slack.socket.warn(old)
    await slack.until(lambda: len(slack.socket.history) == 3, "a new socket")
    assert old.open
    assert (await slack.people.slash(ASTRID, GENERAL, QUESTION)).acked


@pytest.mark.parametrize("how", ["drop", "close_frame"])
async def test_sockets_that_break_are_replaced(slack: StandIn, bot: Connected, how: str) -> None:
    old = slack.socket.open
    if how == "drop":
        slack.socket.drop()
    else:
        await slack.socket.close_frame()
    await _replaced(slack, old)
    await slack.people.direct_message(ASTRID, QUESTION)
    await answered(slack, bot, lambda: slack.messages(ASTRIDS))


async def test_an_event_whose_socket_breaks_before_the_acknowledgement_is_answered_once(slack: StandIn, tmp_path: Path) -> None:
    slack.socket.ack_within = 0.5
    breakable = Breakable()
    async with troubled(slack, tmp_path, replace(TROUBLED, prepare=breakable.prepare), sockets=1) as bot:

        def break_it() -> bool:
            """While the event is being kept."""
            if slack.deliveries.all:
                slack.socket.drop(slack.socket.history[0])
            return False

        breakable.broken, breakable.where = 1, break_it
        await slack.people.direct_message(ASTRID, QUESTION)
        await slack.until(lambda: slack.deliveries.all[0].attempts == 2, "the event to come again")
        await answered(slack, bot, lambda: slack.messages(ASTRIDS))


async def test_an_acknowledgement_that_is_lost_brings_no_second_answer(slack: StandIn, bot: Connected) -> None:
    slack.socket.ack_within, slack.socket.lose_acks = 0.3, 2
    asked = await slack.people.mention(ASTRID, GENERAL, QUESTION)
    await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts))
    assert {each.attempts for each in slack.deliveries.all} >= {2}
    assert slack.failures == []


async def test_a_command_whose_acknowledgement_is_lost_is_answered_all_the_same(slack: StandIn, bot: Connected) -> None:
    slack.socket.ack_within, slack.socket.lose_acks = 0.3, 1
    assert (await slack.people.slash(ASTRID, GENERAL, QUESTION)).failure == "operation_timeout"
    await answered(slack, bot, lambda: slack.ephemerals(ASTRID, GENERAL))


async def test_a_deaf_socket_is_replaced_within_the_limit(slack: StandIn, bot: Connected) -> None:
    old = slack.socket.open[0]
    slack.socket.deafen(old)
    went = asyncio.get_running_loop().time()
    await slack.until(lambda: len(slack.socket.history) == 3, "a new socket")
    assert asyncio.get_running_loop().time() - went < HASTY.stale * 2.5
    slack.socket.notice()
    assert (await slack.people.slash(ASTRID, GENERAL, QUESTION)).acked


async def test_readiness_says_that_every_socket_is_deaf(slack: StandIn, bot: Connected) -> None:
    slack.faults.fail(OPEN, EVERY, "server_error")
    slack.socket.deafen()
    await readiness(bot, "no socket is open")
    assert bot.figure("os2bot_slack_sockets") == 0
    slack.faults.heal()
    slack.socket.notice()
    await readiness(bot, "")


async def test_slack_that_opens_no_socket_is_asked_ever_more_patiently_and_readiness_says_so(slack: StandIn, tmp_path: Path) -> None:
    slack.faults.fail(OPEN, EVERY, "error:internal_error")
    async with troubled(slack, tmp_path, replace(TROUBLED, wait=False), sockets=1) as bot:
        at = await slack.until(lambda: found if len(found := [call.at for call in slack.calls(OPEN)]) == 4 else None, "several attempts")
        assert "internal_error" in await readiness(bot, "no socket is open")
        assert at[3] - at[2] > 1.5 * (at[1] - at[0])
        slack.faults.heal()
        await readiness(bot, "")
        await slack.people.direct_message(ASTRID, QUESTION)
        await answered(slack, bot, lambda: slack.messages(ASTRIDS))


async def test_socket_mode_that_was_switched_off_is_not_hammered(slack: StandIn, bot: Connected) -> None:
    slack.faults.fail(OPEN, EVERY, "error:not_allowed_token_type")
    before = len(slack.calls(OPEN))
    await slack.socket.link_disabled()
    assert "not_allowed_token_type" in await readiness(bot, "not_allowed_token_type")
    await slack.until(lambda: len(slack.calls(OPEN)) >= before + 4, "attempts")
    slack.faults.heal()
    await readiness(bot, "")


async def test_whoever_is_sent_away_at_once_does_not_come_back_at_once(slack: StandIn, tmp_path: Path) -> None:
    """Too many sockets are open: each new one is told to leave."""
    async with troubled(slack, tmp_path, sockets=1) as bot:
        for _ in range(4):
            newest = slack.socket.history[-1]
            await slack.socket.refresh(newest, close_after=0)
            await slack.until(lambda newest=newest: slack.socket.history[-1] is not newest, "a new socket")  # type: ignore[misc]
        opened = [one.opened_at for one in slack.socket.history]
        assert opened[-1] - opened[0] > 0.1 + 0.2 + 0.4
        await readiness(bot, "")


async def test_nothing_stays_open_when_the_bot_leaves(slack: StandIn, tmp_path: Path) -> None:
    async with troubled(slack, tmp_path) as bot:
        await slack.people.direct_message(ASTRID, QUESTION)
        await at_rest(bot)
    await slack.until(lambda: not slack.socket.open, "the sockets to close")
