# SPDX-License-Identifier: MPL-2.0
"""Flow files are read as they are meant: an operator's are laid over the shipped ones; what is no flow is told with file and line, and nothing is loaded."""

from pathlib import Path

import pytest

from config.flows.load import load_flows
from tests.unit.config.flows.flow_files import SAMPLE, changed, lay, problems_in

EFFECTS = "appoint_role, create_meeting, end_membership, record_adoption, register_member, start_flow, subscribe_channel, tell"
MISSHAPEN = [
    ("title: {da: Prøve, en: Sample}", "title: {da: Prøve}", "own.yaml, line 2: title.en: is missing"),
    ("title: {da: Prøve, en: Sample}", 'title: {da: Prøve, en: ""}', "own.yaml, line 2: title.en: must have at least 1 character"),
    ("flow: sample", "flow: Min Prøve", "own.yaml, line 1: flow: a name has small letters a-z, digits, _ and - alone, and begins with a letter, such as new_member"),
    ("minutes: 5", "minutes: long", "own.yaml, line 5: minutes: must be a valid integer, unable to parse string as an integer"),
    ("weeks: 2", "weeks: 0", "own.yaml, line 6: weeks: must be greater than or equal to 1"),
    ("about: [organisation, product]", "about: organisation", "own.yaml, line 4: about: must be a list (each entry begins with '- ')"),
    ("about: [organisation, product]", "about: [town]", "own.yaml, line 4: about[0]: must be 'organisation', 'product' or 'vendor'"),
    ("weeks: 2", "weeks: 2\ncelebrated: yes", "own.yaml, line 7: celebrated: is not a known field; check the spelling or take it out"),
    ("    kind: task", "    kind: chore", "own.yaml, line 26: steps[2].kind: must be 'form', 'choice', 'task', 'approval', 'message', 'wait' or 'meeting'"),
    (
        "    owner: signatory", "    owner: mayor",
        "own.yaml, line 27: steps[2].owner: must be 'contact_person', 'signatory', 'secretariat', 'board_chair', 'product_coordinator', 'newcomer' or 'vendor'",
    ),
    ("    owner: signatory\n", "", "own.yaml, line 25: steps[2].owner: is missing"),
    ("{step: choose, any_of: [one]}", "{step: choose, any_of: [yes]}", "own.yaml, line 30: steps[2].when[0].any_of[0]: must be text; put it in quotes"),
    ("    due: {days: 5}", "    due: {days: 999}", "own.yaml, line 33: steps[2].due.days: must be less than or equal to 260"),
    ("    due: {days: 5}", "    effects: [{do: run_script}]", f"own.yaml, line 33: steps[2].effects[0]: does what is not known; do is one of {EFFECTS}"),
    ("    due: {days: 5}", "    effects: [{who: signatory}]", f"own.yaml, line 33: steps[2].effects[0]: says not what is done; write do, and one of {EFFECTS}"),
    ("    due: {days: 5}", "    effects: [{do: tell, who: signatory}]", "own.yaml, line 33: steps[2].effects[0].text: is missing"),
    ("    due: {days: 5}", "    links: [{title: {da: A, en: A}, url: os2.eu}]", "own.yaml, line 33: steps[2].links[0].url: a web address begins with https:// and holds no spaces"),
    ("weeks: 2", "weeks: 2\nweeks: 3", "own.yaml, line 7: 'weeks' stands twice"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), MISSHAPEN)
def test_what_is_misshapen_is_one_sentence_with_file_line_and_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    lay(tmp_path, changed(old, new))
    assert problems_in(tmp_path) == [said]


def test_what_is_no_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    lay(tmp_path, changed("  - id: choose", "  - choose"))
    (problem,) = problems_in(tmp_path)
    assert problem.startswith("own.yaml, line 17: is not valid YAML")


@pytest.mark.parametrize("text", ["", "- a list\n", "just words\n"])
def test_what_holds_no_flow_is_told(tmp_path: Path, text: str) -> None:
    lay(tmp_path, text)
    assert problems_in(tmp_path) == ["own.yaml, line 1: holds no flow; it begins with flow, title, welcome, about and steps"]


def test_an_operators_flow_is_laid_over_ours_and_others_are_added(tmp_path: Path) -> None:
    lay(tmp_path, SAMPLE.replace("flow: sample", "flow: new_member"))
    lay(tmp_path, SAMPLE, "more.yml")
    flows = load_flows(tmp_path)
    assert flows["new_member"].title.en == "Sample"
    assert set(flows) == {*load_flows(), "sample"}
    assert list(flows) == sorted(flows)


def test_without_flows_of_ones_own_the_shipped_ones_count(tmp_path: Path) -> None:
    assert load_flows(tmp_path) == load_flows()


def test_flows_that_are_no_directory_are_told(tmp_path: Path) -> None:
    (tmp_path / "flows").write_text("", encoding="utf-8")
    (problem,) = problems_in(tmp_path)
    assert problem.endswith("flows: is not a directory")


def test_two_files_of_one_layer_with_the_same_flow_are_told(tmp_path: Path) -> None:
    lay(tmp_path, SAMPLE, "a.yaml")
    lay(tmp_path, SAMPLE, "b.yaml")
    assert problems_in(tmp_path) == ["b.yaml, line 1: flow: 'sample' stands in a.yaml too; give one of them another name"]


def test_every_file_with_a_mistake_is_told_at_once(tmp_path: Path) -> None:
    lay(tmp_path, changed("weeks: 2\n", ""), "a.yaml")
    lay(tmp_path, changed("    after: [ask]", "    after: [asked]").replace("flow: sample", "flow: other"), "b.yaml")
    assert problems_in(tmp_path) == ["a.yaml, line 1: weeks: is missing", "b.yaml, line 19: steps[1].after[0]: there is no step 'asked'; name one of this flow"]


def test_a_flow_that_cannot_be_read_is_not_told_as_missing_where_it_is_started(tmp_path: Path) -> None:
    lay(tmp_path, changed("    due: {days: 5}", "    effects: [{do: start_flow, flow: other}]"), "a.yaml")
    lay(tmp_path, "flow: other\n", "b.yaml")
    assert all(each.startswith("b.yaml, line 1: ") for each in problems_in(tmp_path))
