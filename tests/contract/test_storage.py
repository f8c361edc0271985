# SPDX-License-Identifier: MPL-2.0
"""What every way of keeping things promises."""

import asyncio
import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from storage.cached import CatalogueCache
from storage.catalogue import Stored
from storage.conversations import MEMORY, Conversation, Suggestion
from storage.directory import Name, ProductFilter
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.tables import ENTRIES, UtcDateTime
from storage.sql.unit_of_work import SqlDatabase
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.catalogue import entry, product, put


async def test_what_is_committed_is_kept(database: Database) -> None:
    await put(database, "products", a=product("a"))
    async with database.unit_of_work() as unit:
        assert await unit.directory.product("a") == product("a")


async def test_what_is_not_committed_is_undone(database: Database) -> None:
    with pytest.raises(RuntimeError):  # noqa: PT012 - the whole unit of work is what fails
        async with database.unit_of_work() as unit:
            await unit.catalogue.put("products", {"a": Stored(product("a"), None)})
            assert await unit.directory.product("a") is not None
            raise RuntimeError
    async with database.unit_of_work() as unit:
        assert await unit.directory.product("a") is None
        assert await unit.directory.revision() == 0


async def test_the_revision_grows_once_a_unit_of_work(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.catalogue.put("products", {"a": Stored(product("a"), None)})
        await unit.catalogue.put("products", {"b": Stored(product("b"), None)})
        await unit.catalogue.remove("products", frozenset(["b"]))
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.directory.revision() == 1


async def test_the_revision_of_names_grows_with_products_organisations_and_categories_alone(database: Database) -> None:
    category = entry("categories", id="tools", name={"da": "Værktøj", "en": "Tools"})
    made = [
        ("sources", entry("sources", id="s", title="S", read="2026")),
        ("organisations", entry("organisations", id="o", name="O", type="other", source="s")),
    ]
    for kind, each in [*made, ("products", product("a")), ("categories", category)]:
        await put(database, kind, a=each)
    await put(database, "products")
    async with database.unit_of_work() as unit:
        assert (await unit.directory.revision(), await unit.directory.names_revision()) == (4, 3)
        await unit.catalogue.put("sources", {"b": Stored(made[0][1], None)})
        await unit.catalogue.put("products", {"b": Stored(product("b"), None)})
        await unit.catalogue.remove("categories", frozenset(["a"]))
        await unit.catalogue.put("sources", {"c": Stored(made[0][1], None)})
        assert (await unit.directory.revision(), await unit.directory.names_revision()) == (5, 4)
        await unit.commit()
        await unit.catalogue.remove("sources", frozenset(["b"]))
        assert (await unit.directory.revision(), await unit.directory.names_revision()) == (6, 4)


async def test_the_cache_says_the_same_of_names(database: Database) -> None:
    await put(database, "products", a=product("a"))
    await put(database, "sources", s=entry("sources", id="s", title="S", read="2026"))
    async with database.unit_of_work() as unit:
        cached = CatalogueCache().directory(unit.directory, await unit.directory.revision())
        assert [await cached.names_revision() for _ in range(2)] == [1, 1]


async def test_what_only_a_newer_version_knows_of_an_entry_is_left_out(sql_url: str) -> None:
    opened = SqlDatabase(create_engine(database_url(sql_url)))
    await upgrade(opened.engine)
    made = product("a", licence={"spdx": "EUPL-1.2", "source": "s"})
    await put(opened, "products", a=made)
    async with opened.engine.begin() as connection:
        document = json.loads(await connection.scalar(select(ENTRIES["products"].c.document)) or "")
        newer = {**document, "licence": {**document["licence"], "inner": [1]}, "outer": {"x": "y"}}
        await connection.execute(ENTRIES["products"].update().values(document=json.dumps(newer)))
    async with opened.unit_of_work() as unit:
        assert await unit.directory.product("a") == made
        assert (await unit.directory.products()).items == (made,)
        assert (await unit.catalogue.stored("products"))["a"].entry == made
    await opened.close()


async def test_products_are_found_by_every_filter_at_once(database: Database) -> None:
    licence = {"spdx": "EUPL-1.2", "source": "s"}
    level = {"level": "2", "source": "s"}
    await put(database, "products", a=product("a", licence=licence, declared_level=level), b=product("b", licence=licence), c=product("c"))
    async with database.unit_of_work() as unit:
        page = await unit.directory.products(ProductFilter(level="2", licence="EUPL", category="tools", status="active", kind="product"))
        assert ([each.id for each in page.items], page.total) == (["a"], 1)
        assert [each.id for each in (await unit.directory.products(ProductFilter(licence="EUPL"))).items] == ["a", "b"]
        assert (await unit.directory.products(ProductFilter(licence="%"))).total == 0


async def test_an_assessed_level_counts_before_a_declared_one(database: Database) -> None:
    both = product("a", declared_level={"level": "3", "source": "s"}, assessed_level={"level": "1", "source": "s"})
    await put(database, "products", a=both)
    async with database.unit_of_work() as unit:
        assert (await unit.directory.products(ProductFilter(level="1"))).total == 1
        assert (await unit.directory.products(ProductFilter(level="3"))).total == 0


async def test_a_page_says_how_many_there_are_in_all(database: Database) -> None:
    await put(database, "products", **{f"p{number}": product(f"p{number}") for number in range(7)})
    async with database.unit_of_work() as unit:
        page = await unit.directory.products(limit=3)
    assert ([each.id for each in page.items], page.total) == (["p0", "p1", "p2"], 7)


async def test_adoptions_are_found_from_both_ends(database: Database) -> None:
    one = entry("adoptions", product="a", organisation="x", kind="user", source="s")
    other = entry("adoptions", product="a", organisation="y", kind="pilot", source="s")
    await put(database, "adoptions", **{"a/x": one, "a/y": other})
    async with database.unit_of_work() as unit:
        assert list(await unit.directory.adoptions(product="a")) == [one, other]
        assert list(await unit.directory.adoptions(organisation="y")) == [other]
        assert list(await unit.directory.adoptions(product="b", organisation="x")) == []


async def test_relations_roles_and_groups_are_found(database: Database) -> None:
    relation = entry("vendor_relations", product="a", vendor="v", source="s", roles=["hosting"])
    role = entry("documented_roles", role="produktkoordinator", product="a", organisation="x", source="s")
    group = entry("groups", id="a/g", type="styregruppe", product="a", source="s")
    await put(database, "vendor_relations", **{"a/v": relation})
    await put(database, "documented_roles", r=role)
    await put(database, "groups", **{"a/g": group})
    async with database.unit_of_work() as unit:
        assert list(await unit.directory.vendor_relations(vendor="v")) == [relation]
        assert list(await unit.directory.documented_roles(organisation="x")) == [role]
        assert list(await unit.directory.groups(product="a", type="styregruppe")) == [group]
        assert list(await unit.directory.groups(type="faggruppe")) == []


async def test_articles_are_found_by_intent_and_by_refinement(database: Database) -> None:
    text = {"da": "ja", "en": "yes"}
    article = entry("articles", id="x", kind="article", title=text, body=text, answers=["fee/invoice"], source="s", review_by="2027-01-01")
    await put(database, "articles", x=article)
    async with database.unit_of_work() as unit:
        assert list(await unit.directory.articles("fee")) == [article]
        assert list(await unit.directory.articles("fee/invoice")) == [article]
        assert list(await unit.directory.articles("fee/other")) == []


async def test_names_follow_their_owner(database: Database) -> None:
    await put(database, "products", a=product("a", aliases=["Aleph"], weak_aliases=["one"]))
    await put(database, "products", a=product("a", aliases=["Alpha"]))
    vendor = entry("organisations", id="v", name="Firma", type="vendor", source="s")
    await put(database, "organisations", v=vendor)
    async with database.unit_of_work() as unit:
        assert set(await unit.directory.names()) == {Name("A", "product", "a"), Name("Alpha", "product", "a"), Name("Firma", "vendor", "v")}


async def test_thousands_of_ids_can_be_asked_for_at_once(database: Database) -> None:
    made = {f"o{number}": entry("organisations", id=f"o{number}", name="X", type="other", source="s") for number in range(1200)}
    await put(database, "organisations", **made)
    async with database.unit_of_work() as unit:
        assert len(await unit.directory.organisations([*made, "nobody"])) == 1200


async def test_a_subject_is_remembered_for_fifteen_minutes(database: Database) -> None:
    subject = Conversation(id="c", intent="fee", slots={"product": "a"}, at=NOW, choices=(Suggestion("help", {}),), missing=("product",))
    async with database.unit_of_work() as unit:
        await unit.conversations.remember(subject)
        await unit.conversations.remember(subject)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.conversations.recall("c", NOW + MEMORY) == subject
        assert await unit.conversations.recall("c", NOW + MEMORY + timedelta(seconds=1)) is None
        assert await unit.conversations.recall("d", NOW) is None
        assert await unit.conversations.forget_before(NOW + timedelta(seconds=1)) == 1


async def test_a_message_is_accepted_once_even_by_two_at_the_same_time(database: Database) -> None:
    async def accept() -> bool:
        async with database.unit_of_work() as unit:
            accepted = await unit.inbox.accept("m", NOW)
            await asyncio.sleep(0)
            await unit.commit()
            return accepted

    assert sorted(await asyncio.gather(*(accept() for _ in range(5)))) == [False, False, False, False, True]


async def test_a_message_that_was_undone_can_be_accepted_again(database: Database) -> None:
    async with database.unit_of_work() as unit:
        assert await unit.inbox.accept("m", NOW)
    async with database.unit_of_work() as unit:
        assert await unit.inbox.accept("m", NOW)
        assert await unit.inbox.forget_before(NOW + timedelta(days=1)) == 1


async def test_a_unit_of_work_that_is_cancelled_leaves_nothing(database: Database) -> None:
    entered = asyncio.Event()

    async def work() -> None:
        async with database.unit_of_work() as unit:
            await unit.inbox.accept("m", NOW)
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await asyncio.wait_for(entered.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.unit_of_work() as unit:
        assert await unit.inbox.accept("m", NOW)


async def test_a_moment_without_time_zone_is_refused(sql_url: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), None)  # type: ignore[arg-type]
