# SPDX-License-Identifier: MPL-2.0
"""What is kept of people goes when its time is over, whoever else writes at that moment, and whenever the round is killed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.retention import CODES_KEPT, Retained, Retention, retain
from handlers.actor import SYSTEM
from storage.audit import AuditFilter
from storage.change_requests import UNDONE_WITHIN
from storage.roles import ASSOCIATION, Scope
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import TODAY, absence, assignment, code, event, link, notice, person, question, request

ZONE = ZoneInfo("Europe/Copenhagen")
DAY, SECOND, NO_TIME = timedelta(days=1), timedelta(seconds=1), timedelta()
KEPT = Retention(
    people=100 * DAY, former_roles=200 * DAY, audit=300 * DAY, questions=70 * DAY, notices=60 * DAY, changes=50 * DAY, absences=40 * DAY,
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
            await unit.link_codes.add(code(id_, expires_at=NOW - CODES_KEPT - more))
            await unit.link_codes.guessed("console", NOW - CODES_KEPT - more)
        await unit.commit()
    assert await _retain(database) == Retained(audit=1, questions=1, notices=1, changes=1, absences=1, codes=2)
    assert await _retain(database) == Retained()
    async with database.unit_of_work() as unit:
        assert [each.id for each in await unit.audit.find()] == ["young"]
        assert [each.number for each in await unit.questions.open()] == [1]
        assert [each.id for each in await unit.notices.waiting(["person/p"])] == ["young"]
        assert [each.id for each in await unit.requests.of("console")] == ["young"]
        assert [each.id for each in await unit.absences.of(["p"])] == ["young"]
        assert await unit.link_codes.guesses("console", NOW - 2 * CODES_KEPT) == 1


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


async def _fill(database: Database) -> None:
    """Three people to be erased, each with a role of old and a question; four former roles of somebody who stays."""
    async with database.unit_of_work() as unit:
        await unit.people.add(person("stays"))
        for number in range(3):
            id_ = f"goes{number}"
            await unit.people.add(person(id_, seen_on=LONG_AGO))
            await unit.people.attach(link(f"matrix:@{id_}:example.org", id_))
            await unit.roles.add(assignment(id_, person=id_, **RETIRED))
            await unit.questions.add(question(number + 1, asker=id_, text="Må vi?"))
        for number in range(4):
            await unit.roles.add(assignment(f"former{number}", person="stays", valid_from=LONG_AGO, valid_to=LONG_AGO + DAY))
        await unit.commit()


async def _check_whole(database: Database) -> None:
    """Whoever is still there has everything; of whoever is not there is nothing, and the audit says so once."""
    async with database.unit_of_work() as unit:
        roles = {each.id: each.person for each in await unit.roles.everything()}
        told = [each.subject for each in await unit.audit.find(AuditFilter(actor=SYSTEM))]
        for number in range(3):
            id_ = f"goes{number}"
            there = await unit.people.person(id_) is not None
            found = (bool(await unit.people.identities(id_)), roles[id_] == id_, len(await unit.questions.of(id_)) == 1)
            assert found == (there, there, there)
            assert (told.count(f"people/{id_}"), told.count(f"role_assignments/{id_}")) == (not there, not there)
        for number in range(4):
            assert told.count(f"role_assignments/former{number}") == (roles[f"former{number}"] is None)


class _KilledError(Exception):
    """The power went."""


class _Watched:
    """A database that does something each time one of its units of work is opened, and each time one is asked for a part of it, or to commit."""

    def __init__(self, database: Database, *, opening: Callable[[], Awaitable[None]] | None = None, asking: Callable[[], None] = lambda: None) -> None:
        self._database, self.opening, self.asking = database, opening, asking

    def unit_of_work(self) -> Any:
        return _WatchedUnit(self, self._database.unit_of_work())

    async def close(self) -> None:
        """Whoever opened it closes it."""


class _WatchedUnit:
    def __init__(self, watched: _Watched, unit: Any) -> None:
        self._watched, self._unit = watched, unit

    async def __aenter__(self) -> Self:
        if self._watched.opening:
            await self._watched.opening()
        await self._unit.__aenter__()
        return self

    async def __aexit__(self, *why: object) -> None:
        await self._unit.__aexit__(*why)

    def __getattr__(self, name: str) -> Any:
        self._watched.asking()
        return getattr(self._unit, name)


def _mortal(database: Database, lives: int) -> _Watched:
    def count() -> None:
        nonlocal lives
        lives -= 1
        if lives < 0:
            raise _KilledError

    return _Watched(database, asking=count)


async def test_killed_anywhere_it_leaves_a_whole_state_and_the_next_round_goes_on(database: Database) -> None:
    await _fill(database)
    killed, lives = 0, 0
    while True:
        try:
            await _retain(_mortal(database, lives))
        except _KilledError:
            killed, lives = killed + 1, lives + 1
        else:
            break
        await _check_whole(database)
    assert killed > 20
    await _check_whole(database)
    async with database.unit_of_work() as unit:
        assert await unit.people.some([f"goes{number}" for number in range(3)]) == {}
        assert [each.person for each in await unit.roles.everything()] == [None] * 7


async def test_two_replicas_at_once_do_each_thing_once(sql_url: str) -> None:
    first, second = (SqlDatabase(create_engine(database_url(sql_url))) for _ in range(2))
    await upgrade(first.engine)
    await _fill(first)
    one, other = await asyncio.gather(_retain(first), _retain(second))
    assert (one.people + other.people, one.former_roles + other.former_roles) == (3, 4)
    await _check_whole(first)
    for each in (first, second):
        await each.close()


async def _seen(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.save(person("p", seen_on=LONG_AGO))
        await unit.commit()


async def _appointed(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.roles.add(assignment("new", person="p"))
        await unit.commit()


async def _erased(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.remove("p")
        await unit.commit()


@pytest.mark.parametrize("change", [_seen, _appointed, _erased])
async def test_what_became_of_a_person_since_they_were_found_counts(database: Database, change: Callable[[Database], Awaitable[None]]) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.add(person("p", seen_on=LONG_AGO))
        await unit.commit()
    opened = 0

    async def opening() -> None:
        nonlocal opened
        opened += 1
        if opened == 2:  # once they are found, and before they are erased
            await change(database)

    assert await _retain(_Watched(database, opening=opening)) == Retained()
    async with database.unit_of_work() as unit:
        assert (await unit.people.person("p") is None) == (change is _erased)
        assert list(await unit.audit.find()) == []


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[SqlDatabase]:
    opened = SqlDatabase(create_engine(database_url(postgres_url)))
    await upgrade(opened.engine)
    yield opened
    await opened.close()


async def _somebody_waits(database: SqlDatabase) -> bool:
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    async with database.engine.connect() as connection:
        return bool(await connection.scalar(waiting))


async def test_who_writes_at_this_very_moment_stays(postgres: SqlDatabase) -> None:
    async with postgres.unit_of_work() as unit:
        await unit.people.add(person("p", seen_on=LONG_AGO))
        await unit.commit()
    async with postgres.unit_of_work() as theirs:
        await theirs.people.save(person("p", seen_on=TODAY))
        task = asyncio.create_task(_retain(postgres))
        async with asyncio.timeout(PATIENCE):  # until the round waits for their message to be dealt with
            while not await _somebody_waits(postgres):
                await asyncio.sleep(0.01)
        await theirs.commit()
    assert await task == Retained()
    async with postgres.unit_of_work() as unit:
        assert await unit.people.person("p") == person("p", seen_on=TODAY, version=1)


async def test_who_is_appointed_again_at_this_very_moment_stays(postgres: SqlDatabase) -> None:
    scope = Scope("product", "os2mo")
    async with postgres.unit_of_work() as unit:
        await unit.people.add(person("p", seen_on=LONG_AGO))
        await unit.roles.add(assignment("then", scope=scope, person="p", **RETIRED))
        await unit.commit()
    async with postgres.unit_of_work() as theirs:
        await theirs.roles.hold(scope, "produktkoordinator")
        await theirs.roles.add(assignment("again", scope=scope, person="p"))
        task = asyncio.create_task(_retain(postgres))
        async with asyncio.timeout(PATIENCE):
            while not await _somebody_waits(postgres):
                await asyncio.sleep(0.01)
        await theirs.commit()
    assert await task == Retained()
