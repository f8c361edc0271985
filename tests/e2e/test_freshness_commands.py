# SPDX-License-Identifier: MPL-2.0
"""What an operator sees of how fresh the facts are, on the command line."""

import csv
import io
import json
from pathlib import Path

from tests.e2e.running import Ended, os2bot


def test_the_report_is_told_as_text_json_and_csv_and_a_slip_in_one_sentence(tmp_path: Path) -> None:
    def run(*arguments: str) -> Ended:
        return os2bot(*arguments, cwd=tmp_path, OS2BOT_DATA_DIR=str(tmp_path / "data"), OS2BOT_ADMINS="console")

    assert run("freshness").out.startswith("product ")
    facts = json.loads(run("freshness", "--product", "os2autoproces", "--json").out)
    assert {each["product"] for each in facts} == {"os2autoproces"}
    assert {"stale", "good"} <= {each["state"] for each in facts}
    assert {each["asked_next"] for each in facts} == {"nobody"}
    rows = list(csv.DictReader(io.StringIO(run("freshness", "--csv").out)))
    assert len(rows) > 300
    assert [row["good_until"] for row in rows] == sorted(row["good_until"] for row in rows)
    wrong = run("freshness", "--product", "nothing")
    assert (wrong.status, wrong.out) == (2, "")
    assert wrong.err == "os2bot: --product nothing: is no product of the catalogue; give its id, such as os2forms\n"
    assert run("freshness", "--json", "--csv").status == 2
