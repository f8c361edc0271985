# SPDX-License-Identifier: MPL-2.0
"""A flow as a database keeps it: the same flow, whatever its file looks like, for as long as it is the same."""

import json
from pathlib import Path

import pytest

from config.flows.load import fingerprint, from_document, load_flows, to_document
from tests.unit.config.flows.flow_files import SAMPLE, changed, lay

FLOWS = load_flows()


@pytest.mark.parametrize("name", FLOWS)
def test_a_document_gives_the_same_flow(name: str) -> None:
    assert from_document(to_document(FLOWS[name])) == FLOWS[name]


def test_what_a_newer_os2bot_kept_besides_is_left_out() -> None:
    document = json.loads(to_document(FLOWS["new_member"]))
    document["colour"], document["steps"][0]["colour"] = "blue", "red"
    assert from_document(json.dumps(document)) == FLOWS["new_member"]


def test_a_fingerprint_is_of_the_content_alone(tmp_path: Path) -> None:
    """This very number stands in databases: what is at its default must not count, or a new field would make every run's flow look changed."""
    lay(tmp_path, SAMPLE)
    assert fingerprint(load_flows(tmp_path)["sample"]) == "5489f00eb83a4056"
    spread = tmp_path / "spread"
    spread.mkdir()
    written_out = changed("    due: {days: 5}", "    due:\n      days: 5\n    nudge: {every: 5}\n    optional: false")
    lay(spread, f"# a word\n{written_out}")
    assert fingerprint(load_flows(spread)["sample"]) == fingerprint(load_flows(tmp_path)["sample"])


@pytest.mark.parametrize(("old", "new"), [("days: 5", "days: 6"), ("en: Sign it", "en: Sign it now"), ("any_of: [one]", "any_of: [two]")])
def test_another_content_has_another_fingerprint(tmp_path: Path, old: str, new: str) -> None:
    own = tmp_path / "own"
    own.mkdir()
    lay(tmp_path, SAMPLE)
    lay(own, changed(old, new))
    assert fingerprint(load_flows(own)["sample"]) != fingerprint(load_flows(tmp_path)["sample"])
