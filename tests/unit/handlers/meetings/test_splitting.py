# SPDX-License-Identifier: MPL-2.0
"""A series that is split loses no meeting and has none twice, wherever it is split and whatever was known of its meetings."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.meeting_dates import occurrences
from handlers.meetings.splitting import Anew, Split, split
from handlers.recurrence import rule
from storage.meetings import MeetingDate, MeetingSeries
from tests.meetings import MONDAY, date_of, series

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
FIRST, LAST = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 6, 24, tzinfo=UTC)
RULES = ("FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "FREQ=MONTHLY;BYDAY=1MO", "FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=WEEKLY;BYDAY=MO;COUNT=9")
OTHERS = (*RULES[:2], "FREQ=WEEKLY;BYDAY=WE", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=DAILY;INTERVAL=3")


def anew(first: date, new_rule: str = RULES[0], at: time = time(10), minutes: int = 90) -> Anew:
    starts = rule.first_on(new_rule, datetime.combine(first, at))
    assert starts
    return Anew(id="n", uid="n@os2bot", first=first, starts=starts, rule=new_rule, minutes=minutes)


def walls(found: Split, dates: list[MeetingDate]) -> list[datetime]:
    """When there is a meeting after the change, of both series; cancelled ones are none."""
    changed = [step.after for step in found.steps if isinstance(step.after, MeetingDate)]
    known = {each.id: each for each in (*dates, *changed)}
    both = [found.old, *([found.new] if found.new else [])]
    return sorted(one.wall for each in both for one in occurrences(each, list(known.values()), FIRST, LAST) if not one.cancelled)


def of(one: MeetingSeries) -> list[datetime]:
    return [each.wall for each in occurrences(one, (), FIRST, LAST)]


@given(st.sampled_from(RULES), st.sampled_from(OTHERS), st.integers(0, 150), st.sets(st.integers(0, 6)))
@settings(max_examples=60, deadline=None)
def test_what_is_before_the_day_is_as_it_was_and_the_new_rule_gives_all_the_rest_once(was: str, new_rule: str, days: int, told: set[int]) -> None:
    old, first = series(rule=was), MONDAY.date() - 3 * DAY + days * DAY
    new = anew(first, new_rule)
    ahead = [each.id for each in occurrences(old, (), FIRST, LAST) if each.on.date() >= first]
    found = split(old, new, [], frozenset(ahead[place] for place in told if place < len(ahead)), NOW)
    by_rule = list(rule.dates(new_rule, new.starts, new.starts, datetime(2027, 6, 20), 1000))
    got = [each for each in walls(found, []) if each < datetime(2027, 6, 20)]
    assert got == [*(each for each in of(old) if each.date() < first), *by_rule]


@given(st.sampled_from(RULES[:4]), st.integers(0, 150), st.sets(st.integers(0, 4)), st.sets(st.integers(0, 12)))
@settings(max_examples=40, deadline=None)
def test_only_longer_meetings_stay_on_their_days_and_what_is_cancelled_stays_so(was: str, days: int, told: set[int], off: set[int]) -> None:
    old, first = series(rule=was), MONDAY.date() + days * DAY
    ahead = [each for each in occurrences(old, (), FIRST, LAST) if each.on.date() >= first]
    cancelled = [date_of(on=ahead[place].on, cancelled=True) for place in off if place < len(ahead)]
    new = Anew(id="n", uid="n@os2bot", first=first, starts=ahead[0].on, rule=was, minutes=120)
    found = split(old, new, cancelled, frozenset(ahead[place].id for place in told if place < len(ahead)), NOW)
    assert walls(found, cancelled) == [each for each in of(old) if each not in {one.on for one in cancelled}]


def test_the_old_series_ends_the_day_before_and_another_with_its_own_uid_carries_on_the_rest() -> None:
    old = series(place="DOKK1", title="Arkitektur", quorum=4, visibility="group", sequence=2)
    found = split(old, anew(date(2027, 3, 1), "FREQ=WEEKLY;BYDAY=WE"), [], frozenset(), NOW)
    assert found.new
    assert (found.old.rule, found.old.ended, found.old.sequence) == ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20270228", False, 3)
    assert found.old.changed_at == old.changed_at, "the minutes of the last meeting are still asked for"
    assert (found.new.uid, found.new.sequence, found.new.starts) == ("n@os2bot", 0, datetime(2027, 3, 3, 10))
    same = ("group", "place", "title", "quorum", "visibility", "zone")
    assert [getattr(found.new, field) for field in same] == [getattr(old, field) for field in same]


def test_a_series_that_has_not_begun_is_over_and_takes_its_extra_meetings_along() -> None:
    extra = date_of(on=MONDAY + 2 * DAY, extra=True)
    found = split(series(), anew(date(2026, 12, 1), "FREQ=WEEKLY;BYDAY=TH"), [extra], frozenset(), NOW)
    assert found.old.ended
    assert MONDAY + 2 * DAY in walls(found, [extra])


def test_extra_meetings_of_a_series_that_has_begun_are_its_own_and_stay() -> None:
    extra = date_of(on=MONDAY + 9 * DAY, extra=True)
    found = split(series(), anew(date(2026, 12, 10), "FREQ=WEEKLY;BYDAY=TH"), [extra], frozenset({extra.id}), NOW)
    assert [step.record for step in found.steps if isinstance(step.record, MeetingDate)] == []


def test_a_meeting_that_somebody_was_told_of_keeps_its_id_on_the_same_day_and_is_cancelled_on_another() -> None:
    told = frozenset({date_of().id})
    same = split(series(), anew(date(2026, 12, 1)), [], told, NOW)
    (moved,) = [step.after for step in same.steps if isinstance(step.after, MeetingDate)]
    assert (moved.id, moved.starts, moved.cancelled) == ("s/2026-12-07T13:00", MONDAY.replace(hour=10), False)
    other = split(series(), replace(anew(date(2026, 12, 1), "FREQ=WEEKLY;BYDAY=WE"), reason="ny dag"), [], told, NOW)
    (gone,) = [step.after for step in other.steps if isinstance(step.after, MeetingDate)]
    assert (gone.id, gone.cancelled, gone.reason) == ("s/2026-12-07T13:00", True, "ny dag")
    assert other.old.rule.endswith("UNTIL=20261207"), "or it would have lost the meeting that is cancelled"


def test_one_that_was_moved_away_by_hand_goes_along_on_the_same_day_and_falls_away_on_another() -> None:
    moved = date_of(on=MONDAY + WEEK, starts=MONDAY + WEEK + DAY)
    assert MONDAY + WEEK + DAY in walls(split(series(), anew(date(2026, 12, 8)), [moved], frozenset(), NOW), [moved])
    assert MONDAY + WEEK + DAY not in walls(split(series(), anew(date(2026, 12, 8), "FREQ=WEEKLY;BYDAY=WE"), [moved], frozenset(), NOW), [moved])


def test_one_that_was_moved_to_before_the_change_is_held_then_and_has_no_other_in_its_place() -> None:
    moved = date_of(on=MONDAY + WEEK, starts=MONDAY + 3 * DAY)
    found = walls(split(series(), anew(MONDAY.date() + WEEK), [moved], frozenset(), NOW), [moved])
    assert found[:3] == [MONDAY, MONDAY + 3 * DAY, MONDAY.replace(hour=10) + 2 * WEEK]


def test_of_counted_meetings_as_many_are_left_as_have_not_been() -> None:
    new = replace(anew(date(2026, 12, 8)), rule="FREQ=WEEKLY;BYDAY=MO;COUNT=3")
    found = split(series(rule="FREQ=WEEKLY;BYDAY=MO;COUNT=4"), new, [], frozenset({date_of(on=MONDAY + WEEK).id}), NOW)
    assert found.new
    assert found.new.rule == "FREQ=WEEKLY;BYDAY=MO;COUNT=2"
    assert len(walls(found, [])) == 4


def test_where_nothing_is_left_to_carry_on_there_is_no_other_series() -> None:
    new = replace(anew(date(2026, 12, 1)), rule="FREQ=WEEKLY;BYDAY=MO;COUNT=1")
    found = split(series(rule="FREQ=WEEKLY;BYDAY=MO;COUNT=1"), new, [], frozenset({date_of().id}), NOW)
    assert (found.new, walls(found, [])) == (None, [MONDAY.replace(hour=10)])
