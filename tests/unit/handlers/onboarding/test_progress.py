# SPDX-License-Identifier: MPL-2.0
"""What is next, when it is due and whom a run waits for follows from the flow, the answers and the day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.onboarding.advancing import Advancing, differences, upgraded
from handlers.onboarding.progress import Progress, progress, settled
from handlers.onboarding.working_days import after_working_days, next_weekday, working_days_since
from handlers.refusal import Refusal
from storage.onboarding import OnboardingRun
from tests.conftest import NOW
from tests.unit.handlers.onboarding.flows import FLOW, NEWER, begun, flow_of, step

ZONE = ZoneInfo("Europe/Copenhagen")
DAY = timedelta(days=1)


def _standing(found: Progress) -> dict[str, str]:
    return {each.step.id: each.standing for each in found.steps}


def _said(run: OnboardingRun, step_id: str, now: datetime = NOW, **answers: str) -> OnboardingRun:
    found = FLOW.step(step_id)
    assert found
    return Advancing(run, FLOW, "c", now, ZONE).answered(found, answers)


def _signed(now: datetime = NOW) -> OnboardingRun:
    return _said(_said(begun(), "who", mail="x@example.org"), "sign", now)


def test_at_the_start_everything_is_open_that_waits_for_nothing() -> None:
    found = progress(begun(), FLOW, NOW, ZONE)
    assert _standing(found) == {
        "who": "open", "more": "open", "sign": "waiting", "register": "waiting", "told": "waiting", "extra": "waiting", "pause": "waiting", "batch": "waiting",
        "last": "waiting",
    }  # fmt: skip
    assert [each.step.id for each in found.open] == ["who", "more"], "what is due on a day stands before what is not"


def test_a_condition_that_does_not_hold_makes_a_step_unneeded_and_counts_it_nowhere() -> None:
    no, yes = _said(begun(), "more", choice="no"), _said(begun(), "more", choice="yes")
    assert _standing(progress(no, FLOW, NOW, ZONE))["extra"] == "not_needed"
    assert _standing(progress(yes, FLOW, NOW, ZONE))["extra"] == "open"
    assert (no.done, no.total, yes.done, yes.total) == (1, 8, 1, 9)


def test_a_no_leads_back_and_what_was_answered_is_kept_to_begin_from() -> None:
    sign = FLOW.step("sign")
    assert sign
    run = Advancing(_said(begun(), "who", mail="x@example.org"), FLOW, "b", NOW, ZONE).rejected(sign, "forkert mail")
    found = progress(run, FLOW, NOW, ZONE)
    assert (_standing(found)["who"], _standing(found)["sign"]) == ("open", "waiting")
    assert run.steps["who"].answers == {"mail": "x@example.org"}
    assert run.steps["who"].reason == run.steps["sign"].reason == "forkert mail"
    again = _said(run, "who", NOW + DAY, mail="y@example.org")
    assert _standing(progress(again, FLOW, NOW + DAY, ZONE))["sign"] == "open"


def test_a_corrected_answer_asks_again_what_builds_on_it_and_nothing_else() -> None:
    run = _said(_said(_signed(), "register"), "more", choice="yes")
    same = _said(run, "who", NOW + DAY, mail="x@example.org")
    assert same.steps["sign"].state == "done", "the same answer corrects nothing"
    other = _said(run, "who", NOW + DAY, mail="y@example.org")
    assert {id_: each.state for id_, each in other.steps.items()} == {"who": "done", "sign": "reopened", "register": "done", "more": "done"}


def test_a_wait_ends_by_itself_and_what_follows_is_due_on_the_next_such_weekday() -> None:
    run = _said(_signed(), "register")  # Wednesday, see NOW in conftest
    wait = progress(run, FLOW, NOW, ZONE).of("pause")
    assert wait
    assert wait.over_at
    before, after = (progress(run, FLOW, at, ZONE) for at in (wait.over_at - timedelta(microseconds=1), wait.over_at))
    assert (_standing(before)["batch"], _standing(after)["batch"]) == ("waiting", "open")
    batch = after.of("batch")
    assert batch
    assert batch.due == next_weekday(wait.over_at.astimezone(ZONE).date(), "friday")
    assert settled(run, FLOW, NOW, ZONE).stale_at == wait.over_at


def test_a_pause_moves_what_is_due() -> None:
    later = NOW + timedelta(days=100)
    paused, resumed = (progress(begun(resumed_at=at), FLOW, later, ZONE).of("who") for at in (None, later))
    assert paused
    assert resumed
    assert paused.due == after_working_days(NOW.astimezone(ZONE).date(), 3)
    assert resumed.due == after_working_days(later.astimezone(ZONE).date(), 3)


def test_a_run_is_completed_by_whatever_is_done_last_and_says_when() -> None:
    run, now = _said(_said(_signed(), "register"), "more", choice="no"), NOW
    now += timedelta(days=10)
    run = _said(_said(run, "batch", now), "last", now + DAY)
    assert (run.state, run.ended_at, run.done, run.total, run.waiting_on) == ("completed", now + DAY, 8, 8, "")


def test_what_cannot_be_done_now_is_refused_in_one_sentence() -> None:
    advancing = Advancing(begun(), FLOW, "c", NOW, ZONE)
    sign, who = FLOW.step("sign"), FLOW.step("who")
    assert sign
    assert who
    refusals: list[tuple[Callable[[], OnboardingRun], str]] = [
        (lambda: advancing.answered(sign, {}), "onboarding.not_yet"),
        (lambda: advancing.rejected(sign, "nej"), "onboarding.not_yet"),
        (lambda: advancing.reopened(who, ""), "onboarding.not_over"),
        (lambda: Advancing(begun(state="paused"), FLOW, "c", NOW, ZONE).answered(who, {}), "onboarding.is_paused"),
        (lambda: _said(_said(begun(), "more", choice="no"), "extra"), "onboarding.not_needed"),
    ]
    for act, key in refusals:
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.phrase.key == key


def test_a_newer_version_keeps_what_was_done_and_says_what_differs() -> None:
    run = _said(_said(_signed(), "register"), "more", choice="yes")
    moved = upgraded(run, FLOW, NEWER, 2, NOW, ZONE)
    assert moved.steps == run.steps
    assert (moved.flow_version, moved.total) == (2, run.total + 1)
    assert {(what, title.da) for what, title in differences(FLOW, NEWER)} == {("new", "new"), ("changed", "last")}
    assert [what for what, _ in differences(NEWER, FLOW)] == ["changed", "gone"]


def test_working_days_know_weekends_and_danish_holidays() -> None:
    assert after_working_days(date(2026, 12, 23), 2) == date(2026, 12, 29), "neither Christmas nor the weekend counts"
    assert after_working_days(date(2027, 5, 1), 0) == date(2027, 5, 3), "a Saturday is no working day"
    assert next_weekday(date(2026, 12, 24), "friday") == date(2027, 1, 8), "25 December and 1 January are holidays"
    assert next_weekday(date(2026, 12, 4), "friday") == date(2026, 12, 11), "on a Friday it is the next"
    assert working_days_since(date(2026, 12, 23), date(2026, 12, 29)) == 2
    assert working_days_since(date(2026, 12, 29), date(2026, 12, 23)) == 0


def test_days_are_those_of_the_zone() -> None:
    late = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)  # past midnight in Copenhagen
    flow = flow_of(step("one", due={"days": 1}))
    found = progress(begun(started_at=late), flow, late, ZONE).of("one")
    assert found
    assert found.due == date(2026, 12, 3)
