# SPDX-License-Identifier: MPL-2.0
"""How an organisation is taken through a flow, word for word: in Danish on memory, in English the same on SQLite or PostgreSQL."""

import pytest

from storage.unit_of_work import Database
from tests.cast import play
from tests.dialogues import Dialogue, load_dialogues


@pytest.mark.parametrize("dialogue", [*load_dialogues("onboarding"), *load_dialogues("onboarding/forms")], ids=str)
async def test_the_dialogue_goes_as_it_should(dialogue: Dialogue, database: Database, catalogue: None) -> None:
    found = await play(dialogue, database, step_by_step=True)
    assert not found, "\n\n".join(found)
