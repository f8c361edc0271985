# SPDX-License-Identifier: MPL-2.0
"""What the tests of meetings that repeat are given: rules of every kind, series, zones."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from handlers.recurrence.parts import WEEKDAYS
from handlers.recurrence.rule import RuleError, checked
from storage.meetings import MeetingDate, MeetingSeries, date_id

ZONES = ("Europe/Copenhagen", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
MADE_AT = datetime(2025, 1, 1, tzinfo=UTC)


def series(rule: str = "", starts: datetime = datetime(2027, 1, 4, 13), zone: str = ZONES[0], **more: object) -> MeetingSeries:
    given = {"id": "s1", "group": "os2mo/styregruppe", "minutes": 90, "changed_at": MADE_AT, "uid": "s1@example.org"} | more
    return MeetingSeries(rule=rule, starts=starts, zone=zone, **given)  # type: ignore[arg-type] # fields by name


def date_of(on: datetime, **more: object) -> MeetingDate:
    return MeetingDate(id=date_id("s1", on), series="s1", on=on, **({"changed_at": MADE_AT} | more))  # type: ignore[arg-type] # as above


def _listed(numbers: st.SearchStrategy[int], most: int = 4) -> st.SearchStrategy[str]:
    return st.lists(numbers, min_size=1, max_size=most, unique=True).map(lambda found: ",".join(str(number) for number in found))


_signed = {most: st.integers(1, most).flatmap(lambda number: st.sampled_from((number, -number))) for most in (4, 31, 60)}
_plain_days = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7, unique=True).map(",".join)
_counted_days = st.lists(st.tuples(st.integers(-5, 5), st.sampled_from(WEEKDAYS)), min_size=1, max_size=3, unique=True).map(
    lambda days: ",".join(f"{nth or ''}{day}" for nth, day in days)
)
_months = _listed(st.integers(1, 12), 12)
_PARTS: dict[str, dict[str, st.SearchStrategy[str]]] = {
    "DAILY": {"BYDAY": _plain_days, "BYMONTH": _months, "BYMONTHDAY": _listed(_signed[31])},
    "WEEKLY": {"BYDAY": _plain_days, "BYMONTH": _months, "BYSETPOS": _listed(_signed[4], 2), "WKST": st.sampled_from(WEEKDAYS)},
    "MONTHLY": {"BYDAY": _plain_days | _counted_days, "BYMONTH": _months, "BYMONTHDAY": _listed(_signed[31]), "BYSETPOS": _listed(_signed[4], 2)},
    "YEARLY": {
        "BYDAY": _plain_days | _counted_days,
        "BYMONTH": _months,
        "BYMONTHDAY": _listed(_signed[31]),
        "BYSETPOS": _listed(_signed[60], 2),
        "BYWEEKNO": _listed(st.integers(1, 53), 27),
    },
}
_interval = st.sampled_from((2, 1, 1, 3, 4, 6, 12, 52, 99))
_end = st.sampled_from(("", "", "")) | st.integers(1, 60).map("COUNT={}".format) | st.dates(date(2025, 1, 1), date(2037, 1, 1)).map("UNTIL={:%Y%m%d}".format)


@st.composite
def any_rule(draw: st.DrawFn, *, endless: bool = False) -> str:
    """A rule that is allowed, of every kind that there is."""
    freq = draw(st.sampled_from(("WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY", "DAILY")))
    parts = {name: draw(values) for name, values in _PARTS[freq].items() if draw(st.booleans())}
    stated = [f"FREQ={freq}", f"INTERVAL={draw(_interval)}", *(f"{name}={value}" for name, value in parts.items()), "" if endless else draw(_end)]
    return ";".join(part for part in stated if part)


def _allowed(text: str) -> bool:
    try:
        checked(text)
    except RuleError:
        return False
    return True


rules = any_rule().filter(_allowed)
endless_rules = any_rule(endless=True).filter(_allowed)
wall_times = st.datetimes(datetime(2025, 1, 1), datetime(2036, 12, 31)).map(lambda at: at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0))
nightly = st.datetimes(datetime(2025, 1, 1), datetime(2036, 12, 31)).map(
    lambda at: at.replace(hour=at.hour % 4, minute=at.minute // 30 * 30, second=0, microsecond=0)
)
"""In the hours in which clocks are changed."""
