# SPDX-License-Identifier: MPL-2.0
"""Every setting there is, and no other, stands in `.env.example` and in docs/settings.md with its default."""

import re
from pathlib import Path

from config.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
NAMES = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
DEFAULTS = {
    f"{PREFIX}{name}".upper(): ",".join(field.default) if isinstance(field.default, tuple) else str(field.default)
    for name, field in Settings.model_fields.items()
    if field.default is not None
}


def _example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    pairs = [re.fullmatch(r"# (OS2BOT_\w+)=(.+)", line) for line in lines]
    return {found[1]: found[2] for found in pairs if found}


def _table() -> dict[str, list[str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").splitlines()]
    return {row[0].strip("`"): row[1:] for row in rows if row[0].startswith("`OS2BOT_")}


def test_the_example_names_exactly_the_settings_there_are() -> None:
    assert set(_example()) == NAMES
    assert {name: _example()[name] for name in DEFAULTS} == DEFAULTS


def test_nothing_is_set_in_the_example() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


def test_the_table_names_exactly_the_settings_there_are() -> None:
    table = _table()
    assert set(table) == NAMES
    assert {name: table[name][0].strip("`") for name in DEFAULTS} == DEFAULTS
    assert all(len(row) == 3 and all(row) for row in table.values())


def test_every_secret_can_be_given_as_a_file_and_is_marked() -> None:
    secrets = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    assert {name for name, row in _table().items() if row[2] == "yes"} == {f"{PREFIX}{name}".upper() for name in secrets}
    assert {f"{name}_file" for name in secrets} <= set(Settings.model_fields)
