# SPDX-License-Identifier: MPL-2.0
"""How a group wants to be reminded, and what meetings need, in words of both languages."""

from datetime import time

import pytest

from handlers.meetings.conditions import quorum_told, state_after, state_told, visibility_told
from handlers.meetings.leads import agenda_call_told, directly_told, language_told, leads_told, quiet_told
from handlers.meetings.wishes import Wishes, plan_step, wishes_told
from handlers.refusal import Refusal
from storage.reminders import DAY, DEFAULT_LEADS, HOUR, ReminderPlan


@pytest.mark.parametrize(
    ("words", "leads"),
    [
        ("mind os om møderne 3 dage og 1 time før", (3 * DAY, HOUR)),
        ("en uge, 1 dag og 2 timer før", (7 * DAY, DAY, 2 * HOUR)),
        ("remind us a week and a day before, but not between 6 pm and 7 am", (7 * DAY, DAY)),
        ("mind os dagen før", (DAY,)),
        ("halvanden time og et kvarter før", (90, 15)),
        ("30 minutes ahead", (30,)),
        ("bed om punkter til dagsordenen 10 dage før", ()),
        ("mind os 2 dage før og bed om punkter 14 dage før", (2 * DAY,)),
        ("ikke mellem 18 og 7", ()),
        ("mind os om møderne", ()),
        ("send nothing at night", ()),
        ("mind os 2 t. før", (2 * HOUR,)),
    ],
)
def test_each_length_that_is_named_is_a_reminder(words: str, leads: tuple[int, ...]) -> None:
    assert leads_told(words) == leads


@pytest.mark.parametrize(
    ("words", "lead"),
    [
        ("bed om punkter til dagsordenen 10 dage før", 10 * DAY),
        ("ask for agenda items two weeks before", 14 * DAY),
        ("bed ikke om punkter til dagsordenen", 0),
        ("do not ask for agenda items", 0),
        ("mind os 3 dage før", None),
    ],
)
def test_points_are_asked_for_when_it_is_said(words: str, lead: int | None) -> None:
    assert agenda_call_told(words) == lead


@pytest.mark.parametrize(
    ("words", "quiet"),
    [
        ("ikke mellem 18 og 7", (time(18), time(7))),
        ("mind os 3 dage før, men ikke fra kl. 17.30 til 8", (time(17, 30), time(8))),
        ("not between 6 pm and 7 am", (time(18), time(7))),
        ("ingen beskeder om møder efter kl. 17 og før 8, tak", (time(17), time(8))),
        ("don't post reminders between 8 pm and 7 am", (time(20), time(7))),
        ("mind os døgnet rundt", (time(0), time(0))),
        ("mødet er mellem 13 og 14", None),
    ],
)
def test_hours_are_quiet_where_it_says_not(words: str, quiet: tuple[time, time] | None) -> None:
    assert quiet_told(words) == quiet


def test_each_member_is_reminded_where_it_says_so_and_not_where_it_says_not() -> None:
    assert directly_told("mind også medlemmerne hver for sig") is True
    assert directly_told("remind each member directly, not between 18 and 7") is True
    assert directly_told("mind dem ikke hver for sig") is False
    assert directly_told("mind os om møderne") is None


def test_a_language_is_named() -> None:
    assert (language_told("mind os på engelsk"), language_told("in Danish, please"), language_told("mind os")) == ("en", "da", None)


@pytest.mark.parametrize("words", ["mind os 100 dage før", "bed om punkter 10 uger før", "1, 2 dage, 3 dage, 4 dage, 5 dage, 6 dage, 7 dage og 8 dage før"])
def test_what_no_reminder_can_do_is_refused(words: str) -> None:
    with pytest.raises(Refusal):
        wishes_told(words)


def test_what_is_not_wished_stays_in_the_plan() -> None:
    plan = ReminderPlan(group="g", leads=(DAY, HOUR), agenda_call=5 * DAY, directly=True, version=3)
    assert plan_step(plan, "g", Wishes(quiet=(time(20), time(6)))).after == ReminderPlan(
        group="g", leads=(DAY, HOUR), agenda_call=5 * DAY, quiet_from=time(20), quiet_until=time(6), directly=True, version=3
    )
    assert plan_step(None, "g", Wishes((HOUR,)), without=True).after == ReminderPlan(group="g", leads=DEFAULT_LEADS[:-1])
    with pytest.raises(Refusal):
        plan_step(plan, "g", Wishes((DAY, HOUR)))


@pytest.mark.parametrize(
    ("words", "quorum"),
    [
        ("mindst 5 skal komme", 5), ("quorum is 4", 4), ("mødet er beslutningsdygtigt med fem", 5), ("at least three members", 3), ("5", 5), ("fem", 5),
        ("intet krav om fremmøde", 0), ("no quorum", 0), ("mødet 4. maj", None),
    ],
)  # fmt: skip
def test_how_many_have_to_come_is_a_number(words: str, quorum: int | None) -> None:
    assert quorum_told(words) == quorum


def test_a_meeting_is_closed_or_open_where_it_says_so() -> None:
    assert visibility_told("møderne er kun for gruppen") == visibility_told("make the meetings closed") == "group"
    assert visibility_told("møderne skal være åbne") == visibility_told("open to all") == "open"
    assert visibility_told("mødet 4. maj") is None


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("dagsordenen er sendt ud", "agenda"), ("the agenda is ready", "agenda"), ("referatet er begyndt", "minutes_begun"), ("the minutes are begun", "minutes_begun"),
        ("referatet er sendt til godkendelse", "sent_for_approval"), ("the minutes are sent for approval", "sent_for_approval"), ("referatet er godkendt", "approved"),
        ("the minutes are published", "published"), ("referatet er offentliggjort", "published"), ("næste trin", None),
    ],
)  # fmt: skip
def test_a_state_is_said_in_the_words_of_the_template(words: str, state: str | None) -> None:
    assert state_told(words) == state


def test_the_states_follow_each_other_and_end_with_the_published_minutes() -> None:
    assert [state_after("calendared"), state_after("sent_for_approval"), state_after("published")] == ["agenda", "approved", None]
