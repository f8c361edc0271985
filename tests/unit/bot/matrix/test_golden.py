# SPDX-License-Identifier: MPL-2.0
"""Replies look as they did when somebody last read them. Meant changes: `python -m tests.unit.bot.matrix.renew`, then read the difference."""

import pytest

from handlers.message import LANGUAGES, Language
from tests.unit.bot.matrix.golden_replies import ASKED, GOLDEN, path, rendered


@pytest.mark.parametrize("language", LANGUAGES)
async def test_replies_are_rendered_as_they_were_read(language: Language) -> None:
    differing = [name for name, document in (await rendered(language)).items() if path(name, language).read_text(encoding="utf-8") != document]
    assert not differing, "rendered otherwise than in golden/: python -m tests.unit.bot.matrix.renew, and read the difference"


def test_there_are_no_other_golden_files() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {path(name, language).name for name in ASKED for language in LANGUAGES}
