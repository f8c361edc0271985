# SPDX-License-Identifier: MPL-2.0
"""The conversation that README shows is what the bot really says."""

import re
from pathlib import Path

from tests.e2e.console import os2bot

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_transcript_in_readme_is_real() -> None:
    shown = re.search(r"```\n\$ make chat\n(.*?)\n```", README, re.DOTALL)
    assert shown
    asked = re.findall(r"^> (.*)$", shown[1], re.MULTILINE)
    answers = [answer.strip() for answer in re.split(r"^> .*$", shown[1], flags=re.MULTILINE) if answer.strip()]
    assert len(asked) == len(answers) == 2
    said = os2bot("chat", typed="".join(f"{question}\n" for question in asked), COLUMNS="100").out
    assert said.strip() == "\n\n".join(answers)
