# SPDX-License-Identifier: MPL-2.0
"""Secrets on the homeserver: opened by their key under their name, and by nothing else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.matrix.trust.recovery_key import decode
from bot.adapters.matrix.trust.sealing import ALGORITHM, UnreadableError, described, fits, opened, sealed
from bot.adapters.matrix.trust.signing import raw

KEY, OTHER, NAME = bytes(range(32)), bytes(32), "m.cross_signing.master"


def test_a_key_described_by_other_software_is_known_again() -> None:
    """The description and the recovery key stand in the tests of matrix-rust-sdk."""
    key = decode("EsTj 3yST y93F SLpB jJsz eAXc 2XzA ygD3 w69H fGaN TKBj jXEd")
    assert fits(key, {"algorithm": ALGORITHM, "iv": "xv5b6/p3ExEw++wTyfSHEg==", "mac": "ujBBbXahnTAMkmPUX2/0+VTfUh63pGyVRuBcDMgmJC8="})


def test_a_key_fits_its_own_description_alone() -> None:
    assert fits(KEY, described(KEY))
    assert not fits(OTHER, described(KEY))


@pytest.mark.parametrize(
    "wrong",
    [{"algorithm": "m.other"}, {"iv": "AAAA"}, {"iv": None}, {"mac": 7}, {"mac": ""}, {"iv": "*" * 22}, {"mac": "é"}],
)  # fmt: skip
def test_a_description_that_says_nothing_fits_no_key(wrong: dict[str, Any]) -> None:
    assert not fits(KEY, {**described(KEY), **wrong})


@pytest.mark.parametrize("description", [{}, [], None, "text", {"algorithm": ALGORITHM}])
def test_nothing_is_no_description(description: Any) -> None:
    assert not fits(KEY, description)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_secret_comes_back(secret: str) -> None:
    box = sealed(KEY, NAME, secret)
    assert opened(KEY, NAME, box) == secret
    assert not raw(box["iv"])[8] & 0x80
    assert sealed(KEY, NAME, secret) != box  # never the same twice


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.sampled_from(["ciphertext", "mac"]), st.integers(0))
def test_what_was_altered_does_not_open(secret: str, part: str, at: int) -> None:
    box = sealed(KEY, NAME, secret)
    text = box[part]
    at %= len(text) - 1
    changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
    with pytest.raises(UnreadableError):
        opened(KEY, NAME, {**box, part: changed})


def test_another_key_or_another_name_opens_nothing() -> None:
    box = sealed(KEY, NAME, "secret")
    for key, name in ((OTHER, NAME), (KEY, "m.cross_signing.self_signing")):
        with pytest.raises(UnreadableError):
            opened(key, name, box)


@pytest.mark.parametrize("box", [{}, [], None, "text", {"iv": "", "ciphertext": "", "mac": ""}, {"iv": 1, "ciphertext": 2, "mac": 3}])
def test_nothing_is_no_secret(box: Any) -> None:
    with pytest.raises(UnreadableError):
        opened(KEY, NAME, box)
