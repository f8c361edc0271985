# SPDX-License-Identifier: MPL-2.0
"""The conversations people have with the bot, answered from memory and from SQLite alike."""

import pytest

from tests.dialogues import Dialogue, load_dialogues, problems
from tests.talking import Talk


@pytest.mark.parametrize("dialogue", load_dialogues(), ids=str)
async def test_the_conversation_goes_as_it_should(dialogue: Dialogue, talk: Talk) -> None:
    found = []
    for turn in dialogue.turns:
        heard = await talk.say(turn.say)
        found += problems(turn, heard.text, heard.outcome)
        if heard.language != dialogue.language:
            found.append(f"{turn.say!r} was answered in {heard.language}")
    assert not found, "\n\n".join(found)
