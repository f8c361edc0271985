# SPDX-License-Identifier: MPL-2.0
"""Text is made comparable without losing what tells words apart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.understanding.text import MAX_TOKENS, clean, fold, loosen, stems, tokens


@pytest.mark.parametrize(
    ("typed", "folded"), [("Århus", "aarhus"), ("aarhus", "aarhus"), ("SØNDERBORG", "soenderborg"), ("é", "e"), ("A\u030arhus", "aarhus"), ("ß", "ss")]
)
def test_letters_are_folded(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_hurried_typing_is_loosened_further() -> None:
    assert loosen("soenderborg") == loosen("sonderborg")
    assert loosen("kittos") == loosen("kitos")


def test_one_plus_stays_whole_and_hyphens_part_words() -> None:
    assert [token.text for token in tokens("niveau 1+ i Lyngby-Taarbæk")] == ["niveau", "1+", "i", "Lyngby", "Taarbæk"]


def test_invisible_characters_are_gone_and_squares_are_two() -> None:
    assert clean("os\u00b2\u200bmo\u202e\n er\x00") == "os2mo er"


def test_no_more_words_are_looked_at_than_the_limit() -> None:
    assert len(tokens("a " * 1000)) == MAX_TOKENS


def test_a_word_has_a_stem_in_each_language() -> None:
    assert not stems("koordinerer").isdisjoint(stems("koordinere"))
    assert not stems("coordinates").isdisjoint(stems("coordinated"))


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert all(unicodedata.category(char)[0] != "C" for char in once)


@given(st.text(max_size=300))
def test_tokens_stand_where_they_say(text: str) -> None:
    cleaned = clean(text)
    assert all(cleaned[token.start : token.end] == token.text for token in tokens(cleaned))
