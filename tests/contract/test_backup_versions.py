# SPDX-License-Identifier: MPL-2.0
"""Backups and databases of older and newer versions of os2bot."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.engine import URL

from config.problems import ConfigError
from storage.sql import schema
from storage.sql.backup import back_up, snapshot
from storage.sql.backup_file import verified
from storage.sql.engine import create_engine, database_url
from storage.sql.restore import restore
from storage.sql.schema import standing, upgrade
from tests.conftest import NOW
from tests.contract.backups import filled, run, written


@pytest.fixture
def address(sql_url: str) -> URL:
    return database_url(sql_url)


_NEXT = f"""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "next", "{schema.HEAD}", None, None
def upgrade():
    op.add_column("products", sa.Column("extra", sa.String(20), server_default="new"))
    op.create_table("more", sa.Column("key", sa.String(20), primary_key=True))
"""


class Newer:
    """The next version of os2bot, with one migration more."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._directory, self._monkeypatch = directory, monkeypatch

    def begin(self) -> None:
        shutil.copytree(Path(schema.__file__).parent / "migrations", self._directory)
        (self._directory / "versions" / "next_more.py").write_text(_NEXT, encoding="utf-8")
        known = schema.configuration()
        known.set_main_option("script_location", str(self._directory))
        self._monkeypatch.setattr(schema, "configuration", lambda: known)


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newer:
    return Newer(tmp_path / "migrations", monkeypatch)


async def test_an_older_backup_is_restored_and_brought_up_to_date(address: URL, tmp_path: Path, newer: Newer) -> None:
    await filled(address)
    back_up(address, tmp_path / "b.gz", NOW)
    newer.begin()
    unmigrated = back_up(address, tmp_path / "again.gz", NOW)
    restore(address, tmp_path / "b.gz", tmp_path / "kept.gz", NOW, replace=True)
    assert (unmigrated.migration, await standing(address)) == (schema.HEAD, "next")
    with snapshot(address) as connection:
        assert connection.scalar(text("SELECT count(*) FROM products WHERE extra = 'new'")) == 1
        assert inspect(connection).has_table("more")
    restore(address, tmp_path / "kept.gz", tmp_path / "kept2.gz", NOW, replace=True)
    assert verified(tmp_path / "kept2.gz")[0].migration == "next"


async def test_a_backup_of_a_newer_os2bot_is_refused(address: URL, tmp_path: Path) -> None:
    await filled(address)
    header = back_up(address, tmp_path / "b.gz", NOW)
    written(tmp_path / "x.gz", header, migration="9999", tables={})
    with pytest.raises(ConfigError, match="was made at migration 9999, which this os2bot does not know"):
        restore(address, tmp_path / "x.gz", tmp_path / "kept.gz", NOW, replace=True)


async def test_a_database_of_a_newer_os2bot_is_left_alone(address: URL, tmp_path: Path) -> None:
    await filled(address)
    back_up(address, tmp_path / "b.gz", NOW)
    run(address, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ConfigError, match="stands at migration 9999"):
        restore(address, tmp_path / "b.gz", tmp_path / "kept.gz", NOW, replace=True)
    with pytest.raises(ConfigError, match="stands at migration 9999"):
        back_up(address, tmp_path / "c.gz", NOW)
    engine = create_engine(address)
    with pytest.raises(ConfigError, match="stands at migration 9999"):
        await upgrade(engine)
    await engine.dispose()
    assert await standing(address) == "9999"
