# SPDX-License-Identifier: MPL-2.0
"""Every date is found again as itself; no text whatever raises, or takes long to read."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from handlers.understanding.dates import dates, impossible, years

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("today", [date.min, date.max, date(2028, 2, 29)])
@pytest.mark.parametrize(
    "text",
    [
        "1. maj",
        "29/2",
        "mandag",
        "sidste mandag",
        "uge 1",
        "om 999 år",
        "næste måned",
        "siden maj",
        "fra 1/11 til 1/3",
        "resten af året",
        "28/12-3/1",
        "uge 52-1",
        "sidste år",
    ],
)
def test_no_day_of_the_calendar_is_too_early_or_too_late(text: str, today: date) -> None:
    assert all(each.first < each.after for each in dates(text, today))
    years(text, today)


FORMATS = ("d. MMMM y", "d/M y", "d.M.y", "y-MM-dd")


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMATS), st.sampled_from(["da_DK", "en_GB"]))
def test_every_date_is_found_again_as_itself(day: date, pattern: str, locale: str) -> None:
    text = format_date(day, pattern, locale=locale)
    assert [(each.first, each.after) for each in dates(text, TODAY)] == [(day, day + timedelta(days=1))]
    assert impossible(text) is None
    assert years(text, TODAY) == ()


WORDS = """
    fra til den d. i in og and to 1. 31. 1/3 31/2 24/7 1.3. 1.3.27 2027 2027-03-01 maj may May august måned uge week 32 60 mandag Monday næste next om på om to uger
    in three weeks - – ( ) , . 's '27 nytår new year t.o.m. tilbage back mellem udgangen af end of the siden since 20 % ı ſ İ ٣
""".split()  # noqa: SIM905 - read as it is written


@given(
    st.text(max_size=300) | st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.lists(st.sampled_from(WORDS), max_size=40).map("".join), st.dates()
)
def test_no_text_raises_and_no_two_dates_overlap(text: str, today: date) -> None:
    found = dates(text, today)
    assert all(0 <= each.start < each.end <= len(text) and each.first < each.after for each in found)
    assert all(earlier.end <= later.start for earlier, later in pairwise(found))
    assert (impossible(text) or "") in text
    years(text, today)


LONGEST = 2000  # characters
HOSTILE = (
    "1", "1/", "1.", "1-", "1 ", "1/3 ", "1/3-", "1/3-1/3 ", "31/2 ", "29/2 ", "i maj ", "maj-", "may 1 ", "fra ", "til og med ", "d.", "in the ", "mandag-", "mandag (", "uge 1 til ", "uge 53 ", "fra uge 1 til 2 ",
    " ", "\n", ".", "-", "1. ", "1.1. ", "2027-01-01 ", "om 1 ", "næste uge ", "a", "å", "1a", "fra 1/3 til 1/5 2028 ", "fra 29/2 til 29/2 ", "t.o.m. ", "1. til ", "mellem 1 og ", "udgangen af ", "sidste år ", "1/3 (", "1/3 '", "İ", "٣/٤ ",
)  # fmt: skip


def _milliseconds(find: Callable[[], object]) -> float:
    """Of processor time, the best of five: an unlucky moment of the machine is no slowness of the search."""
    taken = []
    for _ in range(5):
        start = time.thread_time()
        find()
        taken.append(time.thread_time() - start)
    return min(taken) * 1000


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_hostile_text_is_read_in_time(text: str) -> None:
    long = (text * LONGEST)[:LONGEST]
    for find in (lambda: dates(long, TODAY), lambda: impossible(long), lambda: years(long, TODAY)):
        assert _milliseconds(find) < 50


def test_twice_the_text_takes_no_more_than_little_over_twice_the_time() -> None:
    ordinary = "Hej, jeg er koordinator for OS2mo fra 1. maj til 15. august, og så tager en kollega over. Er der møde på torsdag eller i uge 42? "
    once, twice = (_milliseconds(lambda length=length: dates((ordinary * 400)[:length], TODAY)) for length in (10_000, 20_000))  # type: ignore[misc]
    assert twice < 3 * once
