# SPDX-License-Identifier: MPL-2.0
"""A product is found by what it does; questions about nothing of ours find nothing."""

from handlers.understanding.descriptions import Description, DescriptionIndex, common_words
from handlers.understanding.text import clean, tokens

INDEX = DescriptionIndex(
    [
        Description("election", "system til valgtilforordnede"),
        Description("election", "planning of election officials"),
        Description("soil", "anmeldelse af jordflytning"),
        Description("screens", "skærme med information i biblioteket"),
    ],
    frozenset(["hvem", "bruger", "system"]),
)


def _found(text: str) -> list[str]:
    return [each.product for each in INDEX.find(tokens(clean(text)))]


def test_a_telling_word_finds_it_in_any_inflection_and_inside_compounds() -> None:
    assert _found("hvem bruger det til valgtilforordnet")[0] == "election"
    assert _found("jordflytninger")[0] == "soil"
    assert _found("informationsskærmene")[0] == "screens"


def test_common_words_and_strange_ones_find_nothing() -> None:
    assert _found("hvem bruger system") == []
    assert _found("kvantecomputer") == []
    assert DescriptionIndex([]).find(tokens("jord")) == []


def test_more_telling_words_resemble_more() -> None:
    one, two = INDEX.find(tokens("anmeldelse")), INDEX.find(tokens("anmeldelse af jordflytning"))
    assert two[0].score > one[0].score


def test_common_words_are_counted_over_inflections() -> None:
    assert common_words(["hvem koordinerer x", "hvem koordinere y", "tak"], least=2) == {"hvem", "koordinerer", "koordinere"}
