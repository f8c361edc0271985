# SPDX-License-Identifier: MPL-2.0
"""Periods before and after a date, as docs/decisions/0020-year-wheel.md says: neither the day on which something is done nor the day of the meeting counts.

A month ends on the day of the same number; where the month has none, on its last day (Regulation 1182/71, article 3). Weekends and holidays count as all days do.
"""

from calendar import monthrange
from datetime import date, timedelta

from config.year_wheel import Span
from handlers.onboarding.working_days import is_working_day

_DAY = timedelta(days=1)
_MONTHS = 12


def latest_before(meeting: date, span: Span) -> date:
    """The last day on which something can be done so that the whole period lies between it and the meeting: it has run out before the meeting's day begins."""
    found = _back(meeting - _DAY, span)
    while _on(found + _DAY, span) < meeting:  # from the last days of a long month a period ends no later than from the day before
        found += _DAY
    return found


def latest_after(meeting: date, span: Span) -> date:
    """The last day of the period after the meeting, whose own day does not count."""
    return _on(meeting, span)


def working_day_before(day: date) -> date:
    """The day itself, or the last working day before it."""
    while not is_working_day(day):
        day -= _DAY
    return day


def _on(day: date, span: Span) -> date:
    return _months(day, span.months) if span.months else day + _length(span)


def _back(day: date, span: Span) -> date:
    return _months(day, -span.months) if span.months else day - _length(span)


def _length(span: Span) -> timedelta:
    return timedelta(weeks=span.weeks or 0, days=span.days or 0)


def _months(day: date, count: int) -> date:
    """So many months on or back; in a month that is too short, its last day."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + count, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
