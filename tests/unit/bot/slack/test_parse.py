# SPDX-License-Identifier: MPL-2.0
"""Any payload either gives a delivery or is refused: nothing that is sent to the bot ends otherwise."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack import parse
from bot.adapters.slack.delivery import Delivery, Place, from_json, to_json
from bot.adapters.slack.mentions import words
from handlers.message import Asked

REFUSED = (KeyError, TypeError, AttributeError, IndexError)
EVENT = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": "hej", "ts": "1.2", "thread_ts": "1.1", "team": "T1"}
WHOLE: dict[str, Any] = {
    "type": "event_callback", "event_id": "Ev1", "team_id": "T1", "enterprise_id": "E1", "event": EVENT, "authorizations": [{"team_id": "T1", "enterprise_id": "E1"}],
    "channel_id": "C1", "user_id": "U1", "trigger_id": "1.2.3", "response_url": "https://hooks.slack.com/x", "text": "hej", "team": {"id": "T1"},
    "user": {"id": "U1", "team_id": "T1"}, "channel": {"id": "C1"}, "view": {"id": "V1", "hash": "h", "type": "modal", "private_metadata": "{}"},
    "container": {"type": "message", "channel_id": "C1", "message_ts": "1.2", "is_ephemeral": False}, "actions": [{"action_id": "choice:0", "action_ts": "1764374400.123", "text": {"text": "Ja"}}],
    "message": {"ts": "1.2", "text": "hej"},
}  # fmt: skip
PARSERS: dict[str, Callable[[Any], Delivery | None]] = {
    "command": parse.command,
    "mention": lambda body: parse.mention(body, "UBOT"),
    "direct_message": lambda body: parse.direct_message(body, "UBOT"),
    "thread_reply": lambda body: parse.thread_reply(_in_channel(body), "UBOT"),
    "of_event": lambda body: parse.of_event(body, "home", user=body["event"]["user"]),
    "clicked": lambda body: parse.clicked(body, body["actions"][0], "answer", (Asked("about"),)),
    "submitted": lambda body: parse.submitted(body, None, "da", "hej"),
    "opened": lambda body: parse.opened(body, "V1", Asked("about"), "da"),
    "shown": parse.shown,
    "in_modal": parse.in_modal,
}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _paths(inner, (*path, name))


PATHS = [path for path in _paths(WHOLE) if path]


def _changed(path: tuple[Any, ...], new: Any) -> Any:
    """The whole payload, but for one place."""
    body = json.loads(json.dumps(WHOLE))
    at = body
    for name in path[:-1]:
        at = at[name]
    if new is _changed:
        del at[path[-1]]
    else:
        at[path[-1]] = new
    return body


def _in_channel(body: Any) -> Any:
    return {**body, "event": {**body["event"], "channel_type": "channel"}}


def _parsed(parser: str, body: Any) -> None:
    try:
        found = PARSERS[parser](body)
    except REFUSED:
        return
    if found is not None:
        assert from_json(to_json(found)) == found or "\ud800" in str(body)


@pytest.mark.parametrize("parser", PARSERS)
def test_a_whole_payload_is_a_delivery(parser: str) -> None:
    assert isinstance(PARSERS[parser](WHOLE), Delivery)


@pytest.mark.parametrize("parser", PARSERS)
def test_a_payload_that_lacks_something_is_refused_or_does_without(parser: str) -> None:
    for path in PATHS:
        _parsed(parser, _changed(path, _changed))


@pytest.mark.parametrize("parser", PARSERS)
@given(path=st.sampled_from(PATHS), new=anything)
def test_a_payload_in_which_something_is_something_else_is_refused_or_read(parser: str, path: tuple[Any, ...], new: Any) -> None:
    _parsed(parser, _changed(path, new))


@pytest.mark.parametrize("parser", PARSERS)
@given(body=anything)
def test_what_is_no_payload_at_all_is_refused(parser: str, body: Any) -> None:
    _parsed(parser, body)


@given(st.text(st.sampled_from("<>@#!|&;^ aU1ltgm\n*_`:/."), max_size=60))
def test_any_text_has_words_and_no_markup_of_the_bots_own(text: str) -> None:
    plain = words(text, "T1", "U1")
    assert "<@U1>" not in plain or "&" in text or "<<" in text
    assert plain == plain.strip()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<@U1> hej", "hej"),
        ("<@U1|bot> hej", "hej"),
        ("spørg <@U2>", "spørg slack:T1:U2"),
        ("<#C1|general> <#C1>", "#general C1"),
        ("<!here> <!subteam^S1|@team>", "here @team"),
        ("<https://os2.eu|OS2> <https://os2.eu>", "https://os2.eu https://os2.eu"),
        ("<mailto:a@b.dk|a@b.dk>", "a@b.dk"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<> <" + "a" * 4_000 + ">", "<> <" + "a" * 4_000 + ">"),
    ],
)
def test_markup_is_read_as_what_people_see(text: str, plain: str) -> None:
    assert words(text, "T1", "U1") == plain


def test_much_markup_is_read_in_little_time() -> None:
    assert words("<" * 200_000, "T1") == "<" * 200_000
    assert len(words("<@U2>" * 50_000, "T1")) == 50_000 * len("slack:T1:U2")


def _reply(**fields: Any) -> Any:
    said = {
        "channel_type": "channel",
        "channel": "C1",
        "user": "U1",
        "text": "- Økonomi\n- Drift",
        "ts": "1764374400.2",
        "thread_ts": "1764374400.1",
        "parent_user_id": "UBOT",
    }
    return {**WHOLE, "event": {"type": "message", **said, **fields}}


def test_what_is_answered_in_a_thread_of_the_bots_goes_back_to_who_wrote_it_alone() -> None:
    found = parse.thread_reply(_reply(), "UBOT")
    assert found is not None
    assert (found.text, found.private, found.conversation) == ("- Økonomi\n- Drift", True, "slack:T1:C1:1764374400.1:U1")
    assert found.place == Place(surface="ephemeral", channel="C1", thread="1764374400.1")
    assert found.key == "slack:T1:C1:1764374400.2"


@pytest.mark.parametrize("fields", [{"channel_type": "group"}, {"parent_user_id": None}, {"subtype": "thread_broadcast"}, {"subtype": "file_share"}])
def test_a_thread_reply_may_look_in_several_ways(fields: dict[str, Any]) -> None:
    assert parse.thread_reply(_reply(**fields), "UBOT") is not None


@pytest.mark.parametrize("fields", [
    {"thread_ts": None}, {"thread_ts": "1764374400.2"}, {"channel_type": "im"}, {"channel_type": "mpim"}, {"parent_user_id": "U2"}, {"bot_id": "B1"}, {"user": "UBOT"}, {"user": None},
    {"text": "<@UBOT> hvem?"}, {"text": " "}, {"subtype": "message_changed"}, {"subtype": "message_deleted"}, {"subtype": "bot_message"}, {"subtype": "channel_join"},
])  # fmt: skip
def test_everything_else_in_channels_is_dropped_without_a_look_at_the_database(fields: dict[str, Any]) -> None:
    assert parse.thread_reply(_reply(**fields), "UBOT") is None
