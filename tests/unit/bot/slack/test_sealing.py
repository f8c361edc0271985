# SPDX-License-Identifier: MPL-2.0
"""Secrets are encrypted with the first key and read with any; a key that is none is named by its setting, never repeated."""

import base64

import pytest

from bot.adapters.slack.sealing import Seal, UnreadableSecretError

KEY, OTHER = (base64.urlsafe_b64encode(byte * 32).decode() for byte in (b"k", b"o"))


def test_what_was_sealed_opens_and_nothing_stays_nothing() -> None:
    seal = Seal([KEY])
    sealed = seal.close("xoxb-secret")
    assert sealed is not None
    assert "xoxb" not in sealed
    assert seal.open(sealed) == "xoxb-secret"
    assert seal.open(seal.close("æøå")) == "æøå"
    assert (seal.close(None), seal.close(""), seal.open(None), seal.open("")) == (None, None, None, None)


def test_the_first_key_seals_and_every_key_opens() -> None:
    sealed = Seal([OTHER, KEY]).close("secret")
    assert Seal([OTHER]).open(sealed) == "secret"
    assert Seal([KEY, OTHER]).open(sealed) == "secret"
    with pytest.raises(UnreadableSecretError, match="OS2BOT_ENCRYPTION_KEY"):
        Seal([KEY]).open(sealed)


@pytest.mark.parametrize("sealed", ["xoxb-in-the-clear", "gAAAAAB", "å", "x" * 300])
def test_what_was_never_sealed_is_not_taken_for_a_secret(sealed: str) -> None:
    with pytest.raises(UnreadableSecretError) as caught:
        Seal([KEY]).open(sealed)
    assert sealed not in str(caught.value)


@pytest.mark.parametrize("key", ["", "short", KEY[:-2], KEY + "AAAA", "hemmelig-nøgle-på-dansk-af-rette-længde-44===", "*" * 44])
def test_a_key_that_is_none_is_refused_in_one_sentence(key: str) -> None:
    with pytest.raises(ValueError, match=r"^OS2BOT_ENCRYPTION_KEY is no key: it must be 32 bytes") as caught:
        Seal([key])
    assert not key or key not in str(caught.value)
    with pytest.raises(ValueError, match=r"^key 2 of OS2BOT_ENCRYPTION_KEY is no key"):
        Seal([KEY, key])


def test_without_a_key_the_setting_is_named() -> None:
    with pytest.raises(ValueError, match=r"^OS2BOT_ENCRYPTION_KEY is missing"):
        Seal([])
