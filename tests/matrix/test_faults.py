# SPDX-License-Identifier: MPL-2.0
"""The proxy goes wrong as it is told, and only then."""

import asyncio
from contextlib import suppress

import aiohttp
import pytest

from tests.matrix.accounts import CLIENT, Api
from tests.matrix.contents import text
from tests.matrix.fault_proxy import FOREVER, FaultProxy
from tests.matrix.faults import BAD_GATEWAY, BROKEN, Answer, Break, Cut, Fault, Hang, limited
from tests.matrix.people import People
from tests.matrix.person import Person

WHOAMI = f"{CLIENT}/account/whoami"
Asked = tuple[int, str, str]


async def _ask(proxy: FaultProxy, method: str, path: str, token: str) -> Asked:
    """Status, body and Retry-After."""
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
        session.request(method, proxy.url + path, headers={"Authorization": f"Bearer {token}"}, json=text("hej") if method == "PUT" else None) as answer,
    ):
        return answer.status, await answer.text(), answer.headers.get("Retry-After", "")


@pytest.mark.parametrize(
    ("fault", "status", "words", "wait"),
    [
        (BAD_GATEWAY, 502, "<h1>502", ""),
        (BROKEN, 500, "M_UNKNOWN", ""),
        (limited(3, "header"), 429, "<html>", "3"),
        (limited(1.5), 429, '"retry_after_ms": 1500', ""),
        (limited(2, "both"), 429, '"retry_after_ms": 2000', "2"),
    ],
)
async def test_what_the_proxy_answers_itself(faults: FaultProxy, people: People, fault: Answer, status: int, words: str, wait: str) -> None:
    anna = await people.come(encrypted=False)
    faults.fail("GET", "/whoami$", fault, times=1, skip=1)
    answers = [await _ask(faults, "GET", WHOAMI, anna.token) for _ in range(3)]
    assert [each[0] for each in answers] == [200, status, 200]
    assert (words in answers[1][1], answers[1][2]) == (True, wait)
    assert [each.status for each in faults.seen("GET", "/whoami$")] == [200, status, 200]


@pytest.mark.parametrize(("fault", "done"), [(Break(), True), (Break(done=False), False), (Cut(), True)])
async def test_an_outcome_that_stays_unclear(faults: FaultProxy, people: People, fault: Fault, *, done: bool) -> None:
    anna = await people.come(encrypted=False)
    room = await anna.create_room()
    faults.fail("PUT", "/send/", fault, times=FOREVER)
    with pytest.raises((aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError)):
        await _ask(faults, "PUT", f"{CLIENT}/rooms/{room}/send/m.room.message/t1", anna.token)
    await faults.until_seen("PUT", "/send/", answered=True)
    assert {(seen.status, seen.transaction, seen.token) for seen in faults.seen("PUT", "/send/")} == {(0, "t1", anna.token)}
    assert [each["type"] for each in await anna.history(room)].count("m.room.message") == done


async def test_a_connection_that_breaks_once_is_mended_by_aiohttp_itself(faults: FaultProxy, people: People) -> None:
    """So what shall reach the code above it must break twice."""
    anna = await people.come(encrypted=False)
    room = await anna.create_room()
    faults.fail("PUT", "/send/", Break())
    assert (await _ask(faults, "PUT", f"{CLIENT}/rooms/{room}/send/m.room.message/t1", anna.token))[0] == 200
    assert [each.status for each in faults.seen("PUT", "/send/")] == [0, 200]


async def test_what_hangs_goes_on_when_it_is_released(faults: FaultProxy, people: People) -> None:
    anna = await people.come(encrypted=False)
    rule = faults.fail("GET", "/whoami$", Hang(), times=FOREVER)
    asking = asyncio.create_task(_ask(faults, "GET", WHOAMI, anna.token))
    (seen,) = await faults.until_seen("GET", "/whoami$")
    assert seen.status is None
    rule.release()
    assert (await asking)[0] == 200


async def test_who_gives_up_waiting_is_seen_to_have_gone(faults: FaultProxy, people: People) -> None:
    anna = await people.come(encrypted=False)
    faults.fail("GET", "/whoami$", Hang())
    asking = asyncio.create_task(_ask(faults, "GET", WHOAMI, anna.token))
    await faults.until_seen("GET", "/whoami$")
    asking.cancel()
    with suppress(asyncio.CancelledError):
        await asking
    assert (await faults.until_seen("GET", "/whoami$", answered=True))[0].status == 0


async def test_long_polls_pass(faults: FaultProxy, people: People) -> None:
    """Somebody whose client knows the proxy alone is told at once, encrypted rooms and all."""
    anna = await people.come("anna")
    bo = await people.come("bo", at=Api(faults.url))
    room = await anna.create_room(bo.user, encrypted=True)
    await bo.join(room)
    said = await anna.send(room, "Godmorgen")
    await _heard(bo, room, said)
    assert {each.status for each in faults.seen("GET", "/sync$")} <= {200, None}


async def _heard(person: Person, room: str, event: str) -> None:
    await person.wait_for(room, lambda each: each["event_id"] == event and not each.get("unreadable"), "the greeting")
