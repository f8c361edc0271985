# SPDX-License-Identifier: MPL-2.0
"""What docs/own-facts.md tells an operator to do works as written."""

import re
from pathlib import Path

from tests.e2e.console import os2bot

GUIDE = (Path(__file__).parents[2] / "docs" / "own-facts.md").read_text(encoding="utf-8")


def test_the_guides_own_facts_and_words_are_used(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "texts").mkdir()
    (tmp_path / "catalogue" / "own.yaml").write_text(re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)[1], encoding="utf-8")  # type: ignore[index] # the guide has one
    words = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' + re.search(r"```\n(msgid .*?)```", GUIDE, re.DOTALL)[1]  # type: ignore[index] # as above
    (tmp_path / "texts" / "da.po").write_text(words, encoding="utf-8")
    coordinated = os2bot("ask", "hvem koordinerer kitos?", OS2BOT_CONFIG_DIR=str(tmp_path))
    assert coordinated.status == 0
    assert "Roskilde Kommune koordinerer OS2kitos (pr. 14. januar 2027)." in coordinated.out
    assert "Referat af styregruppemøde 14. januar 2027" in coordinated.out
    declined = os2bot("ask", "kan du bestille frokost?", OS2BOT_CONFIG_DIR=str(tmp_path))
    assert "Prøv vores serviceportal." in declined.out
    assert os2bot("check", OS2BOT_CONFIG_DIR=str(tmp_path)).status == 0
