# SPDX-License-Identifier: MPL-2.0
"""Whatever the homeserver does, each question is answered once; and where it lets the bot in no more, readiness says so and nothing spins."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.matrix.asking import QUESTION, all_answered, answered, answers, entered
from tests.e2e.matrix.connected import PACE, Home, bot_at, elsewhere, home, until
from tests.matrix.fault_proxy import FaultProxy, fault_proxy
from tests.matrix.faults import BAD_GATEWAY, BROKEN, FORGOTTEN, Break, Cut, Fault, limited
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People

SYNC, SEND = r"/v3/sync", r"/send/m\.room"
Homeservers = Callable[..., Homeserver]


@pytest.fixture
async def place(homeserver: Homeserver, tmp_path: Path, faults: FaultProxy) -> Home:
    """By way of the fault proxy."""
    return elsewhere(await home(homeserver.api, homeserver.url, tmp_path), faults.url)


@pytest.mark.parametrize(
    ("method", "path", "fault", "times"),
    [
        ("GET", SYNC, BAD_GATEWAY, 4),
        ("GET", SYNC, Cut(), 2),
        ("GET", SYNC, BROKEN, 2),
        ("PUT", SEND, BAD_GATEWAY, 2),
        ("PUT", SEND, Break(done=True), 3),
        ("PUT", SEND, Break(done=False), 3),
        ("PUT", SEND, Cut(), 2),
        ("PUT", SEND, limited(0.5), 2),
        ("PUT", SEND, limited(1, "header"), 1),
        ("PUT", r"/sendToDevice/", BAD_GATEWAY, 2),
        ("POST", r"/keys/(query|claim)", BAD_GATEWAY, 2),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Fault) else str(each),
)
@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_a_question_is_answered_once(
    place: Home, faults: FaultProxy, people: People, method: str, path: str, fault: Fault, times: int, encrypted: bool
) -> None:
    anna = await people.come("anna")
    async with bot_at(place) as bot:
        room = await entered(anna, bot.user, encrypted=encrypted)
        faults.fail(method, path, fault, times=times)
        answer = await answered(anna, bot.user, room)
        await answered(anna, bot.user, room, "!os2 hvad er os2iot?", "OS2iot")
        assert answers(await anna.history(room), bot.user) == [answer["content"]["m.relates_to"]["event_id"]]


async def test_error_pages_make_no_hot_loop(place: Home, faults: FaultProxy) -> None:
    async with bot_at(place):
        before = len(faults.seen("GET", SYNC))
        faults.fail("GET", SYNC, BAD_GATEWAY, times=1_000)
        await faults.until_seen("GET", SYNC, count=before + 4)
        await asyncio.sleep(1)  # a loop would ask a thousand times
        assert len(faults.seen("GET", SYNC)) - before < 15


async def test_a_revoked_token_is_said_and_asked_for_no_more(place: Home, faults: FaultProxy) -> None:
    async with bot_at(place) as bot:
        faults.fail("GET", SYNC, FORGOTTEN, times=1_000)

        async def unready() -> bool:
            return "token" in (await bot.platform.checks["matrix"]() or "")

        await until(unready, "readiness to speak of the token")
        before = len(faults.requests)
        await asyncio.sleep(1)  # a loop would ask hundreds of times
        assert len(faults.requests) - before <= 2


async def test_a_token_that_expires_is_renewed(homeservers: Homeservers, tmp_path: Path) -> None:
    server = homeservers("refresh")
    people = People(server.api)
    try:
        account = await server.api.register("os2bot")
        login = await server.api.log_in(account, refresh=True)
        assert login.refresh
        place = Home(account=account, login=login, url=server.url, directory=tmp_path)
        anna = await people.come("anna")
        async with bot_at(place, pace=replace(PACE, poll=1.0)) as bot:
            room = await entered(anna, bot.user)
            await asyncio.sleep(login.lasts + 1)  # it must have expired
            await answered(anna, bot.user, room)
        async with bot_at(place) as bot:  # the pair that was kept is the one in force
            await answered(anna, bot.user, room)
    finally:
        await people.leave()


async def test_a_homeserver_that_is_killed_and_comes_back_finds_every_question_answered(homeservers: Homeservers, tmp_path: Path) -> None:
    server = homeservers()
    people = People(server.api)
    try:
        place = await home(server.api, server.url, tmp_path)
        anna = await people.come("anna", encrypted=False)
        async with bot_at(place) as bot:
            room = await entered(anna, bot.user)
            asked = [await anna.send(room, QUESTION)]
            server.kill()
            server.start()
            asked.append(await anna.send(room, QUESTION))
            await all_answered(anna, bot.user, room, asked, within=30)
    finally:
        await people.leave()


async def test_under_a_homeservers_own_limits_all_is_answered_and_it_is_asked_to_wait_but_seldom(homeservers: Homeservers, tmp_path: Path) -> None:
    server = homeservers("default")
    people = People(server.api)
    try:
        place = await home(server.api, server.url, tmp_path)
        anna = await people.come("anna", encrypted=False)
        await server.api.override_ratelimit(anna.user)
        async with fault_proxy(server.url) as proxy, bot_at(elsewhere(place, proxy.url)) as bot:
            room = await entered(anna, bot.user)
            asked = [await anna.send(room, QUESTION) for _ in range(12)]
            await all_answered(anna, bot.user, room, asked, within=60)
            assert len([each for each in proxy.seen("PUT", SEND) if each.status == 429]) <= 6
    finally:
        await people.leave()


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_forty_at_once_are_answered_once_each_in_order(place: Home, people: People, encrypted: bool) -> None:
    anna = await people.come("anna")
    async with bot_at(place) as bot:
        room = await entered(anna, bot.user, encrypted=encrypted)
        asked = [await anna.send(room, QUESTION) for _ in range(40)]
        await all_answered(anna, bot.user, room, asked, within=60)


async def test_three_hundred_that_came_while_the_bot_was_away_are_answered_once_each_in_order(place: Home, people: People) -> None:
    anna = await people.come("anna", encrypted=False)
    async with bot_at(place) as bot:
        room = await entered(anna, bot.user)
    asked = [await anna.send(room, QUESTION) for _ in range(300)]
    async with bot_at(place) as bot:
        await all_answered(anna, bot.user, room, asked, within=120)


async def test_what_was_said_before_the_bot_came_is_not_answered(place: Home, people: People) -> None:
    anna = await people.come("anna", encrypted=False)
    async with bot_at(place) as bot:
        room = await anna.create_room(encrypted=False, name="Før")
        await anna.send(room, QUESTION)
        await anna.invite(room, bot.user)
        await anna.wait_for_member(room, bot.user)
        answer = await answered(anna, bot.user, room)
        assert answers(await anna.history(room), bot.user) == [answer["content"]["m.relates_to"]["event_id"]]
