# SPDX-License-Identifier: MPL-2.0
"""A sync's answer as matrix-nio takes it: without what the bot needs nothing of, and without the events that matrix-nio cannot even parse.

matrix-nio parses all of it or nothing: one event out of thousands would keep it from all others.
"""

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import nio
import structlog

from bot.adapters.matrix.calls import Json

_KEPT = ("next_batch", "device_one_time_keys_count", "device_lists")
_log = structlog.get_logger(__name__)
Events = Callable[[Iterable[Any], Callable[[Any], object]], list[Any]]
"""Of these, those to be handed on; each by its own copy, for matrix-nio takes events apart."""


def sync_response(synced: Json) -> nio.SyncResponse | nio.SyncError:
    """`synced` stays as it is."""
    try:
        return nio.SyncResponse.from_dict(_handed(synced, _all))
    except Exception as error:  # noqa: BLE001 - matrix-nio raises whatever it stumbles over
        _log.warning("A sync holds events that matrix-nio cannot read", action="matrix_sync_part_failed", error=type(error).__name__)
        return nio.SyncResponse.from_dict(_handed(synced, _parsable))


def _handed(synced: Json, events: Events) -> dict[str, Any]:
    """Of what was sent to the device only what is encrypted, as keys are: the bot verifies nobody, and passes no keys on."""
    sent = [each for each in synced.get("to_device", {}).get("events", ()) if isinstance(each, Mapping) and each.get("type") == "m.room.encrypted"]
    return {
        **copy.deepcopy({key: synced[key] for key in _KEPT if key in synced}),
        "rooms": {"join": {room_id: _room(room, events) for room_id, room in synced.get("rooms", {}).get("join", {}).items()}},
        "to_device": {"events": events(sent, nio.ToDeviceEvent.parse_event)},
    }


def _room(room: Mapping[str, Any], events: Events) -> dict[str, Any]:
    timeline = room.get("timeline", {})
    return {
        "state": {"events": events(room.get("state", {}).get("events", ()), nio.Event.parse_event)},
        "timeline": {**timeline, "events": events(timeline.get("events", ()), nio.Event.parse_event)},
        "summary": dict(room.get("summary", {})),
    }


def _all(events: Iterable[Any], _parse: Callable[[Any], object]) -> list[Any]:
    return [copy.deepcopy(each) for each in events]


def _parsable(events: Iterable[Any], parse: Callable[[Any], object]) -> list[Any]:
    return [copy.deepcopy(each) for each in events if _parses(each, parse)]


def _parses(event: Any, parse: Callable[[Any], object]) -> bool:
    try:
        parse(copy.deepcopy(event))
    except Exception as error:  # noqa: BLE001 - as above
        _log.warning("An event is none that matrix-nio can read", action="matrix_sync_part_failed", error=type(error).__name__)
        return False
    return True
