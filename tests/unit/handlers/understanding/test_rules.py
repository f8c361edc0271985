# SPDX-License-Identifier: MPL-2.0
"""What was offered last is taken by the words that say it, and not by words that say something else."""

from datetime import UTC, date, datetime

import pytest

from config.catalogue.values import Bilingual, WordLists
from config.intents.intent import Intent, Intents, load_intents
from handlers.understanding.followup import FollowUps
from handlers.understanding.reading import Reading
from handlers.understanding.rules import Ruled, Rules
from handlers.understanding.text import tokens
from storage.conversations import Conversation, Suggestion

COMING = Intent(
    intent="coming", asks=Bilingual("om du kommer", "whether you come"), examples=WordLists(), exact=WordLists(da=("afbud", "tilmeldt")),
    items={"no": WordLists(da=("afbud",)), "yes": WordLists(da=("tilmeldt",))},
)  # fmt: skip
OFFERED = tuple(Suggestion("coming", {"meeting": "m", "item": item}) for item in ("maybe", "no"))
YES = Suggestion("confirm_change", {"change": "1"})


def ruled(words: str, *choices: Suggestion) -> Suggestion:
    known = load_intents()
    intents = Intents({**known.by_name, "coming": COMING}, known.vocabulary)
    conversation = Conversation(id="c", intent="coming", slots={}, at=datetime(2026, 11, 24, tzinfo=UTC), language="da", by="me", missing=(), choices=choices)
    found = Rules(intents, FollowUps(intents)).apply(Reading(words, tuple(tokens(words)), (), (), {}, date(2026, 11, 24)), conversation)
    assert isinstance(found, Ruled)
    return found.suggestion


@pytest.mark.parametrize(("words", "meant"), [("afbud", OFFERED[1]), ("tilmeldt", Suggestion("coming", {"item": "yes"}))])
def test_a_choice_is_taken_only_by_words_that_agree_with_it(words: str, meant: Suggestion) -> None:
    assert ruled(words, *OFFERED) == meant


def test_a_yes_takes_the_choice_that_says_yes() -> None:
    assert ruled("ja", *OFFERED, YES) == YES
