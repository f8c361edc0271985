# SPDX-License-Identifier: MPL-2.0
"""The time that somebody means who asks what was changed."""

from datetime import date

import pytest

from handlers.audit_log import _past


@pytest.mark.parametrize(
    ("today", "asked", "meant"),
    [
        (date(2026, 11, 24), (date(2026, 11, 1), None), (date(2026, 11, 1), None)),
        (date(2026, 11, 24), (date(2026, 12, 1), date(2027, 1, 1)), (date(2025, 12, 1), date(2026, 1, 1))),
        (date(2029, 1, 10), (date(2029, 2, 1), date(2029, 3, 1)), (date(2028, 2, 1), date(2028, 3, 1))),  # a leap year: 366 days
        (date(2028, 1, 10), (date(2028, 2, 29), date(2028, 3, 1)), (date(2027, 3, 1), date(2027, 3, 1))),
    ],
)
def test_a_day_still_to_come_was_that_of_last_year(today: date, asked: tuple[date, date | None], meant: tuple[date, date | None]) -> None:
    assert _past(asked, today) == meant
