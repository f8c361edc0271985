# SPDX-License-Identifier: MPL-2.0
"""What a backup holds comes back, on the same or the other database; what is wrong changes nothing."""

import asyncio
import shutil
from datetime import timedelta
from itertools import product as pairs
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from config.problems import ConfigError
from storage.seeding import seed
from storage.sql import backup, restore
from storage.sql.backup import back_up, engine_of, snapshot
from storage.sql.backup_file import Header, TableHead, open_backup, verified, write_backup
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import HEAD, standing, upgrade
from storage.sql.tables import catalogue_state, metadata
from storage.sql.tables_platforms import NOT_BACKED_UP
from storage.sql.unit_of_work import SqlDatabase
from tests.conftest import NOW
from tests.contract.backups import empty, everything, filled, run, written
from tests.contract.catalogue import product
from tests.contract.records import event


@pytest.fixture
def address(sql_url: str) -> URL:
    return database_url(sql_url)


@pytest.fixture(params=pairs(["sqlite", "postgres"], repeat=2), ids=lambda pair: f"{pair[0]}-to-{pair[1]}")
def both(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[URL, URL]:
    """The database that is backed up, and the one that is restored into."""
    first, second = request.param
    source = request.getfixturevalue(f"{first}_url")
    if first == second == "postgres":
        return database_url(source), database_url(_another_postgres(request))
    return database_url(source), database_url(f"sqlite:///{tmp_path / 'other' / 'other.db'}" if second == "sqlite" else request.getfixturevalue("postgres_url"))


def _another_postgres(request: pytest.FixtureRequest) -> str:
    server = request.getfixturevalue("postgres_server")
    with engine_of(database_url(server), begin="").connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE other_{id(request)}"))
    return str(server.replace("/postgres?", f"/other_{id(request)}?"))


async def test_everything_comes_back_on_either_database(both: tuple[URL, URL], tmp_path: Path) -> None:
    source, target = both
    await filled(source)
    header = back_up(source, tmp_path / "b.gz", NOW)
    done = restore.restore(target, tmp_path / "b.gz", tmp_path / "kept.gz", NOW)
    assert everything(target) == everything(source)
    assert (done.header, done.kept, header.tables["products"].rows) == (header, None, 1)
    again = SqlDatabase(create_engine(target))
    async with again.unit_of_work() as unit:
        assert await unit.directory.product("a") == product("a", aliases=["Å"], weak_aliases=["én"])
        assert await unit.conversations.recall("c", NOW + timedelta(minutes=1)) is not None
        assert not await unit.inbox.accept("m", NOW)
    await again.close()


async def test_what_is_of_the_moment_does_not_come_back(both: tuple[URL, URL], tmp_path: Path) -> None:
    """With an old sync token, everything that was said since would be answered once more."""
    source, target = both
    await filled(source)
    await filled(target)
    header = back_up(source, tmp_path / "b.gz", NOW)
    assert {name: header.tables[name].rows for name in NOT_BACKED_UP} == dict.fromkeys(NOT_BACKED_UP, 0)
    restore.restore(target, tmp_path / "b.gz", tmp_path / "kept.gz", NOW, replace=True)
    again = SqlDatabase(create_engine(target))
    async with again.unit_of_work() as unit:
        assert await unit.sync_tokens.of("matrix:@os2bot:example.org") is None
        assert not await unit.posted_answers.answering("!rum:example.org", "$spurgt")
        assert len(await unit.key_pins.everything()) == 1
    await again.close()


async def test_the_shipped_catalogue_goes_to_postgresql_and_back(sqlite_url: str, postgres_url: str, tmp_path: Path) -> None:
    source, middle, target = database_url(sqlite_url), database_url(postgres_url), database_url(f"sqlite:///{tmp_path / 'back.db'}")
    engine = create_engine(source)
    await upgrade(engine)
    await seed(SqlDatabase(engine))
    await engine.dispose()
    back_up(source, tmp_path / "1.gz", NOW)
    restore.restore(middle, tmp_path / "1.gz", tmp_path / "kept.gz", NOW)
    back_up(middle, tmp_path / "2.gz", NOW)
    restore.restore(target, tmp_path / "2.gz", tmp_path / "kept.gz", NOW)
    assert everything(target) == everything(source)
    restored = SqlDatabase(create_engine(target))
    assert (await seed(restored)).loaded is False
    await restored.close()


def test_the_backup_holds_every_table_of_the_code() -> None:
    assert backup.tables_at(HEAD) == set(metadata.tables)


async def test_events_recorded_after_a_restore_come_after_those_restored(both: tuple[URL, URL], tmp_path: Path) -> None:
    source, target = both
    await filled(source)
    await filled(source)
    back_up(source, tmp_path / "b.gz", NOW)
    restore.restore(target, tmp_path / "b.gz", tmp_path / "kept.gz", NOW)
    restored = SqlDatabase(create_engine(target))
    async with restored.unit_of_work() as unit:
        before = await unit.audit.find()
        await unit.audit.record(event("later"))
        assert list(await unit.audit.find()) == [event("later"), *before]
    await restored.close()


async def test_a_restored_event_cannot_be_changed_either(address: URL, tmp_path: Path) -> None:
    await filled(address)
    back_up(address, tmp_path / "b.gz", NOW)
    restore.restore(address, tmp_path / "b.gz", tmp_path / "kept.gz", NOW, replace=True)
    with pytest.raises(DBAPIError, match="never changed again"):
        run(address, "UPDATE audit_events SET actor = 'x'")


async def test_a_database_that_holds_something_is_replaced_only_on_request_and_kept(address: URL, tmp_path: Path) -> None:
    await filled(address)
    first = everything(address)
    back_up(address, tmp_path / "b.gz", NOW)
    await filled(address, new=product("new"))
    second = everything(address)
    with pytest.raises(ConfigError, match="already holds data; with --yes it is replaced"):
        restore.restore(address, tmp_path / "b.gz", tmp_path / "kept.gz", NOW)
    assert everything(address) == second
    assert not (tmp_path / "kept.gz").exists()
    done = restore.restore(address, tmp_path / "b.gz", tmp_path / "kept.gz", NOW, replace=True)
    assert (done.kept, everything(address)) == (tmp_path / "kept.gz", first)
    restore.restore(address, tmp_path / "kept.gz", tmp_path / "kept2.gz", NOW, replace=True)
    assert everything(address) == second


async def test_after_a_restore_the_revision_is_one_that_nobody_has_seen(address: URL, tmp_path: Path) -> None:
    await filled(address)
    back_up(address, tmp_path / "b.gz", NOW)
    for number in range(3):
        await filled(address, **{f"p{number}": product(f"p{number}")})
    before = _revisions(address)
    restore.restore(address, tmp_path / "b.gz", tmp_path / "kept.gz", NOW, replace=True)
    after = _revisions(address)
    assert len(after) == 5
    assert all(now > then for now, then in zip(after, before, strict=True))


async def test_a_truncated_file_changes_nothing(address: URL, tmp_path: Path) -> None:
    await filled(address)
    back_up(address, tmp_path / "b.gz", NOW)
    whole, before = (tmp_path / "b.gz").read_bytes(), everything(address)
    for part in (2, 10, 100):
        (tmp_path / "b.gz").write_bytes(whole[: len(whole) - len(whole) // part])
        with pytest.raises(ConfigError, match=r"b\.gz: is truncated or damaged; nothing was changed"):
            restore.restore(address, tmp_path / "b.gz", tmp_path / "kept.gz", NOW, replace=True)
    assert everything(address) == before
    assert not (tmp_path / "kept.gz").exists()


async def test_rows_that_do_not_fit_change_nothing(address: URL, tmp_path: Path) -> None:
    await filled(address)
    before = everything(address)
    header = back_up(address, tmp_path / "b.gz", NOW)
    with open_backup(tmp_path / "b.gz") as opened:
        rows = [(name, [None, *values[1:]] if name == "products" else values) for name, values in opened.rows()]
    write_backup(tmp_path / "bad.gz", header, rows)
    with pytest.raises(ConfigError, match="does not fit this database; nothing was changed"):
        restore.restore(address, tmp_path / "bad.gz", tmp_path / "kept.gz", NOW, replace=True)
    assert everything(address) == before
    assert not (tmp_path / "kept.gz").exists()


async def test_a_file_that_changes_while_it_is_restored_changes_nothing(address: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await filled(address)
    before = everything(address)
    back_up(address, tmp_path / "b.gz", NOW)
    await filled(address, new=product("new"))
    back_up(address, tmp_path / "c.gz", NOW)
    before = everything(address)

    def swapped(path: Path) -> tuple[Header, str]:
        found = verified(path)
        shutil.copy(tmp_path / "c.gz", path)
        return found

    monkeypatch.setattr(restore, "verified", swapped)
    with pytest.raises(ConfigError, match="was changed while it was read"):
        restore.restore(address, tmp_path / "b.gz", tmp_path / "kept.gz", NOW, replace=True)
    assert everything(address) == before


async def test_a_backup_with_other_tables_or_columns_is_refused(address: URL, tmp_path: Path) -> None:
    await filled(address)
    header = back_up(address, tmp_path / "b.gz", NOW)
    fewer = {name: head for name, head in header.tables.items() if name != "names"}
    written(tmp_path / "x.gz", header, tables={name: empty(head) for name, head in fewer.items()})
    with pytest.raises(ConfigError, match="does not hold the tables of migration"):
        restore.restore(address, tmp_path / "x.gz", tmp_path / "kept.gz", NOW, replace=True)
    odd = {name: empty(head) for name, head in header.tables.items()} | {"names": TableHead(["odd"], 0)}
    written(tmp_path / "x.gz", header, tables=odd)
    with pytest.raises(ConfigError, match="has other columns in names"):
        restore.restore(address, tmp_path / "x.gz", tmp_path / "kept.gz", NOW, replace=True)


async def test_tables_of_another_program_are_left_alone(both: tuple[URL, URL], tmp_path: Path) -> None:
    source, target = both
    await filled(source)
    back_up(source, tmp_path / "b.gz", NOW)
    (tmp_path / "other").mkdir(exist_ok=True)
    run(target, "CREATE TABLE groups (id INTEGER)")
    with pytest.raises(ConfigError, match=r"holds tables that are not os2bot's \(groups\)"):
        restore.restore(target, tmp_path / "b.gz", tmp_path / "kept.gz", NOW, replace=True)
    with snapshot(target) as connection:
        assert inspect(connection).get_table_names() == ["groups"]


async def test_a_backup_is_of_one_moment_and_holds_nobody_up(address: URL, tmp_path: Path) -> None:
    await filled(address)
    with snapshot(address) as connection:
        backup.migration_of(connection)
        await asyncio.wait_for(filled(address, new=product("new")), 5)
        header = backup.dump(connection, tmp_path / "b.gz", NOW)
    assert header.tables["products"].rows == 1
    assert len(everything(address)["products"]) == 2


async def test_a_database_that_another_process_holds_is_named(address: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await filled(address)
    back_up(address, tmp_path / "b.gz", NOW)
    monkeypatch.setattr(backup, "PATIENCE", 1)
    monkeypatch.setattr(restore, "PATIENCE", 1)
    opened = SqlDatabase(create_engine(address))
    async with opened.unit_of_work() as unit:
        await unit.directory.product("x")
        with pytest.raises(ConfigError, match="another process holds the database; stop os2bot and try again"):
            await asyncio.to_thread(restore.restore, address, tmp_path / "b.gz", tmp_path / "kept.gz", NOW, replace=True)
    await opened.close()
    assert not (tmp_path / "kept.gz").exists()


def test_there_is_nothing_to_back_up_where_there_is_nothing(address: URL, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nothing to back up"):
        back_up(address, tmp_path / "b.gz", NOW)
    assert list(tmp_path.glob("*")) == []


async def test_asking_where_a_database_stands_makes_none(sqlite_url: str, tmp_path: Path) -> None:
    assert await standing(database_url(sqlite_url)) is None
    assert list(tmp_path.glob("*")) == []


def _revisions(url: URL) -> tuple[int, ...]:
    with snapshot(url) as connection:
        return tuple(connection.execute(select(*(column for column in catalogue_state.columns if column.name.endswith("revision")))).one())
