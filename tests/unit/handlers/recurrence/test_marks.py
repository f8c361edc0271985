# SPDX-License-Identifier: MPL-2.0
"""A date in a holiday or a break says so, and one whose clock time does not exist says when it begins instead."""

from datetime import UTC, date, datetime

import pytest

from bot.localise import Localiser
from config.breaks import load_breaks
from handlers.meeting_dates import occurrences
from handlers.message import Language
from handlers.recurrence.marks import day_marks, holiday, marks
from storage.meetings import MeetingDate
from tests.unit.handlers.recurrence.given import date_of, series

LOCALISER, BREAKS = Localiser(), load_breaks()


def _marked(day: date, language: Language = "da") -> list[str]:
    return [LOCALISER.words(mark, language) for mark in day_marks(day, BREAKS)]


@pytest.mark.parametrize(
    ("day", "danish", "english"),
    [
        (date(2027, 1, 1), ["Nytårsdag (helligdag)", "jul og nytår"], ["New Year's Day (public holiday)", "Christmas and New Year"]),
        (date(2027, 3, 25), ["Skærtorsdag (helligdag)"], ["Maundy Thursday (public holiday)"]),
        (date(2027, 5, 6), ["Kristi himmelfartsdag (helligdag)"], ["Ascension Day (public holiday)"]),
        (date(2027, 5, 17), ["Anden pinsedag (helligdag)"], ["Pentecost Monday (public holiday)"]),
        (date(2027, 7, 4), ["weekend"], ["weekend"]),
        (date(2027, 6, 5), ["Grundlovsdag (mange har fri)"], ["Constitution Day (many are off)"]),
        (date(2027, 7, 5), ["sommerferie"], ["summer break"]),
        (date(2027, 8, 8), ["sommerferie"], ["summer break"]),
        (date(2027, 8, 9), [], []),
        (date(2027, 12, 23), [], []),
        (date(2027, 12, 24), ["jul og nytår"], ["Christmas and New Year"]),
        (date(2028, 1, 2), ["weekend"], ["weekend"]),
        (date(2027, 4, 23), [], []),
    ],
)
def test_holidays_and_breaks_are_named(day: date, danish: list[str], english: list[str]) -> None:
    assert (_marked(day), _marked(day, "en")) == (danish, english)


def test_prayer_day_is_no_holiday_any_more() -> None:
    assert holiday(date(2023, 5, 5)) is not None
    assert holiday(date(2024, 4, 26)) is None


def _spring(*dates: MeetingDate) -> list[str]:
    night = series("FREQ=DAILY", datetime(2027, 3, 27, 2, 30))
    found = occurrences(night, dates, datetime(2027, 3, 27, tzinfo=UTC), datetime(2027, 3, 29, tzinfo=UTC))
    return [LOCALISER.words(mark, "da") for each in found for mark in marks(each, BREAKS)]


def test_a_clock_time_that_does_not_exist_is_told_with_the_one_instead() -> None:
    shifted = "kl. 02.30 findes ikke den dag, fordi urene stilles frem: mødet begynder kl. 03.30"
    assert _spring() == ["weekend", "Påskedag (helligdag)", shifted]


def test_of_a_moved_meeting_the_day_it_is_moved_to_counts() -> None:
    assert _spring(date_of(datetime(2027, 3, 28, 2, 30), starts=datetime(2027, 3, 27, 14))) == ["weekend", "weekend"]
    assert len(_spring(date_of(datetime(2027, 3, 27, 2, 30), starts=datetime(2027, 3, 28, 2)))) == 4
