# SPDX-License-Identifier: MPL-2.0
"""What of a sync is to be dealt with: events of every room in order, with those that were left out fetched, and history left alone."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import nio
import structlog
from nio.exceptions import EncryptionError

from bot.adapter import Host
from bot.adapters.matrix.addressing import Me
from bot.adapters.matrix.backfill import Event, backfilled
from bot.adapters.matrix.client import MatrixClient
from bot.adapters.matrix.delivery import Delivery
from bot.adapters.matrix.keycaps import chosen
from bot.adapters.matrix.memory import Memory
from bot.adapters.matrix.metrics import MatrixMetrics
from bot.adapters.matrix.parse import Perhaps, following, parse
from bot.adapters.matrix.reading import mapping
from bot.adapters.matrix.room_events import invited
from bot.adapters.matrix.rooms import Rooms
from bot.adapters.matrix.sync import Synced

SEALED = ("m.room.message", "m.reaction")
"""What is taken from within an encrypted event. Whether somebody may take a message back, or move a room, is for the homeserver to say, and it sees none of these."""

_log = structlog.get_logger(__name__)


class Receiving:
    """Raises CallError where something has to be fetched and cannot be now, and what the database raises."""

    def __init__(self, client: MatrixClient, rooms: Rooms, memory: Memory, metrics: MatrixMetrics, me: Me, host: Host) -> None:
        self._client, self._rooms, self._memory, self._metrics, self._me, self._host = client, rooms, memory, metrics, me, host

    async def deliveries(self, synced: Synced) -> Sequence[Delivery]:
        rooms = _mapping(synced.raw.get("rooms"))
        found = [self._invited(room_id, invite, synced) for room_id, invite in _mapping(rooms.get("invite")).items()]
        opened = _opened(synced.response)
        if synced.since:  # before the very first sync nothing was said to the bot
            for room_id, joined in _mapping(rooms.get("join")).items():
                for event in await self._events(room_id, _mapping(_mapping(joined).get("timeline")), synced.since):
                    found.append(await self.delivery(room_id, event, opened.get(str(event.get("event_id")))))
        return [each for each in found if each]

    async def _events(self, room_id: str, timeline: Mapping[str, Any], since: str) -> Sequence[Event]:
        """Those that were said since, and since the bot came in."""
        shown = [each for each in timeline.get("events") or () if isinstance(each, Mapping)]
        came = next((at for at in range(len(shown) - 1, -1, -1) if self._comes_in(shown[at])), None)
        if came is not None:
            return shown[came + 1 :]
        if not timeline.get("limited") or not isinstance(timeline.get("prev_batch"), str):
            return shown
        missed = await backfilled(self._client, room_id, timeline["prev_batch"], since, self._comes_in)
        self._metrics.backfilled.inc(len(missed))
        return [*missed, *shown]

    def _comes_in(self, event: Event) -> bool:
        if event.get("type") != "m.room.member" or event.get("state_key") != self._me.user:
            return False
        before = _mapping(_mapping(event.get("unsigned")).get("prev_content"))
        return _mapping(event.get("content")).get("membership") == "join" and before.get("membership") != "join"

    def _invited(self, room_id: str, invite: Any, synced: Synced) -> Delivery | None:
        """Invited again it is another invitation, though it may look the same."""
        try:
            found = invited(room_id, _mapping(_mapping(invite).get("invite_state")).get("events") or (), self._me)
        except ValueError:
            return None
        return replace(found, id=f"{found.id}:{synced.since or 'first'}", key=f"{found.key}:{synced.since or 'first'}") if found else None

    async def delivery(self, room_id: str, event: Event, plain: nio.Event | None = None) -> Delivery | None:
        """What is to be done about one event, as the homeserver gives it. `plain`: the same, where matrix-nio has decrypted it already."""
        found = self._read(room_id, event, plain)
        if isinstance(found, Perhaps):
            return await self._perhaps(found)
        if found and found.clicked:
            return await self._chosen(found)
        return await self._following(found) if found and found.content.get("in_reply_to") else found

    def _read(self, room_id: str, event: Event, plain: nio.Event | None) -> Delivery | Perhaps | None:
        """What it says by itself. Anybody may write anything: whatever it is, it does not hold up what others say."""
        try:
            opened, device = self._decrypted(room_id, event, plain) if event.get("type") == "m.room.encrypted" else (event, "")
            return parse(opened, self._rooms.view(room_id), self._me, device)
        except ValueError as error:
            _log.info("An event is not as the specification has it", action="matrix_event_refused", room=room_id, why=str(error)[:200])
        except Exception as error:  # noqa: BLE001 - what is read here asks neither the homeserver nor the database, so that trying again would mend nothing
            _log.error("An event cannot be read", action="matrix_event_refused", room=room_id, why=type(error).__name__)
        return None

    def _decrypted(self, room_id: str, event: Event, plain: nio.Event | None) -> tuple[Event, str]:
        """The event in plain, and the Curve25519 key of the device that it surely comes from; the event as it is, where its key is not here. Raises ValueError."""
        if "state_key" in event:
            raise ValueError("state is never encrypted")
        plain = plain or self._plain(room_id, event)
        if plain is None:
            return event, ""
        sealed = mapping(plain.source)
        if sealed.get("type") not in SEALED or "state_key" in sealed:
            raise ValueError("this is nothing that is said under encryption")
        return {**event, "type": sealed["type"], "content": sealed.get("content")}, self._surely_from(room_id, plain)

    def _plain(self, room_id: str, event: Event) -> nio.Event | None:
        """None where its key is not here yet. Raises whatever matrix-nio stumbles over."""
        parsed = nio.Event.parse_event(copy.deepcopy(dict(event)))  # its own copy: it takes events apart
        if not isinstance(parsed, nio.MegolmEvent):
            return None
        parsed.room_id = room_id
        try:
            return self._client.decrypt_event(parsed)
        except EncryptionError:
            return None

    def _surely_from(self, room_id: str, event: nio.Event) -> str:
        """A key that somebody else passed on says nothing of who wrote."""
        olm = self._client.olm
        session = olm.inbound_group_store.get(room_id, event.sender_key, event.session_id) if olm else None
        return str(event.sender_key) if session is not None and not session.forwarding_chain else "forwarded"

    async def _perhaps(self, said: Perhaps) -> Delivery | None:
        """What replies to somebody else is said to them. Under a call for points everything else is collected."""
        room = said.delivery.place.room
        posted = await self._memory.posted(room, said.replied) if said.replied else None
        if said.replied and posted is None:
            return None
        heard = following(said.delivery, posted) if posted else said.delivery
        if called := await self._host.collecting(heard.channel, f"{room}/{heard.place.thread}"):
            return replace(heard, collects_for=called.meeting, collects_in=called.language)
        return heard if said.decides and (posted or await self._memory.answers_in(room, said.thread)) else None

    async def _following(self, said: Delivery) -> Delivery:
        """A reply to an answer of the bot's goes on with its conversation."""
        posted = await self._memory.posted(said.place.room, str(said.content["in_reply_to"]))
        return following(said, posted) if posted else said

    async def _chosen(self, clicked: Delivery) -> Delivery | None:
        posted = await self._memory.posted(clicked.place.room, clicked.clicked)
        return chosen(clicked, posted) if posted else None


def _opened(response: nio.SyncResponse) -> Mapping[str, nio.Event]:
    """Event id → the event, of those that came encrypted and were decrypted."""
    return {each.event_id: each for room in response.rooms.join.values() for each in room.timeline.events if getattr(each, "decrypted", False)}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
