# SPDX-License-Identifier: MPL-2.0
"""Days with names of their own, meetings named by their month or weekday, weekdays that contradict their date, and lists of days."""

from datetime import date, datetime, time

import pytest

from handlers.understanding.dates import contradiction, dates
from handlers.understanding.listed_days import listed, walls_of

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("aflys mødet juleaften", "2026-12-24", "2026-12-25"),
        ("til 2. juledag", "2026-12-26", "2026-12-27"),
        ("skærtorsdag", "2027-03-25", "2027-03-26"),
        ("2. påskedag", "2027-03-29", "2027-03-30"),
        ("Kristi himmelfartsdag", "2027-05-06", "2027-05-07"),
        ("on New Year’s Eve", "2026-12-31", "2027-01-01"),
        ("Good Friday", "2027-03-26", "2027-03-27"),
        ("februarmødet", "2027-02-01", "2027-03-01"),
        ("the February meeting", "2027-02-01", "2027-03-01"),
        ("julemødet", "2026-12-01", "2027-01-01"),
        ("onsdagsmødet", "2026-12-02", "2026-12-03"),
        ("på fredag om to uger", "2026-12-18", "2026-12-19"),
    ],
)
def test_a_day_is_known_by_its_name(text: str, first: str, after: str) -> None:
    assert [(str(each.first), str(each.after)) for each in dates(text, TODAY)] == [(first, after)]


@pytest.mark.parametrize("text", ["mandag d. 4. maj 2027", "til fredag den 4. februar", "4. maj 2027 (mandag)", "Friday 4 February"])
def test_a_weekday_on_which_its_date_is_not_contradicts_it(text: str) -> None:
    assert contradiction(text, TODAY)


@pytest.mark.parametrize("text", ["tirsdag d. 4. maj 2027", "fredag", "4. februar", "fra mandag til fredag den 4. december"])
def test_a_weekday_that_fits_or_stands_alone_does_not(text: str) -> None:
    assert contradiction(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mødes 9/2, 12/1 og 9/3 kl. 10", "2027-01-12,2027-02-09,2027-03-09"),
        ("4. januar kl. 10, 4. februar kl. 11", "2027-01-04T10:00,2027-02-04T11:00"),
        ("den 12/1 kl. 10", ""),
        ("fra 12/1 til 9/2", ""),
    ],
)
def test_days_are_listed_in_their_order_with_their_own_times(text: str, value: str) -> None:
    assert listed(text, TODAY) == value


def test_days_without_a_time_are_at_the_usual_one() -> None:
    assert walls_of("2027-01-04,2027-02-04T11:00", time(10)) == [datetime(2027, 1, 4, 10), datetime(2027, 2, 4, 11)]
