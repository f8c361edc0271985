# SPDX-License-Identifier: MPL-2.0
"""Where the bot is out of a room nothing is sent there again and again; where it only is not synced yet, it waits."""

from collections.abc import Mapping
from typing import Any, cast

import pytest
from prometheus_client import CollectorRegistry

from bot.adapters.matrix.client import MatrixClient
from bot.adapters.matrix.encryption import Encryption
from bot.adapters.matrix.metrics import MatrixMetrics
from bot.adapters.matrix.pace import Pace
from bot.adapters.matrix.sending import ATTEMPTS, NOT_IN_ROOM, Alone, Sender
from bot.outcomes import CallError, Outcome

ROOM, OTHER = "!a:example.org", "!b:example.org"


class NowhereYet:
    """A client that no sync has told of any room. `joined`: what the homeserver says when it is asked."""

    rooms: Mapping[str, Any] = {}

    def __init__(self, joined: object) -> None:
        self._joined = joined
        self.asked = 0

    async def call(self, method: str, path: str) -> dict[str, object]:
        assert (method, path) == ("GET", "/_matrix/client/v3/joined_rooms")
        self.asked += 1
        return {"joined_rooms": self._joined}


async def refused(client: NowhereYet, alone: Alone | None = None) -> CallError:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    sender = Sender(cast("MatrixClient", client), cast("Encryption", None), MatrixMetrics(CollectorRegistry()), Pace(pause=pause))
    with pytest.raises(CallError) as error:
        await sender.send(ROOM, "m.room.message", {}, "t", alone=alone)
    assert len(pauses) == (0 if error.value.outcome is Outcome.REFUSED else ATTEMPTS)
    return error.value


async def test_a_room_that_the_homeserver_does_not_count_is_given_up_at_once() -> None:
    client = NowhereYet([OTHER])
    error = await refused(client)
    assert (error.outcome, error.code, client.asked) == (Outcome.REFUSED, NOT_IN_ROOM, 1)


@pytest.mark.parametrize("joined", [[OTHER, ROOM], None, "x"], ids=["just entered", "says nothing", "says nonsense"])
async def test_one_that_it_counts_or_says_nothing_of_is_waited_for(joined: object) -> None:
    error = await refused(NowhereYet(joined))
    assert (error.outcome, error.code) == (Outcome.LATER, "not_synced")


async def test_for_one_person_alone_there_is_another_room() -> None:
    client = NowhereYet([OTHER])
    error = await refused(client, lambda: True)
    assert (error.outcome, client.asked) == (Outcome.LATER, 0)
