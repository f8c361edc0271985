# SPDX-License-Identifier: MPL-2.0
"""A reply that is kept comes back as it was, and what is kept can still be read tomorrow."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue.values import Bilingual
from handlers.reply import (
    Bar,
    Bullets,
    Chart,
    Choice,
    Cited,
    Heading,
    Hours,
    Link,
    Listing,
    Outcome,
    Paragraph,
    Part,
    PartialDate,
    Phrase,
    Prose,
    Reply,
    Table,
    Value,
    Verbatim,
    say,
)
from handlers.reply_json import from_json, to_json

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

KEPT = (
    (Reply(parts=()), '{"reply":{"parts":[]}}'),
    (
        Reply(parts=(say("notice.role_given", role=Bilingual("koordinator", "coordinator"), on=PartialDate("2026-08-31"), at=NOON, count=2),)),
        (
            '{"reply":{"parts":[{"paragraph":{"phrase":{"phrase":{"key":"notice.role_given","values":{"role":{"bilingual":{"da":"koordinator","en":"coordinator"}},'
            '"on":{"partialdate":{"text":"2026-08-31"}},"at":{"datetime":"2026-11-24T12:00:00+00:00"},"count":2}}}}}]}}'
        ),
    ),
    (
        Reply(parts=(Heading("A"), Bullets(("b", 1)), Table(("c",), (("d",),)), Verbatim("g  h"), Link(Listing(("e", "f")), "https://example.org"))),
        (
            '{"reply":{"parts":[{"heading":{"phrase":"A"}},{"bullets":{"items":["b",1]}},{"table":{"columns":["c"],"rows":[["d"]]}},{"verbatim":{"text":"g  h"}},'
            '{"link":{"label":{"listing":{"values":["e","f"]}},"url":"https://example.org"}}]}}'
        ),
    ),
    (
        Reply(parts=(Paragraph(Hours(NOON, NOON + timedelta(hours=1))),)),
        (
            '{"reply":{"parts":[{"paragraph":{"phrase":{"hours":{"start":{"datetime":"2026-11-24T12:00:00+00:00"},'
            '"end":{"datetime":"2026-11-24T13:00:00+00:00"}}}}}]}}'
        ),
    ),
    (
        Reply(parts=(Chart("A", "b", (Bar("c", 3), Bar("d", 0)), "e"),)),
        '{"reply":{"parts":[{"chart":{"title":"A","unit":"b","bars":[{"bar":{"label":"c","number":3}},{"bar":{"label":"d","number":0}}],"says":"e"}}]}}',
    ),
    (Reply(parts=(Prose("a\n- b"),)), '{"reply":{"parts":[{"prose":{"text":"a\\n- b"}}]}}'),
    (Reply(parts=(), in_private=True), '{"reply":{"parts":[],"in_private":true}}'),
    (
        Reply(parts=(), outcome="asked_back", choices=(Choice("Ærø", "ask", {"a": "b"}),), sources=(Cited("t", PartialDate("2026")),)),
        (
            '{"reply":{"parts":[],"outcome":"asked_back","choices":[{"choice":{"label":"Ærø","intent":"ask","slots":{"a":"b"}}}],'
            '"sources":[{"cited":{"title":"t","read":{"partialdate":{"text":"2026"}}}}]}}'
        ),
    ),
)
"""Replies, and how they stand on disk today: a changed line here is a change that old databases do not know of."""

BROKEN = {
    "nothing": "",
    "half": '{"reply":',
    "not a reply": '{"heading":{"phrase":"A"}}',
    "a bare word": '"hej"',
    "an unknown part": '{"reply":{"parts":[{"fanfare":{"text":"A"}}]}}',
    "a part as a value": '{"reply":{"parts":[{"heading":{"phrase":{"heading":{"phrase":"A"}}}}]}}',
    "a value as a part": '{"reply":{"parts":[{"listing":{"values":[]}}]}}',
    "an unknown field": '{"reply":{"parts":[],"colour":"red"}}',
    "a missing field": '{"reply":{"outcome":"answered"}}',
    "an unknown outcome": '{"reply":{"parts":[],"outcome":"sung"}}',
    "a word for a list": '{"reply":{"parts":"A"}}',
    "a number for a text": '{"reply":{"parts":[{"link":{"label":"A","url":7}}]}}',
    "a fraction": '{"reply":{"parts":[{"heading":{"phrase":1.5}}]}}',
    "a number for a truth": '{"reply":{"parts":[],"in_private":1}}',
    "a truth": '{"reply":{"parts":[{"heading":{"phrase":true}}]}}',
    "no time": '{"reply":{"parts":[{"heading":{"phrase":{"datetime":"soon"}}}]}}',
    "a time that is a number": '{"reply":{"parts":[{"heading":{"phrase":{"datetime":5}}}]}}',
    "two tags": '{"reply":{"parts":[]},"heading":{"phrase":"A"}}',
    "depth": "[" * 200_000,
    "nested phrases": '{"reply":{"parts":[{"heading":{"phrase":' + '{"listing":{"values":[' * 20_000 + "]}}" * 20_000 + "}}]}}",
    "a huge number": '{"reply":{"parts":[{"heading":{"phrase":' + "1" * 5000 + "}}]}}",
}

TEXTS = st.text(max_size=20)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(timezones=st.none() | OFFSETS)
PARTIAL_DATES = TEXTS.map(PartialDate)
LEAVES: st.SearchStrategy[Any] = TEXTS | st.integers() | TIMES | PARTIAL_DATES | st.builds(Bilingual, TEXTS, TEXTS)


def _tuples(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=3).map(tuple)


VALUES = st.recursive(LEAVES, lambda inner: _tuples(inner).map(Listing) | st.builds(Phrase, TEXTS, st.dictionaries(TEXTS, inner, max_size=3)), max_leaves=8)
PARTS = (
    st.builds(Heading, VALUES)
    | st.builds(Paragraph, VALUES)
    | st.builds(Bullets, _tuples(VALUES))
    | st.builds(Table, _tuples(VALUES), _tuples(_tuples(VALUES)))
    | st.builds(Link, VALUES, TEXTS)
    | st.builds(Verbatim, TEXTS)
    | st.builds(Prose, TEXTS)
    | st.builds(Chart, VALUES, VALUES, _tuples(st.builds(Bar, VALUES, st.integers())), VALUES)
)
REPLIES = st.builds(
    Reply,
    parts=_tuples(PARTS),
    outcome=st.sampled_from(get_args(Outcome)),
    choices=_tuples(st.builds(Choice, VALUES, TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=3))),
    sources=_tuples(st.builds(Cited, VALUES, PARTIAL_DATES, st.none() | TEXTS, st.none() | PARTIAL_DATES)),
    missing=_tuples(TEXTS),
    in_private=st.booleans(),
)


@given(REPLIES)
def test_every_reply_comes_back_as_it_was(reply: Reply) -> None:
    assert from_json(to_json(reply)) == reply


@pytest.mark.parametrize(("reply", "kept"), KEPT)
def test_what_is_kept_on_disk_stays_readable(reply: Reply, kept: str) -> None:
    assert to_json(reply) == kept
    assert from_json(kept) == reply


def test_the_kept_replies_show_every_kind_of_part_and_value() -> None:
    shown = "".join(kept for _, kept in KEPT)
    classes = {each.__name__.lower() for each in (*get_args(Part), *get_args(Value))} - {"str", "int"}
    assert {each for each in classes if f'{{"{each}":' not in shown} == set()


def test_a_time_keeps_its_offset() -> None:
    at = datetime(2026, 11, 24, 13, tzinfo=timezone(timedelta(hours=1)))
    [part] = from_json(to_json(Reply(parts=(Paragraph(at),)))).parts
    assert isinstance(part, Paragraph)
    assert isinstance(part.phrase, datetime)
    assert part.phrase.utcoffset() == timedelta(hours=1)


def test_half_a_character_can_be_written_to_a_database() -> None:
    reply = Reply(parts=(Paragraph("\ud800 hej \x00 Ærø"),))
    kept = to_json(reply)
    assert "Ærø" in kept
    assert "\x00" not in kept
    assert kept.encode()
    assert from_json(kept) == reply


def test_what_no_reply_may_hold_is_refused_before_it_is_kept() -> None:
    with pytest.raises(ValueError, match=r"^A reply cannot hold a bool\.$"):
        to_json(Reply(parts=(say("key", count=True),)))


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_is_said_in_one_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^This reply cannot be read: [^\n]{5,300}\.$"):
        from_json(text)


def test_an_unknown_part_is_named() -> None:
    with pytest.raises(ValueError, match="'fanfare' stands where heading or paragraph or"):
        from_json(BROKEN["an unknown part"])


@given(
    st.text()
    | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)).map(json.dumps)
)
def test_no_text_raises_anything_but_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        from_json(text)
