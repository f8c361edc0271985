# SPDX-License-Identifier: MPL-2.0
"""Events become what is to be done about them; whatever else is sent is refused in one way."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.matrix.delivery import Delivery, Place, from_json, to_json
from bot.adapters.matrix.memory import Posted
from bot.adapters.matrix.parse import HELP, Perhaps, RoomView, following, parse
from bot.adapters.matrix.room_events import invited
from bot.adapters.matrix.words import MOST
from handlers.understanding.text import MAX_CHARACTERS
from tests.unit.bot.matrix.payloads import DIRECT, EVENTS, HALL, ME, message, payload

EVENT = "$jvPL2cXzJkQO8mQ1r0z5cM1o1zKxkq3y8Qf2mWb7Jt4"


def delivered(raw: Any, room: RoomView = HALL) -> Delivery:
    found = parse(raw, room, ME)
    assert isinstance(found, Delivery)
    return found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("element_mention", "hvem koordinerer os2iot?"),
        ("element_x_mention", "udpeg matrix:@bo:example.org som koordinator"),
        ("command", "hvad er os2mo?"),
    ],
)
def test_whoever_calls_the_bot_in_a_room_is_answered_in_a_thread_under_it(name: str, text: str) -> None:
    assert delivered(payload(name)) == Delivery(
        id=f"matrix:!hal:example.org:{EVENT}", key=f"matrix:!hal:example.org:{EVENT}", work="answer", user="@anna:example.org", text=text,
        conversation=f"matrix:!hal:example.org:{EVENT}", place=Place(room="!hal:example.org", thread=EVENT, to=EVENT), at=1_795_525_200.123, addressed=True,
    )  # fmt: skip


def test_in_a_thread_it_is_answered_there() -> None:
    found = delivered(payload("command_in_thread"))
    assert (found.text, found.place.thread, found.place.to, found.conversation) == ("og os2iot?", "$root", EVENT, "matrix:!hal:example.org:$root")


def test_in_a_direct_room_everything_is_said_to_the_bot_and_answered_where_it_stands() -> None:
    found = delivered(payload("chatter"), DIRECT)
    assert (found.text, found.private, found.channel) == ("God morgen alle sammen", True, "")
    assert (found.conversation, found.place) == ("matrix:!FkrsjAhi6Yq4", Place(room="!FkrsjAhi6Yq4", to=EVENT))
    threaded = delivered(payload("choice_in_thread"), DIRECT)
    assert (threaded.conversation, threaded.place.thread) == ("matrix:!FkrsjAhi6Yq4:$root", "$root")


@pytest.mark.parametrize("room", [HALL, DIRECT])
@pytest.mark.parametrize("name", ["edit", "notice", "emote", "own_echo", "topic", "redacted", "renamed"])
def test_what_is_not_said_to_the_bot_is_left_alone(name: str, room: RoomView) -> None:
    assert parse(payload(name), room, ME) is None


def test_the_bot_does_not_answer_itself() -> None:
    assert parse(message("!os2 hjælp", ME.user), HALL, ME) is None


def test_chatter_and_pictures_among_others_are_none_of_its_business() -> None:
    assert parse(payload("chatter"), HALL, ME) is None
    assert parse(payload("image"), HALL, ME) is None
    assert delivered(payload("image"), DIRECT).work == "unreadable"


@pytest.mark.parametrize("body", ["!os2", "!OS2", " !os2, ", "!os2:", "@os2bot:example.org", "OS2bot:", "os2bot,"])
def test_called_and_asked_for_nothing_it_helps(body: str) -> None:
    assert delivered(message(body)).text == HELP


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("!os2, hvad er os2mo?", "hvad er os2mo?"),
        ("!OS2 HVAD", "HVAD"),
        ("OS2bot: hvad?", "hvad?"),
        ("os2bot, hvad?", "hvad?"),
        ("@os2bot:example.org hvad?", "hvad?"),
        ("hvad siger @os2bot:example.org?", "hvad siger ?"),
    ],
)
def test_every_way_to_call_it(body: str, text: str) -> None:
    assert delivered(message(body)).text == text


@pytest.mark.parametrize(
    "body",
    ["!os2bot hej", "!os20 hej", "os2bot er god", "vi bruger OS2bot: den er god", "@os2bot:example.org.evil hej", "x@os2bot:example.org", "!os2-ting", ""],
)
def test_what_only_looks_like_a_call_is_none(body: str) -> None:
    assert parse(message(body), HALL, ME) is None


def test_with_mentions_told_a_name_alone_calls_nobody() -> None:
    assert parse(message("OS2bot: hvad?", m__mentions={}), HALL, ME) is None
    assert delivered(message("OS2bot hvad?", m__mentions={"user_ids": [ME.user]})).text == "hvad?"


@pytest.mark.parametrize(("name", "thread", "replied", "text"), [("choice_in_thread", "$root", "", "2"), ("rich_reply", "", "$svar", "ja tak")])
def test_a_bare_choice_may_be_meant_for_the_bot(name: str, thread: str, replied: str, text: str) -> None:
    found = parse(payload(name), HALL, ME)
    assert isinstance(found, Perhaps)
    assert (found.thread, found.replied, found.delivery.text, found.decides) == (thread, replied, text, True)


def test_a_reply_goes_on_where_the_answer_stands() -> None:
    said = parse(payload("rich_reply"), HALL, ME)
    assert isinstance(said, Perhaps)
    posted = Posted(room=HALL.id, event="$svar", answers="$q", thread="$q", conversation=f"matrix:{HALL.id}:$q")
    found = following(said.delivery, posted)
    assert (found.conversation, found.place) == (f"matrix:{HALL.id}:$q", Place(room=HALL.id, thread="$q", to=EVENT))


def test_more_than_a_choice_is_said_to_the_others_unless_the_bot_collects_it() -> None:
    raw = payload("choice_in_thread")
    raw["content"]["body"] = "ja, det synes jeg også, Bo"
    found = parse(raw, HALL, ME)
    assert isinstance(found, Perhaps)
    assert (found.decides, found.delivery.text) == (False, "ja, det synes jeg også, Bo")
    raw["content"]["body"] = " "
    assert parse(raw, HALL, ME) is None


def test_lines_in_a_thread_stay_lines() -> None:
    raw = payload("choice_in_thread")
    raw["content"]["body"] = "- Økonomi\n- Drift"
    found = parse(raw, HALL, ME)
    assert isinstance(found, Perhaps)
    assert found.delivery.text == "- Økonomi\n- Drift"


def test_a_reaction_names_the_message_and_the_key() -> None:
    found = delivered(payload("reaction"))
    assert (found.work, found.clicked, found.label, found.text, found.asks) == ("answer", "$svar", "2\ufe0f\u20e3", "", None)
    assert (found.conversation, found.place.to) == ("matrix:!hal:example.org:$svar", "$svar")


@pytest.mark.parametrize("name", ["redaction_v10", "redaction_v11"])
def test_a_message_taken_back_is_named_in_both_forms(name: str) -> None:
    found = delivered(payload(name))
    assert (found.work, found.content) == ("redacted", {"redacts": "$gammel"})


def test_a_replaced_room_says_by_which() -> None:
    found = delivered(payload("tombstone"))
    assert (found.work, found.content) == ("upgraded", {"replacement": "!FkrsjAhi6Yq4uVZpQm0n7t2x8c5b1d3e9g6h4j7k0lM", "by": "@anna:example.org"})
    assert parse({**payload("tombstone"), "state_key": "x"}, HALL, ME) is None


def test_somebody_who_comes_is_greeted_once_in_a_room() -> None:
    found = delivered(payload("join"))
    again = delivered({**payload("join"), "event_id": "$igen"})
    assert (found.work, found.user, found.id) == ("welcome", "@anna:example.org", again.id)
    assert "anna" not in found.id
    assert parse(payload("join"), DIRECT, ME) is None


def test_an_encrypted_message_is_kept_whole_until_it_can_be_read() -> None:
    found = delivered(payload("encrypted"))
    assert (found.work, found.encrypted, found.content) == ("undecrypted", True, payload("encrypted"))


def test_the_device_is_known_where_it_came_encrypted() -> None:
    found = parse(payload("command"), HALL, ME, "curve")
    assert isinstance(found, Delivery)
    assert (found.encrypted, found.device) == (True, "curve")


def test_an_invitation_says_who_and_what() -> None:
    found = invited("!ny", payload("invite_state"), ME)
    assert found is not None
    assert (found.id, found.work, found.user) == ("matrix:!ny:invited:$indbydelse", "invited", "@bo:example.org")
    assert found.content == {"inviter": "@bo:example.org", "direct": True, "name": "OS2 Fællesskabet", "alias": "#os2:example.org", "room_type": "m.space"}
    assert invited("!ny", payload("invite_state")[:-1], ME) is None
    assert from_json(to_json(found)) == found


def test_a_flood_is_cut_but_still_too_long() -> None:
    assert MAX_CHARACTERS < len(delivered(message("!os2 " + "x" * 60_000)).text) <= MOST


@pytest.mark.parametrize(
    ("field", "value"),
    [("event_id", "$" + "x" * 255), ("sender", "@" + "æ" * 122 + ":example.org"), ("event_id", "$a b"), ("sender", "anna"), ("event_id", "")],
)
def test_ids_that_are_none_are_refused(field: str, value: str) -> None:
    with pytest.raises(ValueError):
        parse({**payload("command"), field: value}, HALL, ME)


@pytest.mark.parametrize("at", [-1, 10**400, True, "x", None, float("inf"), float("nan")])
def test_a_wrong_clock_makes_nothing_unreadable(at: Any) -> None:
    assert delivered({**payload("command"), "origin_server_ts": at}).at == 0


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=5)
    | st.sampled_from(["$x", "@a:b", "!r", "m.thread", "m.text"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["event_id", "rel_type", "m.in_reply_to", "user_ids", "x"]), inner, max_size=3),
    max_leaves=8,
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _paths(inner, (*path, name))


PLACES = [(name, path) for name in [*EVENTS, "invite_state"] for path in _paths(payload(name))]


def _changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    at = value
    for name in path[:-1]:
        at = at[name]
    if new == "gone":
        del at[path[-1]]
    else:
        at[path[-1]] = new
    return value


@given(st.sampled_from(PLACES), anything | st.just("gone"), st.sampled_from([HALL, DIRECT]))
def test_a_mangled_event_is_a_delivery_nothing_or_a_value_error(place: tuple[str, tuple[Any, ...]], new: Any, room: RoomView) -> None:
    name, path = place
    raw = _changed(payload(name), path, new)
    try:
        found = invited(room.id, raw if isinstance(raw, list) else [], ME) if name == "invite_state" else parse(raw, room, ME)
    except ValueError:
        return
    delivery = found.delivery if isinstance(found, Perhaps) else found
    if delivery is not None and delivery.work != "undecrypted":
        kept = from_json(to_json(delivery))
        assert kept == delivery or "\\ud" in json.dumps(raw)
