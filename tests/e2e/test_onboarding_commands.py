# SPDX-License-Identifier: MPL-2.0
"""What an operator begins, sees and counts of onboardings, on the command line."""

import csv
import io
import json
from pathlib import Path

from tests.e2e.running import Ended, os2bot


def test_an_onboarding_is_begun_answered_listed_and_counted(tmp_path: Path) -> None:
    def run(*arguments: str) -> Ended:
        return os2bot(*arguments, cwd=tmp_path, OS2BOT_DATA_DIR=str(tmp_path / "data"), OS2BOT_ADMINS="console")

    assert run("onboarding", "list").out == "No onboarding is under way.\n"
    begun = run("tell", "start tilslutning til OS2mo for Favrskov Kommune", "--yes")
    assert begun.status == 0, begun.err
    listed = json.loads(run("onboarding", "list", "--json").out)
    assert [(each["flow"], each["organisation"], each["product"], each["state"]) for each in listed] == [("product_affiliation", "favrskov", "os2mo", "active")]
    assert "steps" not in listed[0], "what people answered is nobody's to list"
    assert run("tell", "spring trin 1 over: det har vi talt om").status == 0
    steps = json.loads(run("onboarding", "show", listed[0]["id"][:8], "--json").out)
    assert steps[0]["standing"] == "skipped"
    assert "active" in run("onboarding", "list").out
    rows = list(csv.DictReader(io.StringIO(run("onboarding", "figures", "--csv").out)))
    assert rows == []
    wrong = run("onboarding", "show", "nothing")
    assert (wrong.status, wrong.out) == (2, "")
    assert wrong.err == "os2bot: nothing: is no onboarding; `os2bot onboarding list --ended` shows them\n"
