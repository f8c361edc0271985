# SPDX-License-Identifier: MPL-2.0
"""The doctor tells an empty, an old, a newer, a broken and a hanging database apart, and changes none of them."""

import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.doctor import storage as looking
from bot.doctor.finding import Finding
from bot.doctor.storage import database
from config.settings import Settings, load_settings
from storage.catalogue import Stored
from storage.seeding import seed
from storage.sql import schema
from storage.sql.engine import create_engine, database_url
from storage.sql.unit_of_work import SqlDatabase
from tests.contract.catalogue import product


@pytest.fixture
def settings(sql_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("OS2BOT_DATABASE_URL", sql_url)
    return load_settings()


async def _made(settings: Settings, statement: str = "") -> None:
    engine = create_engine(database_url(settings.database))
    await schema.upgrade(engine)
    await seed(SqlDatabase(engine))
    if statement:
        async with engine.begin() as connection:
            await connection.execute(text(statement))
    await engine.dispose()


async def _said(settings: Settings) -> list[tuple[str, str]]:
    return [(finding.state, finding.text) for finding in await database(settings)]


async def test_an_empty_database_is_noted_and_stays_empty(settings: Settings) -> None:
    assert [state for state, _ in await _said(settings)] == ["note"]
    assert await schema.standing(database_url(settings.database)) is None


async def test_a_database_that_is_up_to_date_is_well(settings: Settings) -> None:
    await _made(settings)
    assert [state for state, _ in await _said(settings)] == ["ok"]


async def test_what_was_changed_in_the_database_is_noted(settings: Settings) -> None:
    await _made(settings)
    opened = SqlDatabase(create_engine(database_url(settings.database)))
    async with opened.unit_of_work() as unit:
        stored = (await unit.catalogue.stored("products"))["os2mo"]
        await unit.catalogue.put("products", {"os2mo": replace(stored, entry=product("os2mo")), "own": Stored(product("own"), None)})
        await unit.commit()
    await opened.close()
    differing = (await _said(settings))[1]
    assert differing == ("note", "2 differ from the files, because they were changed in the database: products/os2mo, products/own")


async def test_a_database_of_a_newer_os2bot_is_a_problem(settings: Settings) -> None:
    await _made(settings, "UPDATE alembic_version SET version_num = '9999'")
    assert await _said(settings) == [("problem", "it stands at 9999, which this os2bot does not know")]


async def test_older_tables_are_noted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    await _made(settings)
    monkeypatch.setattr(looking, "HEAD", "next")
    assert await _said(settings) == [("note", f"its tables stand at {schema.HEAD}, the newest is next")]


def _garbage(tmp_path: Path) -> str:
    (tmp_path / "x.db").write_bytes(b"not a database " * 1000)
    return f"sqlite:///{tmp_path / 'x.db'}"


def _nobody(tmp_path: Path) -> str:
    return "postgresql://me:hemmelig@127.0.0.1:1/x"


@pytest.mark.parametrize("address", [_garbage, _nobody])
async def test_a_database_that_cannot_be_used_is_a_problem_and_not_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: Callable[[Path], str]
) -> None:
    monkeypatch.setenv("OS2BOT_DATABASE_URL", address(tmp_path))
    (finding,) = await database(load_settings())
    assert isinstance(finding, Finding)
    assert (finding.state, finding.text.startswith("cannot be used")) == ("problem", True)
    assert "hemmelig" not in finding.text + finding.do


async def test_a_database_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        monkeypatch.setenv("OS2BOT_DATABASE_URL", f"postgresql://me@127.0.0.1:{mute.getsockname()[1]}/x")
        assert await _said(load_settings()) == [("problem", "has not answered within 0.2 s")]
