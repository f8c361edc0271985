# SPDX-License-Identifier: MPL-2.0
"""A handler gets the services its parameters name, and a slip stops the start."""

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.wiring import Context, call, check_wiring
from config.intents.intent import load_intents
from handlers import HANDLERS, UNWRITTEN
from handlers.message import Query
from handlers.reply import Reply, say
from tests.conftest import NOW


async def _fine(query: Query, now: datetime) -> Reply:
    return Reply(parts=(say(now.isoformat()),))


async def _slip(query: Query, clock: str) -> Reply:
    return Reply(parts=())


async def test_a_handler_gets_just_what_it_names() -> None:
    nothing = cast("Any", None)
    reply = await call(_fine, Query(intent="x"), Context(nothing, nothing, nothing, nothing, NOW, ZoneInfo("UTC")))
    assert reply == Reply(parts=(say(NOW.isoformat()),))


def test_an_unknown_service_stops_the_start() -> None:
    with pytest.raises(TypeError, match="the handler of x asks for clock; there are absences, actor, agenda, attendances, audit, breaks, calendars"):
        check_wiring({"x": _slip})


def test_every_handler_is_wired_and_every_intent_is_answered() -> None:
    check_wiring(HANDLERS)
    assert set(HANDLERS) == set(load_intents().by_name) | UNWRITTEN
