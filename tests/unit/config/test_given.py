# SPDX-License-Identifier: MPL-2.0
"""An operator hands over one YAML file or a directory of them."""

from pathlib import Path

import pytest

from config.catalogue.given import MAX_FILES, given_files
from config.problems import ConfigError


def test_a_directory_gives_its_yaml_files_by_name(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "notes.txt", ".hidden.yaml"):
        (tmp_path / name).touch()
    assert [path.name for path in given_files(tmp_path)] == ["a.yml", "b.yaml"]
    assert given_files(tmp_path / "b.yaml") == [tmp_path / "b.yaml"]


def test_too_many_files_and_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"holds no \.yaml file"):
        given_files(tmp_path)
    for number in range(MAX_FILES + 1):
        (tmp_path / f"{number}.yaml").touch()
    with pytest.raises(ConfigError, match="holds 201 YAML files; at most 200 are read at a time"):
        given_files(tmp_path)
