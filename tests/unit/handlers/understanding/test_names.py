# SPDX-License-Identifier: MPL-2.0
"""Names are found however they are typed, and ordinary words are not taken for names."""

import itertools

import pytest

from handlers.understanding.names import Mention, NameIndex
from handlers.understanding.text import clean, tokens
from storage.directory import Name

NAMES = [
    Name("OS2kitos", "product", "os2kitos"),
    Name("OS2rollekatalog", "product", "os2rollekatalog"),
    Name("OS2udoglær", "product", "os2udoglaer"),
    Name("OS2forms", "product", "os2forms"),
    Name("forms", "product", "os2forms", weak=True),
    Name("os2ferie", "product", "os2indberetning"),
    Name("Aarhus Kommune", "organisation", "aarhus"),
    Name("Århus", "organisation", "aarhus"),
    Name("Ringkøbing-Skjern Kommune", "organisation", "ringkoebing-skjern"),
    Name("Vejen Kommune", "organisation", "vejen"),
    Name("Vejen", "organisation", "vejen", weak=True),
    Name("Digital Identity", "vendor", "digital-identity"),
]
KNOWN = frozenset("hvem hvad er bruger koordinerer koordinatoren koordinator på vejen ferie holder katalog roller forms and the who uses".split())  # noqa: SIM905 - a list of words reads worse
INDEX = NameIndex(NAMES, KNOWN)


def found(text: str) -> list[Mention]:
    return INDEX.find(tokens(clean(text)))


@pytest.mark.parametrize(
    ("text", "id_", "how"),
    [
        ("hvem koordinerer OS2kitos", "os2kitos", "exact"),
        ("hvem koordinerer os² kitos", "os2kitos", "exact"),
        ("os2-kitos", "os2kitos", "exact"),
        ("kitos", "os2kitos", "exact"),
        ("KITOS'", "os2kitos", "exact"),
        ("os2kittos", "os2kitos", "loose"),
        ("hvad er os2udoglaer", "os2udoglaer", "exact"),
        ("hvad er os2 ud og lær", "os2udoglaer", "exact"),
        ("os2udoglar", "os2udoglaer", "loose"),
        ("rollekataloget", "os2rollekatalog", "inflected"),
        ("rollekatalogets", "os2rollekatalog", "inflected"),
        ("kitos-koordinatoren", "os2kitos", "exact"),
        ("kitoskoordinatoren", "os2kitos", "compound"),
        ("rollekatlog", "os2rollekatalog", "similar"),
        ("bruger aarhus", "aarhus", "exact"),
        ("bruger arhus", "aarhus", "loose"),
        ("Aarhus Kommunes", "aarhus", "exact"),
        ("ringkobing skjern", "ringkoebing-skjern", "loose"),
        ("Ringkøbing-Skjern", "ringkoebing-skjern", "exact"),
        ("digital identity", "digital-identity", "exact"),
    ],
)
def test_a_name_is_found(text: str, id_: str, how: str) -> None:
    mentions = found(text)
    assert [(mention.ids, mention.how, mention.weak) for mention in mentions] == [((id_,), how, False)]


@pytest.mark.parametrize("text", ["hvad er det", "roller", "", "os2", "ringe", "12345678", "hvem"])
def test_what_is_no_name_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(("text", "id_"), [("who uses forms", "os2forms"), ("på vejen", "vejen"), ("hvad er ferie", "os2indberetning")])
def test_an_ordinary_word_is_a_weak_name(text: str, id_: str) -> None:
    assert [(mention.ids, mention.weak) for mention in found(text)] == [((id_,), True)]


@pytest.mark.parametrize("text", ["os2forms", "os2 forms", "vejen kommune"])
def test_said_in_full_it_is_a_strong_one(text: str) -> None:
    assert [mention.weak for mention in found(text)] == [False]


def test_a_compound_keeps_its_rest() -> None:
    (mention,) = found("kitoskoordinatoren")
    assert mention.rest == "koordinatoren"


def test_a_word_of_the_language_in_any_inflection_is_no_misspelt_name() -> None:
    index = NameIndex([Name("Kolding", "organisation", "kolding")], frozenset(["holde"]))
    assert index.find(tokens("holder")) == []
    assert [mention.how for mention in index.find(tokens("kolidng"))] == ["similar"]


def test_a_name_that_means_two_things_says_so() -> None:
    index = NameIndex([Name("Alfa", "product", "a"), Name("OS2alfa", "product", "b")])
    (mention,) = index.find(tokens("alfa"))
    assert set(mention.ids) == {"a", "b"}


def test_mentions_never_overlap_and_keep_their_order() -> None:
    mentions = found("bruger Aarhus Kommune os2kitos eller rollekataloget")
    assert [mention.ids[0] for mention in mentions] == ["aarhus", "os2kitos", "os2rollekatalog"]
    assert all(one.end <= other.start for one, other in itertools.pairwise(mentions))
