# SPDX-License-Identifier: MPL-2.0
"""What people write of how often and when is read as they mean it, in Danish and English; what is open is said to be, and what is no rhythm is none."""

from datetime import date, datetime, time

import pytest

from handlers.recurrence.reading import Recurrence, recurrence
from handlers.recurrence.rule import checked, dates
from tests.unit.handlers.recurrence.phrases import DANISH, ENGLISH, TODAY


def hours_of(told: Recurrence) -> str:
    begins, ends = (f"{at:%H:%M}" if at else "" for at in (told.time, told.ends))
    return f"{begins}-{ends}" if ends else begins


@pytest.mark.parametrize(("text", "rule", "hours", "first"), [*DANISH, *ENGLISH])
def test_a_phrase_is_read_as_it_is_meant(text: str, rule: str, hours: str, first: str) -> None:
    told = recurrence(text, TODAY)
    assert (told.rule, hours_of(told), str(told.first)) == (rule, hours, first)
    assert checked(rule) == rule


@pytest.mark.parametrize(("text", "rule", "hours", "first"), [*DANISH, *ENGLISH])
def test_it_is_read_in_the_middle_of_a_message_too(text: str, rule: str, hours: str, first: str) -> None:
    for before, after in (("Kan vi mødes ", ", tak?"), ("We will meet ", ". Thank you!"), ("OS2mo: ", " (online)")):
        told = recurrence(f"{before}{text}{after}", TODAY)
        assert (told.rule, hours_of(told), str(told.first)) == (rule, hours, first)


@pytest.mark.parametrize(("text", "rule", "hours", "first"), [*DANISH, *ENGLISH])
def test_the_first_date_is_one_of_the_rule(text: str, rule: str, hours: str, first: str) -> None:
    at = datetime.combine(date.fromisoformat(first), time(13))
    assert next(dates(rule, at, at, datetime(2040, 1, 1), 1)) == at
    if "DAY=" in rule:
        started = at.replace(year=2020, day=1)
        assert at in dates(rule.partition(";COUNT")[0].replace("INTERVAL=2;", "").replace("INTERVAL=3;", ""), started, started, datetime(2040, 1, 1), 9999)


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("hver mandag kl. 13", ()),
        ("hver 14. dag fra 4. januar", ()),
        ("hver 14. dag", ("start",)),
        ("hver anden tirsdag", ("start",)),
        ("månedligt", ("start",)),
        ("biweekly from 4 January", ("interval",)),
        ("every third Thursday", ("interval", "start")),
        ("every third Thursday from 7 January", ()),
        ("every 3 weeks on Thursday from 7 January", ()),
        ("hver mandag frem til 5. juli", ("until",)),
        ("hver mandag frem til 6. juli", ()),
        ("hver mandag til og med 5. juli", ()),
        ("hver mandag indtil jul", ("until",)),
        ("hver mandag fra efter sommerferien", ("start",)),
        ("hver mandag undtagen uge 29", ("except",)),
        ("every Monday except 24 December", ("except",)),
        ("hver fredag kl 10.30 og 14.30", ("time",)),
        ("hver fredag kl. 10 eller 11", ("time",)),
        ("hver fredag kl. 10 eller kl. 11", ("time",)),
        ("every Friday at 10 to 11", ("time",)),
        ("every Friday from 10 to 11", ()),
        ("hver fredag ved 10-tiden", ("time",)),
        ("hver time", ("rhythm",)),
        ("hver anden eller tredje uge", ("rhythm",)),
        ("hver mandag eller tirsdag", ("rhythm",)),
        ("nogle mandage", ("rhythm",)),
        ("some Mondays", ("rhythm",)),
        ("to gange om måneden", ("rhythm",)),
        ("i lige uger", ("rhythm",)),
        ("hver måned på en mandag", ("rhythm",)),
        ("hver anden uge i måneden", ("rhythm",)),
        ("hvert år 31. februar", ("rhythm",)),
        ("den 32. i hver måned", ("rhythm",)),
        ("hver 200. uge", ("rhythm",)),
        ("hver mandag frem til 1. juli, i alt 6 gange", ("rhythm",)),
        ("den 1. i kvartalet", ("rhythm",)),
        ("hver dag undtagen mandag til søndag", ("rhythm",)),
        ("hver mandag i foråret", ("start", "until")),
        ("sidste fredag før jul hvert år", ("rhythm",)),
        ("the last Friday before Christmas every year", ("rhythm",)),
        ("third week of every month", ("rhythm",)),
        ("fra tirsdage kl. 10 til onsdage kl. 11", ("rhythm", "time")),
        ("onsdag i stedet for tirsdag hver uge", ("rhythm",)),
        ("no longer every week but every other week", ("rhythm",)),
        ("mandag i lige uger, tirsdag i ulige", ("rhythm",)),
        ("hver mandag eller hver tirsdag", ("rhythm",)),
        ("den første eller tredje mandag i måneden", ("rhythm",)),
        ("twice a week", ("rhythm",)),
        ("to gange årligt", ("rhythm",)),
        ("twice yearly", ("rhythm",)),
        ("mandag eller onsdag hver uge", ("rhythm",)),
        ("mandage eller onsdage", ("rhythm",)),
        ("første mandag i kvartalet undtagen januar, april, juli og oktober", ("rhythm",)),
        ("hver mandag undtagen januar-december", ("rhythm",)),
        ("Kan du lige oprette et møde hver mandag kl. 13?", ()),
        ("only on Mondays", ()),
        ("hver fredag i 2025", ("rhythm",)),
    ],
)
def test_what_is_open_is_said_to_be(text: str, vague: tuple[str, ...]) -> None:
    told = recurrence(text, TODAY)
    assert told.vague == vague
    assert (told.rule is None) == ("rhythm" in vague)
    assert (told.first is None) == (told.rule is None)


@pytest.mark.parametrize(
    "text",
    [
        "", "Hvem er koordinator for OS2mo?", "næste mandag kl. 13", "på tirsdag", "mandag den 4. januar", "den første mandag i maj", "the first Monday in May 2027",
        "den 15. januar", "Vi har fået 3 nye medlemmer i måneden", "fra mandag til fredag", "sidste torsdag", "on Monday", "uge 12", "i 2027", "every one of us", "hver især",
        "hverken mandag eller tirsdag", "inden for fem hverdage", "min daglige leder", "the annual fee", "er du her om lidt?", "alle mine møder",
    ],
)  # fmt: skip
def test_what_is_no_rhythm_is_none(text: str) -> None:
    told = recurrence(text, TODAY)
    assert (told.rule, told.first, "rhythm" in told.vague) == (None, None, False)


def test_where_no_start_is_said_the_given_one_counts() -> None:
    default = date(2027, 3, 3)
    assert recurrence("hver 14. dag", TODAY, default) == Recurrence(rule="FREQ=WEEKLY;INTERVAL=2", first=default)
    assert recurrence("hver mandag", TODAY, default).first == date(2027, 3, 8)
    assert recurrence("hver mandag fra 4. januar", TODAY, default).first == date(2027, 1, 4)


def test_days_beside_the_rule_are_days_and_those_of_the_rule_are_not() -> None:
    told = recurrence("hver uge onsdag 10 til 11 fra 13/1 undtagen 20. januar", TODAY)
    assert [(each.marker, str(each.first)) for each in told.days] == [("from", "2027-01-13")]
    assert told.vague == ("except",)
