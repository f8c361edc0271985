# SPDX-License-Identifier: MPL-2.0
"""Messages with free words in them are told by their form alone, and only by all of it."""

import pytest

from config.catalogue.values import Bilingual, WordLists
from config.intents.intent import Intent, load_intents
from handlers.understanding.patterns import Patterns
from storage.conversations import Suggestion

PATTERNS = Patterns(load_intents().by_name)


def _made(pattern: str, *, ranked: bool = True) -> Patterns:
    items = {"decision": WordLists(da=("beslutning",)), "action": WordLists(da=("opgave",))}
    return Patterns(
        {"note": Intent(intent="note", asks=Bilingual("x", "x"), examples=WordLists(), patterns=WordLists(da=(pattern,)), items=items, ranked=ranked)}
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#beslutning Vi skifter leverandør", Suggestion("meeting_note", {"item": "decision", "text": "Vi skifter leverandør"})),
        ("Vi skifter leverandør #beslutning", Suggestion("meeting_note", {"item": "decision", "text": "Vi skifter leverandør"})),
        ("#action: @anne writes", Suggestion("meeting_note", {"item": "action", "text": "@anne writes"})),
        ("punkt til dagsordenen: økonomi", Suggestion("agenda_point", {"text": "økonomi"})),
        ("sæt økonomi på dagsordenen til mødet i os2mo", Suggestion("agenda_point", {"text": "økonomi"})),
        ("Birger kommer i stedet for mig", Suggestion("attend_meeting", {"item": "deputy", "name": "Birger"})),
        ("link ABCDE-FGHJK", Suggestion("link_identity", {"code": "ABCDE-FGHJK"})), ("ABCDEFGHJK", Suggestion("link_identity", {"code": "ABCDEFGHJK"})),
    ],
)  # fmt: skip
def test_a_form_says_what_is_meant(text: str, found: Suggestion) -> None:
    assert PATTERNS.match(text) is not None
    assert PATTERNS.match(text)[0] == found  # type: ignore[index] # asserted above


@pytest.mark.parametrize(
    "text", ["beslutning om os2iot i maj", "beslutninger i styregruppen", "dagsorden til mødet", "opgave til mig", "beslutning", "tilmelding"]
)
def test_a_question_in_the_same_words_has_no_form(text: str) -> None:
    assert PATTERNS.match(text) is None


def test_a_double_colon_may_not_be_left_out_and_a_single_one_may() -> None:
    assert [_made(pattern).match("beslutning vi venter") is not None for pattern in ("beslutning:: {text}", "beslutning: {text}")] == [False, True]
    assert all(_made(pattern).match("beslutning : vi venter") for pattern in ("beslutning:: {text}", "beslutning: {text}"))


def test_the_fixed_words_say_the_item_whatever_the_free_ones_do() -> None:
    found = _made("#opgave {text}").match("#opgave skriv om beslutning 4")
    assert found is not None
    assert found[0].slots == {"item": "action", "text": "skriv om beslutning 4"}


def test_where_items_are_not_ranked_a_form_fills_its_own_slots_alone() -> None:
    found = _made("opgave {text}", ranked=False).match("opgave skriv")
    assert found is not None
    assert found[0].slots == {"text": "skriv"}
