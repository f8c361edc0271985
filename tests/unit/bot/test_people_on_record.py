# SPDX-License-Identifier: MPL-2.0
"""`os2bot people` and `os2bot questions`: everybody, everything of one, erased only as shown; and what waits for an answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import listing_people, listing_questions
from bot.erasing import erase, planned
from config.problems import ConfigError
from handlers.refusal import Refusal
from storage.audit import AuditFilter
from storage.memory import MemoryDatabase
from storage.questions import UnansweredQuestion
from storage.roles import ASSOCIATION, Scope
from tests.conftest import NOW
from tests.unit.bot.operators import ANNE, ZONE, at_console, holding, known, staffed

MO = Scope("product", "os2mo")


async def _world() -> MemoryDatabase:
    database = await staffed()
    await known(database, ANNE, "slack:T0TEST001:U0ANNE001", organisation="aarhus")
    await holding(database, "stays", "produktkoordinator", MO, organisation="aarhus", person=ANNE)
    await holding(database, "ends", "moderator", ASSOCIATION, person=ANNE)
    await holding(database, "slip", "tovholder", MO, person=ANNE, withdrawn=True)
    await holding(database, "confirmed", "kontaktperson", Scope("organisation", "aarhus"), organisation="aarhus", confirmed_by=ANNE)
    await holding(database, "over", "referent", Scope("group", "os2mo/styregruppe"), person=ANNE, valid_to=NOW.date())
    return database


async def test_everybody_is_listed_with_what_they_hold_today() -> None:
    async with at_console(await _world()) as session:
        people = await listing_people.everybody(session)
    listed = {each["id"]: each for each in listing_people.as_documents(people)}
    assert len(listed) == 2
    assert listed[ANNE] == {"id": ANNE, "identities": ["slack:T0TEST001:U0ANNE001"], "organisation": "aarhus", "roles": 2, "last_seen": "2026-11-24"}
    rows = [" ".join(line.split()) for line in listing_people.as_text(people, 100).splitlines()]
    assert "aaaaaaaa slack:T0TEST001:U0ANNE001 aarhus 2 2026-11-24" in rows
    assert listing_people.as_text([]) == "Nobody is on record."


async def test_one_person_is_shown_whole() -> None:
    async with at_console(await _world()) as session:
        kept = await listing_people.kept_of(session, "a" * 8)
    text = listing_people.kept_as_text(kept, 1_000)
    assert "role_assignments: 5\n" in text
    assert "absences: 0" in text
    assert "identity slack:T0TEST001:U0ANNE001" in text
    assert set(kept) <= {line.partition(":")[0] for line in text.splitlines()}


async def test_what_goes_and_what_falls_vacant_is_shown_and_then_erased() -> None:
    database = await _world()
    async with at_console(database) as session:
        agreed = await planned(session, "a" * 8)
    text = agreed.text(100)
    for line in (
        "identities: slack:T0TEST001:U0ANNE001",
        "produktkoordinator over product/os2mo: stays with aarhus",
        "moderator over association: falls vacant",
    ):
        assert line in text
    assert not [role for role in ("referent", "tovholder", "kontaktperson") if role in text]
    async with at_console(database) as session:
        await erase(session, agreed)
        await session.unit.commit()
    async with at_console(database) as session:
        assert await session.unit.people.person(ANNE) is None
        stays = await session.unit.roles.get("stays")
        assert stays is not None
        assert (stays.person, stays.organisation, stays.valid_to) == (None, "aarhus", None)
        erased = await session.unit.audit.find(AuditFilter(action="person.forget", person=ANNE))
        assert {event.actor for event in erased} == {session.actor.id}


async def test_what_is_no_longer_as_it_was_shown_is_not_erased() -> None:
    database = await _world()
    async with at_console(database) as session:
        agreed = await planned(session, ANNE)
    await holding(database, "new", "community_manager", MO, person=ANNE)
    async with at_console(database) as session:
        with pytest.raises(Refusal, match=r"change.meanwhile"):
            await erase(session, agreed)


async def test_the_last_admin_is_refused_before_anything_is_shown() -> None:
    async with at_console(await staffed()) as session:
        assert session.actor.person is not None
        with pytest.raises(Refusal, match=r"change.last_admin"):
            await planned(session, session.actor.person.id)


async def test_nobody_who_may_not_sees_or_erases_anybody() -> None:
    database = await staffed("matrix:@other:example.org")
    async with at_console(database) as stranger:
        for refused in (listing_people.everybody(stranger), listing_people.kept_of(stranger, ANNE), planned(stranger, ANNE)):
            with pytest.raises(Refusal, match=r"refused.who_can"):
                await refused


async def test_an_unknown_id_is_one_sentence() -> None:
    async with at_console(await staffed()) as session:
        with pytest.raises(ConfigError, match="nobody on record has the id 'x'"):
            await planned(session, "x")


QUESTION = UnansweredQuestion(
    number=1, key="k", intent="product_coordinator", asked_at=NOW, owner="produktkoordinator/product/os2mo", language="da", slots={"product": "os2mo"}, times=3,
)  # fmt: skip


async def _asked(database: MemoryDatabase, *questions: UnansweredQuestion) -> MemoryDatabase:
    async with database.unit_of_work() as unit:
        for question in questions:
            await unit.questions.add(question)
        await unit.commit()
    return database


async def test_questions_that_wait_are_listed_and_settled_ones_on_request() -> None:
    settled = replace(QUESTION, number=2, state="answered", text="hvem?", asked_at=NOW + timedelta(hours=12))
    database = await _asked(await staffed(), QUESTION, settled, replace(QUESTION, number=4))
    async with at_console(database) as session:
        assert [each.number for each in await listing_questions.questions_noted(session)] == [1, 4]
        every = await listing_questions.questions_noted(session, settled=True)
    rows = [" ".join(line.split()) for line in listing_questions.as_text(every, ZONE, 160).splitlines()]
    assert rows[2:4] == [
        "1 2026-11-24 3 product_coordinator, os2mo produktkoordinator/product/os2mo open",
        "2 2026-11-25 3 product_coordinator, os2mo produktkoordinator/product/os2mo answered hvem?",
    ]
    assert [each["number"] for each in listing_questions.as_documents(every)] == [1, 2, 4]
    assert listing_questions.as_text([], ZONE) == "No question waits for an answer."


async def test_a_coordinator_sees_the_questions_of_their_own_product_and_a_stranger_none() -> None:
    database = await _asked(await staffed("matrix:@other:example.org"), QUESTION, replace(QUESTION, number=2, owner="sekretariat/association", slots={}))
    async with at_console(database) as stranger:
        with pytest.raises(Refusal, match=r"refused.who_can"):
            await listing_questions.questions_noted(stranger)
    await known(database, ANNE, "console")
    await holding(database, "own", "produktkoordinator", MO, person=ANNE)
    async with at_console(database) as coordinator:
        assert [each.number for each in await listing_questions.questions_noted(coordinator)] == [1]
    async with at_console(await staffed("matrix:@other:example.org")) as stranger:
        with pytest.raises(Refusal, match=r"refused.who_can"):
            await listing_questions.questions_noted(stranger)
