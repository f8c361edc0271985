# SPDX-License-Identifier: MPL-2.0
"""What a room is rests on its state as the homeserver tells it, and on nothing that somebody merely says."""

from typing import Any

import pytest

from bot.adapters.matrix.room_facts import RoomFacts

ROOM = "!room:example.org"
MEGOLM = {"algorithm": "m.megolm.v1.aes-sha2"}
LEFT: dict[str, Any] = {"rooms": {"leave": {ROOM: {}}}}


def state(kind: str, content: object, **more: object) -> dict[str, Any]:
    return {"type": kind, "state_key": "", "sender": "@astrid:example.org", "content": content, **more}


def synced(*timeline: object, before: tuple[object, ...] = ()) -> dict[str, Any]:
    return {"rooms": {"join": {ROOM: {"state": {"events": list(before)}, "timeline": {"events": list(timeline)}}}}}


def told(*answers: dict[str, Any]) -> RoomFacts:
    facts = RoomFacts()
    for number, each in enumerate(answers):
        facts.take(each, whole=number == 0)
    return facts


INVITED_ONLY = state("m.room.join_rules", {"join_rule": "invite"})


@pytest.mark.parametrize("content", [MEGOLM, {}, [], None, {"algorithm": 5}])
def test_a_room_with_encryption_in_its_state_is_encrypted_whatever_stands_in_it(content: object) -> None:
    assert told(synced(state("m.room.encryption", content))).encrypted(ROOM)
    assert told(synced(before=(state("m.room.encryption", content),))).encrypted(ROOM)


def test_what_was_encrypted_stays_so_whatever_is_told_afterwards() -> None:
    assert told(synced(state("m.room.encryption", MEGOLM)), synced(), LEFT, synced()).encrypted(ROOM)


def test_what_is_only_said_is_no_state() -> None:
    said = {"type": "m.room.encryption", "sender": "@astrid:example.org", "content": MEGOLM}
    assert not told(synced(said)).encrypted(ROOM)
    assert not told(synced({**INVITED_ONLY, "state_key": "@astrid:example.org"})).closed(ROOM)


def test_a_room_that_one_must_be_invited_to_is_closed_and_another_is_not() -> None:
    assert told(synced(INVITED_ONLY)).closed(ROOM)
    assert not told(synced()).closed(ROOM)
    for rule in ("public", "knock", "restricted", ["invite"], None):
        assert not told(synced(INVITED_ONLY), synced(state("m.room.join_rules", {"join_rule": rule}))).closed(ROOM)


@pytest.mark.parametrize("visibility", ["world_readable", ["shared"], None, 5])
def test_a_room_that_the_world_reads_or_that_says_nothing_clear_is_not_closed(visibility: object) -> None:
    assert not told(synced(INVITED_ONLY, state("m.room.history_visibility", {"history_visibility": visibility}))).closed(ROOM)


def test_a_name_or_an_address_is_one_whatever_it_is() -> None:
    assert not told(synced(state("m.room.name", {"name": ""}), state("m.room.canonical_alias", {}))).named(ROOM)
    for event in (state("m.room.name", {"name": 5}), state("m.room.canonical_alias", {"alias": "#a:example.org"})):
        assert told(synced(event)).named(ROOM)


def test_the_timeline_comes_after_the_state_and_the_whole_replaces_what_was_known() -> None:
    public = state("m.room.join_rules", {"join_rule": "public"})
    assert told(synced(INVITED_ONLY, before=(public,))).closed(ROOM)
    facts = told(synced(state("m.room.name", {"name": "Koordinering"})))
    facts.take(synced(), whole=True)
    assert not facts.named(ROOM)


def test_a_room_that_was_left_is_not_known_any_more() -> None:
    assert not told(synced(INVITED_ONLY), LEFT).closed(ROOM)


def test_what_is_no_event_is_passed_over() -> None:
    assert told(synced(None, 5, [], {"type": ["m.room.name"], "state_key": ""}, INVITED_ONLY)).closed(ROOM)
