# SPDX-License-Identifier: MPL-2.0
"""Whoever asks the bot on a real homeserver is answered: in rooms plain and encrypted, in threads and alone, by words and by reactions."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.matrix.asking import entered
from tests.e2e.matrix.connected import Bot, bot_at, home
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People
from tests.matrix.person import Person


@pytest.fixture
async def bot(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[Bot]:
    async with bot_at(await home(homeserver.api, homeserver.url, tmp_path)) as there:
        yield there


@pytest.fixture
async def anna(people: People) -> Person:
    return await people.come("anna")


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_a_question_is_answered_in_its_thread(bot: Bot, anna: Person, encrypted: bool) -> None:
    room = await entered(anna, bot.user, encrypted=encrypted)
    assert all(each.get("encrypted", False) is encrypted for each in anna.events(room) if each["sender"] == bot.user and each["type"] == "m.room.message")
    asked = await anna.send(room, "!os2 hvad er os2mo?")
    answer = await anna.wait_for(room, lambda event: "OS2mo" in event["content"].get("body", ""), "the answer", after=asked)
    assert answer["sender"] == bot.user
    assert answer["content"]["msgtype"] == "m.notice"
    assert answer["content"]["m.relates_to"]["event_id"] == asked
    assert answer["content"]["m.mentions"] == {}
    assert answer.get("encrypted", False) is encrypted


async def test_alone_with_the_bot_nothing_need_stand_before_a_question(bot: Bot, anna: Person) -> None:
    room = await entered(anna, bot.user, encrypted=True, direct=True, name="")
    asked = await anna.send(room, "hvad er os2mo?")
    answer = await anna.wait_for(room, lambda event: "OS2mo" in event["content"].get("body", ""), "the answer", after=asked)
    assert answer["encrypted"]


async def test_what_is_said_to_others_is_left_alone(bot: Bot, anna: Person) -> None:
    room = await entered(anna, bot.user)
    said = await anna.send(room, "hvad er os2mo?")
    asked = await anna.send(room, "!os2 hvad er os2iot?")
    await anna.wait_for(room, lambda event: "OS2iot" in event["content"].get("body", "") and event["sender"] == bot.user, "the answer", after=asked)
    assert not [each for each in anna.events(room, after=said) if each["sender"] == bot.user and "OS2mo" in each["content"].get("body", "")]


async def test_an_edit_asks_nothing_anew(bot: Bot, anna: Person) -> None:
    room = await entered(anna, bot.user)
    asked = await anna.send(room, "!os2 hvad er os2mo?")
    await anna.wait_for(room, lambda event: "OS2mo" in event["content"].get("body", "") and event["sender"] == bot.user, "the answer", after=asked)
    edited = await anna.edit(room, asked, "!os2 hvad er os2forms?")
    again = await anna.send(room, "!os2 hvad er os2iot?")
    await anna.wait_for(room, lambda event: "OS2iot" in event["content"].get("body", "") and event["sender"] == bot.user, "the next answer", after=again)
    assert not [each for each in anna.events(room, after=edited) if each["sender"] == bot.user and "OS2forms" in each["content"].get("body", "")]
