# SPDX-License-Identifier: MPL-2.0
"""What is personal reaches its person and nobody else, whoever comes and goes between the question and the answer."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.localise import Localiser
from tests.e2e.matrix.asking import answered, entered
from tests.e2e.matrix.connected import PACE, Home, bot_at, elsewhere, home, until
from tests.matrix.accounts import quoted
from tests.matrix.fault_proxy import FaultProxy
from tests.matrix.faults import BAD_GATEWAY, Rule
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People
from tests.matrix.person import Person
from tests.matrix.syncing import Event

ASKED, PERSONAL = "mine data", "intet gemt"
SEND, SYNC = r"/send/m\.room", r"/v3/sync"


def said(key: str) -> str:
    return Localiser().text(key, "da").partition(".")[0]


@pytest.fixture
async def place(homeserver: Homeserver, tmp_path: Path, faults: FaultProxy) -> Home:
    """By way of the fault proxy."""
    return elsewhere(await home(homeserver.api, homeserver.url, tmp_path), faults.url)


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_who_comes_between_question_and_answer_does_not_read_it(place: Home, faults: FaultProxy, people: People, encrypted: bool) -> None:
    anna, birger = await people.come("anna", signed=True), await people.come("birger")
    async with bot_at(place) as bot:
        room = await entered(anna, bot.user, encrypted=encrypted, direct=True, name="")
        rule = await _asked_in_vain(anna, room, faults)
        await _comes(anna, birger, room)
        await _noticed(birger, room, faults)
        rule.release()
        await birger.wait_for(room, lambda event: _is_said(event, bot.user, said("matrix.in_private")), "where the answer is")
        assert PERSONAL in await _read_alone(anna, bot.user)
        assert not any(PERSONAL in str(event["content"].get("body")) for event in await birger.history(room))


async def test_who_takes_the_place_of_the_one_who_asked_does_not_read_it(place: Home, faults: FaultProxy, people: People) -> None:
    anna, birger = await people.come("anna", signed=True), await people.come("birger")
    async with bot_at(place) as bot:
        room = await entered(anna, bot.user, direct=True, name="")
        rule = await _asked_in_vain(anna, room, faults)
        await _comes(anna, birger, room)
        await anna.leave(room)
        await _noticed(birger, room, faults)
        rule.release()
        assert PERSONAL in await _read_alone(anna, bot.user)
        assert not any(PERSONAL in str(event["content"].get("body")) for event in await birger.history(room))


async def test_who_comes_while_the_bot_is_away_does_not_read_what_it_meant_to_say(place: Home, faults: FaultProxy, people: People) -> None:
    anna, birger = await people.come("anna", signed=True), await people.come("birger")
    async with bot_at(place) as bot:
        room = await entered(anna, bot.user, encrypted=True, direct=True, name="")
        rule = await _asked_in_vain(anna, room, faults)
    rule.release()
    await _comes(anna, birger, room)
    async with bot_at(place) as bot:
        assert PERSONAL in await _read_alone(anna, bot.user, within=60)
        assert not any(PERSONAL in str(event["content"].get("body")) for event in await birger.history(room))


async def test_somebody_whose_direct_room_is_gone_is_invited_into_another(place: Home, homeserver: Homeserver, people: People) -> None:
    anna = await people.come("anna", signed=True)
    async with bot_at(place) as bot:
        room = await entered(anna, bot.user)
        await anna.send(room, f"!os2 {ASKED}")
        own = await _invitation(anna)
        await anna.join(own)
        await anna.wait_for(own, lambda event: _is_said(event, bot.user, PERSONAL), "the answer")
        operator = await homeserver.api.operator()
        await homeserver.api.call("DELETE", f"/_synapse/admin/v1/rooms/{quoted(own)}", {"purge": False}, token=operator)
        await answered(anna, bot.user, room)
        await anna.send(room, f"!os2 {ASKED}")
        assert PERSONAL in await _read_alone(anna, bot.user)


async def test_a_person_is_invited_into_one_direct_room_however_much_they_ask(place: Home, people: People) -> None:
    anna = await people.come("anna", signed=True)
    async with bot_at(place) as bot:
        room = await entered(anna, bot.user)
        for _ in range(3):
            await anna.send(room, f"!os2 {ASKED}")
        await _invitation(anna)
        await bot.idle()
        await anna.caught_up()
        assert len(anna.client.invited_rooms) == 1


async def test_what_said_that_the_answer_takes_its_time_says_in_the_end_where_it_is(place: Home, people: People) -> None:
    anna = await people.come("anna")
    async with bot_at(place, pace=replace(PACE, slow=0.0, slower=0.0), thinks=1.0) as bot:
        room = await entered(anna, bot.user)
        await anna.send(room, f"!os2 {ASKED}")
        working = await anna.wait_for(room, lambda event: _is_said(event, bot.user, said("matrix.working")), "that it takes its time")
        pointer = await anna.wait_for(room, lambda event: _is_said(event, bot.user, said("matrix.in_private")), "where the answer is")
        assert pointer["content"]["m.relates_to"] == {"rel_type": "m.replace", "event_id": working["event_id"]}


async def _asked_in_vain(anna: Person, room: str, faults: FaultProxy) -> Rule:
    """Asked for something personal, which the homeserver does not take until the rule is released."""
    rule = faults.fail("PUT", SEND, BAD_GATEWAY, times=1_000)
    before = len(faults.seen("PUT", SEND))
    await anna.send(room, ASKED)
    await faults.until_seen("PUT", SEND, count=before + 1)
    return rule


async def _comes(anna: Person, birger: Person, room: str) -> None:
    await anna.invite(room, birger.user)
    await birger.invited_to(room)
    await birger.join(room)


async def _noticed(birger: Person, room: str, faults: FaultProxy) -> None:
    """Until the bot asks for what is new once more: what it was told of before that, it knows."""
    before = len(faults.seen("GET", SYNC))
    await birger.send(room, "hej")
    await faults.until_seen("GET", SYNC, count=before + 1)


async def _invitation(anna: Person, within: float = 20) -> str:
    await until(lambda: list(anna.client.invited_rooms), "an invitation to a direct room", within)
    return str(next(iter(anna.client.invited_rooms)))


async def _read_alone(anna: Person, bot: str, within: float = 20) -> str:
    """What the bot says to her in the room that it invites her into."""
    own = await _invitation(anna, within)
    await anna.join(own)
    told = await anna.wait_for(own, lambda event: event["sender"] == bot and event["type"] == "m.room.message", "the answer", within=within)
    assert told["encrypted"]
    return str(told["content"]["body"])


def _is_said(event: Event, sender: str, words: str) -> bool:
    return event["sender"] == sender and words in str(event["content"].get("body"))
