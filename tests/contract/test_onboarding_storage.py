# SPDX-License-Identifier: MPL-2.0
"""Runs of flows, flows as they were, and invitations are kept whole, found by whom they concern, and never by two at once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from storage.conflict import ChangedMeanwhileError
from storage.onboarding import Invitation, OpenStep, PinnedFlow, StepRecord
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import run

HOUR = timedelta(hours=1)
FULL = run(
    "full", product="os2mo", language="en", state="paused", participants={"contact_person": "anne", "signatory": "ole"}, channel="slack:T1:C1",
    steps={"a": StepRecord(state="done", at=NOW, by="anne", owner="contact_person", answers={"mail": "x@example.org"}, personal=("mail",), reason='ja "derfor"')},
    touched="a", touched_at=NOW, resumed_at=NOW - HOUR, ended_at=NOW + HOUR, reason="ferie", done=1, total=3, waiting_on="secretariat", waiting_since=NOW,
    due=date(2027, 1, 4), stale_at=NOW + HOUR, open_steps=(OpenStep(step="b", opened_at=NOW, due=date(2027, 1, 4)), OpenStep(step="c", opened_at=NOW)),
)  # fmt: skip


async def test_every_field_of_a_run_is_kept(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.onboarding.add(FULL)
        await unit.onboarding.add(run("plain"))
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert [await unit.onboarding.run(id_) for id_ in ("full", "plain", "none")] == [FULL, run("plain"), None]


async def test_runs_are_found_by_organisation_and_by_everybody_who_has_a_part_in_them(database: Database) -> None:
    late, early = replace(FULL, id="late", started_at=NOW + HOUR), run("early", owner="bo", started_by="eva")
    over = run("over", state="completed", organisation="odense", steps={"b": StepRecord(state="done", at=NOW, by="kim", owner="vendor")})
    async with database.unit_of_work() as unit:
        for each in (late, early, over):
            await unit.onboarding.add(each)
        found = unit.onboarding
        assert [each.id for each in await found.standing()] == ["early", "late"]
        assert [each.id for each in await found.everything()] == ["early", "over", "late"]
        assert [each.id for each in await found.of_organisation("odense")] == ["over"]
        people = {who: [each.id for each in await found.of_person(who)] for who in ("bo", "eva", "kim", "ole", "anne", "an", "stranger")}
        assert people == {"bo": ["early"], "eva": ["early"], "kim": ["over"], "ole": ["late"], "anne": ["late"], "an": [], "stranger": []}


async def test_the_board_is_ordered_by_what_is_due_and_has_no_answers_in_it(database: Database) -> None:
    runs = [
        run("never"), run("soon", due=date(2027, 1, 4), waiting_since=NOW), run("sooner", due=date(2027, 1, 2), waiting_since=NOW, steps=FULL.steps),
        run("older", due=date(2027, 1, 4), waiting_since=NOW - HOUR, waiting_on="vendor"), run("over", state="completed", due=date(2026, 1, 1)),
    ]  # fmt: skip
    async with database.unit_of_work() as unit:
        for each in runs:
            await unit.onboarding.add(each)
        found = await unit.onboarding.longest_waiting(10)
        assert [each.id for each in found] == ["sooner", "older", "soon", "never"]
        assert not any(each.steps for each in found)
        assert [each.id for each in await unit.onboarding.longest_waiting(1)] == ["sooner"]
        assert await unit.onboarding.counts() == {("active", ""): 3, ("active", "vendor"): 1, ("completed", ""): 1}


async def test_what_is_active_or_stale_or_over_is_found_by_itself(database: Database) -> None:
    active = replace(FULL, id="active", state="active", ended_at=None, stale_at=None)
    stale = [replace(active, id=id_, stale_at=at) for id_, at in (("later", NOW), ("sooner", NOW - HOUR), ("not yet", NOW + HOUR))]
    over = [
        run(id_, state=state, ended_at=at)
        for id_, state, at in (("c", "completed", NOW), ("x", "cancelled", NOW - HOUR), ("long ago", "completed", NOW - 2 * HOUR))
    ]
    async with database.unit_of_work() as unit:
        for each in (active, *stale, *over, FULL, run("other", flow="other")):
            await unit.onboarding.add(each)
        found = unit.onboarding
        assert [each.id for each in await found.active()] == ["active", "later", "not yet", "other", "sooner"]
        assert next(each for each in await found.active() if each.id == "active") == replace(active, steps={})
        assert [each.id for each in await found.stale(NOW, 10)] == ["sooner", "later"]
        assert [each.id for each in await found.stale(NOW, 1)] == ["sooner"]
        assert [each.id for each in await found.ended(NOW - HOUR, NOW)] == ["x"]
        assert [each.id for each in await found.ended(NOW - HOUR, NOW + HOUR)] == ["c", "x"]
        assert [each.id for each in await found.standing_of("other")] == ["other"]


async def test_a_run_changed_meanwhile_is_not_saved_and_every_change_is_another_revision(database: Database) -> None:
    async with database.unit_of_work() as unit:
        before = await unit.onboarding.revision()
        await unit.onboarding.add(run("a"))
        await unit.onboarding.save(run("a", state="paused"))
        assert await unit.onboarding.run("a") == run("a", state="paused", version=1)
        assert await unit.onboarding.revision() == before + 2
        for late in (run("a"), run("none")):
            with pytest.raises(ChangedMeanwhileError):
                await unit.onboarding.save(late)


async def test_a_version_of_a_flow_is_pinned_once(database: Database) -> None:
    first = PinnedFlow(flow="x", version=1, document='{"flow": "x"}', pinned_at=NOW)
    second = replace(first, version=2)
    async with database.unit_of_work() as unit:
        await unit.onboarding.pin(second)
        await unit.onboarding.pin(first)
        with pytest.raises(ChangedMeanwhileError):
            await unit.onboarding.pin(replace(first, document="{}"))
        assert list(await unit.onboarding.pinned()) == [first, second]


async def test_an_invitation_is_taken_once_and_not_when_it_has_expired(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for name, until in (("good", NOW + HOUR), ("old", NOW), ("other", NOW + 2 * HOUR)):
            await unit.onboarding.invite(Invitation(digest=name, run="r", owner="signatory", by="anne", expires_at=until))
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert [await unit.onboarding.is_invitation(each, NOW) for each in ("good", "old", "none")] == [True, False, False]
        assert [each.digest for each in await unit.onboarding.invitations("r")] == ["old", "good", "other"]
        taken = await unit.onboarding.take_invitation("good", NOW)
        assert taken is not None
        assert taken.run == "r"
        assert [await unit.onboarding.take_invitation(each, NOW) for each in ("good", "old", "none")] == [None, None, None]
        assert await unit.onboarding.forget_invitations(before=NOW + timedelta(seconds=1)) == 1
        assert await unit.onboarding.forget_invitations(by="anne") == 1
        assert await unit.onboarding.invitations("r") == []
