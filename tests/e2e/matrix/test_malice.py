# SPDX-License-Identifier: MPL-2.0
"""Whatever anybody sends, wherever they are: the bot answers everybody else, writes nothing in plain where it is encrypted, and does only what the homeserver lets them bring about."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.matrix.asking import QUESTION, WORDS, answered, entered
from tests.e2e.matrix.connected import Bot, Home, bot_at, home
from tests.matrix import malice
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People
from tests.matrix.person import MEGOLM, Person

PAYLOADS = [
    "[]",
    "null",
    '"x"',
    "1e999",
    '{"type":"m.room.message","room_id":"ROOM","content":{"msgtype":"m.text","body":"x","deep":' + "[" * 5000 + "]" * 5000 + "}}",
]


@pytest.fixture
async def place(homeserver: Homeserver, tmp_path: Path) -> Home:
    return await home(homeserver.api, homeserver.url, tmp_path)


@pytest.fixture
async def bot(place: Home) -> AsyncIterator[Bot]:
    async with bot_at(place) as there:
        yield there


@pytest.mark.parametrize("empty", ["session_id", "sender_key"])
async def test_an_event_that_cannot_be_decrypted_by_anybody_holds_up_nobody(place: Home, people: People, empty: str) -> None:
    anna, birger = await people.come("anna", encrypted=False), await people.come("birger", encrypted=False)
    async with bot_at(place) as bot:
        room, other = await entered(anna, bot.user), await entered(birger, bot.user)
        await malice.say(birger, other, "m.room.encrypted", {**malice.MEGOLM, "session_id": "x", empty: ""})
        await answered(anna, bot.user, room)
        await answered(birger, bot.user, other)
    async with bot_at(place) as bot:
        await answered(anna, bot.user, room)


async def test_what_is_sealed_may_be_anything_and_holds_up_nobody(bot: Bot, people: People) -> None:
    anna, birger = await people.come("anna", encrypted=False), await people.come("birger")
    room, other = await entered(anna, bot.user), await entered(birger, bot.user, encrypted=True)
    await answered(birger, bot.user, other)
    await birger.follows.pause()  # their own client could not read it either
    for payload in PAYLOADS:
        await malice.say(birger, other, "m.room.encrypted", malice.sealed(birger, other, payload))
    await answered(anna, bot.user, room)


async def test_somebody_who_shares_no_room_with_the_bot_cannot_make_it_write_in_plain(place: Home, people: People) -> None:
    anna, birger = await people.come("anna"), await people.come("birger", encrypted=False)
    async with bot_at(place) as bot:
        room = await entered(anna, bot.user)
        await answered(anna, bot.user, room)
    await anna.state(room, "m.room.encryption", MEGOLM["content"])  # type: ignore[arg-type]
    await malice.poison(birger, place.account.user)
    await anna.caught_up()
    async with bot_at(place) as bot:
        assert (await answered(anna, bot.user, room))["encrypted"]


@pytest.mark.parametrize("keys", [{"one_time": "!"}, {"signing": "!"}], ids=["one_time", "signing"])
async def test_a_member_whose_keys_are_none_keeps_the_bots_answers_from_nobody(bot: Bot, homeserver: Homeserver, people: People, keys: dict[str, str]) -> None:
    anna, birger = await people.come("anna", encrypted=False), await people.come("birger", encrypted=False)
    await malice.publish_keys(homeserver.api, birger.account, **keys)
    room = await anna.create_room(bot.user, encrypted=True, name="Koordinering")
    await anna.wait_for_member(room, bot.user)
    await anna.invite(room, birger.user)
    await birger.join(room)
    asked = await malice.say(anna, room, "m.room.message", {"msgtype": "m.text", "body": QUESTION})
    await anna.wait_for(room, lambda event: event["type"] == "m.room.encrypted" and _answers(event, asked), "an answer, encrypted")


async def test_an_answer_is_taken_back_by_the_homeservers_word_alone(bot: Bot, people: People) -> None:
    anna, birger = await people.come("anna"), await people.come("birger")
    room = await entered(anna, bot.user, encrypted=True)
    await anna.invite(room, birger.user)
    await birger.invited_to(room)
    await birger.join(room)
    answer = await answered(anna, bot.user, room)
    await birger.send(room, "hej")
    payload = json.dumps({"type": "m.room.redaction", "room_id": room, "content": {"redacts": answer["content"]["m.relates_to"]["event_id"]}})
    await malice.say(birger, room, "m.room.encrypted", malice.sealed(birger, room, payload))
    await answered(birger, bot.user, room)  # what happens in a room is done in turn
    (now,) = [each for each in await anna.history(room) if each["event_id"] == answer["event_id"]]
    assert WORDS in now["content"].get("body", "")


async def test_a_room_is_said_to_have_moved_by_no_sealed_event(bot: Bot, people: People) -> None:
    anna = await people.come("anna")
    room, target = await entered(anna, bot.user, encrypted=True), await _public_room(anna)
    await answered(anna, bot.user, room)
    payload = json.dumps({"type": "m.room.tombstone", "room_id": room, "content": {"body": "x", "replacement_room": target}})
    await anna.state(room, "m.room.encrypted", malice.sealed(anna, room, payload))
    await answered(anna, bot.user, room)
    assert await _memberships(anna, target, bot.user) == []


async def test_a_room_is_left_again_that_does_not_say_it_replaces_the_one_that_says_so(bot: Bot, people: People) -> None:
    anna = await people.come("anna", encrypted=False)
    room, target = await entered(anna, bot.user), await _public_room(anna)
    await anna.state(room, "m.room.tombstone", {"body": "x", "replacement_room": target})
    await anna.wait_for(target, lambda event: event.get("state_key") == bot.user and event["content"].get("membership") == "leave", "the bot to leave again")


async def test_nobody_moves_the_bot_out_of_a_room_of_somebody_else(bot: Bot, people: People) -> None:
    anna, birger = await people.come("anna", encrypted=False), await people.come("birger", encrypted=False)
    room, other = await entered(anna, bot.user), await entered(birger, bot.user)
    await birger.state(other, "m.room.tombstone", {"body": "x", "replacement_room": room})
    await answered(anna, bot.user, room)
    await bot.idle()
    assert await _memberships(anna, room, bot.user) == ["invite", "join"]


async def test_a_room_moves_the_bot_by_the_word_of_nobody_who_may_not_invite_it(place: Home, people: People) -> None:
    anna = await people.come("anna", encrypted=False)
    async with bot_at(place) as bot:
        room = await entered(anna, bot.user)
    target = await _public_room(anna)
    async with bot_at(replace(place, allowed=("somewhere.example",))) as bot:
        await anna.state(room, "m.room.tombstone", {"body": "x", "replacement_room": target})
        await answered(anna, bot.user, room)
        await bot.idle()
    assert await _memberships(anna, target, bot.user) == []


def _answers(event: dict[str, Any], asked: str) -> bool:
    return bool(event["content"].get("m.relates_to", {}).get("event_id") == asked)


async def _public_room(person: Person) -> str:
    room: str = (await person.call("POST", "/createRoom", {"preset": "public_chat"}))["room_id"]
    return room


async def _memberships(person: Person, room: str, user: str) -> list[Any]:
    """What became of this user in the room, in order."""
    return [each["content"].get("membership") for each in await person.history(room) if each["type"] == "m.room.member" and each.get("state_key") == user]
