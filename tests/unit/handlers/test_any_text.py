# SPDX-License-Identifier: MPL-2.0
"""Whatever somebody writes is answered: nothing raises, nothing takes long, nothing steers the terminal."""

import asyncio
import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from tests.talking import Talk

LONGEST = 0.050
"""Seconds of processor time for one answer, whatever is asked."""

WORDS = [
    "hvem",
    "hvad",
    "hvilke",
    "koordinerer",
    "bruger",
    "niveau",
    "2",
    "og",
    "eller",
    "os2mo",
    "kitos",
    "Aarhus",
    "aarhsu",
    "kommune",
    "OS2",
    "styregruppen",
    "møde",
    "pris",
    "?",
    "!",
    "\n",
    "den",
    "licens",
    "who",
    "which",
    "uses",
    "level",
    "what",
    "about",
    "its",
    "and",
    "meeting",
    "<b>",
    "'",
    ";",
    "--",
    "%s",
    "{0}",
    "{product}",
    "🙂",
    "\u202e",
    "\u200b",
    "\x00",
    "\x1b[31m",
    "ﷺ",
    "ẞ",
    "İ",
]
HOSTILE = [
    ("hvad koster det at være medlem? hvem bruger skole? ulf " * 40)[:2000], "", " ", "\n\t", "a" * 100_000, "a " * 999, "os2 " * 490, "?" * 2000, "og " * 660, "hvem er koordinator for os2mo og " * 60,
    "\x00\x1b[31m\x07hvem koordinerer \x00kitos", "\u202ehvem koordinerer kitos\u202c", "hv\u200bem koord\u200binerer ki\u200dtos", "😀😀👍",
    "'; DROP TABLE products; --", "<script>alert(1)</script>", "\ud800 hej", "a" + "\u0301" * 1900, "ﷺ" * 500, "1" * 1500, "<!channel> @room",
    "{product} %(product)s %s {0}", "aarhsu kommun os2kitsos ringkobing " * 50, "\u2028\u2029\x85", "İ" * 1900,
]  # fmt: skip


def _answered(dispatcher: Dispatcher, text: str) -> tuple[str, float]:
    start = time.thread_time()
    heard = asyncio.run(Talk(dispatcher, Localiser()).say(text))
    return heard.text, time.thread_time() - start


def _check(dispatcher: Dispatcher, text: str) -> None:
    said, seconds = _answered(dispatcher, text)
    assert said.strip()
    assert all(char == "\n" or unicodedata.category(char) != "Cc" for char in said)
    if seconds > LONGEST:  # an unlucky moment of the machine is no slowness of the bot: the best of three counts
        seconds = min(seconds, _answered(dispatcher, text)[1], _answered(dispatcher, text)[1])
    assert seconds <= LONGEST, f"{seconds * 1000:.0f} ms for {text[:80]!r}"


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_hostile_text_gets_an_answer_in_time(dispatcher: Dispatcher, text: str) -> None:
    _check(dispatcher, text)


@settings(max_examples=150)
@given(st.text(max_size=2100))
@example("")
def test_any_characters_get_an_answer_in_time(dispatcher: Dispatcher, text: str) -> None:
    _check(dispatcher, text)


@settings(max_examples=150)
@given(st.lists(st.sampled_from(WORDS), max_size=400).map(" ".join))
def test_any_mixture_of_known_words_gets_an_answer_in_time(dispatcher: Dispatcher, text: str) -> None:
    _check(dispatcher, text)
