# SPDX-License-Identifier: MPL-2.0
"""A recovery key is read as people write it, and a slip is found out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.matrix.trust.recovery_key import LENGTH, decode, encode, generated

KNOWN = "EsTj 3yST y93F SLpB jJsz eAXc 2XzA ygD3 w69H fGaN TKBj jXEd"
"""Of the test data of Matrix clients, written by other software than ours."""


def test_a_key_of_other_software_is_read_and_written_the_same() -> None:
    assert encode(decode(KNOWN)) == KNOWN


def test_spaces_and_line_breaks_do_not_matter() -> None:
    assert decode(KNOWN) == decode(KNOWN.replace(" ", "")) == decode(f"\n {KNOWN[:20]}\n\t{KNOWN[20:]}\r\n")


@given(st.binary(min_size=LENGTH, max_size=LENGTH))
def test_every_key_comes_back_from_twelve_groups_of_four(key: bytes) -> None:
    written = encode(key)
    assert [len(group) for group in written.split()] == [4] * 12
    assert written.startswith("Es")
    assert decode(written) == key


@given(st.binary(min_size=LENGTH, max_size=LENGTH), st.integers(0, 47), st.sampled_from("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"))
def test_one_wrong_character_is_found_out_or_makes_another_key(key: bytes, at: int, char: str) -> None:
    plain = encode(key).replace(" ", "")
    slip = plain[:at] + char + plain[at + 1 :]
    try:
        found = decode(slip)
    except ValueError:
        return
    assert (found == key) == (slip == plain)  # the parity is one byte: one slip in 256 passes it


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "empty"), ("   ", "empty"), (KNOWN[:-1], "47 characters"), (KNOWN + "d", "49 characters"), (KNOWN[:-5], "44 characters"),
        (KNOWN.replace("3", "0", 1), "'0'"), ("Es" + "Æ" * 46, "'Æ'"), (KNOWN[:-1] + "e", "slip of the pen"), ("F" + KNOWN[1:], "begins with Es"),
        ("1" * 48, "begins with Es"), ("z" * 48, "begins with Es"), ("z" * 100_000, "100000 characters"), ("hunter2", "7 characters"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_sentence_without_the_key(written: str, why: str) -> None:
    with pytest.raises(ValueError) as caught:
        decode(written)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not written.strip() or written not in str(caught.value)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_none(length: int) -> None:
    with pytest.raises(ValueError):
        encode(bytes(length))


def test_no_two_generated_keys_are_alike() -> None:
    assert len({generated() for _ in range(20)}) == 20
