# SPDX-License-Identifier: MPL-2.0
"""A backup file is whole, or it is refused in one sentence."""

import gzip
import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from config.problems import ConfigError
from storage.sql.backup_file import Header, TableHead, day, open_backup, verified, write_backup

HEADER = Header(migration="0001", made_at="2026-11-24T12:00:00+00:00", program="0.1.0", tables={"a": TableHead(["key", "at"], 2), "b": TableHead(["key"], 0)})
ROWS: list[tuple[str, list[Any]]] = [("a", ["æ\n\"'", None]), ("a", ["y", True])]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_backup(tmp_path / "b.gz", HEADER, ROWS)
    return tmp_path / "b.gz"


def _rows(path: Path) -> list[tuple[str, list[Any]]]:
    with open_backup(path) as backup:
        return list(backup.rows())


def test_what_was_written_is_read(path: Path) -> None:
    assert _rows(path) == ROWS
    assert verified(path)[0] == HEADER


def test_moments_are_written_in_utc_whatever_zone_they_came_with(tmp_path: Path) -> None:
    naive, danish = datetime(2026, 7, 1, 12), datetime(2026, 7, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    write_backup(tmp_path / "b.gz", HEADER, [("a", ["x", naive]), ("a", ["y", danish])])
    assert {row[1] for _, row in _rows(tmp_path / "b.gz")} == {"2026-07-01T12:00:00+00:00"}


def test_a_day_is_written_as_a_day(tmp_path: Path) -> None:
    write_backup(tmp_path / "b.gz", HEADER, [("a", ["x", date(2026, 7, 1)]), ("a", ["y", None])])
    assert [row[1] for _, row in _rows(tmp_path / "b.gz")] == ["2026-07-01", None]
    assert day("2026-07-01") == date(2026, 7, 1)


def test_a_value_that_json_cannot_hold_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="cannot hold a bytes"):
        write_backup(tmp_path / "b.gz", HEADER, [("a", [b"x", None])])
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_can_read_it(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_cut_off_anywhere_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(ConfigError, match=r"truncated or damaged|no backup of os2bot"):
            verified(path)


def test_a_file_with_any_byte_changed_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(10, len(whole)):  # the first ten are gzip's own head, with bytes that mean nothing
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        with pytest.raises(ConfigError, match=r"truncated or damaged|no backup of os2bot"):
            verified(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:1] + lines[2:],
        lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
        lambda lines: [*lines, lines[1]],
        lambda lines: [*lines[:-1], b"[]\n", lines[-1]],
        lambda lines: [*lines[:-1], b'["c","x"]\n', lines[-1]],
        lambda lines: [*lines[:-1], b'["a","x"]\n', lines[-1]],
        lambda lines: [*lines[:-1], b"[" * 100_000 + b"\n", lines[-1]],
        lambda lines: [*lines[:-1], b"7\n", lines[-1]],
        lambda lines: lines[:-1],
    ],
)
def test_lines_lost_swapped_added_or_malformed_are_refused(path: Path, change: Any) -> None:
    path.write_bytes(gzip.compress(b"".join(change(gzip.decompress(path.read_bytes()).splitlines(keepends=True)))))
    with pytest.raises(ConfigError, match="truncated or damaged"):
        verified(path)


@pytest.mark.parametrize("content", [b"", b"{}\n", b"[]\n", b'{"version": "x"}\n', b'{"version": 9}\n', b"\xff\n", b"[" * 100_000])
def test_something_else_is_no_backup(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.gz").write_bytes(gzip.compress(content))
    (tmp_path / "y").write_bytes(content)
    for name in ("x.gz", "y"):
        with pytest.raises(ConfigError, match="is no backup of os2bot; nothing was changed"):
            verified(tmp_path / name)


def test_a_newer_format_is_told_from_a_foreign_file(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(gzip.compress(json.dumps({"format": "os2bot-backup", "version": 2, "else": 1}).encode() + b"\n"))
    with pytest.raises(ConfigError, match="written by a newer os2bot"):
        verified(tmp_path / "x.gz")


def test_a_file_that_is_not_there_and_a_place_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.gz: cannot be read \(No such file"):
        verified(tmp_path / "none.gz")
    with pytest.raises(ConfigError, match=r"none/b\.gz: cannot be written \(No such file"):
        write_backup(tmp_path / "none" / "b.gz", HEADER, ROWS)


def test_a_backup_that_fails_half_way_leaves_the_old_one(path: Path) -> None:
    before = path.read_bytes()

    def failing() -> Any:
        yield ROWS[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(ConfigError, match="No space left on device"):
        write_backup(path, HEADER, failing())
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["b.gz"]
