# SPDX-License-Identifier: MPL-2.0
"""What is signed, by the examples of the specification, and that no input is believed or trips it up."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.matrix.trust.signing import SigningKey, canonical, raw, unpadded, verify
from tests.matrix import identity

SEED = "YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1"
"""https://spec.matrix.org/latest/appendices/#cryptographic-test-vectors"""
ANNA = "@anna:example.org"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({}, "{}"),
        ({"one": 1, "two": "Two"}, '{"one":1,"two":"Two"}'),
        ({"b": "2", "a": "1"}, '{"a":"1","b":"2"}'),
        ({"a": "日本語"}, '{"a":"日本語"}'),
        ({"本": 2, "日": 1}, '{"日":1,"本":2}'),
        ({"a": "\u65e5"}, '{"a":"日"}'),
        ({"a": None}, '{"a":null}'),
        (
            {"auth": {"success": True, "mxid": "@john.doe:example.com", "profile": {"display_name": "John Doe", "three_pids": [{"medium": "email", "address": "john.doe@example.org"}]}}},
            '{"auth":{"mxid":"@john.doe:example.com","profile":{"display_name":"John Doe","three_pids":[{"address":"john.doe@example.org","medium":"email"}]},"success":true}}',
        ),
        ({"\U0001f600": 1, "\uffee": 2}, '{"\uffee":2,"\U0001f600":1}'),
        ('"\\\n\x7f\x01', '"\\"\\\\\\n\x7f\\u0001"'),
    ],
)  # fmt: skip
def test_canonical_json_is_as_the_specification_shows_it(value: Any, written: str) -> None:
    assert canonical(value) == written


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, -(2**53), b"x", {"a": {1: 2}}, "\ud800", {"\udfff": 1}, {1}, object()])
def test_what_canonical_json_cannot_say_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical({"a": [value]})


def test_what_is_nested_without_end_is_refused() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(ValueError):
        canonical(value)


@pytest.mark.parametrize(
    ("value", "signature"),
    [
        ({}, "K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ"),
        ({"one": 1, "two": "Two"}, "KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw"),
    ],
)
def test_signatures_are_those_of_the_specification(value: dict[str, Any], signature: str) -> None:
    key = SigningKey(raw(SEED))
    assert key.signed(value, "domain")["signatures"] == {"domain": {f"ed25519:{key.public}": signature}}


@given(
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), json_values, max_size=4).map(
        lambda value: value | {"signatures": {}, "unsigned": {"age": 1}}
    )
)
def test_a_signature_holds_until_a_word_of_what_is_signed_is_another(value: dict[str, Any]) -> None:
    key, other = SigningKey(bytes(32)), SigningKey(b"1" * 32)
    signed = key.signed(value, ANNA)
    assert verify(signed, ANNA, f"ed25519:{key.public}", key.public)
    assert verify({**signed, "unsigned": {"age": 2}}, ANNA, f"ed25519:{key.public}", key.public)
    assert not verify({**signed, "added": 1}, ANNA, f"ed25519:{key.public}", key.public)
    assert not verify(signed, ANNA, f"ed25519:{key.public}", other.public)
    assert not verify(signed, "@mallory:example.org", f"ed25519:{key.public}", key.public)
    assert identity.verified(signed, ANNA, key.public, key.public)  # by another hand than ours


_junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=3),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(_junk, _junk)
def test_whatever_comes_is_no_signature_and_no_error(value: Any, public: Any) -> None:
    key = SigningKey(bytes(32))
    assert not verify(value, ANNA, "ed25519:X", public)
    assert not verify({"signatures": {ANNA: {"ed25519:X": value}}}, ANNA, "ed25519:X", key.public)
    assert not verify({"signatures": {ANNA: value}}, ANNA, "ed25519:X", key.public)
    assert not verify({"signatures": value}, ANNA, "ed25519:X", key.public)
    assert not verify(key.signed({}, ANNA), ANNA, f"ed25519:{key.public}", public)


@given(st.binary())
def test_base64_is_written_without_padding_and_read_with_it_or_without(data: bytes) -> None:
    written = unpadded(data)
    assert "=" not in written
    assert raw(written) == raw(written + "=" * (-len(written) % 4)) == data


@pytest.mark.parametrize("text", ["a", "Zg*", "Zm 9v", "Zm9v\n!", "æ"])
def test_what_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        raw(text)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_seed_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError):
        SigningKey(bytes(length))
