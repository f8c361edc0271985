# SPDX-License-Identifier: MPL-2.0
"""Every setting there is, and no other, stands in `.env.example` and in docs/settings.md with its default."""

import re
from pathlib import Path

from config.matrix_settings import MATRIX_PREFIX, MatrixSettings
from config.settings import PREFIX, Settings, setting_names
from config.slack_settings import SLACK_PREFIX, SlackSettings

ROOT = Path(__file__).parents[2]
FIELDS = {
    f"{prefix}{name}".upper(): field
    for prefix, settings in ((PREFIX, Settings), (SLACK_PREFIX, SlackSettings), (MATRIX_PREFIX, MatrixSettings))
    for name, field in settings.model_fields.items()
    if name not in ("slack", "matrix")  # hold the other prefixes'
}
NAMES = set(FIELDS)
DEFAULTS = {
    name: ",".join(field.default) if isinstance(field.default, tuple) else str(field.default) for name, field in FIELDS.items() if field.default is not None
}


def _example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    pairs = [re.fullmatch(r"# ((?:OS2BOT|SLACK|MATRIX)_\w+)=(.+)", line) for line in lines]
    return {found[1]: found[2] for found in pairs if found}


def _table() -> dict[str, list[str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").splitlines()]
    return {row[0].strip("`"): row[1:] for row in rows if row[0].startswith(("`OS2BOT_", "`SLACK_", "`MATRIX_"))}


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
    secrets = {name for name, field in FIELDS.items() if "SecretStr" in str(field.annotation)}
    assert {name for name, row in _table().items() if row[2] == "yes"} == secrets
    assert {f"{name}_FILE" for name in secrets} <= NAMES


def test_these_are_all_the_settings_there_are() -> None:
    assert setting_names() == NAMES


def test_the_readme_names_every_setting_but_how_long_things_are_kept() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:OS2BOT|SLACK|MATRIX)_[A-Z_]+", readme))
    assert named <= NAMES
    assert {name for name in NAMES - named if "_KEEP_" not in name and not name.endswith("_FILE")} == set()
