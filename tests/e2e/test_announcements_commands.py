# SPDX-License-Identifier: MPL-2.0
"""What an operator announces, sees and takes back on the command line."""

import json
from pathlib import Path

from tests.e2e.running import Ended, os2bot

CHANNEL = "slack:T0TEST001:C0KANAL01"
TEXT = "Vi flytter mødet:\n- fredag kl. 10\n- lokale 2"


def test_an_announcement_is_posted_listed_shown_and_taken_back(tmp_path: Path) -> None:
    def run(*arguments: str) -> Ended:
        return os2bot(*arguments, cwd=tmp_path, OS2BOT_DATA_DIR=str(tmp_path / "data"), OS2BOT_ADMINS="console")

    assert "Nothing has been announced" in run("announcements", "list").out
    words = f"opslag til alle os2forms-kanaler: {TEXT}"
    assert run("tell", words, "--yes").status == 1, "nobody follows it"
    assert run("subscriptions", "set", CHANNEL, "digest", "--about", "product/os2forms").status == 0
    assert run("tell", words).status == 1, "nothing is posted without a yes"
    assert run("tell", words, "--yes").status == 0
    (listed,) = json.loads(run("announcements", "list", "--json").out)
    assert (listed["number"], listed["text"], listed["product"], listed["targets"], listed["waiting"]) == (1, TEXT, "os2forms", 1, 1)
    shown = run("announcements", "show", "1")
    assert ("- lokale 2" in shown.out, CHANNEL in shown.out) == (True, True)
    assert run("tell", "træk opslag 1 tilbage", "--yes").status == 0
    after = json.loads(run("announcements", "show", "1", "--json").out)
    assert (after["state"], [each["reason"] for each in after["deliveries"]]) == ("recalled", ["recalled"])
    wrong = run("announcements", "show", "2")
    assert (wrong.status, wrong.err) == (2, "os2bot: there is no announcement '2'; `os2bot announcements list` shows their numbers\n")
