# SPDX-License-Identifier: MPL-2.0
"""Every meeting of a series takes place once, when it was set to: by its rule, moved, extra, cancelled or not at all."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from handlers.meeting_dates import Occurrence, occurrences
from storage.meetings import MeetingDate, MeetingSeries
from tests.unit.handlers.recurrence.given import MADE_AT, date_of, series

MONDAYS = series("FREQ=WEEKLY;BYDAY=MO")
"""At 13 in Copenhagen, from 4 January 2027."""
FIRST, SECOND, THIRD = (datetime(2027, 1, day, 13) for day in (4, 11, 18))
JANUARY = (datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 20, tzinfo=UTC))
LATER = MADE_AT + timedelta(days=30)


def _in_january(*dates: MeetingDate, of: MeetingSeries = MONDAYS) -> list[Occurrence]:
    return occurrences(of, dates, *JANUARY)


def _walls(found: list[Occurrence]) -> list[datetime]:
    return [each.wall for each in found]


def test_a_meeting_is_at_its_wall_time_in_its_zone() -> None:
    [first, *_] = _in_january()
    assert (first.on, first.wall, first.at) == (FIRST, FIRST, datetime(2027, 1, 4, 12, tzinfo=UTC))
    assert first.ends_at == datetime(2027, 1, 4, 13, 30, tzinfo=UTC)
    assert first.id == "s1/2027-01-04T13:00"
    assert (first.cancelled, first.moved, first.extra) == (False, False, False)
    assert (first.state, first.reason, first.known_at) == ("calendared", "", MADE_AT)


def test_the_window_has_its_first_moment_in_it_and_not_its_last() -> None:
    at = datetime(2027, 1, 11, 12, tzinfo=UTC)
    assert _walls(occurrences(MONDAYS, (), at, at + timedelta(minutes=1))) == [SECOND]
    assert occurrences(MONDAYS, (), at - timedelta(minutes=1), at) == []
    assert occurrences(MONDAYS, (), at, at) == []


def test_a_cancelled_meeting_is_there_and_marked() -> None:
    found = _in_january(date_of(SECOND, cancelled=True, reason="Ferie", changed_at=LATER))
    assert _walls(found) == [FIRST, SECOND, THIRD]
    assert [each.cancelled for each in found] == [False, True, False]
    assert (found[1].reason, found[1].known_at) == ("Ferie", LATER)


def test_a_moved_meeting_is_at_its_new_time_alone_and_keeps_its_id() -> None:
    found = _in_january(date_of(SECOND, starts=datetime(2027, 1, 13, 9), minutes=30))
    assert _walls(found) == [FIRST, datetime(2027, 1, 13, 9), THIRD]
    assert [each.moved for each in found] == [False, True, False]
    assert found[1].id == "s1/2027-01-11T13:00"
    assert found[1].ends_at - found[1].at == timedelta(minutes=30)


def test_a_meeting_moved_into_the_window_is_there_and_one_moved_out_is_not() -> None:
    into = date_of(datetime(2027, 3, 1, 13), starts=datetime(2027, 1, 5, 9))
    out = date_of(FIRST, starts=datetime(2027, 3, 2, 9))
    assert _walls(_in_january(into, out)) == [datetime(2027, 1, 5, 9), SECOND, THIRD]


def test_a_meeting_moved_onto_another_stands_beside_it() -> None:
    found = _in_january(date_of(FIRST, starts=SECOND))
    assert [(each.on, each.wall) for each in found] == [(FIRST, SECOND), (SECOND, SECOND), (THIRD, THIRD)]


def test_two_meetings_that_change_places_are_both_there() -> None:
    found = _in_january(date_of(FIRST, starts=SECOND), date_of(SECOND, starts=FIRST))
    assert [(each.on, each.wall) for each in found] == [(SECOND, FIRST), (FIRST, SECOND), (THIRD, THIRD)]


def test_an_extra_meeting_is_there_until_it_is_withdrawn() -> None:
    extra = date_of(datetime(2027, 1, 6, 10), extra=True, minutes=20)
    found = _in_january(extra)
    assert _walls(found) == [FIRST, datetime(2027, 1, 6, 10), SECOND, THIRD]
    assert [each.extra for each in found] == [False, True, False, False]
    assert _walls(_in_january(replace(extra, starts=datetime(2027, 1, 7, 10)))) == [FIRST, datetime(2027, 1, 7, 10), SECOND, THIRD]
    assert _walls(_in_january(replace(extra, withdrawn=True))) == [FIRST, SECOND, THIRD]


def test_an_extra_meeting_on_a_date_of_the_rule_is_one_meeting() -> None:
    assert _walls(_in_january(date_of(SECOND, extra=True))) == [FIRST, SECOND, THIRD]
    assert _walls(_in_january(date_of(SECOND, extra=True, withdrawn=True))) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    ("date", "there"),
    [
        ({"cancelled": True}, False),
        ({"place": "Rådhuset"}, False),
        ({"state": "agenda"}, False),
        ({"starts": datetime(2027, 1, 6, 11)}, True),
        ({"starts": datetime(2027, 1, 6, 11), "cancelled": True}, True),
        ({"extra": True}, True),
        ({"state": "minutes_begun"}, True),
        ({"state": "published"}, True),
    ],
)
def test_a_date_that_the_rule_has_lost_counts_where_it_was_set_or_held(date: dict[str, object], there: bool) -> None:
    found = _in_january(date_of(datetime(2027, 1, 5, 13), **date))
    assert len(found) == 3 + there


def test_a_series_that_has_ended_gives_nothing() -> None:
    assert _in_january(date_of(SECOND, starts=THIRD), date_of(datetime(2027, 1, 6, 10), extra=True), of=replace(MONDAYS, ended=True)) == []


def test_dates_of_other_series_count_for_nothing() -> None:
    assert _walls(_in_january(replace(date_of(SECOND, cancelled=True, starts=THIRD), series="s2"))) == [FIRST, SECOND, THIRD]


def test_a_series_without_a_rule_is_one_meeting() -> None:
    assert _walls(_in_january(of=replace(MONDAYS, rule=""))) == [FIRST]


def test_a_date_says_what_the_series_does_not() -> None:
    own = replace(MONDAYS, place="Teams", link="https://example.org/series", agenda_url="https://example.org/agenda", title="Styregruppe")
    told = date_of(SECOND, place="Rådhuset", minutes_url="https://example.org/minutes", state="approved", minutes=0)
    plain, changed, _ = _in_january(told, of=own)
    assert (plain.place, plain.minutes_url, plain.state, plain.title) == ("Teams", "", "calendared", "Styregruppe")
    assert (changed.place, changed.link, changed.agenda_url) == ("Rådhuset", "https://example.org/series", "https://example.org/agenda")
    assert (changed.minutes_url, changed.state, changed.minutes, changed.title) == ("https://example.org/minutes", "approved", 0, "Styregruppe")


def test_what_was_known_last_counts() -> None:
    assert _in_january(date_of(FIRST, place="x"), of=replace(MONDAYS, changed_at=LATER))[0].known_at == LATER


def test_of_too_many_the_earliest_are_given() -> None:
    moved = date_of(FIRST, starts=datetime(2027, 6, 2, 9))
    found = occurrences(MONDAYS, (moved,), JANUARY[0], datetime(2030, 1, 1, tzinfo=UTC), most=2)
    assert _walls(found) == [SECOND, THIRD]
    early = date_of(datetime(2029, 1, 1, 13), starts=datetime(2027, 1, 1, 9))
    assert _walls(occurrences(MONDAYS, (early,), JANUARY[0], datetime(2030, 1, 1, tzinfo=UTC), most=2)) == [datetime(2027, 1, 1, 9), FIRST]


def test_a_meeting_in_the_night_of_spring_begins_when_clocks_show_half_past_three() -> None:
    nightly = series("FREQ=DAILY", datetime(2027, 3, 27, 2, 30))
    found = occurrences(nightly, (), datetime(2027, 3, 27, tzinfo=UTC), datetime(2027, 3, 30, tzinfo=UTC))
    assert [(each.on.day, each.wall.hour, each.at.hour) for each in found] == [(27, 2, 1), (28, 3, 1), (29, 2, 0)]
    assert [each.set_for == each.wall for each in found] == [True, False, True]
    assert [each.moved for each in found] == [False, False, False]


def test_a_window_that_ends_while_clocks_are_set_back_has_what_began_before() -> None:
    nightly = series("FREQ=DAILY", datetime(2027, 10, 1, 2, 30))
    midnight, later = datetime(2027, 10, 31, tzinfo=UTC), datetime(2027, 10, 31, 1, 15, tzinfo=UTC)  # at 2:15 for the second time
    assert [each.at.time() for each in occurrences(nightly, (), midnight, later)] == [time(0, 30)]
    assert occurrences(nightly, (), later, later + timedelta(hours=20)) == []


@pytest.mark.parametrize("window", [(1, 9999), (9999, 1), (2190, 9999), (1, 1)])
def test_no_window_is_too_wide(window: tuple[int, int]) -> None:
    first, last = (datetime(year, 1, 1, tzinfo=UTC) for year in window)
    assert len(occurrences(MONDAYS, (), first, last, most=600)) == {(1, 9999): 600, (2190, 9999): 522}.get(window, 0)
