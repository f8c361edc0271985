# SPDX-License-Identifier: MPL-2.0
"""Beside a group or a meeting an ordinary word is the name of its product; elsewhere it stays a word."""

from datetime import date

import pytest

from config.intents.intent import load_intents
from handlers.understanding.gatherings import Gatherings
from handlers.understanding.names import Mention
from handlers.understanding.reading import Reading
from handlers.understanding.slots import SlotFinder
from handlers.understanding.text import clean, tokens

INTENTS = load_intents()
GATHERINGS = Gatherings(INTENTS.vocabulary)
SLOTS = SlotFinder(INTENTS.vocabulary, ())
TODAY = date(2026, 11, 24)


def _reading(text: str, *named: str) -> Reading:
    """`forms` is an ordinary word here, `named` are names."""
    words = tuple(tokens(clean(text)))
    weak = tuple(Mention("product", ("os2forms",), place, place + 1, "exact", 1.0, weak=True) for place, word in enumerate(words) if word.folded == "forms")
    sure = tuple(Mention("product", (word.folded,), place, place + 1, "exact", 1.0) for place, word in enumerate(words) if word.folded in named)
    return Reading(text, words, sure, weak, SLOTS.find(words, TODAY), TODAY)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("mødet i forms er aflyst", True), ("the forms meeting", True), ("styregruppen for forms", True), ("forms-mødet", True), ("koordinationsmødet i forms", True),
        ("mødet handler om forms", False), ("jeg udfylder forms hjemme", False), ("sæt forms på dagsordenen", False),
    ],
)  # fmt: skip
def test_the_product_of_a_meeting_is_found(text: str, named: bool) -> None:
    assert (GATHERINGS.believed(INTENTS.by_name["change_meeting"], _reading(text)).ids("product") == ("os2forms",)) is named


def test_a_product_that_is_named_plainly_is_enough() -> None:
    assert GATHERINGS.believed(INTENTS.by_name["change_meeting"], _reading("os2mo mødet i forms", "os2mo")).ids("product") == ("os2mo",)


def test_an_intent_without_groups_believes_nothing() -> None:
    assert GATHERINGS.believed(INTENTS.by_name["fee"], _reading("the forms meeting")).ids("product") == ()
