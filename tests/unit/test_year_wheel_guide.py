# SPDX-License-Identifier: MPL-2.0
"""What the guide to the yearly wheel says can be said is understood, and its example works as it stands there."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from config.catalogue.load import load_catalogue
from config.yaml_file import read_yaml
from config.year_wheel import RULES, Rule, WheelEntry
from config.year_wheel_load import load_year_wheel, unknown_sources
from handlers.year_wheel.turning import turned
from tests.talking import Talk
from tests.unit.handlers.year_wheel.test_turning import assembly

GUIDE = (Path(__file__).parents[2] / "docs" / "year-wheel.md").read_text(encoding="utf-8")
EXAMPLE = GUIDE.split("```yaml\n")[1].split("```")[0]
SAID = [said for row in re.findall(r"^\| (\".+?) \|", GUIDE, re.MULTILINE) for said in re.findall(r'"([^"]+)"', row)]


@pytest.mark.parametrize("said", SAID)
async def test_it_is_understood(talk: Talk, said: str) -> None:
    assert (await talk.say(said)).intent in ("year_wheel", "wheel_done", "next_meeting")


def test_the_guide_has_examples() -> None:
    assert len(SAID) >= 14


def test_the_example_works_as_it_stands_there(tmp_path: Path) -> None:
    (tmp_path / "year_wheel.yaml").write_text(EXAMPLE, encoding="utf-8")
    wheel = load_year_wheel(tmp_path)
    assert unknown_sources(tmp_path, load_catalogue()["sources"]) == []
    found = {(each.entry.id, each.which): each for each in turned(wheel, 2027, assembly(datetime(2027, 5, 18, 10)))}
    assert [found["self-evaluation", number].last for number in ("1", "2")] == [date(2027, 3, 1), date(2027, 9, 1)]
    assert found["member-data", ""].last == date(2027, 4, 26)
    assert ("network-day", "1") not in found


def test_every_field_and_every_kind_of_rule_stands_in_the_guide_and_no_other_does() -> None:
    fields, kinds = (GUIDE.split(f"| {head} |")[1].split("\n\n")[0] for head in ("field | what it says", "kind of rule | when"))
    assert set(re.findall(r"`(\w+)`", "\n".join(row.split("|")[1] for row in fields.splitlines()[2:]))) == set(WheelEntry.__dataclass_fields__)
    assert [row.split("`")[1].partition(":")[0] for row in kinds.splitlines()[2:]] == list(RULES)


def test_every_rule_of_the_guide_can_be_read(tmp_path: Path) -> None:
    kinds = GUIDE.split("| kind of rule | when |")[1].split("\n\n")[0]
    for number, row in enumerate(kinds.splitlines()[2:]):
        path = tmp_path / f"{number}.yaml"
        path.write_text(row.split("`")[1], encoding="utf-8")
        assert len(TypeAdapter(Rule).validate_python(read_yaml(path).value).kinds) == 1
