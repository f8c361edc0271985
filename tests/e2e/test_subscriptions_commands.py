# SPDX-License-Identifier: MPL-2.0
"""`os2bot subscriptions`: an operator sees, sets, pauses and ends what channels get."""

import json
from pathlib import Path

from tests.e2e.running import Ended, os2bot

CHANNEL = "slack:T0TEST001:C0KANAL01"


def test_a_channel_is_subscribed_paused_resumed_and_ended(tmp_path: Path) -> None:
    def run(*arguments: str) -> Ended:
        return os2bot("subscriptions", *arguments, cwd=tmp_path, OS2BOT_DATA_DIR=str(tmp_path / "data"), OS2BOT_ADMINS="console")

    def kept() -> list[tuple[str, str, int, str, str]]:
        found = json.loads(run("list", "--json").out)
        return [(each["channel"], each["about"], each["weekday"], each["clock"], each["paused"]) for each in found]

    assert run("list").out == "No channel has asked for anything.\n"
    assert run("set", CHANNEL, "digest", "--about", "product/os2mo", "--weekday", "friday", "--time", "12:00").status == 0
    assert kept() == [(CHANNEL, "product/os2mo", 4, "12:00:00", "")]
    assert run("set", CHANNEL, "digest", "--time", "08:30").status == 0
    assert kept() == [(CHANNEL, "product/os2mo", 4, "08:30:00", "")]
    assert run("pause", CHANNEL).out == "Paused: digest.\n"
    assert kept()[0][-1] == "asked"
    assert run("resume", CHANNEL).out == "Resumed: digest.\n"
    assert run("set", CHANNEL, "digest", "--everything").status == 0
    assert kept() == [(CHANNEL, "", 4, "08:30:00", "")]
    assert run("remove", CHANNEL).out == "Ended: digest.\n"
    assert kept() == []
