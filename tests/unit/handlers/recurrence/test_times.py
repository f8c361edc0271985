# SPDX-License-Identifier: MPL-2.0
"""Times and lengths are found as people write them; numbers that are something else are left alone."""

from datetime import time

import pytest

from handlers.recurrence.reading import recurrence
from tests.unit.handlers.recurrence.phrases import TODAY
from tests.unit.handlers.recurrence.test_reading import hours_of


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("kl. 13", "13:00"), ("kl 9.30", "09:30"), ("kl.14", "14:00"), ("klokken ti", "10:00"), ("14:30", "14:30"), ("kl. halv tre", "14:30"), ("halv ti", "09:30"), ("kvart over 9", "09:15"),
        ("kvart i ni", "08:45"), ("ti minutter i elleve", "10:50"), ("fem i halv ni", "08:25"), ("20 minutter over 9", "09:20"), ("kl. 1430", "14:30"), ("kl. 0900", "09:00"), ("9.30", "09:30"),
        ("2 pm", "14:00"), ("2pm", "14:00"), ("2.30 p.m.", "14:30"), ("at 10 am", "10:00"), ("12 am", "00:00"), ("12 pm", "12:00"), ("noon", "12:00"), ("midnight", "00:00"), ("10 o'clock", "10:00"),
        ("half past two", "14:30"), ("quarter past nine", "09:15"), ("a quarter to ten", "09:45"), ("ten to eleven", "10:50"), ("at 2", "14:00"), ("kl. 24", "00:00"),
        ("kl. 13-14.30", "13:00-14:30"), ("kl. 13 til 14.30", "13:00-14:30"), ("kl. 9.30-11", "09:30-11:00"), ("fra kl. 13 til kl. 15", "13:00-15:00"), ("mellem kl. 13 og 15", "13:00-15:00"),
        ("between 1 and 3 pm", "13:00-15:00"), ("13:00–14:30", "13:00-14:30"), ("1-2.30 pm", "13:00-14:30"), ("11-1 pm", "11:00-13:00"), ("9-11 am", "09:00-11:00"), ("from noon to 2", "12:00-14:00"),
        ("kl. 9-5", "09:00-17:00"), ("kl. 11-1", "11:00-13:00"), ("kl. 22-1", "22:00-01:00"), ("begynder kl. 13 og slutter kl. 15", "13:00-15:00"), ("kl. 13 i 90 minutter", "13:00-14:30"),
        ("at 9 for an hour and a half", "09:00-10:30"), ("kl. 23.30 i en time", "23:30-00:30"), ("mandag den 4. januar 10-12", "10:00-12:00"), ("from 10 to 11", "10:00-11:00"),
    ],
)  # fmt: skip
def test_a_time_is_found_however_it_is_written(text: str, hours: str) -> None:
    assert hours_of(recurrence(text, TODAY)) == hours
    assert hours_of(recurrence(f"Lad os mødes {text}, ikke?", TODAY)) == hours


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("kl. 1", time(13)), ("kl. 6", time(18)), ("kl. 6.30", time(18, 30)), ("kl. 7", time(7)), ("kl. 12", time(12)), ("kl. 01:00", time(1)), ("kl. 06.30", time(6, 30)), ("kl. 0.30", time(0, 30)),
        ("kl. 1 om natten", time(1)), ("kl. 5 om morgenen", time(5)), ("kl. 8 om aftenen", time(20)), ("at 3 in the morning", time(3)), ("Monday evening at 7", time(19)), ("kl. 11 om natten", time(23)),
        ("i morgen kl. 2", time(14)), ("god aften, kl. 9", time(9)),
    ],
)  # fmt: skip
def test_what_lies_before_seven_is_in_the_afternoon_unless_it_says_otherwise(text: str, begins: time) -> None:
    assert recurrence(text, TODAY).time == begins


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("i 90 minutter", 90), ("45 min.", 45), ("1 time", 60), ("en time", 60), ("to timer", 120), ("halvanden time", 90), ("1½ time", 90), ("1,5 time", 90), ("2½ timer", 150), ("en halv time", 30),
        ("½ time", 30), ("tre kvarter", 45), ("et kvarter", 15), ("en time og et kvarter", 75), ("1 time og 20 minutter", 80), ("1 t 30 min", 90), ("to en halv time", 150), ("an hour", 60),
        ("for an hour and a half", 90), ("half an hour", 30), ("one and a half hours", 90), ("two and a half hours", 150), ("1.5 hours", 90), ("90 minutes", 90), ("a 45-minute meeting", 45),
        ("three quarters of an hour", 45), ("kl. 13-14.30", 90), ("kl. 22-1", 180), ("24 timer", 1440),
    ],
)  # fmt: skip
def test_a_length_is_found_however_it_is_written(text: str, minutes: int) -> None:
    assert recurrence(text, TODAY).minutes == minutes


@pytest.mark.parametrize(
    "text",
    [
        "om to timer", "in 30 minutes", "every 2 hours", "hver time", "to timer før", "a day before", "30 minutes before", "25 timer", "0 minutter", "5 timer om ugen", "a minute taker",
        "at 3 levels", "niveau 2", "version 1.30.2", "uge 12", "1.-5. maj", "den 10.11", "4/1", "2027", "13-14 deltagere", "10 til 12 medlemmer", "12345678", "os2.eu/kl", "at to kommer", "på 2. sal",
    ],
)  # fmt: skip
def test_other_numbers_are_no_times(text: str) -> None:
    told = recurrence(text, TODAY)
    assert (told.time, told.ends, told.minutes) == (None, None, None)
