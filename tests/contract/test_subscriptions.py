# SPDX-License-Identifier: MPL-2.0
"""A channel has one subscription of a kind about the same; two who turn it on at once do so in turn."""

import asyncio

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.intents.intent import load_intents
from storage.seeding import seed
from storage.unit_of_work import Database
from tests.cast import assemble
from tests.contract.records import subscription
from tests.dialogues import Cast
from tests.talking import Heard, Talk

CHANNEL, OTHER = "slack:T0TEST001:C0KANAL01", "slack:T0TEST001:C0KANAL02"


async def test_a_channel_is_found_with_what_it_asked_for(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.subscriptions.add(subscription(OTHER, language="en"))
        await unit.subscriptions.add(subscription(CHANNEL))
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.subscriptions.of(CHANNEL, "welcome") == subscription(CHANNEL)
        assert await unit.subscriptions.of("slack:T0TEST001", "welcome") is None
        assert list(await unit.subscriptions.everything()) == [subscription(CHANNEL), subscription(OTHER, language="en")]


async def test_a_channel_may_ask_for_the_same_kind_about_several_things(database: Database) -> None:
    about = [subscription(CHANNEL, kind="meeting_reminder", about=each) for each in ("", "group/os2mo/koordinationsgruppe", "product/os2mo")]
    other = subscription(OTHER, kind="meeting_reminder", about="product/os2mo", by="q")
    async with database.unit_of_work() as unit:
        for each in (*reversed(about), other, subscription(CHANNEL)):
            await unit.subscriptions.add(each)
        await unit.commit()
    async with database.unit_of_work() as unit:
        found = unit.subscriptions
        assert [await found.of(CHANNEL, "meeting_reminder", each.about) for each in about] == about
        assert await found.of(OTHER, "meeting_reminder") is None
        assert list(await found.of_kind("meeting_reminder")) == [*about, other]
        assert list(await found.of_kind("welcome")) == [subscription(CHANNEL)]
        assert list(await found.everything()) == [*about, subscription(CHANNEL), other]
        await found.remove(CHANNEL, "meeting_reminder", "product/os2mo")
        await found.remove(CHANNEL, "meeting_reminder")
        assert list(await found.of_kind("meeting_reminder")) == [about[1], other]


async def test_what_is_removed_can_be_asked_for_again(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.subscriptions.add(subscription(CHANNEL))
        await unit.subscriptions.remove(OTHER, "welcome")
        await unit.subscriptions.remove(CHANNEL, "welcome")
        assert list(await unit.subscriptions.everything()) == []
        await unit.subscriptions.add(subscription(CHANNEL, by="q"))
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.subscriptions.of(CHANNEL, "welcome") == subscription(CHANNEL, by="q")


async def test_of_two_who_turn_it_on_at_once_one_is_told_that_it_was_changed_meanwhile(database: Database) -> None:
    await seed(database)
    people = {name: Cast(f"slack:T0TEST001:U0{name}", ("moderator association",)) for name in ("ANNE", "OLE")}
    await assemble(database, people)
    talks = [Talk(Dispatcher(database, load_intents()), Localiser(), each.identity, private=False, channel=CHANNEL) for each in people.values()]
    for talk in talks:
        assert (await talk.say("byd velkommen her")).outcome == "proposed"
    heard: list[Heard] = await asyncio.gather(*(talk.say("ja") for talk in talks))
    assert sorted(each.outcome for each in heard) == ["answered", "declined"]
    async with database.unit_of_work() as unit:
        assert len(await unit.subscriptions.everything()) == 1
