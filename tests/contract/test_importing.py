# SPDX-License-Identifier: MPL-2.0
"""What an import promises, whatever keeps the catalogue: shown first, all or nothing, never over somebody else's change."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from config.catalogue.entries import KINDS, Entry, key_of
from config.catalogue.load import adapter, load_catalogue, read_entries
from config.catalogue.write import as_yaml
from config.problems import ConfigError
from storage.catalogue import Stored
from storage.importing import Entries, Plan, Proposal, apply, planned
from storage.seeding import seed
from storage.unit_of_work import Database
from tests.contract.catalogue import entry, product

SOURCE = entry("sources", id="s", title="S", read="2026-11")
TOOLS = entry("categories", id="tools", name={"da": "Ting", "en": "Tools"})


def _entries(**kinds: list[Entry]) -> Entries:
    return {kind: {key_of(each): each for each in some} for kind, some in kinds.items()}


async def _planned(database: Database, **kinds: list[Entry]) -> Plan:
    return await planned(database, lambda _: Proposal(entries=_entries(**kinds), listed=frozenset(KINDS)))


async def _import(database: Database, **kinds: list[Entry]) -> Plan:
    plan = await _planned(database, **kinds)
    await apply(database, plan)
    return plan


async def _stored(database: Database, kind: str) -> dict[str, Stored]:
    async with database.unit_of_work() as unit:
        return dict(await unit.catalogue.stored(kind))


async def _revision(database: Database) -> int:
    async with database.unit_of_work() as unit:
        return await unit.directory.revision()


async def test_what_was_planned_is_what_is_there_afterwards(database: Database) -> None:
    first = await _import(database, sources=[SOURCE], categories=[TOOLS], products=[product("a"), product("b")])
    assert (len(first.changes.added), len(first.changes.changed)) == (4, 0)
    second = await _import(database, products=[product("a", name="Ny")])
    assert ([change.key for change in second.changes.changed], len(second.changes.only_here)) == (["a"], 3)
    async with database.unit_of_work() as unit:
        assert await unit.directory.product("a") == product("a", name="Ny")
        assert await unit.directory.product("b") == product("b")
        assert [name.text for name in await unit.directory.names() if name.id == "a"] == ["Ny"]


async def test_a_plan_alone_changes_nothing(database: Database) -> None:
    await _planned(database, sources=[SOURCE])
    assert (await _stored(database, "sources"), await _revision(database)) == ({}, 0)


async def test_importing_again_finds_that_nothing_differs(database: Database) -> None:
    await _import(database, sources=[SOURCE])
    plan = await _planned(database, sources=[SOURCE])
    assert (plan.changes.empty, plan.changes.unchanged) == (True, 1)


async def test_an_import_of_several_kinds_makes_the_revision_grow_once(database: Database) -> None:
    reports: list[int] = []
    await apply(database, await _planned(database, sources=[SOURCE], categories=[TOOLS]), reports.append)
    assert (sum(reports), await _revision(database)) == (2, 1)


async def test_a_change_by_somebody_else_in_between_refuses_the_import(database: Database) -> None:
    plan = await _planned(database, sources=[SOURCE], categories=[TOOLS])
    other = entry("sources", id="s", title="Theirs", read="2026-11")
    await _import(database, sources=[other])
    with pytest.raises(ConfigError, match="changed by somebody else since the changes were shown; nothing was written, import again"):
        await apply(database, plan)
    assert (await _stored(database, "sources"))["s"].entry == other
    assert await _stored(database, "categories") == {}
    assert await _revision(database) == 1


async def test_of_two_imports_at_once_one_is_refused(database: Database) -> None:
    plans = [await _planned(database, sources=[entry("sources", id="s", title=f"{number}", read="2026")]) for number in range(4)]
    results = await asyncio.gather(*(apply(database, plan) for plan in plans), return_exceptions=True)
    refused = [result for result in results if isinstance(result, ConfigError)]
    assert (len(refused), await _revision(database)) == (3, 1), results


async def test_an_import_that_fails_half_way_leaves_nothing(database: Database) -> None:
    plan = await _planned(database, sources=[SOURCE], categories=[TOOLS])

    def fail(_: int) -> None:
        raise OSError("the terminal went away")

    with pytest.raises(OSError, match="went away"):
        await apply(database, plan, fail)
    assert (await _stored(database, "sources"), await _revision(database)) == ({}, 0)


async def test_what_is_named_must_be_in_the_import_or_in_the_database(database: Database) -> None:
    await _import(database, sources=[SOURCE])
    await _planned(database, categories=[TOOLS], products=[product("a")])
    with pytest.raises(ConfigError) as raised:
        await _planned(database, products=[product("a")])
    assert [str(problem) for problem in raised.value.problems] == ["products 'a': names tools in categories, which does not exist"]


async def test_a_wrong_reference_is_told_with_its_line(database: Database) -> None:
    proposal = Proposal(entries=_entries(products=[product("a")]), places=lambda: {("products", "a"): (Path("own.yaml"), 7)})
    with pytest.raises(ConfigError, match=r"own\.yaml, line 7: products 'a': names tools in categories"):
        await planned(database, lambda _: proposal)


async def test_what_was_broken_before_does_not_stop_an_import(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.catalogue.put("products", {"old": Stored(product("old"), None)})
        await unit.commit()
    await _import(database, sources=[entry("sources", id="new", title="N", read="2026")])
    assert "new" in await _stored(database, "sources")


async def test_seeding_afterwards_leaves_what_was_imported(database: Database, tmp_path: Path) -> None:
    await seed(database, _overlay(tmp_path, "First"))
    before = (await _stored(database, "organisations"))["os2-test"]
    changed = entry("organisations", **{**adapter("organisations").dump_python(before.entry), "name": "Mine"})
    new = entry("organisations", id="only-mine", name="Only mine", type="other", source="hb")
    await _import(database, organisations=[changed, new])
    assert {key: (await _stored(database, "organisations"))[key].loaded for key in ("os2-test", "only-mine")} == {"os2-test": before.loaded, "only-mine": None}
    report = await seed(database, _overlay(tmp_path, "Second"))
    found: Any = await _stored(database, "organisations")
    assert (found["os2-test"].entry.name, found["only-mine"].entry, report.removed) == ("Mine", new, 0)
    assert report.kept == ["organisations/only-mine", "organisations/os2-test"]


async def test_an_import_before_anything_was_loaded_stays_when_the_files_come(database: Database) -> None:
    own = entry("sources", id="hb", title="Mine", read="2026")
    await _import(database, sources=[own])
    report = await seed(database)
    assert (await _stored(database, "sources"))["hb"].entry == own
    assert (report.loaded, report.kept) == (True, ["sources/hb"])


async def test_what_is_exported_differs_in_nothing_when_it_is_imported(database: Database, tmp_path: Path) -> None:
    await seed(database)
    async with database.unit_of_work() as unit:
        text = as_yaml({kind: await unit.directory.entries(kind) for kind in KINDS})
    (tmp_path / "out.yaml").write_text(text, encoding="utf-8")
    plan = await planned(database, lambda _: Proposal(entries=read_entries([tmp_path / "out.yaml"]), listed=frozenset(KINDS)))
    assert (plan.changes.empty, plan.changes.only_here) == (True, ())
    assert plan.changes.unchanged == sum(map(len, load_catalogue().values()))


def _overlay(directory: Path, name: str) -> Path:
    (directory / "catalogue").mkdir(exist_ok=True)
    text = f"organisations:\n  - id: os2-test\n    name: {name}\n    type: other\n    source: hb\n"
    (directory / "catalogue" / "own.yaml").write_text(text, encoding="utf-8")
    return directory
