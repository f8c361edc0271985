# SPDX-License-Identifier: MPL-2.0
"""A file is written whole or not at all, and never over another one unasked."""

import os
from pathlib import Path

import pytest

from bot.whole_file import write_whole
from config.problems import ConfigError


def test_a_new_file_has_the_usual_mode_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "out.yaml", "æøå\n", replace=False)
    assert (tmp_path / "out.yaml").read_bytes() == "æøå\n".encode()
    umask = os.umask(0)
    os.umask(umask)
    assert (tmp_path / "out.yaml").stat().st_mode & 0o777 == 0o666 & ~umask
    assert [path.name for path in tmp_path.iterdir()] == ["out.yaml"]


def test_an_existing_file_is_replaced_only_when_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "out.yaml"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    with pytest.raises(ConfigError, match="exists already; give another name, or --force to replace it"):
        write_whole(path, "new", replace=False)
    assert path.read_text(encoding="utf-8") == "old"
    write_whole(path, "new", replace=True)
    assert (path.read_text(encoding="utf-8"), path.stat().st_mode & 0o777) == ("new", 0o640)


def test_a_link_stays_and_what_it_points_at_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_whole(tmp_path / "link", "new", replace=True)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text(encoding="utf-8") == "new"


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    for path, problem in (
        (tmp_path, "is a directory; give a file"),
        (tmp_path / "pipe", "is not a file"),
        (tmp_path / "loop", "cannot be written"),
        (tmp_path / "missing" / "out.yaml", r"cannot be written \(No such file or directory\)"),
    ):
        with pytest.raises(ConfigError, match=problem):
            write_whole(path, "new", replace=True)


def test_a_text_that_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.yaml"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "new \ud800", replace=True)
    assert [(each.name, each.read_text(encoding="utf-8")) for each in tmp_path.iterdir()] == [("out.yaml", "old")]
