# SPDX-License-Identifier: MPL-2.0
"""Whoever comes is greeted once, to themselves, where the channel has asked for it; and a new conversation offers questions."""

import pytest

from tests.e2e.slack.connected import Connected
from tests.e2e.slack.doing import ARCHIVE, ASTRID, BIRGER, DM, EMILY, GENERAL, OUTSIDE, PRIVATE, YES, click, coordinator, direct, mention, slash
from tests.slack.reading import buttons, plain
from tests.slack.records import Message
from tests.slack.stand_in import StandIn
from tests.slack.workspace import User

ON, OFF = "byd velkommen her", "velkomst fra"
NEW = "U0NEW0001"


async def welcomed(slack: StandIn, bot: Connected, channel: str = GENERAL, said: str = ON, yes: str = YES) -> None:
    """A coordinator turns it on."""
    await bot.people({"astrid": coordinator()})
    await click(slack, ASTRID, await slash(slack, ASTRID, said, channel), yes)


async def joined(slack: StandIn, bot: Connected, user: str = NEW, channel: str = GENERAL) -> list[Message]:
    """Somebody comes in; what the bot has written to them since ever."""
    slack.workspace.add_user(User(user, "nina"))
    await slack.people.join_channel(user, channel)
    await slack.settled()
    await bot.idle()
    return slack.messages(f"D{user[1:]}")


async def test_whoever_comes_in_is_greeted_once_by_themselves(slack: StandIn, bot: Connected) -> None:
    await welcomed(slack, bot)
    (greeting,) = await joined(slack, bot)
    assert "Jeg er OS2's bot" in plain(greeting)
    assert slack.messages(GENERAL) == []
    assert len(await joined(slack, bot)) == 1
    async with bot.app.database.unit_of_work() as unit:
        assert await unit.people.of(f"slack:T0TEST001:{NEW}") is None


async def test_nobody_is_greeted_where_nobody_asked_for_it(slack: StandIn, bot: Connected) -> None:
    assert await joined(slack, bot) == []
    await welcomed(slack, bot)
    assert await joined(slack, bot, "U0NEW0002", PRIVATE) == []


async def test_it_is_turned_off_again(slack: StandIn, bot: Connected) -> None:
    await welcomed(slack, bot)
    await click(slack, ASTRID, await slash(slack, ASTRID, OFF), YES)
    assert await joined(slack, bot) == []


async def test_it_can_be_turned_on_by_a_mention_in_the_channel(slack: StandIn, bot: Connected) -> None:
    await bot.people({"astrid": coordinator()})
    await click(slack, ASTRID, await mention(slack, ASTRID, ON), YES)
    assert len(await joined(slack, bot)) == 1


async def test_the_greeting_speaks_the_language_in_which_it_was_asked_for(slack: StandIn, bot: Connected) -> None:
    await welcomed(slack, bot, said="welcome people here", yes="1. Yes, do it")
    (greeting,) = await joined(slack, bot)
    assert "I am" in plain(greeting)


@pytest.mark.parametrize(("channel", "why"), [(OUTSIDE, "ikke med i kanalen"), (ARCHIVE, "arkiveret")])
async def test_where_the_bot_could_not_post_it_says_why_and_changes_nothing(slack: StandIn, bot: Connected, channel: str, why: str) -> None:
    await bot.people({"astrid": coordinator()})
    refused = await slash(slack, ASTRID, ON, channel)
    assert why in plain(refused)
    assert YES not in buttons(refused)
    assert await joined(slack, bot, NEW, channel) == []


async def test_whoever_may_not_turn_it_on_does_not(slack: StandIn, bot: Connected) -> None:
    refused = await slash(slack, ASTRID, ON)
    assert "Det har du ikke ret til" in plain(refused)
    assert await joined(slack, bot) == []


async def test_there_is_nobody_to_greet_in_a_direct_conversation(slack: StandIn, bot: Connected) -> None:
    await bot.people({"astrid": coordinator()})
    for said in (await direct(slack, ASTRID, ON), await slash(slack, ASTRID, ON, DM[ASTRID])):
        assert "Det gælder en kanal" in plain(said)


async def test_bots_and_the_bot_itself_are_not_greeted(slack: StandIn, bot: Connected) -> None:
    await welcomed(slack, bot)
    await slack.people.join_channel(slack.workspace.bot_user_id, GENERAL)
    await slack.people.join_team(User("U0ROBOT01", "robot", is_bot=True))
    await slack.settled()
    await bot.idle()
    assert slack.calls("conversations.open") == []


async def test_joining_the_workspace_greets_nobody_who_was_not_asked_for(slack: StandIn, bot: Connected) -> None:
    await welcomed(slack, bot)
    await slack.people.join_team(User(NEW, "nina"))
    await slack.settled()
    await bot.idle()
    assert slack.messages(f"D{NEW[1:]}") == []


async def test_an_opened_conversation_offers_questions_that_are_answered(slack: StandIn, bot: Connected) -> None:
    await slack.people.open_home(EMILY, "messages")
    offered = (await slack.until(lambda: slack.prompts, "prompts"))[0]
    assert offered["thread_ts"] == ""
    assert offered["prompts"][0]["title"] == "Who coordinates OS2iot?"
    for each in offered["prompts"]:
        assert "not sure" not in plain(await direct(slack, EMILY, each["message"]))
    assert slack.home(EMILY) is None


async def test_questions_are_offered_in_the_language_somebody_has_chosen(slack: StandIn, bot: Connected) -> None:
    await direct(slack, EMILY, "svar mig på dansk")
    await direct(slack, EMILY, "ja")
    await slack.people.open_home(EMILY, "messages")
    assert (await slack.until(lambda: slack.prompts, "prompts"))[0]["prompts"][0]["title"] == "Hvem koordinerer OS2iot?"


async def test_the_older_assistant_offers_them_in_its_thread(slack: StandIn, bot: Connected) -> None:
    root = await slack.people.assistant_thread_started(ASTRID)
    offered = (await slack.until(lambda: slack.prompts, "prompts"))[0]
    assert offered["thread_ts"] == root.ts
    await slack.people.direct_message(ASTRID, offered["prompts"][0]["message"], root.ts)
    answer = (await slack.until(lambda: slack.thread(DM[ASTRID], root.ts), "an answer in the thread"))[0]
    assert "Aarhus Kommune" in plain(answer)


async def test_an_app_without_the_scope_offers_none_and_says_nothing_of_it(slack: StandIn, bot: Connected) -> None:
    token = slack.world.bot_tokens[slack.workspace.id]
    token.scopes = tuple(scope for scope in token.scopes if scope != "assistant:write")
    await slack.people.open_home(BIRGER, "messages")
    await slack.until(lambda: slack.calls("assistant.threads.setSuggestedPrompts"), "an attempt")
    await slack.settled()
    await bot.idle()
    assert slack.prompts == []
    assert slack.messages(DM[BIRGER]) == []
    assert "OS2" in plain(await direct(slack, BIRGER, "hvad er os2?"))
