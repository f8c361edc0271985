# SPDX-License-Identifier: MPL-2.0
"""Rules of meetings are taken as calendars write them, kept in one form, and refused with a reason where they cannot be meant."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.localise import Localiser
from handlers.message import LANGUAGES
from handlers.recurrence.rule import RuleError, checked, dates
from tests.unit.handlers.recurrence.given import rules, wall_times

LOCALISER = Localiser()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("FREQ=WEEKLY", "FREQ=WEEKLY"),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO"),
        (" freq=monthly ; byday=+1mo ; interval=1;wkst=mo;", "FREQ=MONTHLY;BYDAY=1MO"),
        ("BYDAY=FR,MO,MO;FREQ=WEEKLY;INTERVAL=02", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1,-1", "FREQ=MONTHLY;BYDAY=1MO,-1MO"),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=WE;BYSETPOS=1", "FREQ=YEARLY;BYMONTH=5;BYDAY=1WE"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,15,1", "FREQ=MONTHLY;BYMONTHDAY=1,15,-1"),
        ("FREQ=DAILY;INTERVAL=14", "FREQ=WEEKLY;INTERVAL=2"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("FREQ=DAILY;BYDAY=MO;BYSETPOS=1", "FREQ=WEEKLY;BYDAY=MO"),
        ("FREQ=WEEKLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12", "FREQ=WEEKLY"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU"),
        ("FREQ=MONTHLY;BYDAY=1SU;WKST=SU", "FREQ=MONTHLY;BYDAY=1SU"),
        ("FREQ=WEEKLY;UNTIL=20270701T215959Z", "FREQ=WEEKLY;UNTIL=20270701"),
        ("FREQ=WEEKLY;UNTIL=20270701;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270701"),
        ("FREQ=DAILY;COUNT=1000", "FREQ=DAILY;COUNT=1000"),
        ("FREQ=YEARLY;BYWEEKNO=2,1;BYDAY=TU", "FREQ=YEARLY;BYWEEKNO=1,2;BYDAY=TU"),
    ],
)
def test_a_rule_is_kept_in_one_form(written: str, kept: str) -> None:
    assert checked(written) == kept
    assert checked(kept) == kept


@settings(max_examples=200)
@given(rules)
def test_what_was_checked_is_checked_for_good(rule: str) -> None:
    assert checked(checked(rule)) == checked(rule)


@settings(max_examples=150)
@given(rules, wall_times)
def test_its_form_changes_none_of_its_dates(rule: str, starts: datetime) -> None:
    window = (starts, datetime(2037, 12, 31), 300)
    assert list(dates(rule, starts, *window)) == list(dates(checked(rule), starts, *window))


@pytest.mark.parametrize(
    ("until", "starts", "last"),
    [
        ("20270630T220000Z", datetime(2027, 1, 4, 0, 30), "20270630"),
        ("20270630T223000Z", datetime(2027, 1, 4, 0, 30), "20270701"),
        ("20270701T110000Z", datetime(2027, 1, 4, 13), "20270701"),
        ("20270701T105959Z", datetime(2027, 1, 4, 13), "20270630"),
        ("20270701T120000", datetime(2027, 1, 4, 13), "20270630"),
        ("20270701T130000", datetime(2027, 1, 4, 13), "20270701"),
        ("20270701", datetime(2027, 1, 4, 13), "20270701"),
    ],
)
def test_an_end_becomes_the_last_day_on_which_a_date_may_lie(until: str, starts: datetime, last: str) -> None:
    assert checked(f"FREQ=DAILY;UNTIL={until}", starts, "Europe/Copenhagen") == f"FREQ=DAILY;UNTIL={last}"


REFUSED = [
    ("", "empty"),
    ("RRULE:", "empty"),
    ("FREQ=HOURLY", "below_a_day"),
    ("FREQ=SECONDLY;COUNT=2", "below_a_day"),
    ("FREQ=DAILY;BYHOUR=9,13", "below_a_day"),
    ("FREQ=DAILY;BYMINUTE=0", "below_a_day"),
    ("INTERVAL=2", "frequency"),
    ("FREQ=OFTEN", "value"),
    ("FREQ=YEARLY;BYYEARDAY=100", "part"),
    ("FREQ=WEEKLY;X-FANCY=1", "part"),
    ("FREQ=WEEKLY;RSCALE=GREGORIAN", "part"),
    ("every Tuesday", "part"),
    ("FREQ=WEEKLY;;BYDAY=MO", "part"),
    ("FREQ=WEEKLY;FREQ=DAILY", "twice"),
    ("FREQ=WEEKLY;INTERVAL=0", "value"),
    ("FREQ=WEEKLY;INTERVAL=100", "value"),
    ("FREQ=WEEKLY;INTERVAL=-1", "value"),
    ("FREQ=WEEKLY;INTERVAL=1,2", "value"),
    ("FREQ=WEEKLY;INTERVAL=٣", "value"),
    ("FREQ=WEEKLY;COUNT=0", "value"),
    ("FREQ=WEEKLY;COUNT=1001", "value"),
    ("FREQ=WEEKLY;BYDAY=XX", "value"),
    ("FREQ=MONTHLY;BYDAY=0MO", "value"),
    ("FREQ=MONTHLY;BYDAY=54MO", "value"),
    ("FREQ=MONTHLY;BYMONTHDAY=32", "value"),
    ("FREQ=MONTHLY;BYMONTHDAY=0", "value"),
    ("FREQ=YEARLY;BYMONTH=13", "value"),
    ("FREQ=YEARLY;BYMONTH=-1", "value"),
    ("FREQ=YEARLY;BYMONTH=5,", "value"),
    ("FREQ=YEARLY;BYWEEKNO=54;BYDAY=MO", "value"),
    ("FREQ=WEEKLY;WKST=1MO", "value"),
    ("FREQ=WEEKLY;UNTIL=20270231", "value"),
    ("FREQ=WEEKLY;UNTIL=tomorrow", "value"),
    ("FREQ=WEEKLY;COUNT=2;UNTIL=20270701", "together"),
    ("FREQ=WEEKLY;BYMONTHDAY=13", "together"),
    ("FREQ=WEEKLY;BYDAY=1MO", "together"),
    ("FREQ=DAILY;BYDAY=1MO", "together"),
    ("FREQ=MONTHLY;BYWEEKNO=2;BYDAY=MO", "together"),
    ("FREQ=YEARLY;INTERVAL=2;BYWEEKNO=2;BYDAY=MO", "together"),
    ("FREQ=YEARLY;BYWEEKNO=2;BYDAY=1MO", "together"),
    ("FREQ=YEARLY;BYWEEKNO=2", "alone"),
    ("FREQ=MONTHLY;BYSETPOS=1", "alone"),
    ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "never"),
    ("FREQ=MONTHLY;BYMONTH=2,4;BYMONTHDAY=31", "never"),
    ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "never"),
    ("FREQ=MONTHLY;BYDAY=6MO", "never"),
    ("FREQ=MONTHLY;BYDAY=9MO", "never"),
    ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "never"),
    ("FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3", "never"),
    ("FREQ=DAILY;BYDAY=MO;BYSETPOS=2", "never"),
    ("FREQ=YEARLY;BYWEEKNO=30;BYDAY=MO;BYMONTH=1", "never"),
    ("FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 100), "too_long"),
]


@pytest.mark.parametrize(("rule", "why"), REFUSED)
def test_what_cannot_be_meant_is_refused_with_its_reason(rule: str, why: str) -> None:
    with pytest.raises(RuleError) as caught:
        checked(rule)
    assert caught.value.phrase.key == f"recurrence.wrong.{why}"
    for language in LANGUAGES:
        said = LOCALISER.words(caught.value.phrase, language)
        assert said.endswith(".")
        assert "{" not in said


PIECES = ("FREQ", "=", ";", ",", "DAILY", "MONTHLY", "BYDAY", "1MO", "-1", "31", "UNTIL", "2027", "COUNT", "BYSETPOS", "T", "Z", "INTERVAL")


@given(st.text(max_size=400) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        kept = checked(text)
    except RuleError:
        return
    assert checked(kept) == kept
