# SPDX-License-Identifier: MPL-2.0
"""What happens to rooms, and in them besides questions: trust, choices, taking back, moving house, being kept out."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.matrix.asking import answered, entered
from tests.e2e.matrix.connected import Bot, Home, bot_at, home, until
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People
from tests.matrix.person import Person


@pytest.fixture
async def place(homeserver: Homeserver, tmp_path: Path) -> Home:
    return await home(homeserver.api, homeserver.url, tmp_path)


@pytest.fixture
async def bot(place: Home) -> AsyncIterator[Bot]:
    async with bot_at(place) as there:
        yield there


@pytest.fixture
async def anna(people: People) -> Person:
    return await people.come("anna")


async def test_members_clients_show_no_warning_and_a_restart_keeps_it_so(place: Home, anna: Person) -> None:
    async with bot_at(place) as bot:
        first = await anna.shield_of(bot.user, place.login.device)
        assert first.green
    async with bot_at(place) as bot:
        assert await anna.shield_of(bot.user, place.login.device) == first


async def test_a_lost_store_is_made_good_by_the_recovery_key_on_a_new_device(place: Home, homeserver: Homeserver, anna: Person, tmp_path: Path) -> None:
    async with bot_at(place) as bot:
        before = await anna.shield_of(bot.user, place.login.device)
        key = (place.directory / "matrix" / "recovery-key").read_text(encoding="utf-8")
    login = await homeserver.api.log_in(place.account, refresh=False)
    moved = replace(place, login=login, directory=tmp_path / "elsewhere")
    (moved.directory / "matrix").mkdir(parents=True)
    (moved.directory / "matrix" / "recovery-key").write_text(key, encoding="utf-8")
    async with bot_at(moved) as bot:
        after = await anna.shield_of(bot.user, login.device)
    assert after.green
    assert after.master == before.master


async def test_a_choice_is_made_by_a_reaction(bot: Bot, anna: Person) -> None:
    room = await entered(anna, bot.user)
    asked = await answered(anna, bot.user, room, "!os2 hvem er du?", "1. ")
    await anna.wait_for(room, lambda event: event["type"] == "m.reaction" and event["sender"] == bot.user, "a choice to click")
    await anna.react(room, asked["event_id"], "1️⃣")
    await anna.wait_for(
        room,
        lambda event: event["sender"] == bot.user and event["type"] == "m.room.message" and event["event_id"] != asked["event_id"],
        "the answer",
        after=asked["event_id"],
    )


async def test_a_question_that_is_taken_back_takes_its_answer_along(bot: Bot, anna: Person) -> None:
    room = await entered(anna, bot.user)
    asked = await anna.send(room, "!os2 hvad er os2mo?")
    answer = await anna.wait_for(room, lambda event: event["sender"] == bot.user and "OS2mo" in event["content"].get("body", ""), "the answer", after=asked)
    await anna.redact(room, asked)
    await anna.wait_for(
        room,
        lambda event: event["type"] == "m.room.redaction" and answer["event_id"] in (event.get("redacts"), event["content"].get("redacts")),
        "the answer to go",
    )


async def test_a_stranger_of_another_homeserver_is_declined(place: Home, people: People) -> None:
    elsewhere = replace(place, allowed=("somewhere.example",))
    async with bot_at(elsewhere) as bot:
        anna = await people.come("anna")
        room = await anna.create_room(bot.user, encrypted=False, name="Fremmed")
        left = await anna.wait_for(room, lambda event: event["type"] == "m.room.member" and event["content"].get("membership") == "leave", "the bot to decline")
        assert "inviterer mig" in left["content"]["reason"]


async def test_a_room_that_moves_is_followed(bot: Bot, anna: Person) -> None:
    room = await entered(anna, bot.user, version="11")
    new = await anna.upgrade(room)
    await anna.invite(new, bot.user)
    await anna.wait_for_member(new, bot.user)
    await answered(anna, bot.user, new, "!os2 hvad er os2mo?", "OS2mo")


async def test_where_the_bot_may_not_write_the_answer_comes_alone(bot: Bot, anna: Person) -> None:
    room = await entered(anna, bot.user)
    levels = dict(next(event["content"] for event in anna.events(room) if event["type"] == "m.room.power_levels"))
    await anna.state(room, "m.room.power_levels", {**levels, "events_default": 50, "users": {**levels.get("users", {})}})
    await anna.send(room, "!os2 hvad er os2mo?")
    invited = await _invitation(anna)
    await anna.join(invited)
    await anna.wait_for(invited, lambda event: "OS2mo" in event["content"].get("body", "") and event.get("encrypted", False), "the answer, encrypted")


async def _invitation(anna: Person) -> str:
    found: list[str] = []

    def look() -> bool:
        found[:] = list(anna.client.invited_rooms)
        return bool(found)

    await until(look, "an invitation to a direct room")
    return found[0]
