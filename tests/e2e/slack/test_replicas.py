# SPDX-License-Identifier: MPL-2.0
"""Two replicas on one PostgreSQL, two sockets each: Slack gives what people say to either, often to both; everything is answered once, and each talk in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.e2e.slack.connected import Connected
from tests.e2e.slack.trouble import GENERAL, HASTY, TROUBLED, at_rest, texts, troubled
from tests.slack.delivery import How
from tests.slack.stand_in import StandIn
from tests.slack.workspace import Channel, User

PRODUCTS = ["OS2iot", "OS2kitos", "OS2forms", "OS2mo"]
PEOPLE = [f"U0MANY{number:03}" for number in range(20)]
TWICE = How(times=2)


@pytest.fixture
async def replicas(slack: StandIn, tmp_path: Path, postgres_url: str) -> AsyncIterator[list[Connected]]:
    tuned = replace(TROUBLED, pace=replace(HASTY, answer=10, stale=10))
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(troubled(slack, tmp_path / name, tuned, database_url=SecretStr(postgres_url))) for name in ("one", "two")
        ]  # fmt: skip


async def _talk(slack: StandIn, person: str) -> None:
    """Asks in direct messages, one after the other, each delivered twice; the answers come in that order."""
    where = slack.workspace.im(person).id
    for number, product in enumerate(PRODUCTS, 1):
        await slack.people.direct_message(person, f"hvad er {product}?", how=TWICE)
        answers = await slack.until(lambda number=number: found if len(found := slack.messages(where)) >= number else None, "an answer", 60)  # type: ignore[misc]
        assert product in texts(answers)[-1]


async def _thread(slack: StandIn, person: str, channel: str) -> None:
    """Calls the bot in a channel and again in the thread."""
    asked = await slack.people.mention(person, channel, f"hvad er {PRODUCTS[0]}?", how=TWICE)
    for number, product in enumerate(PRODUCTS[1:], 2):
        await slack.until(lambda number=number: len(slack.thread(channel, asked.ts)) >= number - 1, "an answer", 60)  # type: ignore[misc]
        await slack.people.mention(person, channel, f"hvad er {product}?", asked.ts, how=TWICE)
    answers = await slack.until(lambda: found if len(found := slack.thread(channel, asked.ts)) >= len(PRODUCTS) else None, "the answers", 60)
    assert [product in text for product, text in zip(PRODUCTS, texts(answers), strict=True)] == [True] * len(PRODUCTS)


async def test_two_replicas_answer_everything_once_and_each_talk_in_order(slack: StandIn, replicas: list[Connected]) -> None:
    """160 questions, 400 envelopes and more."""
    await slack.until(lambda: len(slack.socket.open) == 4, "four sockets")
    for person in PEOPLE:
        slack.workspace.add_user(User(person, person.lower()))
        slack.workspace.add_channel(Channel(f"C{person[1:]}", person.lower()))
    await asyncio.gather(*(_talk(slack, person) for person in PEOPLE), *(_thread(slack, person, f"C{person[1:]}") for person in PEOPLE))
    await slack.settled(60)
    for replica in replicas:
        await at_rest(replica)
    for person in PEOPLE:
        assert (len(slack.messages(slack.workspace.im(person).id)), len(slack.messages(f"C{person[1:]}"))) == (len(PRODUCTS), len(PRODUCTS))
    assert slack.failures == []
    assert sum(replica.figure("os2bot_slack_duplicates_total") for replica in replicas) >= 2 * 160 - 160
    assert all(replica.figure("os2bot_slack_sent_total", method="chat.postMessage", outcome="done") for replica in replicas), "both had a share"


async def test_a_burst_of_mentions_from_everybody_is_answered_once_each(slack: StandIn, replicas: list[Connected]) -> None:
    """Nobody waits for an answer before they ask again: their order is Slack's, but nothing is lost or doubled."""
    for person in PEOPLE:
        slack.workspace.add_user(User(person, person.lower()))
        slack.workspace.add_channel(Channel(f"C{person[1:]}", person.lower()))
    asked = [(person, await slack.people.mention(person, f"C{person[1:]}", f"hvad er {PRODUCTS[0]}?", how=TWICE)) for person in PEOPLE * 2]
    for person, said in asked:
        await slack.until(lambda person=person, said=said: slack.thread(f"C{person[1:]}", said.ts), "an answer", 60)  # type: ignore[misc]
    await slack.settled(60)
    for replica in replicas:
        await at_rest(replica)
    assert [len(slack.thread(f"C{person[1:]}", said.ts)) for person, said in asked] == [1] * len(asked)
    assert slack.messages(GENERAL) == []
