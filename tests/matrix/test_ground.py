# SPDX-License-Identifier: MPL-2.0
"""The ground that the tests of Matrix stand on holds."""

import asyncio
import os

import pytest

from tests.matrix import contents
from tests.matrix.accounts import CLIENT, Api, Refused
from tests.matrix.fault_proxy import fault_proxy
from tests.matrix.fixtures import Homeservers
from tests.matrix.people import People
from tests.matrix.person import Person


async def _room(owner: Person, *others: Person, encrypted: bool = False) -> str:
    room = await owner.create_room(*(each.user for each in others), encrypted=encrypted)
    for other in others:
        await other.invited_to(room)
        await other.join(room)
        await owner.wait_for_member(room, other.user)
    return room


@pytest.mark.parametrize("encrypted", [False, True])
async def test_what_one_person_says_another_reads(people: People, *, encrypted: bool) -> None:
    anna, bo = await people.come("anna", encrypted=encrypted), await people.come("bo", encrypted=encrypted)
    room = await _room(anna, bo, encrypted=encrypted)
    said = await anna.send(room, "Godmorgen")
    heard = await bo.wait_for(room, lambda event: event["event_id"] == said and not event.get("unreadable"), "Anna's greeting")
    assert (heard["content"]["body"], heard["sender"], heard["encrypted"]) == ("Godmorgen", anna.user, encrypted)


async def test_what_people_do_in_rooms(people: People) -> None:
    anna, bo = await people.come("anna"), await people.come("bo")
    room = await _room(anna, bo, encrypted=True)
    said = await anna.mention(room, bo.user, "godmorgen", name="Bo")
    await bo.wait_for(room, lambda event: event["event_id"] == said, "the mention")
    reply = await bo.reply(room, said, "i lige måde", fallback=True)
    await bo.react(room, said, "👍")
    threaded = await bo.say_in_thread(room, said, "i tråden")
    edited = await anna.edit(room, said, "god aften")
    await anna.redact(room, reply)
    await bo.wait_for(room, lambda event: event["type"] == "m.room.redaction", "the redaction")
    history = {each["event_id"]: each for each in await bo.history(room)}
    assert history[said]["content"]["m.mentions"] == {"user_ids": [bo.user]}
    assert f"https://matrix.to/#/{bo.user}" in history[said]["content"]["formatted_body"]
    assert history[threaded]["content"]["m.relates_to"]["rel_type"] == "m.thread"
    assert history[edited]["content"]["m.new_content"]["body"] == "god aften"
    assert history[reply]["content"] == {}
    assert anna.event(room, reply)["content"]["body"].startswith(f"> <{anna.user}> Bo: godmorgen")
    assert [each["content"]["m.relates_to"]["key"] for each in history.values() if each["type"] == "m.reaction"] == ["👍"]


async def test_a_room_is_upgraded(people: People) -> None:
    anna, bo = await people.come("anna", encrypted=False), await people.come("bo", encrypted=False)
    old = await anna.create_room(bo.user, version="11")
    await bo.join(old)
    new = await anna.upgrade(old)
    tombstone = await bo.wait_for(old, lambda event: event["type"] == "m.room.tombstone", "the tombstone")
    assert tombstone["content"]["replacement_room"] == new
    assert (":" in old, ":" in new) == (True, False)


async def test_what_did_not_come_is_known_not_to_have_come(people: People) -> None:
    anna, bo = await people.come("anna", encrypted=False), await people.come("bo", encrypted=False)
    room = await _room(anna, bo)
    for number in range(12):
        await anna.send(room, str(number))
    await bo.caught_up()
    assert [each["content"]["body"] for each in bo.events(room) if each["type"] == "m.room.message"] == [str(number) for number in range(12)]
    with pytest.raises(AssertionError, match=r"waited 0\.1 s in vain for a question in .* by @bo-"):
        await bo.wait_for(room, lambda event: event["content"].get("body") == "?", "a question", within=0.1)


async def test_an_identity_and_its_devices_are_seen(people: People) -> None:
    anna, bo = await people.come("anna"), await people.come("bo")
    assert (await bo.shield_of(anna.user, anna.device)).known
    assert not (await bo.shield_of(anna.user, anna.device)).green
    first = await anna.cross_sign()
    assert (await bo.shield_of(anna.user, anna.device)).green
    signed, unsigned = await people.new_device(anna, signed=True), await people.new_device(anna, signed=False)
    assert [(await bo.shield_of(anna.user, each.device)).green for each in (signed, unsigned)] == [True, False]
    second = await anna.reset_identity()
    seen = await bo.shield_of(anna.user, anna.device)
    assert seen.green
    assert seen.master == second.master.public != first.master.public
    assert not (await bo.shield_of(anna.user, signed.device)).green


async def test_a_new_device_reads_what_is_said_from_then_on(people: People) -> None:
    anna, bo = await people.come("anna"), await people.come("bo")
    room = await _room(anna, bo, encrypted=True)
    before = await anna.send(room, "før")
    other = await people.new_device(bo, signed=False)
    after = await anna.send(room, "efter")
    await other.wait_for(room, lambda event: event["content"].get("body") == "efter", "what was said after")
    assert {each["event_id"]: each.get("unreadable", False) for each in await other.history(room) if each["encrypted"]} == {before: True, after: False}


async def test_a_killed_homeserver_comes_back_with_all_it_had(homeservers: Homeservers, people: People) -> None:
    private = homeservers()
    anna, bo = await people.come("anna", at=private.api), await people.come("bo", at=private.api)
    room = await _room(anna, bo, encrypted=True)
    await anna.send(room, "før")
    died = private.pid
    private.kill()
    with pytest.raises(ProcessLookupError):
        os.kill(died, 0)
    async with fault_proxy(private.url) as proxy:
        with pytest.raises(Refused, match="502"):
            await Api(proxy.url).call("GET", f"{CLIENT}/account/whoami", token=anna.token)
        private.start()
        assert (await Api(proxy.url).call("GET", f"{CLIENT}/account/whoami", token=anna.token))["user_id"] == anna.user
    await anna.send(room, "efter")
    await bo.wait_for(room, lambda event: event["content"].get("body") == "efter", "what was said after the restart")
    assert [each["content"].get("body") for each in bo.events(room) if each["encrypted"]] == ["før", "efter"]


async def test_tokens_are_revoked_and_devices_deleted(people: People) -> None:
    anna = await people.come(encrypted=False)
    second, third = await anna.api.log_in(anna.account, refresh=False), await anna.api.log_in(anna.account, refresh=False)
    await anna.api.log_out(second.token)
    await anna.api.delete_devices(anna.account, anna.token, third.device)
    for gone in (second, third):
        with pytest.raises(Refused, match="M_UNKNOWN_TOKEN"):
            await anna.api.call("GET", f"{CLIENT}/account/whoami", token=gone.token)
    assert await anna.api.devices(anna.token) == [anna.device]


async def test_limits_and_short_tokens_as_the_profile_says(homeservers: Homeservers) -> None:
    limited, refreshing = homeservers("default"), homeservers("refresh", {"refreshable_access_token_lifetime": "1s"})
    spoken = await limited.api.register("bot")
    login = await limited.api.log_in(spoken)
    room = (await limited.api.call("POST", f"{CLIENT}/createRoom", {}, token=login.token))["room_id"]

    async def speak(number: int) -> None:
        await limited.api.call("PUT", f"{CLIENT}/rooms/{room}/send/m.room.message/{number}", contents.text("hej"), token=login.token)

    with pytest.raises(Refused, match="429 M_LIMIT_EXCEEDED"):
        await asyncio.gather(*(speak(number) for number in range(15)))
    await limited.api.override_ratelimit(spoken.user)
    await speak(99)
    short = await refreshing.api.log_in(await refreshing.api.register("bot"))
    assert short.refresh
    assert short.lasts == pytest.approx(1, abs=0.5)
    renewed = await refreshing.api.call("POST", f"{CLIENT}/refresh", {"refresh_token": short.refresh})
    assert renewed["access_token"] != short.token
