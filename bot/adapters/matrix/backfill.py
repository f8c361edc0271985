# SPDX-License-Identifier: MPL-2.0
"""Fetches what a sync left out of a room's timeline. https://spec.matrix.org/latest/client-server-api/#get_matrixclientv3roomsroomidmessages"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import structlog

from bot.adapters.matrix.calls import CLIENT, MatrixCallError
from bot.adapters.matrix.client import MatrixClient
from bot.outcomes import Outcome

PAGES = 100  # of 100 events: more than that a room does not bring about while the bot is away
Event = Mapping[str, Any]

_log = structlog.get_logger(__name__)


async def backfilled(client: MatrixClient, room_id: str, before: str, since: str, ends: Callable[[Event], bool]) -> list[Event]:
    """Events between `since` and `before`, the oldest first; none that came before the newest for which `ends` is true. Raises MatrixCallError; a refusal ends it."""
    found: list[Event] = []
    path, start = f"{CLIENT}/rooms/{quote(room_id, safe='')}/messages", before
    for _ in range(PAGES):
        try:
            page = await client.call("GET", path, query={"dir": "b", "from": start, "to": since, "limit": "100"})
        except MatrixCallError as error:
            if error.outcome is not Outcome.REFUSED:
                raise
            _log.error("What was said meanwhile is not shown to the bot", action="matrix_backfill_refused", room=room_id, code=error.code)
            break
        for event in page.get("chunk") or ():
            if not isinstance(event, Mapping):
                continue
            if ends(event):
                return found[::-1]
            found.append(event)
        end = page.get("end")
        if not isinstance(end, str) or end in (start, since) or not page.get("chunk"):
            return found[::-1]
        start = end
    else:
        _log.error("More was said meanwhile than is fetched; the oldest of it is lost", action="matrix_backfill_cut", room=room_id, events=len(found))
    return found[::-1]
