# SPDX-License-Identifier: MPL-2.0
"""How long things are kept comes from the settings; who is removed for having been away is removed as by their own wish, and not named by the audit."""

import json
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter

from bot.acquaintance import actor_of
from bot.retention import Retained, Retention, retain
from config.problems import ConfigError
from config.settings import Settings, load_settings
from handlers.actor import SYSTEM
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.message import Message
from storage.audit import AuditEvent
from storage.memory import MemoryDatabase
from storage.memory.state import State
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW
from tests.contract.records import TODAY, absence, address, assignment, attendance, code, feed, item, link, notice, person, question, request

ZONE = ZoneInfo("Europe/Copenhagen")
DEFAULTS = Retention.of(Settings())
YEARS_AGO = TODAY - timedelta(days=1000)
NAME, IDENTITY, MAILBOX, WORDS = "Åse Prøve", "matrix:@aase:example.org", "aase@example.org", "Må vi bruge det?"
_EVENT = TypeAdapter(AuditEvent)


def test_each_setting_is_the_time_of_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = ("people", "former_roles", "audit", "questions", "notices", "deliveries", "changes", "absences", "attendance", "onboarding", "announcements")
    for days, kind in enumerate(kinds, start=1):
        monkeypatch.setenv(f"OS2BOT_KEEP_{kind.upper()}_DAYS", str(days))
    assert Retention.of(load_settings()) == Retention(**{kind: timedelta(days=days) for days, kind in enumerate(kinds, start=1)})


@pytest.mark.parametrize("days", ["1", "36500", " 90 "])
def test_a_time_is_a_number_of_days(monkeypatch: pytest.MonkeyPatch, days: str) -> None:
    monkeypatch.setenv("OS2BOT_KEEP_PEOPLE_DAYS", days)
    assert load_settings().keep_people_days == int(days)


@pytest.mark.parametrize("days", ["0", "36501", "-1", "", "två", "1.5", "1_000", "٣", "9" * 5000])
def test_what_is_no_number_of_days_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch, days: str) -> None:
    monkeypatch.setenv("OS2BOT_KEEP_AUDIT_DAYS", days)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert [(problem.field, problem.message) for problem in caught.value.problems] == [
        ("OS2BOT_KEEP_AUDIT_DAYS", "is no number of days; write a whole number from 1 to 36500")
    ]


async def _fill(unit: UnitOfWork) -> None:
    """Somebody who has not written for long, with everything that can be kept of a person; and a colleague of theirs."""
    aase = person("aase", seen_on=YEARS_AGO, organisation="aarhus", name=NAME, name_consent_at=NOW, informed_at=NOW, merged=("before",))
    await unit.people.add(aase)
    await unit.people.attach(link(IDENTITY, "aase"))
    await unit.people.add(person("colleague"))
    term = {"person": "aase", "confirmed_by": "aase", "valid_from": YEARS_AGO, "valid_to": TODAY}
    await unit.roles.add(assignment("held", mailbox=MAILBOX, **term))
    await unit.roles.add(assignment("alone", role="community_manager", organisation=None, **term))
    await unit.absences.add(absence("own", "aase"))
    await unit.absences.add(absence("as deputy", "colleague", deputy_person="aase"))
    await unit.questions.add(question(1, asker="aase", text=WORDS))
    await unit.notices.add(notice("n", "person/aase"))
    await unit.link_codes.add(code("c", first=IDENTITY, expires_at=NOW + timedelta(minutes=5)))
    await unit.requests.add(request("r", actor=IDENTITY))
    await unit.attendances.put(attendance("s/2027-01-04T13:00", "before"))
    await unit.attendances.put(attendance("s/2027-01-04T13:00", "colleague", coming="deputy", deputy="aase"))
    await unit.agenda.add(item("i", by="aase", responsible="colleague"))
    await unit.calendars.add_address(address("f", owner="aase"))
    await unit.calendars.put_feed(feed("https://example.org/k.ics", by="aase"))
    await unit.requests.add(request("of the colleague", actor="matrix:@b:example.org", steps='[{"id": "before"}]'))


async def _filled() -> MemoryDatabase:
    database = MemoryDatabase()
    async with database.unit_of_work() as unit:
        await _fill(unit)
        await unit.commit()
    return database


async def _forget_me(database: MemoryDatabase) -> None:
    message = Message(id="m", conversation="c", sender=IDENTITY, text="glem mig", private=True)
    async with database.unit_of_work() as unit:
        actor = await actor_of(message, unit, TODAY)
        changes = Changes(unit, actor, NOW, TODAY)
        assert actor.person
        shown = await changes.propose("person.forget", [Step(actor.person, None)])
        await changes.confirm(shown.choices[0].slots["change"])
        await unit.commit()


def _kept(state: State) -> State:
    """All but the audit; the ids of notices are drawn by lot."""
    return replace(state, events=[], notices={str(place): replace(each, id="") for place, each in enumerate(state.notices.values())})


def _said(state: State) -> list[tuple[object, ...]]:
    return [(each.action, each.subject, each.about, each.person, each.before, each.after) for each in state.events]


async def test_who_was_away_too_long_is_erased_just_as_by_their_own_wish() -> None:
    away, wished = await _filled(), await _filled()
    assert await retain(away, DEFAULTS, NOW, ZONE) == Retained(people=1)
    await _forget_me(wished)
    assert _kept(away.state) == _kept(wished.state)
    assert _said(away.state) == _said(wished.state)


async def test_the_audit_says_what_was_done_and_not_who_it_was() -> None:
    database = await _filled()
    await retain(database, DEFAULTS, NOW, ZONE)
    events = database.state.events
    assert {(each.actor, each.via, each.action, each.outcome) for each in events} == {(SYSTEM, "retention", "person.forget", "done")}
    assert sorted(each.subject for each in events) == ["absences/as deputy", "people/aase", "role_assignments/alone", "role_assignments/held"]
    written = json.dumps([_EVENT.dump_python(each, mode="json") for each in events], ensure_ascii=False)
    assert [secret for secret in (NAME, IDENTITY, MAILBOX, WORDS) if secret in written] == []


async def test_the_audit_does_not_go_on_saying_who_held_a_former_role() -> None:
    database = MemoryDatabase()
    async with database.unit_of_work() as unit:
        await unit.people.add(person("aase"))
        long_ago = TODAY - timedelta(days=5000)
        await unit.roles.add(
            assignment("held", person="aase", confirmed_by="aase", mailbox=MAILBOX, valid_from=long_ago, valid_to=long_ago + timedelta(days=1))
        )
        await unit.commit()
    assert await retain(database, DEFAULTS, NOW, ZONE) == Retained(former_roles=1)
    written = json.dumps([_EVENT.dump_python(each, mode="json") for each in database.state.events])
    assert ("aase" in written, MAILBOX in written) == (False, False)
    assert database.state.assignments["held"].organisation == "aarhus"


async def test_the_community_s_own_day_decides() -> None:
    """At half past midnight in Denmark the day before is not over in UTC."""
    database = MemoryDatabase()
    half_past_midnight = NOW.replace(hour=23, minute=30)
    async with database.unit_of_work() as unit:
        await unit.people.add(person("p", seen_on=TODAY - DEFAULTS.people))
        await unit.commit()
    assert await retain(database, DEFAULTS, half_past_midnight, ZoneInfo("UTC")) == Retained()
    assert await retain(database, DEFAULTS, half_past_midnight, ZONE) == Retained(people=1)
