# SPDX-License-Identifier: MPL-2.0
"""What somebody who tried to break onboarding found: who learns what, who may do what, and what goes wrong when others are faster, leave or change their minds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from config.flows.flow import Flow
from handlers import HANDLERS
from handlers.message import Doubt, Query
from handlers.onboarding.people import without_person
from handlers.refusal import Refusal
from handlers.reply import Reply
from storage.onboarding import PinnedFlow
from tests.unit.handlers.onboarding.flows import FLOW, STEPS, flow_of, step
from tests.unit.handlers.onboarding.said import CONTACT, NEW, SECRETARIAT, SIGNATORY, STRANGER, Room, _services, words

MAIL = "a@example.org"


async def begun(done: int = 0, flow: Flow = FLOW) -> Room:
    room = Room(flow)
    await room.begin()
    await room.go_on(done)
    return room


async def asked(room: Room, identity: str, intent: str, *, private: bool = True, doubt: Doubt = "", channel: str = "", **slots: str) -> str:
    query = Query(intent=intent, slots=slots)
    return words(
        await room.sent(identity, lambda context: HANDLERS[intent](query, **_services(intent, context)), private=private, doubt=doubt, channel=channel)
    )


def key(said: Reply | Refusal) -> str:
    assert isinstance(said, Refusal), said
    return said.phrase.key


async def test_whoever_has_no_record_is_not_whoever_was_forgotten() -> None:
    room = await begun(1)
    run = without_person(room.run, room.ids[SECRETARIAT])
    room.database.state.onboarding_runs[run.id] = run
    for intent in ("onboarding_status", "continue_onboarding", "list_onboarding"):
        said = await asked(room, NEW, intent, organisation="favrskov", number="1")
        assert MAIL not in said
        assert "Lille" not in said


@pytest.mark.parametrize(("where", "shown"), [({}, True), ({"private": False, "channel": "slack:T1:C1"}, False)])
async def test_what_was_answered_is_shown_in_no_channel(where: dict[str, str], shown: bool) -> None:
    room = await begun(3)
    for number in ("1", "3"):  # the step itself, and the one that reviews it
        assert (MAIL in await asked(room, SECRETARIAT, "continue_onboarding", organisation="favrskov", number=number, **where)) is shown  # type: ignore[arg-type]


async def test_in_doubt_of_who_asks_nothing_is_shown() -> None:
    room = await begun(1)
    assert MAIL not in await asked(room, CONTACT, "continue_onboarding", doubt="unsigned", organisation="favrskov", number="1")


async def test_whoever_decides_by_office_sees_what_is_about_nobody() -> None:
    fields = [*STEPS[0]["fields"][:1], {"name": "size", "kind": "text", "label": {"da": "Størrelse", "en": "Size"}}]
    room = await begun(0, flow_of({**STEPS[0], "fields": fields}, step("decide", "approval", "board_chair", after=["who"], reviews=["who"], back_to="who")))
    await room.say(CONTACT, "answer_step", organisation="favrskov", step="who", mail=MAIL, size="ganske stor")
    await room.say(SECRETARIAT, "appoint_role", role="forperson", group_type="bestyrelse", person=STRANGER)
    said = await asked(room, STRANGER, "continue_onboarding", organisation="favrskov", number="2")
    assert "ganske stor" in said
    assert MAIL not in said


async def test_a_completed_run_goes_on_by_the_step_that_is_put_right() -> None:
    room = await begun(2, flow_of(step("a"), step("b", after=["a"])))
    assert room.run.state == "completed"
    assert key(await room.say(SECRETARIAT, "steer_onboarding", organisation="favrskov", run=room.run.id, item="reopen")) == "onboarding.ask.again"
    await room.say(SECRETARIAT, "reopen_step", run=room.run.id, step="a")
    assert (room.run.state, room.run.ended_at, room.run.done) == ("active", None, 1)
    await room.go_on(1)
    assert room.run.state == "completed"


async def test_a_flow_stands_once_for_each_organisation_whoever_says_yes() -> None:
    room = Room()
    await room.prepare()
    first, second = [await room.say(who, "begin_onboarding", yes=False, organisation="favrskov", flow="small") for who in (SECRETARIAT, SECRETARIAT)]
    assert isinstance(second, Reply)
    await room.say(SECRETARIAT, "confirm_change", change=second.choices[0].slots["change"])
    assert isinstance(first, Reply)
    assert len(room.database.state.onboarding_runs) == 1
    await room.say(SECRETARIAT, "steer_onboarding", organisation="favrskov", item="cancel")
    await room.say(SECRETARIAT, "begin_onboarding", organisation="favrskov", flow="small")
    old = next(run for run in room.database.state.onboarding_runs.values() if run.state == "cancelled")
    assert key(await room.say(SECRETARIAT, "steer_onboarding", run=old.id, item="reopen")) == "onboarding.stands_already"


async def test_an_answer_that_a_newer_version_no_longer_asks_for_is_asked_for_anew() -> None:
    room = await begun(1, flow_of(step("a", "form", fields=[{"name": "x", "kind": "text", "label": {"da": "X", "en": "X"}}]), step("b", after=["a"])))
    await room.say(SECRETARIAT, "answer_step", organisation="favrskov", step="a", x="snart")
    room.pinned[1] = room.flow
    room.flow = flow_of(step("a", "form", fields=[{"name": "x", "kind": "date", "label": {"da": "X", "en": "X"}}]), step("b", after=["a"]))
    await room.say(SECRETARIAT, "steer_onboarding", organisation="favrskov", item="upgrade")
    assert (room.run.flow_version, room.run.steps["a"].state, room.run.steps["a"].answers) == (2, "reopened", {})
    assert "Trin 1" in await asked(room, SECRETARIAT, "continue_onboarding", organisation="favrskov", number="1")


async def test_whoever_takes_over_a_part_may_and_whoever_had_it_hears_of_it() -> None:
    for _ in range(8):  # ids are drawn by lot: in whichever order they stand
        room = await begun()
        said = await room.say(SECRETARIAT, "invite_participant", organisation="favrskov", owner="signatory")
        code = next(word.strip(".:") for word in words(said).split() if len(word.strip(".:")) == len("ABCDE-FGHIJ") and "-" in word)
        assert isinstance(await room.say(NEW, "join_onboarding", code=code), Reply)
        assert room.run.participants["signatory"] != room.ids[SIGNATORY]
        heard = {notice.to for notice in room.database.state.notices.values()}
        assert f"person/{room.ids[SIGNATORY]}" in heard
        assert key(await room.say(STRANGER, "join_onboarding", code=code)) == "onboarding.wrong_code"


async def test_what_was_waited_for_before_a_pause_is_over_after_it() -> None:
    room = await begun(1, flow_of(step("a"), step("wait", "wait", "secretariat", after=["a"], due={"days": 2}), step("b", after=["wait"])))
    room.now += timedelta(days=10)
    for way in ("pause", "resume"):
        await room.say(SECRETARIAT, "steer_onboarding", organisation="favrskov", item=way)
    await room.go_on(1)
    assert room.run.state == "completed"


async def test_a_form_in_which_nothing_has_to_be_answered_can_be_sent_empty() -> None:
    fields = [{"name": "x", "kind": "text", "label": {"da": "X", "en": "X"}, "required": False}]
    room = await begun(0, flow_of(step("a", "form", fields=fields)))
    await room.say(CONTACT, "answer_step", organisation="favrskov", step="a", sent="yes")
    assert room.run.state == "completed"


async def test_whoever_is_forgotten_leaves_no_answer_about_them_and_no_reason_of_theirs() -> None:
    room = await begun(2)
    await room.say(SIGNATORY, "reject_step", organisation="favrskov", step="sign", reason="Jeg, Leder Hansen, er syg")
    await room.say(SECRETARIAT, "invite_participant", organisation="favrskov", owner="contact_person", person=STRANGER)
    run = room.run
    assert room.ids[CONTACT] not in run.participants.values()
    left = without_person(without_person(run, room.ids[CONTACT]), room.ids[SIGNATORY])
    assert MAIL not in str(left)
    assert "Hansen" not in str(left)
    assert await _of_person(room, CONTACT) == [run.id]


async def _of_person(room: Room, identity: str) -> list[str]:
    async with room.database.unit_of_work() as unit:
        return [each.id for each in await unit.onboarding.of_person(room.ids[identity])]


async def test_nobody_names_themselves_to_speak_for_an_organisation_they_are_not_of() -> None:
    room = Room(flow_of(step("a", owner="signatory")))
    await room.begin()
    await room.say(SECRETARIAT, "steer_onboarding", organisation="favrskov", item="hand_over", person=STRANGER)
    assert key(await room.say(STRANGER, "invite_participant", run=room.run.id, owner="signatory", person=STRANGER)) == "onboarding.not_oneself"


async def test_whoever_carries_a_run_on_may_hand_it_over_and_skip_what_is_others() -> None:
    room = await begun()
    await room.say(SECRETARIAT, "steer_onboarding", organisation="favrskov", item="hand_over", person=CONTACT)
    assert room.run.owner == room.ids[CONTACT]
    await room.go_on(3)
    await room.say(CONTACT, "skip_step", organisation="favrskov", step="register", reason="det er gjort")
    assert room.run.steps["register"].state == "skipped"
    await room.say(CONTACT, "steer_onboarding", organisation="favrskov", item="hand_over", person=SIGNATORY)
    assert room.run.owner == room.ids[SIGNATORY]
    assert isinstance(await room.say(CONTACT, "steer_onboarding", organisation="favrskov", item="hand_over", person=CONTACT), Refusal), "it is theirs no more"


async def test_a_flow_that_only_a_newer_version_can_read_stops_no_other() -> None:
    room = await begun(1)
    async with room.database.unit_of_work() as unit:
        await unit.onboarding.pin(PinnedFlow(flow="later", version=1, document='{"flow": "later", "steps": [{"do": "magic"}]}', pinned_at=room.now))
        await unit.onboarding.add(replace(room.run, id="x", flow="later", version=0, organisation="odense"))
        await unit.commit()
    assert "Lille" in await asked(room, SECRETARIAT, "list_onboarding")
    assert "Trin 1" in await asked(room, CONTACT, "continue_onboarding", organisation="favrskov", number="1")
    assert key(await room.say(SECRETARIAT, "continue_onboarding", run="x")) == "onboarding.unreadable"


@pytest.mark.parametrize("number", ["0", "99", "00099", "00001", "9" * 5000, "²", "-1"])
async def test_a_number_of_no_step_is_said_to_be_none(number: str) -> None:
    room = await begun()
    assert key(await room.say(SECRETARIAT, "continue_onboarding", organisation="favrskov", number=number)) == "onboarding.no_step"


async def test_what_is_said_again_brings_nothing_about_anew() -> None:
    room = await begun(4)
    told = len(room.database.state.notices)
    assert room.run.steps["register"].state == "done"
    await room.say(SECRETARIAT, "answer_step", organisation="favrskov", step="register", value="done")
    assert len(room.database.state.notices) == told


async def test_of_two_organisations_it_is_asked_which_is_first() -> None:
    room = Room()
    await room.prepare()
    said = await room.say(SECRETARIAT, "begin_onboarding", organisation="odder", organisation2="syddjurs", flow="small")
    assert key(said) == "onboarding.one_at_a_time"
    assert [choice.slots["organisation"] for choice in said.choices] == ["odder", "syddjurs"]


async def test_what_is_taken_up_again_is_what_was_cancelled_and_status_is_of_what_stands() -> None:
    room = await begun()
    await room.say(SECRETARIAT, "steer_onboarding", item="cancel")
    old = room.run.id
    await room.say(SECRETARIAT, "begin_onboarding", organisation="favrskov", flow="small")
    assert "Lille: Favrskov" in await asked(room, SECRETARIAT, "onboarding_status", organisation="favrskov")
    new = next(id_ for id_ in room.database.state.onboarding_runs if id_ != old)
    await room.say(SECRETARIAT, "steer_onboarding", run=new, item="cancel")
    await room.say(SECRETARIAT, "steer_onboarding", run=old, item="reopen")
    assert {id_: run.state for id_, run in room.database.state.onboarding_runs.items()} == {old: "active", new: "cancelled"}


async def test_whoever_was_registered_here_is_known_to_be_a_member() -> None:
    room = await begun(4)
    assert room.run.steps["register"].state == "done"
    said = await asked(room, STRANGER, "join_os2", organisation="favrskov")
    assert "Favrskov Kommune er medlem af OS2. Det blev noteret" in said
    assert "sekretariatet" not in said


async def test_it_is_said_beforehand_where_somebody_was_registered_here_and_not_where_a_source_only_lets_one_conclude_it() -> None:
    room = Room()
    await room.prepare()
    assert "står allerede som medlem" not in words(await room.say(SECRETARIAT, "begin_onboarding", yes=False, organisation="favrskov", flow="small"))
    done = await begun(4)
    await done.say(SECRETARIAT, "steer_onboarding", organisation="favrskov", item="cancel")
    assert "står allerede som medlem" in words(await done.say(SECRETARIAT, "begin_onboarding", yes=False, organisation="favrskov", flow="small"))
