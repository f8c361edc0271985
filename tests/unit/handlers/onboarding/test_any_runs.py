# SPDX-License-Identifier: MPL-2.0
"""Whatever several people say of a run, in whatever order, with pauses, corrections, undoings, newer flows and messages that died half-way: its rules hold."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from config.flows.flow import Flow
from handlers.changing.records import audited
from handlers.onboarding.progress import progress, settled
from storage.audit import AuditFilter
from storage.onboarding import OnboardingRun
from tests.unit.handlers.onboarding.flows import FLOW, NEWER
from tests.unit.handlers.onboarding.said import CONTACT, NOTHING, SECRETARIAT, SIGNATORY, STRANGER, ZONE, Room, answers_to

EVERYBODY = (SECRETARIAT, SECRETARIAT, CONTACT, CONTACT, SIGNATORY, STRANGER)
STEPS = tuple(step.id for step in NEWER.steps)

who = st.sampled_from(EVERYBODY)
which = st.sampled_from(STEPS)
dies = st.sampled_from((False, False, False, False, True))


class Runs(RuleBasedStateMachine):
    """One organisation's run, and everybody who may or may not speak of it."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Room()

    @initialize(further=st.integers(0, 7))
    def begin(self, further: int) -> None:
        """`further`: how many steps were done before anything else is said."""
        asyncio.run(self.room.begin())
        self._go_on(further, dies=False)

    def _say(self, identity: str, intent: str, given: Mapping[str, str] = NOTHING, *, dies: bool = False, **slots: str) -> None:
        """One message, and the yes to what it shows. `dies`: the process is killed before its transaction is kept."""
        asyncio.run(self.room.say(identity, intent, {**given, **slots}, dies=dies))

    @rule(
        identity=who, step=which, value=st.sampled_from(("yes", "no", "approved", "done")), mail=st.sampled_from(("a@example.org", "b@example.org")), dies=dies
    )
    def answers(self, identity: str, step: str, value: str, mail: str, *, dies: bool) -> None:
        self._say(identity, "answer_step", organisation="favrskov", step=step, value=value, mail=mail, text="noget", dies=dies)

    @rule(count=st.integers(1, 9), dies=dies)
    def they_go_on(self, count: int, *, dies: bool) -> None:
        """Whoever it waits for does what is next, so many times; the last time the process may die."""
        self._go_on(count, dies=dies)

    def _go_on(self, count: int, *, dies: bool) -> None:
        for number in range(count):
            found = self.room.run
            for each in progress(found, self.room.flow_of(found), self.room.now, ZONE).open[:1]:
                identity = {"contact_person": CONTACT, "signatory": SIGNATORY}.get(each.step.owner, SECRETARIAT)
                self._say(identity, "answer_step", answers_to(each.step.kind), run=found.id, step=each.step.id, dies=dies and number == count - 1)
            self.room.now += timedelta(hours=30)

    @rule(step=st.sampled_from(("who", "register")))
    def done_again(self, step: str) -> None:
        self._say(SECRETARIAT, "reopen_step", organisation="favrskov", step=step, reason="derfor")
        self._say(SECRETARIAT, "answer_step", organisation="favrskov", step=step, value="done", mail="b@example.org")

    @rule(identity=who, step=which, intent=st.sampled_from(("reject_step", "skip_step", "reopen_step")), dies=dies)
    def says_otherwise(self, identity: str, step: str, intent: str, *, dies: bool) -> None:
        self._say(identity, intent, organisation="favrskov", step=step, reason="derfor", dies=dies)

    @rule(identity=who, way=st.sampled_from(("pause", "resume", "resume", "cancel", "reopen", "upgrade", "hand_over")), other=who, dies=dies)
    def steers(self, identity: str, way: str, other: str, *, dies: bool) -> None:
        self._say(identity, "steer_onboarding", organisation="favrskov", item=way, person=other if way == "hand_over" else "", dies=dies)

    @rule(identity=who)
    def undoes(self, identity: str) -> None:
        self._say(identity, "undo_change")

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.room.now += timedelta(days=days)

    @rule()
    def the_files_change(self) -> None:
        self.room.flow = NEWER if self.room.flow is FLOW else FLOW

    def _runs(self) -> list[tuple[OnboardingRun, Flow]]:
        return [(run, self.room.flow_of(run)) for run in self.room.database.state.onboarding_runs.values()]

    @invariant()
    def what_is_kept_beside_a_run_follows_from_it(self) -> None:
        for run, flow in self._runs():
            if run.state == "active" and (run.stale_at is None or run.stale_at > self.room.now):
                assert settled(run, flow, self.room.now, ZONE) == run

    @invariant()
    def nobody_is_stuck(self) -> None:
        """Where a run goes on there is something to do, or a day to wait for."""
        for run, flow in self._runs():
            found = progress(run, flow, self.room.now, ZONE)
            assert run.state != "active" or found.open or found.changes_at or found.complete

    @invariant()
    def no_step_is_lost(self) -> None:
        assert all(set(run.steps) <= {step.id for step in flow.steps} for run, flow in self._runs())

    @invariant()
    def no_effect_is_applied_twice(self) -> None:
        today = self.room.now.astimezone(ZONE).date()
        held = [each for each in self.room.database.state.assignments.values() if each.role == "kontaktperson" and each.holds_on(today)]
        assert len({(each.person, each.scope) for each in held}) == len(held)
        assert len([run for run, _ in self._runs() if run.state in ("active", "paused")]) <= 1

    @invariant()
    def strangers_change_nothing(self) -> None:
        """Whoever carries a run on may skip any step of it, and hand it on."""
        stranger = self.room.ids.get(STRANGER, "")
        for run, _ in self._runs():
            done = [each for each in run.steps.values() if each.by == stranger and each.state == "done"]
            assert not done

    @invariant()
    def the_audit_replays_to_what_is_there(self) -> None:
        asyncio.run(self._replayed())

    async def _replayed(self) -> None:
        async with self.room.database.unit_of_work() as unit:
            for run, _ in self._runs():
                events = await unit.audit.find(AuditFilter(about="organisation/favrskov", outcome="done"))
                states = [event for event in events if event.subject == f"onboarding_runs/{run.id}"]
                assert len(states) == run.version + 1, "every change stands in the audit"
                assert {**(states[0].after or {}), "version": run.version} == audited(run)


Runs.TestCase.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
TestRuns = Runs.TestCase
