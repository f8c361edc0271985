# SPDX-License-Identifier: MPL-2.0
"""Replies look as they did when somebody last read them. Meant changes: `python -m tests.unit.bot.slack.renew`, then read the difference."""

import json

import pytest

from handlers.message import LANGUAGES, Language
from tests.unit.bot.slack.golden_replies import ASKED, GOLDEN, path, rendered
from tests.unit.bot.slack.validating import problems


@pytest.mark.parametrize("language", LANGUAGES)
async def test_replies_are_rendered_as_they_were_read(language: Language) -> None:
    differing = [name for name, document in (await rendered(language)).items() if path(name, language).read_text(encoding="utf-8") != document]
    assert not differing, "rendered otherwise than in golden/: python -m tests.unit.bot.slack.renew, and read the difference"


def test_there_are_no_other_golden_files_and_slack_takes_them() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {path(name, language).name for name in ASKED for language in LANGUAGES}
    for file in GOLDEN.iterdir():
        assert [problem for message in json.loads(file.read_text(encoding="utf-8")) for problem in problems(message["blocks"])] == []
