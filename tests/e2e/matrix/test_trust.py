# SPDX-License-Identifier: MPL-2.0
"""In encrypted rooms only a device that its owner has signed changes anything; and what is personal is answered where nobody reads along."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.localise import Localiser
from tests.e2e.matrix.asking import answered, entered
from tests.e2e.matrix.connected import Bot, bot_at, home, until
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People
from tests.matrix.person import Person

CHANGE, YES = "jeg arbejder i Aarhus Kommune", "ja"
TEXTS = Localiser()


def said(key: str) -> str:
    """The beginning of a text: what it is known by."""
    return TEXTS.text(key, "da").partition(".")[0][:40]


@pytest.fixture
async def bot(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[Bot]:
    async with bot_at(await home(homeserver.api, homeserver.url, tmp_path)) as there:
        yield there


async def alone(anna: Person, bot: Bot) -> str:
    return await entered(anna, bot.user, encrypted=True, direct=True, name="")


async def organisation(bot: Bot, anna: Person) -> str | None:
    async with bot.app.database.unit_of_work() as unit:
        person = await unit.people.of(f"matrix:{anna.user}")
    return person.organisation if person else None


async def test_a_device_that_its_owner_signed_changes_what_is_theirs(bot: Bot, people: People) -> None:
    anna = await people.come("anna", signed=True)
    room = await alone(anna, bot)
    await answered(anna, bot.user, room, CHANGE, "Aarhus Kommune")
    await answered(anna, bot.user, room, YES, "")
    assert await organisation(bot, anna) == "aarhus"


async def test_a_device_that_nobody_signed_changes_nothing_and_hears_how_to_mend_it(bot: Bot, people: People) -> None:
    anna = await people.come("anna")
    room = await alone(anna, bot)
    await answered(anna, bot.user, room, CHANGE, said("trust.unsigned"))
    assert await organisation(bot, anna) is None
    await answered(anna, bot.user, room, "hvad er os2mo?", "OS2mo")


async def test_a_reaction_decides_nothing_in_an_encrypted_room_and_says_what_does(bot: Bot, people: People) -> None:
    anna = await people.come("anna", signed=True)
    room = await alone(anna, bot)
    shown = await answered(anna, bot.user, room, CHANGE, "Aarhus Kommune")
    await anna.react(room, shown["event_id"], "✅")
    await anna.wait_for(room, lambda event: event["sender"] == bot.user and said("trust.reaction") in event["content"].get("body", ""), "how to confirm it")
    assert await organisation(bot, anna) is None
    await answered(anna, bot.user, room, YES, "")
    assert await organisation(bot, anna) == "aarhus"


async def test_another_identity_than_the_one_that_was_first_seen_changes_nothing(bot: Bot, people: People) -> None:
    anna = await people.come("anna", signed=True)
    room = await alone(anna, bot)
    await answered(anna, bot.user, room, CHANGE, "Aarhus Kommune")
    await answered(anna, bot.user, room, YES, "")
    await answered(anna, bot.user, room, "hvad er os2mo?", "OS2mo")  # by now there is a record, and the key is pinned
    await anna.reset_identity()

    async def pinned_another() -> bool:
        await answered(anna, bot.user, room, "jeg arbejder i Odense Kommune", "")
        async with bot.app.database.unit_of_work() as unit:
            pin = await unit.key_pins.of(f"matrix:{anna.user}")
        return bool(pin and pin.refused)

    await until(pinned_another, "the other key to be refused", 60)
    await answered(anna, bot.user, room, "jeg arbejder i Odense Kommune", said("trust.changed"))
    assert await organisation(bot, anna) == "aarhus"


async def test_what_is_personal_is_answered_in_a_room_of_their_own(bot: Bot, people: People) -> None:
    anna = await people.come("anna", signed=True)
    room = await entered(anna, bot.user)
    await answered(anna, bot.user, room, "!os2 mine data", said("matrix.in_private"))
    await until(lambda: list(anna.client.invited_rooms), "an invitation to a direct room")
    (own,) = anna.client.invited_rooms
    await anna.join(own)
    told = await anna.wait_for(own, lambda event: event["sender"] == bot.user and event["type"] == "m.room.message", "the answer")
    assert told["encrypted"]
    assert said("trust.unsigned") not in told["content"]["body"]


async def test_a_form_is_asked_field_by_field_with_a_summary(bot: Bot, people: People) -> None:
    anna = await people.come("anna", signed=True)
    room = await alone(anna, bot)
    listed = await answered(anna, bot.user, room, "formular", "1. ")
    number = next(line.partition(".")[0].strip() for line in listed["content"]["body"].splitlines() if "rofil" in line)
    await answered(anna, bot.user, room, number, "")
    await answered(anna, bot.user, room, "Aarhus Kommune", "")
    for _ in range(3):
        last = await answered(anna, bot.user, room, "spring over", "")
    assert "Aarhus Kommune" in last["content"]["body"]
    await answered(anna, bot.user, room, "1", "Aarhus Kommune")
    await answered(anna, bot.user, room, YES, "")
    assert await organisation(bot, anna) == "aarhus"
