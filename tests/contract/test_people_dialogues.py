# SPDX-License-Identifier: MPL-2.0
"""What people tell the bot, word for word in both languages: the same on memory, SQLite and PostgreSQL."""

import pytest

from storage.unit_of_work import Database
from tests.cast import play
from tests.dialogues import Dialogue, load_dialogues


@pytest.mark.parametrize("dialogue", load_dialogues("people"), ids=str)
async def test_the_dialogue_goes_as_it_should(dialogue: Dialogue, database: Database, catalogue: None) -> None:
    found = await play(dialogue, database)
    assert not found, "\n\n".join(found)
