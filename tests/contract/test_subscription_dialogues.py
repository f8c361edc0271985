# SPDX-License-Identifier: MPL-2.0
"""How channels and people ask for the weekly digest and other posts, word for word."""

import pytest

from storage.unit_of_work import Database
from tests.cast import play
from tests.dialogues import Dialogue, load_dialogues


@pytest.mark.parametrize("dialogue", load_dialogues("subscriptions"), ids=str)
async def test_the_dialogue_goes_as_it_should(dialogue: Dialogue, database: Database, catalogue: None) -> None:
    found = await play(dialogue, database)
    assert not found, "\n\n".join(found)
