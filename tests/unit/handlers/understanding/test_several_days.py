# SPDX-License-Identifier: MPL-2.0
"""The days on which several meetings are meant, in both languages; one meeting is none of them."""

from datetime import date

import pytest

from handlers.understanding.several_days import several, spans_of

TODAY = date(2026, 11, 24)
JULY, THE_DAYS = "2027-07-01/2027-08-01", "2027-05-04/2027-05-05,2027-05-11/2027-05-12"


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("aflys alle møder i juli", JULY),
        ("cancel the July meetings", JULY),
        ("aflys julimøderne", JULY),
        ("aflys alle møder fra 1. til 31. juli", JULY),
        ("aflys møderne 4. og 11. maj, fordi lokalet er lukket den 12. maj", THE_DAYS),
        ("aflys 4. og den 11. maj", THE_DAYS),
        ("cancel the meetings on 4 and 11 May", THE_DAYS),
        ("cancel the meetings on May 4 and 11", THE_DAYS),
        ("cancel the meetings on the 4th and 11th of May because of the holidays in June", THE_DAYS),
        ("aflys resten af årets møder", "2026-11-24/2027-01-01"),
        ("cancel the rest of this year's meetings", "2026-11-24/2027-01-01"),
        ("aflys møderne i uge 29 og 30", "2027-07-19/2027-08-02"),
        ("cancel the meetings in June and July", "2027-06-01/2027-08-01"),
        ("vi aflyser alle møder mellem 1. juli og 10. august", "2027-07-01/2027-08-11"),
        ("cancel all meetings until August", "2026-11-24/2027-08-01"),
        ("aflys alle møder i 2027", "2027-01-01/2028-01-01"),
        ("aflys alle møder", ""),
        ("aflys alle møder fra 1. juli", ""),
        ("aflys mødet 4. maj", ""),
        ("flyt mødet 4. maj til 11. maj", ""),
        ("cancel the meeting next week", ""),
        ("aflys møderne på mandag", ""),
    ],
)
def test_they_are_read(said: str, days: str) -> None:
    assert several(said, TODAY) == days


def test_what_is_written_is_read_again() -> None:
    assert spans_of(THE_DAYS) == [(date(2027, 5, 4), date(2027, 5, 5)), (date(2027, 5, 11), date(2027, 5, 12))]
    with pytest.raises(ValueError, match="isoformat"):
        spans_of("i juli")
