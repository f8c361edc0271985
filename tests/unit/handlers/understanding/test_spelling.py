# SPDX-License-Identifier: MPL-2.0
"""Misspelt words of questions are mended; words that are right, and names, are left alone."""

from handlers.understanding.spelling import Spelling
from handlers.understanding.text import tokens

SPELLING = Spelling(frozenset(["steering", "group", "stirring", "meeting"]), frozenset(["steering", "meeting"]))


def _mended(text: str, names: tuple[int, ...] = ()) -> list[str]:
    return [token.folded for token in SPELLING.mended(tokens(text), names)]


def test_a_slip_is_mended_but_stays_as_typed_for_showing() -> None:
    (token,) = SPELLING.mended(tokens("Steerign"), ())
    assert (token.folded, token.text) == ("steering", "Steerign")


def test_a_known_word_a_name_and_a_short_word_stay() -> None:
    assert _mended("stirring groups") == ["stirring", "groups"]
    assert _mended("meetign", (0,)) == ["meetign"]
    assert _mended("meet grp") == ["meet", "grp"]


def test_what_resembles_nothing_stays() -> None:
    assert _mended("xylophone 123456") == ["xylophone", "123456"]
