# SPDX-License-Identifier: MPL-2.0
"""The files that an operator hands over for an import: one, or a directory of them."""

from pathlib import Path

from config.catalogue.load import catalogue_files
from config.problems import ConfigError, Problem

MAX_FILES = 200
YAML = frozenset((".yaml", ".yml"))


def given_files(path: Path) -> list[Path]:
    """The YAML files at this path: itself, or those directly in the directory, by name. What each of them is shows when it is read."""
    if not path.is_dir():
        if path.suffix.lower() not in YAML:
            raise ConfigError(Problem("must be a YAML file (.yaml or .yml) or a directory of them", path))
        return [path]
    files = catalogue_files(path)
    if not files:
        raise ConfigError(Problem("holds no .yaml file", path))
    if len(files) > MAX_FILES:
        raise ConfigError(Problem(f"holds {len(files)} YAML files; at most {MAX_FILES} are read at a time", path))
    return files
