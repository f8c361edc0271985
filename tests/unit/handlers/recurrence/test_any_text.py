# SPDX-License-Identifier: MPL-2.0
"""No text whatever raises or takes long to read, and what is found in it can be kept."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.recurrence.reading import recurrence
from handlers.recurrence.rule import checked
from handlers.recurrence.unread import STRUCK, Unread
from tests.unit.handlers.recurrence.phrases import DANISH, ENGLISH, TODAY

WORDS = """
    hver hvert every each anden second 2. 14. 3rd første sidste last i of the måned måneden month kvartalet uge week weeks mandag mandage Monday Tuesdays hverdag weekday og and , - til to
    kl. 13 9.30 at 2 pm noon halv tre kvart over 9 i alt 6 gange times undtagen juli except May lige ulige uger odd fra from 4/1 12. januar frem til until 1. juli 2027 90 minutter en time an hour
    hvert år årligt monthly biweekly en gang om ugen twice a week eller or den 15. ½ ı ſ İ ٣ | { } ;
""".split()  # noqa: SIM905 - read as it is written
texts = st.text(max_size=300) | st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.lists(st.sampled_from(WORDS), max_size=40).map("".join)


@settings(max_examples=300)
@given(texts, st.dates())
def test_no_text_raises_and_what_is_found_can_be_kept(text: str, today: date) -> None:
    told = recurrence(text, today)
    assert told.rule is None or checked(told.rule) == told.rule
    assert (told.rule is None) == (told.first is None)
    assert told.minutes is None or 1 <= told.minutes <= 1440
    assert len(set(told.vague)) == len(told.vague)


@given(texts, st.integers(0, 300), st.integers(0, 300))
def test_what_is_struck_out_is_gone_at_the_same_place_and_nothing_else(text: str, one: int, other: int) -> None:
    unread = Unread(text)
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    unread.strike_written([(start, end)])
    assert len(unread.text) == len(text)
    assert all(letter == STRUCK for letter in unread.text[start:end])
    assert (unread.text[:start], unread.text[end:]) == (text[:start], text[end:])


LONGEST = 2000  # characters
HOSTILE = (
    "1", "1. ", "1.,", "1 og ", "1., 2. og ", "hver ", "hver anden ", "hver 1. ", "mandag ", "mandag og ", "mandage ", "mandag-", "første mandag ", "første, ", "den ", "den 1. ", "i maj ", "maj og ", "maj-",
    "kl. ", "kl. 1", "kl. 1 ", "kl. 13-14 ", "fra ", "fra 1 til 2 ", "1 til ", "1-", "13:00 ", "halv ", "kvart over ", "en time og ", "en time ", "1 t 1 min ", "i alt ", "6 gange ", "undtagen ", "undtagen juli ",
    "lige uger ", "i i i ", "hver lige ", "om ", "every ", "the first ", "second to last ", "a ", "at ", "at 1 ", "until ", " ", "\n", "|", "æ", "½", "İ", "hver mandag kl. 13-14 fra 4/1 til 1/7 undtagen juli. ",
)  # fmt: skip


def _milliseconds(text: str) -> float:
    """Of processor time, the best of five: an unlucky moment of the machine is no slowness of the reading."""
    taken = []
    for _ in range(5):
        start = time.thread_time()
        recurrence(text, TODAY)
        taken.append(time.thread_time() - start)
    return min(taken) * 1000


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_hostile_text_is_read_in_time(text: str) -> None:
    assert _milliseconds((text * LONGEST)[:LONGEST]) < 40


def test_an_ordinary_message_is_read_at_once() -> None:
    assert max(_milliseconds(f"Vi mødes {told[0]} på Teams, hilsen Lise") for told in (*DANISH, *ENGLISH)) < 3
