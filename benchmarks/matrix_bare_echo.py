# SPDX-License-Identifier: MPL-2.0
"""A bare matrix-nio bot that answers every message with the same words. `python -m benchmarks.matrix_bare_echo URL USER DEVICE TOKEN [STORE]`.

With a directory for its keys it reads and writes encrypted rooms too. It joins where it is invited, and keeps nothing else: what a bot on nio can be at its fastest.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

import nio

WORDS = "Aarhus Kommune koordinerer OS2mo (pr. 16. juni 2026)."
_FILTER = {"room": {"timeline": {"limit": 100}}}
_POLL = 30_000  # milliseconds


class Echo:
    def __init__(self, client: nio.AsyncClient) -> None:
        self._client = client
        self._answers: set[asyncio.Task[Any]] = set()

    async def invited(self, room: nio.MatrixRoom, event: nio.InviteMemberEvent) -> None:
        if event.state_key == self._client.user_id and event.membership == "invite":
            await self._client.join(room.room_id)

    async def said(self, room: nio.MatrixRoom, event: nio.RoomMessage) -> None:
        """The answer is a task: sync does not wait for it."""
        if event.sender == self._client.user_id:
            return
        content = {"msgtype": "m.notice", "body": WORDS, "m.relates_to": {"m.in_reply_to": {"event_id": event.event_id}}}
        answer = asyncio.create_task(self._client.room_send(room.room_id, "m.room.message", content, ignore_unverified_devices=True))
        self._answers.add(answer)
        answer.add_done_callback(self._answers.discard)


async def run(url: str, user: str, device: str, token: str, store: str = "") -> None:
    config = nio.AsyncClientConfig(encryption_enabled=bool(store))
    client = nio.AsyncClient(url, user, device_id=device, store_path=store, config=config)
    client.user_id, client.access_token = user, token
    if store:
        client.load_store()
    echo = Echo(client)
    client.add_event_callback(echo.invited, nio.InviteMemberEvent)
    await client.sync(full_state=True, sync_filter=_FILTER)  # before it listens: what was said before it came is not for it
    client.add_event_callback(echo.said, nio.RoomMessage)
    await client.sync_forever(_POLL, _FILTER)


if __name__ == "__main__":
    for store in sys.argv[5:]:
        Path(store).mkdir(mode=0o700, parents=True, exist_ok=True)
    asyncio.run(run(*sys.argv[1:]))
