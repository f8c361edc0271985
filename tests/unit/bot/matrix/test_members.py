# SPDX-License-Identifier: MPL-2.0
"""Nobody who reads along is overlooked, whatever their membership looks like."""

from typing import Any

from bot.adapters.matrix.members import Members

ROOM, ASTRID, BIRGER, BOT = "!room:example.org", "@astrid:example.org", "@birger:example.org", "@os2:example.org"


def member(user: object, membership: str, **content: object) -> dict[str, Any]:
    return {"type": "m.room.member", "state_key": user, "sender": user, "content": {"membership": membership, **content}}


def synced(*timeline: dict[str, Any], state: tuple[dict[str, Any], ...] = (), room: str = ROOM) -> dict[str, Any]:
    return {"rooms": {"join": {room: {"state": {"events": list(state)}, "timeline": {"events": list(timeline)}}}}}


def told(*answers: dict[str, Any]) -> Members:
    members = Members()
    for number, each in enumerate(answers):
        members.take(each, whole=number == 0)
    return members


HERE = synced(state=(member(BOT, "join"), member(ASTRID, "join")))


def test_members_and_the_invited_are_there() -> None:
    assert told(HERE, synced(member(BIRGER, "invite"))).of(ROOM) == {BOT, ASTRID, BIRGER}


def test_whoever_leaves_is_banned_or_only_knocks_is_not() -> None:
    for gone in ("leave", "ban", "knock"):
        assert told(HERE, synced(member(ASTRID, gone))).of(ROOM) == {BOT}


def test_a_malformed_member_is_there_all_the_same() -> None:
    assert BIRGER in told(HERE, synced(member(BIRGER, "join", displayname=12, avatar_url=[]))).of(ROOM)


def test_the_timeline_comes_after_the_state() -> None:
    assert told(synced(member(ASTRID, "leave"), state=(member(ASTRID, "join"), member(BOT, "join")))).of(ROOM) == {BOT}


def test_a_sync_in_which_nothing_happens_changes_nothing() -> None:
    assert told(HERE, {"next_batch": "s2"}, synced({"type": "m.room.message", "content": {}})).of(ROOM) == {BOT, ASTRID}


def test_an_event_that_names_nobody_is_passed_over() -> None:
    assert told(HERE, synced(member(None, "join"), {"type": "m.room.member", "state_key": BIRGER})).of(ROOM) == {BOT, ASTRID}


def test_what_is_told_whole_replaces_what_was_known() -> None:
    members = told(HERE, synced(member(BIRGER, "join")))
    members.take(HERE, whole=True)
    assert members.of(ROOM) == {BOT, ASTRID}


def test_a_room_that_was_left_has_nobody() -> None:
    left: dict[str, Any] = {"rooms": {"leave": {ROOM: {}}}}
    assert told(HERE, left).of(ROOM) == frozenset()
