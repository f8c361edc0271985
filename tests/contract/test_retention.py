# SPDX-License-Identifier: MPL-2.0
"""What is kept of people goes when its time is over, whoever else writes at that moment, and whenever the round is killed."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.retention import CODES_KEPT, UNLINKED_KEPT, Retained, Retention, retain
from handlers.actor import SYSTEM
from storage.audit import AuditFilter
from storage.change_requests import UNDONE_WITHIN
from storage.onboarding import StepRecord
from storage.roles import ASSOCIATION
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import TODAY, absence, announcement, assignment, attendance, code, event, link, notice, person, pin, question, request, run

ZONE = ZoneInfo("Europe/Copenhagen")
DAY, SECOND, NO_TIME = timedelta(days=1), timedelta(seconds=1), timedelta()
KEPT = Retention(
    people=100 * DAY, former_roles=200 * DAY, audit=300 * DAY, questions=70 * DAY, notices=60 * DAY, deliveries=80 * DAY, changes=50 * DAY, absences=40 * DAY,
    attendance=30 * DAY, onboarding=20 * DAY, announcements=10 * DAY,
)  # fmt: skip
LONG_AGO = TODAY - 3 * KEPT.people
RETIRED = {"valid_from": LONG_AGO, "valid_to": TODAY - DAY}
PATIENCE = 20  # seconds for whatever is awaited


async def _retain(database: Database) -> Retained:
    async with asyncio.timeout(PATIENCE):
        return await retain(database, KEPT, NOW, ZONE)


async def test_each_kind_stays_to_its_limit_and_goes_behind_it(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for id_, more in (("young", NO_TIME), ("old", SECOND)):
            await unit.audit.record(event(id_, at=NOW - KEPT.audit - more))
            await unit.questions.add(question(1 if id_ == "young" else 2, asked_at=NOW - KEPT.questions - more))
            await unit.notices.add(notice(id_, "person/p", at=NOW - KEPT.notices - more))
            await unit.requests.add(request(id_, made_at=NOW - KEPT.changes - more))
            last_day = TODAY - KEPT.absences - (DAY if more else NO_TIME)
            await unit.absences.add(absence(id_, valid_from=LONG_AGO, valid_to=last_day + DAY))
            await unit.attendances.put(attendance("s/2027-01-04T13:00", id_, answered_at=NOW - KEPT.attendance - more))
            await unit.link_codes.add(code(id_, expires_at=NOW - CODES_KEPT - more))
            await unit.link_codes.guessed("console", NOW - CODES_KEPT - more)
        await unit.commit()
    assert await _retain(database) == Retained(audit=1, questions=1, notices=1, changes=1, absences=1, attendance=1, codes=2)
    assert await _retain(database) == Retained()
    async with database.unit_of_work() as unit:
        assert [each.id for each in await unit.audit.find()] == ["young"]
        assert [each.number for each in await unit.questions.open()] == [1]
        assert [each.id for each in await unit.notices.waiting(["person/p"])] == ["young"]
        assert [each.id for each in await unit.requests.of("console")] == ["young"]
        assert [each.id for each in await unit.absences.of(["p"])] == ["young"]
        assert [each.person for each in await unit.attendances.of(["s/2027-01-04T13:00"])] == ["young"]
        assert await unit.link_codes.guesses("console", NOW - 2 * CODES_KEPT) == 1


async def test_what_was_announced_long_ago_goes_and_is_not_counted_again(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.announcements.add(announcement("young", written_at=NOW - KEPT.announcements))
        await unit.announcements.add(announcement("old", written_at=NOW - KEPT.announcements - SECOND))
        await unit.commit()
    assert await _retain(database) == Retained(announcements=1)
    assert await _retain(database) == Retained()
    async with database.unit_of_work() as unit:
        assert [each.id for each in await unit.announcements.newest(9)] == ["young"]


async def test_an_onboarding_forgets_what_was_answered_about_people_and_stays(database: Database) -> None:
    answered = StepRecord(
        state="done", at=NOW, by="anne", owner="contact_person", answers={"mail": "x@example.org", "cvr": "1"}, personal=("mail",), reason="derfor"
    )
    runs = {
        id_: run(id_, state="completed", ended_at=NOW - KEPT.onboarding - more, steps={"a": answered}, reason="ja")
        for id_, more in (("young", NO_TIME), ("old", SECOND))
    }
    async with database.unit_of_work() as unit:
        for each in (*runs.values(), run("standing", steps={"a": answered})):
            await unit.onboarding.add(each)
        await unit.commit()
    assert await _retain(database) == Retained(onboarding=1)
    assert await _retain(database) == Retained()
    async with database.unit_of_work() as unit:
        assert await unit.onboarding.run("young") == runs["young"]
        left = await unit.onboarding.run("old")
        events = await unit.audit.find(AuditFilter(action="onboarding.forget"))
    assert left == replace(runs["old"], version=1, reason="", steps={"a": replace(answered, answers={"cvr": "1"}, personal=(), reason="")})
    assert [(each.subject, each.via, "x@example.org" in str(each)) for each in events] == [("onboarding_runs/old", "retention", False)]


async def test_a_key_of_nobody_on_record_goes_after_a_day(database: Database) -> None:
    anna, nobody, new = "matrix:@anna:example.org", "matrix:@ingen:example.org", "matrix:@ny:example.org"
    async with database.unit_of_work() as unit:
        await unit.people.add(person("anna"))
        await unit.people.attach(link(anna, "anna"))
        for identity, at in ((anna, NOW - 5 * DAY), (nobody, NOW - UNLINKED_KEPT - SECOND), (new, NOW - UNLINKED_KEPT)):
            await unit.key_pins.pin(pin(identity, pinned_at=at))
        await unit.commit()
    assert await _retain(database) == Retained(key_pins=1)
    async with database.unit_of_work() as unit:
        assert [each.identity for each in await unit.key_pins.everything()] == [anna, new]


async def test_who_has_not_written_and_holds_nothing_is_erased_behind_the_limit(database: Database) -> None:
    limit = TODAY - KEPT.people
    seen: dict[str, tuple[date, dict[str, Any]]] = {
        "at the limit": (limit, RETIRED), "behind it": (limit - DAY, RETIRED), "still holds": (limit - DAY, {}), "will hold": (limit - DAY, {"valid_from": TODAY + DAY}),
        "holds until tomorrow": (limit - DAY, {"valid_from": LONG_AGO, "valid_to": TODAY + DAY}), "taken back": (limit - DAY, {"withdrawn": True}),
        "would have held no day": (limit - DAY, {"valid_from": TODAY + DAY, "valid_to": TODAY + DAY}),
    }  # fmt: skip
    async with database.unit_of_work() as unit:
        for id_, (day, term) in seen.items():
            await unit.people.add(person(id_, seen_on=day))
            await unit.people.attach(link(f"matrix:@{id_.replace(' ', '.')}:example.org", id_))
            await unit.roles.add(assignment(id_, person=id_, role="kontaktperson", **term))
        await unit.commit()
    gone = ["behind it", "taken back", "would have held no day"]
    assert await _retain(database) == Retained(people=len(gone))
    assert await _retain(database) == Retained()
    async with database.unit_of_work() as unit:
        assert list(await unit.people.some(seen)) == sorted(set(seen) - set(gone))
        assert [id_ for id_ in seen if not await unit.people.identities(id_)] == gone
        assert [each.id for each in await unit.roles.everything() if each.person is None and not each.withdrawn] == ["behind it", "would have held no day"]


async def test_an_unseen_last_admin_stays(database: Database) -> None:
    ten_years_ago = TODAY - 3652 * DAY
    async with database.unit_of_work() as unit:
        await unit.people.add(person("admin", seen_on=ten_years_ago))
        await unit.roles.add(assignment("admin", role="admin", scope=ASSOCIATION, organisation=None, person="admin", valid_from=ten_years_ago))
        await unit.commit()
    assert await _retain(database) == Retained()
    async with database.unit_of_work() as unit:
        assert await unit.people.person("admin") is not None
        assert [each.person for each in await unit.roles.over(ASSOCIATION, "admin")] == ["admin"]


async def test_a_former_role_no_longer_says_who_held_it_behind_the_limit(database: Database) -> None:
    limit = TODAY - KEPT.former_roles
    old: dict[str, Any] = {"person": "p", "confirmed_by": "q", "mailbox": "post@example.org", "valid_from": LONG_AGO}
    long_ago = NOW - 3 * KEPT.former_roles
    terms = {
        "at the limit": {**old, "valid_to": limit + DAY}, "behind it": {**old, "valid_to": limit}, "lasts": old, "of nobody": {**old, "person": None, "valid_to": limit},
        "taken back": {**old, "withdrawn": True, "recorded_at": long_ago}, "taken back lately": {**old, "withdrawn": True, "recorded_at": NOW},
    }  # fmt: skip
    async with database.unit_of_work() as unit:
        await unit.people.add(person("p"))
        for id_, term in terms.items():
            await unit.roles.add(assignment(id_, **term))
        await unit.commit()
    gone = {"behind it", "of nobody", "taken back"}
    assert await _retain(database) == Retained(former_roles=3)
    assert await _retain(database) == Retained()
    async with database.unit_of_work() as unit:
        kept = {each.id: each for each in await unit.roles.everything()}
        assert kept == {
            id_: assignment(id_, **({**term, "person": None, "confirmed_by": None, "version": 1} if id_ in gone else term)) for id_, term in terms.items()
        }
        told = await unit.audit.find(AuditFilter(actor=SYSTEM))
        assert {each.subject for each in told} == {f"role_assignments/{id_}" for id_ in gone}
        assert {(each.action, each.via, each.person, each.after["person"]) for each in told} == {("person.forget", "retention", None, None)}


async def test_words_and_asker_go_when_the_answer_is_told_and_cannot_be_undone(database: Database) -> None:
    late, early = NOW - UNDONE_WITHIN - SECOND, NOW - UNDONE_WITHIN + SECOND
    answered = {"state": "answered", "text": "Må vi?", "answer": "Ja."}
    questions = (
        question(1, asker="told", answered_at=late, **answered),
        question(2, asker="told", answered_at=early, **answered),  # for the second time: the first answer was undone
        question(3, asker="untold", answered_at=late, **answered),
        question(4, asker="told", text="Må vi?"),
    )
    async with database.unit_of_work() as unit:
        for each in questions:
            await unit.questions.add(each)
            if each.answered_at:
                await unit.audit.record(event(str(each.number), at=late, action="question.answer", subject=f"unanswered_questions/{each.number}"))
        await unit.audit.record(event("gone", at=late, action="question.answer", subject="unanswered_questions/99"))
        await unit.audit.record(event("refused", at=late, action="question.answer", outcome="refused"))
        await unit.notices.add(notice("n", "person/untold"))
        await unit.commit()
    assert await _retain(database) == Retained(answered=1)
    assert await _retain(database) == Retained()
    async with database.unit_of_work() as unit:
        assert [await unit.questions.get(number) for number in (1, 2, 3, 4)] == [replace(questions[0], text=None, asker=None, version=1), *questions[1:]]
