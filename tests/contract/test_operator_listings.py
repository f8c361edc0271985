# SPDX-License-Identifier: MPL-2.0
"""What operators list and erase is the same on every database, and a dry run keeps nothing on any."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.admins import CONSOLE, appoint_first_admins
from bot.dry_run import Unkept
from bot.erasing import erase, planned
from bot.listing_audit import Wanted, events_of
from bot.listing_people import everybody
from bot.listing_questions import questions_noted
from bot.listing_roles import Wanted as WantedRoles
from bot.listing_roles import roles_held
from bot.operating import session
from storage.people import LinkedIdentity, Person
from storage.questions import UnansweredQuestion
from storage.roles import RoleAssignment, Scope
from storage.unit_of_work import Database
from tests.conftest import NOW

ZONE = ZoneInfo("Europe/Copenhagen")
ANNE = Person(id="a" * 32, created_at=NOW, seen_on=NOW.date())
QUESTION = UnansweredQuestion(number=1, key="k", intent="product_coordinator", asked_at=NOW, owner="sekretariat/association", language="da")


async def _fill(database: Database) -> None:
    await appoint_first_admins(database, [CONSOLE], NOW, ZONE)
    held = RoleAssignment(
        id="held", role="moderator", scope=Scope("product", "os2mo"), person=ANNE.id, valid_from=NOW.date(), recorded_at=NOW, confirmed_at=NOW
    )  # fmt: skip
    async with database.unit_of_work() as unit:
        await unit.people.add(ANNE)
        await unit.people.attach(LinkedIdentity(identity="matrix:@anne:example.org", person=ANNE.id, linked_at=NOW))
        await unit.roles.add(held)
        await unit.questions.add(QUESTION)
        await unit.questions.add(replace(QUESTION, number=2, state="closed"))
        await unit.commit()


async def test_everything_is_listed_and_what_is_erased_is_listed_no_more(database: Database) -> None:
    await _fill(database)
    async with database.unit_of_work() as unit:
        at_work = await session(unit, NOW, ZONE)
        assert {each.identities: each.roles for each in await everybody(at_work)} == {("console",): 1, ("matrix:@anne:example.org",): 1}
        assert [each.assignment.id for each in await roles_held(at_work, WantedRoles(role="moderator"))] == ["held"]
        assert [each.number for each in await questions_noted(at_work, settled=True)] == [1, 2]
        agreed = await planned(at_work, ANNE.id[:8])
    async with database.unit_of_work() as unit:
        await erase(await session(unit, datetime.now(UTC), ZONE), agreed)
        await unit.commit()
    async with database.unit_of_work() as unit:
        at_work = await session(unit, NOW, ZONE)
        assert [each.identities for each in await everybody(at_work)] == [("console",)]
        assert {event.action for event in await events_of(at_work, Wanted(person=ANNE.id), None)} == {"person.forget"}


async def test_nothing_of_a_dry_run_is_kept(database: Database) -> None:
    async with Unkept(database).unit_of_work() as unit:
        assert await unit.inbox.accept("once", NOW)
        await unit.people.add(ANNE)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.inbox.accept("once", NOW)
        assert await unit.people.person(ANNE.id) is None
