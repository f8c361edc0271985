# SPDX-License-Identifier: MPL-2.0
"""`os2bot year-wheel` lists what chat tells, and `os2bot check` looks at the data."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.doctor.files import year_wheel
from bot.doctor.finding import OK
from config.problems import ConfigError

RUNNER = CliRunner()


def test_the_wheel_of_a_year_is_listed_with_what_is_open_and_its_source() -> None:
    found = RUNNER.invoke(app, ["year-wheel", "--year", "2027"], env={"COLUMNS": "200"})
    assert found.exit_code == 0
    assert "assembly-notice" in found.output
    assert "open; 2027-04-30 at the latest, if it is held on 2027-05-31" in found.output
    assert "byl § 7, stk. 2" in found.output


def test_as_json_it_has_every_field() -> None:
    found = json.loads(RUNNER.invoke(app, ["year-wheel", "--year", "2028", "--json"]).output)
    by_entry = {each["entry"]: each for each in found}
    assert (by_entry["half-fee"]["first"], by_entry["half-fee"]["open"]) == ("2028-07-01", False)
    assert by_entry["assembly"]["acts"] == [{"roles": ["forperson"], "over": "group/bestyrelse"}, {"roles": ["sekretariat", "admin"], "over": "association"}]
    assert "assembly-election-odd" not in by_entry


def test_a_year_that_is_none_is_one_sentence() -> None:
    assert RUNNER.invoke(app, ["year-wheel", "--year", "27"]).exit_code == 2


def test_check_counts_the_entries_and_names_a_source_that_there_is_not(tmp_path: Path) -> None:
    assert [each.state for each in year_wheel(None)] == [OK]
    own = 'entries:\n  - {id: mine, title: {da: T, en: T}, says: {da: S, en: S}, source: hearsay, rule: {day: "07-01"}}\n'
    (tmp_path / "year_wheel.yaml").write_text(own, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"year_wheel\.yaml, line 2: entries\[0\]\.source: there is no source 'hearsay'"):
        list(year_wheel(tmp_path))
