# SPDX-License-Identifier: MPL-2.0
"""`os2bot db` and `os2bot check`, as an operator types them."""

import json
import sqlite3
from pathlib import Path

from storage.sql.schema import HEAD
from tests.e2e.running import os2bot


def test_a_database_is_made_backed_up_and_restored(tmp_path: Path, postgres_url: str) -> None:
    assert os2bot("db", "current", cwd=tmp_path).out == f"empty: the newest is {HEAD}\n"
    assert os2bot("db", "upgrade", cwd=tmp_path).out == f"The database went from empty to {HEAD}.\n"
    assert os2bot("db", "upgrade", cwd=tmp_path).out == f"The database is up to date ({HEAD}).\n"
    assert json.loads(os2bot("db", "current", "--json", cwd=tmp_path).out) == {"current": HEAD, "newest": HEAD}
    assert os2bot("ask", "Hvad er OS2mo?", cwd=tmp_path).status == 0
    assert f" tables are in b.gz (migration {HEAD})." in os2bot("db", "backup", "b.gz", cwd=tmp_path).out
    restored = os2bot("db", "restore", "b.gz", cwd=tmp_path, OS2BOT_DATABASE_URL=postgres_url)
    assert (restored.status, len(restored.out.splitlines())) == (0, 1)
    replaced = os2bot("db", "restore", "b.gz", "--yes", cwd=tmp_path)
    assert replaced.status == 0
    assert len(list((tmp_path / "data").glob("before-restore-*.jsonl.gz"))) == 1


def test_nothing_is_overwritten_without_being_asked(tmp_path: Path) -> None:
    os2bot("ask", "Hvad er OS2mo?", cwd=tmp_path)
    assert os2bot("db", "backup", "b.gz", cwd=tmp_path).status == 0
    for arguments, said in ((("backup", "b.gz"), "b.gz: exists already"), (("restore", "b.gz"), "the database already holds data; with --yes")):
        refused = os2bot("db", *arguments, cwd=tmp_path)
        assert (refused.status, len(refused.err.splitlines())) == (2, 1)
        assert said in refused.err
    assert os2bot("db", "backup", "b.gz", "--yes", cwd=tmp_path).status == 0


def test_a_foreign_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("not a backup", encoding="utf-8")
    refused = os2bot("db", "restore", "x", cwd=tmp_path)
    assert (refused.status, refused.err) == (2, "os2bot: x: is no backup of os2bot; nothing was changed\n")
    assert not (tmp_path / "data" / "os2bot.db").exists()


def test_a_database_that_is_not_there_is_not_backed_up_into_an_empty_file(tmp_path: Path) -> None:
    refused = os2bot("db", "backup", "b.gz", cwd=tmp_path)
    assert (refused.status, "nothing to back up" in refused.err, (tmp_path / "b.gz").exists()) == (2, True, False)


def test_check_is_well_on_a_fresh_machine_and_says_so_in_json(tmp_path: Path) -> None:
    checked = os2bot("check", "--json", cwd=tmp_path)
    said = json.loads(checked.out)
    assert (checked.status, said["problems"]) == (0, 0)
    assert {"state", "subject", "text", "do"} == set(said["findings"][0])


def test_check_ends_with_one_when_something_is_wrong(tmp_path: Path) -> None:
    checked = os2bot("check", "--live", cwd=tmp_path, OS2BOT_DATABASE_URL="postgresql://me:hemmelig@127.0.0.1:1/x")
    assert checked.status == 1
    assert "problem  database: cannot be used (OperationalError) | Check OS2BOT_DATABASE_URL" in checked.out
    assert "hemmelig" not in checked.out + checked.err
    assert checked.out.splitlines()[-1].startswith("1 problem, ")


def test_check_names_entries_that_were_changed_in_the_database(tmp_path: Path) -> None:
    os2bot("ask", "Hvad er OS2mo?", cwd=tmp_path)
    connection = sqlite3.connect(tmp_path / "data" / "os2bot.db")
    connection.execute("UPDATE products SET document = replace(document, 'OS2mo', 'OS2mo2') WHERE key = 'os2mo'")
    connection.commit()
    connection.close()
    checked = os2bot("check", cwd=tmp_path)
    assert checked.status == 0
    assert "note     entries: 1 differ from the files" in checked.out
    assert "products/os2mo" in checked.out
