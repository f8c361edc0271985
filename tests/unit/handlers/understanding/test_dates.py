# SPDX-License-Identifier: MPL-2.0
"""Dates are found as people write them, in Danish and English, and nothing else is taken for one."""

from datetime import date, timedelta

import pytest

from handlers.understanding.dates import Dated, dates, impossible, years

TODAY = date(2026, 11, 24)
"""A Tuesday."""
FIRST_OF_MARCH, FIRST_OF_MAY = date(2027, 3, 1), date(2027, 5, 1)


def _spans(text: str, today: date = TODAY) -> list[tuple[str, str, str]]:
    """Marker, first and last day of each date."""
    return [(each.marker, str(each.first), str(each.after - timedelta(days=1))) for each in dates(text, today)]


def _days(text: str, today: date = TODAY) -> list[tuple[str, str]]:
    """Marker and day of each date; none may be longer than a day."""
    assert all(first == last for _, first, last in _spans(text, today))
    return [(marker, first) for marker, first, _ in _spans(text, today)]


@pytest.mark.parametrize(
    "text",
    [
        "1. maj", "1 maj", "1.maj", "d. 1. maj 2027", "den 1. maj", "1. maj '27", "1. MAJ", "May 1", "May 1st", "May 1, 2027", "1 May", "1st of May 2027", "the 1st of May",
        "1/5", "1/5-27", "1/5 2027", "1/5/27", "1.5.", "1.5.2027", "1.5.27", "1. 5. 2027", "den 1.5", "d.1/5", "01-05-2027", "2027-05-01", "lørdag den 1. maj", "Saturday, 1 May", "lørdag d. 1/5", "1/5 (lørdag)", "lørdag (1/5)",
    ],
)  # fmt: skip
def test_the_first_of_may_is_found_however_it_is_written(text: str) -> None:
    assert dates(text, TODAY) == (Dated(FIRST_OF_MAY, FIRST_OF_MAY + timedelta(days=1), "on", 0, len(text)),)
    assert _days(f"Er der møde {text}?") == [("on", "2027-05-01")]


@pytest.mark.parametrize("text", ["1/3", "d. 1/3", "1.3.", "01-03-2027", "1. marts", "1. mar. 2027", "March 1", "1 Mar 2027"])
def test_the_day_stands_before_the_month(text: str) -> None:
    assert [each.first for each in dates(text, TODAY)] == [FIRST_OF_MARCH]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("i dag", "2026-11-24"), ("idag", "2026-11-24"), ("today", "2026-11-24"), ("i morgen", "2026-11-25"), ("tomorrow", "2026-11-25"), ("i overmorgen", "2026-11-26"), ("i går", "2026-11-23"),
        ("mandag", "2026-11-30"), ("på mandag", "2026-11-30"), ("paa mandag", "2026-11-30"), ("næste mandag", "2026-11-30"), ("next Monday", "2026-11-30"), ("naeste fredag", "2026-12-04"), ("på fredag", "2026-11-27"),
        ("tirsdag", "2026-11-24"), ("næste tirsdag", "2026-12-01"), ("sidste fredag", "2026-11-20"), ("torsdag i uge 32", "2027-08-12"), ("Monday next week", "2026-11-30"),
        ("om to uger", "2026-12-08"), ("om 14 dage", "2026-12-08"), ("in three weeks", "2026-12-15"), ("om en måned", "2026-12-24"), ("in a month", "2026-12-24"), ("om et år", "2027-11-24"),
        ("ved månedsskiftet", "2026-12-01"), ("ved nytår", "2027-01-01"), ("ved årsskiftet", "2027-01-01"), ("at New Year", "2027-01-01"), ("at the turn of the year", "2027-01-01"),
        ("udgangen af maj", "2027-05-31"), ("end of the month", "2026-11-30"), ("ved udgangen af året", "2026-12-31"),
    ],
)  # fmt: skip
def test_a_day_is_found_by_what_it_is_called(text: str, day: str) -> None:
    assert _days(text) == [("on", day)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("uge 32", "2027-08-09", "2027-08-15"), ("week 32", "2027-08-09", "2027-08-15"), ("i uge 48", "2026-11-23", "2026-11-29"), ("uge 32 2028", "2028-08-07", "2028-08-13"), ("uge 53", "2026-12-28", "2027-01-03"),
        ("uge 28-30", "2027-07-12", "2027-08-01"), ("uge 28 til 30", "2027-07-12", "2027-08-01"), ("weeks 28 to 30", "2027-07-12", "2027-08-01"), ("uge 29 og 30", "2027-07-19", "2027-08-01"), ("uge 52-1", "2026-12-21", "2027-01-10"),
        ("i næste uge", "2026-11-30", "2026-12-06"), ("next week", "2026-11-30", "2026-12-06"), ("denne uge", "2026-11-23", "2026-11-29"), ("last week", "2026-11-16", "2026-11-22"),
        ("resten af ugen", "2026-11-24", "2026-11-29"), ("rest of the week", "2026-11-24", "2026-11-29"), ("resten af året", "2026-11-24", "2026-12-31"),
        ("i maj", "2027-05-01", "2027-05-31"), ("in May", "2027-05-01", "2027-05-31"), ("i november", "2026-11-01", "2026-11-30"), ("maj 2028", "2028-05-01", "2028-05-31"), ("hele februar", "2027-02-01", "2027-02-28"),
        ("next month", "2026-12-01", "2026-12-31"), ("næste måned", "2026-12-01", "2026-12-31"), ("i naeste maaned", "2026-12-01", "2026-12-31"),
        ("1.-5. maj", "2027-05-01", "2027-05-05"), ("1-5 May", "2027-05-01", "2027-05-05"), ("May 1–5", "2027-05-01", "2027-05-05"), ("1. til 5. maj", "2027-05-01", "2027-05-05"), ("between 3 and 9 March", "2027-03-03", "2027-03-09"),
        ("1/3-15/3", "2027-03-01", "2027-03-15"), ("1.3.-15.3.", "2027-03-01", "2027-03-15"), ("1/3 – 15. marts 2028", "2028-03-01", "2028-03-15"), ("28/12-3/1", "2026-12-28", "2027-01-03"), ("20/7-24/7", "2027-07-20", "2027-07-24"),
        ("maj-juni", "2027-05-01", "2027-06-30"), ("torsdag-fredag", "2026-11-26", "2026-11-27"),
    ],
)  # fmt: skip
def test_a_span_is_found_from_its_first_day_to_its_last(text: str, first: str, last: str) -> None:
    assert _spans(text) == [("on", first, last)]


@pytest.mark.parametrize(
    "words",
    [
        "fra",
        "pr.",
        "pr",
        "per",
        "from",
        "starting",
        "as of",
        "med virkning fra",
        "fra og med",
        "with effect from",
        "effective",
        "fra d.",
        "from the",
        "fra den",
    ],
)
def test_words_before_it_say_from_when(words: str) -> None:
    assert _days(f"Lise er koordinator {words} 1. maj") == [("from", "2027-05-01")]


@pytest.mark.parametrize(
    "words",
    ["til", "indtil", "frem til", "until", "till", "through", "tilbage", "tilbage d.", "tilbage den", "back on", "back", "til og med", "up to", "indtil d."],
)
def test_words_before_it_say_until_when(words: str) -> None:
    assert _days(f"Jeg er væk {words} 1. maj") == [("until", "2027-05-01")]


@pytest.mark.parametrize("words", ["til og med", "through", "up to and including", "t.o.m."])
def test_an_until_with_its_last_day_in_it_says_so(words: str) -> None:
    [friday] = dates(f"Jeg er væk {words} fredag", TODAY)
    assert (friday.marker, friday.inclusive) == ("until", True)
    assert not any(each.inclusive for each in dates("fra fredag til mandag", TODAY))


def test_the_marker_belongs_to_what_stands_right_after_it() -> None:
    assert _days("Hvem er du fra. Mandag er der møde") == [("on", "2026-11-30")]
    assert _spans("er der noget at se til i denne uge") == [("on", "2026-11-23", "2026-11-29")]
    assert _spans("hvilke møder har I i uge 36") == [("on", "2027-09-06", "2027-09-12")]


def test_a_marker_is_part_of_what_was_written() -> None:
    text = "Lise er koordinator fra den 1. marts 2027 og væk i maj"
    assert [text[each.start : each.end] for each in dates(text, TODAY)] == ["fra den 1. marts 2027", "i maj"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("fra 1/3 til 1/5", "2027-03-01", "2027-05-01"), ("from 1 March to 1 May", "2027-03-01", "2027-05-01"), ("fra 1. til 5. maj", "2027-05-01", "2027-05-05"), ("fra 1/11 til 1/3", "2027-11-01", "2028-03-01"),
        ("fra 20/7 til 24/7", "2027-07-20", "2027-07-24"), ("fra 1/3 til 1/5 2028", "2028-03-01", "2028-05-01"), ("fra 1. marts 2028 til 1. februar", "2028-03-01", "2029-02-01"), ("fra tirsdag til mandag", "2026-11-24", "2026-11-30"),
        ("fra fredag til torsdag", "2026-11-27", "2026-12-03"),
    ],
)  # fmt: skip
def test_from_and_until_are_two_dates_in_their_order(text: str, first: str, last: str) -> None:
    assert _days(text) == [("from", first), ("until", last)]


def test_from_and_until_may_be_weeks_and_months() -> None:
    assert _spans("fra uge 28 til 30") == [("from", "2027-07-12", "2027-07-18"), ("until", "2027-07-26", "2027-08-01")]
    assert _spans("fra uge 28 til uge 30") == _spans("fra uge 28 til 30")
    assert _spans("from March to May") == [("from", "2027-03-01", "2027-03-31"), ("until", "2027-05-01", "2027-05-01")]


def test_who_hands_over_is_not_put_off_a_year() -> None:
    assert _days("Jens har den til 1/3, fra 1/4 er det Lise") == [("until", "2027-03-01"), ("from", "2027-04-01")]


@pytest.mark.parametrize("text", ["til august", "until August", "indtil august", "til 1. august"])
def test_until_a_month_is_until_it_begins(text: str) -> None:
    assert _days(text) == [("until", "2027-08-01")]


def test_until_next_month_and_until_this_months_name_are_yet_to_come() -> None:
    assert _days("til næste måned") == [("until", "2026-12-01")]
    assert _days("til november") == [("until", "2027-11-01")]


def test_today_counts_as_coming() -> None:
    assert _days("24/11, fra 24. november, indtil November 24") == [("on", "2026-11-24"), ("from", "2026-11-24"), ("until", "2026-11-24")]
    assert _days("23/11") == [("on", "2027-11-23")]
    assert _days("1. januar", date(2027, 1, 1)) == [("on", "2027-01-01")]


def test_a_span_that_goes_on_is_the_one_meant() -> None:
    assert _spans("væk 20/11-30/11") == [("on", "2026-11-20", "2026-11-30")]


@pytest.mark.parametrize(
    ("text", "day"), [("siden 1. maj", "2026-05-01"), ("since 24/11", "2026-11-24"), ("siden mandag", "2026-11-23"), ("siden nytår", "2026-01-01")]
)
def test_since_looks_back(text: str, day: str) -> None:
    assert _days(text) == [("on", day)]


def test_several_months_and_days_are_found_in_their_order() -> None:
    assert [first for _, first, _ in _spans("i maj og juni, 1/3, 2.4. eller den 3. maj 2028")] == [
        "2027-05-01",
        "2027-06-01",
        "2027-03-01",
        "2027-04-02",
        "2028-05-03",
    ]


def test_the_29th_of_february_comes_in_a_leap_year() -> None:
    assert _days("29. februar") == [("on", "2028-02-29")]
    assert _days("29/2", date(2097, 1, 1)) == [("on", "2104-02-29")]


@pytest.mark.parametrize(
    "text",
    [
        "niveau 2 eller 3", "niveau 2/3", "niveau 1+ og 2", "Level 2 may be lowered", "en 1/5 stilling", "1/5 årsværk", "1/5 aarsvaerk", "2/5 årsv.", "a 1/5 position", "1/5 FTE", "1/5 of a position", "1/5-stilling", "2/3 af kommunerne", "2/3 flertal",
        "1+", "os2 3", "os2 3/4-dele", "12 34 56 78", "tlf. 12-34-56-78", "+45 12 34 56 78", "+4512345678", "12.34.56.78", "24/7", "support 24/7", "24/7-support", "adgang til 24/7 support",
        "v1.3.2", "v1.3", "version 1.3.2", "version 1.3.27", "version 1.3.", "MPL 2.0.", "EUPL 1.2.", "WCAG 2.1.", "OS2forms-8.1.3", "10.0.0.1", "§ 1.3.", "kl. 13.30", "kl. 10.12.", "13:30", "kl. 9.30-10.12.", "20 %", "1.5 %", "5 timer", "uge 5 timer", "37 timer pr. uge",
        "may I", "may I ask", "you may", "you may 1 time", "so that I may reply", "we may 2 times", "1.250.000 kr.", "50/50", "80/20", "4512-3456", "side 1/2", "trin 3/4",
        "til sommer", "til jul", "i efteråret", "efter ferien", "snart", "in the new year", "godt nytår", "hver mandag", "on Mondays", "første mandag", "en torsdag", "on a Friday", "mandagsmøde", "maj", "de kommende uger", "how many in a year", "i 2024",
        "to May", "https://example.org/2027/1/3", "", " ", "og",
    ],
)  # fmt: skip
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert dates(text, TODAY) == ()
    assert dates(f"Hej, {text}", TODAY) == ()
    assert impossible(text) is None


@pytest.mark.parametrize("text", ["in May", "from May", "until May", "by May", "since May", "of May", "1 may", "may 1", "the 3rd of may"])
def test_may_beside_a_number_or_after_a_preposition_is_a_month(text: str) -> None:
    assert [each.first.month for each in dates(text, TODAY)] == [5]


@pytest.mark.parametrize("text", ["i august 3 kommuner", "in August 3 of us", "til august 3 møder"])
def test_a_number_after_a_month_is_not_always_its_day(text: str) -> None:
    assert [each.first for each in dates(text, TODAY)] == [date(2027, 8, 1)]


def test_the_24th_of_july_is_found_where_it_is_meant() -> None:
    assert _days("fra 24/7") == [("from", "2027-07-24")]
    assert _days("d. 24/7") == _days("24/7 2027") == [("on", "2027-07-24")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31/2", "31/2"), ("fra den 31. februar", "31. februar"), ("45. maj", "45. maj"), ("d. 13/13", "13/13"), ("i uge 60", "uge 60"), ("29. februar 2027", "29. februar 2027"), ("uge 53 2027", "uge 53 2027"),
        ("2027-02-30", "2027-02-30"), ("31.4.", "31.4."), ("30.-31. februar", "30.-31. februar"), ("mandag den 31/2", "31/2"), ("fra 1/3 til 31/4 eller 31/6", "31/4"), ("0. maj", "0. maj"), ("1/13", "1/13"), ("32.1.2027", "32.1.2027"), ("week 0", "week 0"),
    ],
)  # fmt: skip
def test_what_looks_like_a_date_but_cannot_be_is_said_in_its_own_words(text: str, words: str) -> None:
    assert impossible(f"Sæt Lise på {text}, tak") == words
    assert all(str(each.first) == "2027-03-01" for each in dates(text, TODAY))


@pytest.mark.parametrize("text", ["1. maj", "29. februar", "uge 53", "fra 1/3 til 1/5", "hvem koordinerer OS2mo?"])
def test_nothing_impossible_is_found_in_what_can_be(text: str) -> None:
    assert impossible(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("i 2024", (2024,)), ("in 2023", (2023,)), ("2019", (2019,)), ("2019-2021", (2019, 2021)), ("2012 og 2099", (2012, 2099)), ("2024, 2024", (2024,)), ("sidste år", (2025,)), ("last year", (2025,)), ("i år", (2026,)), ("naeste år", (2027,)),
        ("i '22", ()), ("1. maj 2024", ()), ("maj 2024", ()), ("2024-05-01", ()), ("1/5 2024", ()), ("uge 32 2024", ()), ("31/2 2024", ()), ("2011", ()), ("2100", ()), ("20245", ()), ("4512 2024", (2024,)), ("2024 4512", ()), ("2024 kr.", ()), ("#2024", ()), ("os2024", ()),
        ("i 2024 og fra 1. maj 2027", (2024,)),
    ],
)  # fmt: skip
def test_years_are_found_where_they_are_no_part_of_a_date(text: str, found: tuple[int, ...]) -> None:
    assert years(text, TODAY) == found
