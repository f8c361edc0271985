# SPDX-License-Identifier: MPL-2.0
"""The doctor looks at the flows, an operator's own too: each mistake is a finding with file and line."""

from pathlib import Path

import pytest

from bot.doctor import examine
from bot.doctor.files import flows
from bot.doctor.finding import line
from tests.conftest import NOW
from tests.unit.config.flows.flow_files import SAMPLE, changed, lay


def test_flows_that_are_right_are_counted(tmp_path: Path) -> None:
    lay(tmp_path, SAMPLE)
    shipped, (own,) = list(flows(None)), flows(tmp_path)
    assert [finding.state for finding in (*shipped, own)] == ["ok", "ok"]
    assert "vendor_partner" in shipped[0].text
    assert own.text != shipped[0].text


async def test_each_mistake_in_ones_own_flows_is_a_finding_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, changed("    after: [ask]", "    after: [asked]"))
    lay(tmp_path, changed("weeks: 2", "weeks: 0").replace("flow: sample", "flow: other"), "other.yaml")
    monkeypatch.setenv("OS2BOT_CONFIG_DIR", str(tmp_path))
    found = [line(finding) for finding in await examine(NOW) if finding.subject == "flows"]
    assert found == [
        f"problem  flows: {tmp_path}/flows/other.yaml, line 6: weeks: must be greater than or equal to 1 | Mend it there.",
        f"problem  flows: {tmp_path}/flows/own.yaml, line 19: steps[1].after[0]: there is no step 'asked'; name one of this flow | Mend it there.",
    ]
