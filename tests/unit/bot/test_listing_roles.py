# SPDX-License-Identifier: MPL-2.0
"""`os2bot roles`: on a day or in all of history, and names only where their owner has agreed."""

from datetime import date

import pytest

from bot.listing_roles import Wanted, as_documents, as_text, role_given, roles_held
from config.problems import ConfigError
from handlers.refusal import Refusal
from storage.memory import MemoryDatabase
from storage.roles import ASSOCIATION, Scope
from storage.seeding import seed
from tests.conftest import NOW
from tests.unit.bot.operators import ANNE, ZONE, at_console, holding, known, staffed

MO = Scope("product", "os2mo")


async def _world() -> MemoryDatabase:
    database = await staffed()
    await seed(database)
    await known(database, ANNE, organisation="aarhus", name="Anne Testesen", name_consent_at=NOW)
    await known(database, "b" * 32)
    await holding(database, "before", "produktkoordinator", MO, organisation="odense", valid_from=date(2024, 1, 1), valid_to=date(2026, 1, 1))
    await holding(database, "now", "produktkoordinator", MO, organisation="aarhus", person=ANNE, source="import")
    await holding(database, "group", "gruppemedlem", Scope("group", "os2mo/styregruppe"), person="b" * 32)
    await holding(database, "contact", "kontaktperson", Scope("organisation", "aarhus"), mailbox="kontakt@example.org")
    await holding(database, "later", "moderator", ASSOCIATION, organisation="odense", valid_from=date(2027, 1, 1))
    await holding(database, "slip", "moderator", ASSOCIATION, organisation="odense", withdrawn=True)
    await holding(database, "short", "moderator", ASSOCIATION, organisation="odense", valid_to=date(2026, 1, 1))
    return database


async def _ids(database: MemoryDatabase, wanted: Wanted) -> list[str]:
    async with at_console(database) as session:
        return [each.assignment.id for each in await roles_held(session, wanted) if each.assignment.role != "admin"]


async def test_today_another_day_and_all_of_history_are_told_apart() -> None:
    database = await _world()
    assert await _ids(database, Wanted()) == ["group", "contact", "now"]
    assert await _ids(database, Wanted(day=date(2025, 12, 31))) == ["before"]
    assert await _ids(database, Wanted(day=date(2027, 1, 1))) == ["later", "group", "contact", "now"]
    assert await _ids(database, Wanted(history=True)) == ["short", "slip", "later", "group", "contact", "before", "now"]


async def test_a_product_has_its_groups_and_an_organisation_what_it_is_and_what_it_holds() -> None:
    database = await _world()
    assert await _ids(database, Wanted(product="os2mo")) == ["group", "now"]
    assert await _ids(database, Wanted(organisation="aarhus")) == ["contact", "now"]
    assert await _ids(database, Wanted(role="produktkoordinator", history=True)) == ["before", "now"]
    assert await _ids(database, Wanted(role="produktkoordinator", organisation="odense")) == []


async def test_the_table_names_holders_and_last_days() -> None:
    async with at_console(await _world()) as session:
        text = as_text(await roles_held(session, wanted := Wanted(history=True)), wanted, ZONE, 160)
    lines = {" ".join(line.split()) for line in text.splitlines()}
    assert "produktkoordinator product/os2mo aarhus, person aaaaaaaa (Anne Testesen) 2026-01-01 2026-01-01 import" in lines
    assert "produktkoordinator product/os2mo odense 2024-01-01 2025-12-31 2026-01-01 told" in lines
    assert "gruppemedlem group/os2mo/styregruppe person bbbbbbbb 2026-01-01 2026-01-01 told" in lines
    assert "kontaktperson organisation/aarhus kontakt@example.org 2026-01-01 2026-01-01 told" in lines
    assert "moderator association odense 2026-01-01 withdrawn 2026-01-01 told" in lines
    assert "moderator association odense 2026-01-01 no day 2026-01-01 told" in lines
    assert as_text([], Wanted(), ZONE) == "No such role is on record for today; --history shows other times."
    assert as_text([], Wanted(history=True), ZONE) == "No such role is on record."


async def test_json_has_every_field_and_a_name_only_where_it_is_shown() -> None:
    async with at_console(await _world()) as session:
        (now,) = as_documents(await roles_held(session, Wanted(role="produktkoordinator")))
        (member,) = as_documents(await roles_held(session, Wanted(role="gruppemedlem")))
    assert (now["scope"], now["valid_to"], now["person_name"]) == ({"kind": "product", "id": "os2mo"}, None, "Anne Testesen")
    assert (member["person"], member["person_name"]) == ("b" * 32, None)


async def test_what_does_not_exist_is_one_sentence_and_who_may_not_is_refused() -> None:
    assert role_given("tovholder") == "tovholder"
    with pytest.raises(ConfigError, match=r"^--role: must be one of produktkoordinator, stedfortraeder, "):
        role_given("chef")
    async with at_console(await _world()) as session:
        with pytest.raises(ConfigError, match=r"^--product: 'os2nix' is no product of the catalogue"):
            await roles_held(session, Wanted(product="os2nix"))
        with pytest.raises(ConfigError, match=r"^--organisation: 'nixby' is no organisation of the catalogue"):
            await roles_held(session, Wanted(organisation="nixby"))
    async with at_console(await staffed("matrix:@other:example.org")) as stranger:
        with pytest.raises(Refusal) as refused:
            await roles_held(stranger, Wanted())
    assert refused.value.forbidden == "person.read"
