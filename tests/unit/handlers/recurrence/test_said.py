# SPDX-License-Identifier: MPL-2.0
"""Every rule has a sentence in both languages; what the bot says is read back as what it meant."""

import re
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.localise import Localiser
from handlers.message import LANGUAGES, Language
from handlers.recurrence.reading import recurrence
from handlers.recurrence.rule import RuleError, checked, dates
from handlers.recurrence.said import rhythm_said, said
from tests.unit.handlers.recurrence.given import endless_rules, rules, wall_times
from tests.unit.handlers.recurrence.phrases import DANISH, ENGLISH, TODAY

LOCALISER = Localiser()


def words(rule: str, language: Language, at: time | None = None, minutes: int | None = None, first: date | None = None) -> str:
    return LOCALISER.words(said(checked(rule) if rule else "", at, minutes, first), language)


@pytest.mark.parametrize(
    ("rule", "danish", "english"),
    [
        ("FREQ=DAILY", "hver dag", "every day"),
        ("FREQ=DAILY;INTERVAL=2", "hver anden dag", "every other day"),
        ("FREQ=DAILY;INTERVAL=10;BYDAY=MO,FR", "hver 10. dag, når det er mandag eller fredag", "every 10 days, when it is Monday or Friday"),
        ("FREQ=WEEKLY", "hver uge", "every week"),
        ("FREQ=WEEKLY;BYDAY=MO,WE", "hver mandag og onsdag", "every Monday and Wednesday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "hver hverdag", "every weekday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "hver anden tirsdag", "every other Tuesday"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", "hver 3. uge, tirsdag", "every 3 weeks, Tuesday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", "hver anden mandag og søndag, hvor uger tælles fra søndag", "every other Monday and Sunday, counting weeks from Sunday"),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=1,2,3,4,5,6,8,9,10,11,12", "hver tirsdag, undtagen juli", "every Tuesday, except July"),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=5,6", "hver tirsdag, kun i maj og juni", "every Tuesday, only in May and June"),
        ("FREQ=MONTHLY", "hver måned", "every month"),
        ("FREQ=MONTHLY;BYDAY=1MO", "første mandag i måneden", "the first Monday of the month"),
        ("FREQ=MONTHLY;BYDAY=2TH,4TH", "anden og fjerde torsdag i måneden", "the second and fourth Thursday of the month"),
        ("FREQ=MONTHLY;BYDAY=1MO,-2FR", "første mandag og næstsidste fredag i måneden", "the first Monday and second to last Friday of the month"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1", "første og sidste hverdag i måneden", "the first and last weekday of the month"),
        ("FREQ=MONTHLY;BYDAY=TU,TH;BYSETPOS=2", "anden dag blandt tirsdag eller torsdag i måneden", "the second day among Tuesday or Thursday of the month"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,22,-1", "den 1. og 22. og sidste dag i måneden", "the 1st and 22nd and last day of the month"),
        ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "den 13. (når det er fredag) i måneden", "the 13th (when it is Friday) of the month"),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=3", "den 3. i hver anden måned", "the 3rd of every other month"),
        ("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYDAY=-1TH", "sidste torsdag i kvartalet", "the last Thursday of the quarter"),
        ("FREQ=MONTHLY;BYMONTH=1,7;BYDAY=1TH", "første torsdag i halvåret", "the first Thursday of the half-year"),
        ("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYDAY=1TH", "første torsdag i marts, juni, september og december hvert år", "the first Thursday of March, June, September and December every year"),
        ("FREQ=YEARLY", "hvert år", "every year"),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", "hvert 4. år den 29. februar", "every 4 years on 29 February"),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=1WE", "første onsdag i maj hvert år", "the first Wednesday of May every year"),
        ("FREQ=YEARLY;BYDAY=20MO", "20. mandag i året", "the 20th Monday of the year"),
        ("FREQ=YEARLY;BYMONTH=5,6;BYDAY=MO,TU;BYSETPOS=-1", "årets sidste dag blandt hver mandag og tirsdag i maj og juni hvert år", "each year's last day among every Monday and Tuesday of May and June every year"),
        ("FREQ=YEARLY;BYWEEKNO=2,10;BYDAY=TU", "hver tirsdag i uge 2 og 10 hvert år", "every Tuesday in week 2 and 10 every year"),
        ("FREQ=DAILY;COUNT=1", "hver dag, i alt 1 gang", "every day, once in all"),
        ("FREQ=DAILY;COUNT=6", "hver dag, i alt 6 gange", "every day, 6 times in all"),
        ("FREQ=DAILY;UNTIL=20270701", "hver dag, til og med 1. juli 2027", "every day, up to and including 1 July 2027"),
    ],
)  # fmt: skip
def test_a_rule_is_said_as_people_say_it(rule: str, danish: str, english: str) -> None:
    assert (words(rule, "da"), words(rule, "en")) == (danish, english)


def test_time_length_and_beginning_are_said_with_it() -> None:
    told = ("FREQ=MONTHLY;BYDAY=1MO", time(13), 90, date(2027, 1, 4))
    rule, *rest = told
    assert words(rule, "da", *rest) == "første mandag i måneden kl. 13.00-14.30, fra 4. januar 2027"  # type: ignore[arg-type] # in this order
    assert words(rule, "en", *rest) == "the first Monday of the month, 13:00-14:30, from 4 January 2027"  # type: ignore[arg-type] # as above
    assert words("FREQ=WEEKLY;BYMONTH=1,2,3,4,5,6,8,9,10,11,12;BYDAY=TU", "da", time(9)) == "hver tirsdag kl. 09.00, undtagen juli"
    assert words("", "da", time(23), 90, date(2027, 1, 4)) == "4. januar 2027 kl. 23.00-00.30"
    assert words("", "en") == "a single time"


def test_what_is_no_rule_is_refused() -> None:
    with pytest.raises(RuleError):
        said("FREQ=HOURLY")


@settings(max_examples=300)
@given(rules)
def test_every_rule_has_a_sentence(rule: str) -> None:
    for language in LANGUAGES:
        sentence = words(rule, language, time(13), 90, TODAY)
        assert not re.search(r"[{}]|=|;|FREQ|BY|recurrence|\s\s|,,|\.\.", sentence)
        assert sentence == sentence.strip()
        assert len(sentence) > len("hver dag")


@settings(max_examples=150)
@given(rules, wall_times)
def test_what_is_read_in_the_sentence_of_any_rule_is_that_rule_or_nothing(rule: str, starts: datetime) -> None:
    """Of a rule without days, the first date is said, which is then read as its day."""
    for language in LANGUAGES:
        told = recurrence(words(rule, language, time(13), 90, starts.date()), TODAY)
        if told.rule is not None:
            assert _given_by(told.rule, starts) == _given_by(checked(rule), starts)


def _given_by(rule: str, starts: datetime) -> list[datetime]:
    return list(dates(rule, starts, starts, datetime(2037, 12, 31), 200))


@settings(max_examples=300)
@given(endless_rules, endless_rules, wall_times, st.sampled_from(LANGUAGES))
def test_rules_that_are_said_alike_give_the_same_dates(one: str, other: str, starts: datetime, language: Language) -> None:
    if LOCALISER.words(rhythm_said(one), language) == LOCALISER.words(rhythm_said(other), language):
        assert _given_by(one, starts) == _given_by(other, starts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", [told[0] for told in (*DANISH, *ENGLISH)])
def test_what_was_read_is_said_and_read_again_as_the_same(text: str, language: Language) -> None:
    told = recurrence(text, TODAY)
    assert told.rule is not None
    again = recurrence(words(told.rule, language, told.time, told.minutes if told.time else None, told.first), TODAY)
    assert (again.rule, again.time, again.ends, again.first) == (told.rule, told.time, told.ends, told.first)
    assert again.vague == ()


def test_the_table_of_phrases_is_long() -> None:
    assert len(DANISH) + len(ENGLISH) >= 80
