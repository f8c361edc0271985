# SPDX-License-Identifier: MPL-2.0
"""What people do in these tests again and again: bring the bot into a room, ask, and see what was answered to what."""

from typing import Any

from tests.e2e.matrix.connected import until
from tests.matrix.person import Person

QUESTION, WORDS = "!os2 hvad er os2mo?", "OS2mo"


async def entered(anna: Person, bot: str, **how: Any) -> str:
    """A room that the bot has come into, and said hello in."""
    room = await anna.create_room(bot, **{"encrypted": False, "name": "Koordinering", **how})
    await anna.wait_for_member(room, bot)
    await anna.wait_for(room, lambda event: event["sender"] == bot and "os2bot" in event["content"].get("body", ""), "the bot's hello", within=30)
    return room


async def answered(anna: Person, bot: str, room: str, said: str = QUESTION, words: str = WORDS, within: float = 20) -> dict[str, Any]:
    asked = await anna.send(room, said)
    return await anna.wait_for(
        room,
        lambda event: event["sender"] == bot and event["type"] == "m.room.message" and words in event["content"].get("body", ""),
        f"{words} in an answer",
        after=asked,
        within=within,
    )


def answers(history: list[dict[str, Any]], bot: str) -> list[str]:
    """The questions to which an answer of the bot's stands in the room, in the order of the answers; one that stands there twice is named twice."""
    said = [each["content"] for each in history if each["sender"] == bot and each["type"] == "m.room.message" and each["content"].get("msgtype") == "m.notice"]
    related = [each.get("m.relates_to", {}) for each in said if WORDS in each.get("body", "")]
    return [each["m.in_reply_to"]["event_id"] for each in related if "m.in_reply_to" in each]


async def all_answered(anna: Person, bot: str, room: str, asked: list[str], within: float, *, in_order: bool = True) -> None:
    """Each once, in the order in which they were asked: unless the bot dies meanwhile, that is."""
    found: list[str] = []

    async def look() -> bool:
        found[:] = answers(await anna.history(room), bot)
        return set(asked) <= set(found)

    try:
        await until(look, f"{len(asked)} answers", within)
    finally:
        order = [asked.index(each) for each in found if each in asked]
        assert (order if in_order else sorted(order)) == list(range(len(asked))), f"answered in the order {order}"
