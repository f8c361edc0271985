# SPDX-License-Identifier: MPL-2.0
"""The catalogue's files: what is shipped holds together, an operator's own are laid over it, and what is wrong is said with its place."""

import re
from collections import Counter
from pathlib import Path
from typing import cast

import pytest

from config.catalogue.entries import Article, DocumentedRole, Organisation, Product, Requirement
from config.catalogue.load import load_catalogue, read_entries, shipped_directory
from config.problems import ConfigError

CATALOGUE = load_catalogue()
PRODUCTS = cast("list[Product]", list(CATALOGUE["products"].values()))
ORGANISATIONS = cast("list[Organisation]", list(CATALOGUE["organisations"].values()))


def test_every_product_and_authority_is_there() -> None:
    assert len(PRODUCTS) == 41
    assert Counter(each.type for each in ORGANISATIONS)["municipality"] == 98
    assert {each.id for each in ORGANISATIONS if each.type == "region" and each.valid_to} == {"region-hovedstaden", "region-sjaelland"}


def test_the_governance_model_has_its_43_requirements() -> None:
    requirements = cast("list[Requirement]", list(CATALOGUE["requirements"].values()))
    assert Counter(each.level for each in requirements) == {"sandkasse": 6, "1": 10, "2": 19, "3": 8}
    assert {each.category for each in requirements} == {"relevans", "formkrav", "strategi", "governance"}
    assert not {"F8", "F9"} & {each.id for each in requirements}


def test_a_coordinator_is_an_organisation_with_a_source_and_a_date() -> None:
    roles = cast("list[DocumentedRole]", list(CATALOGUE["documented_roles"].values()))
    assert roles
    assert all(role.source in CATALOGUE["sources"] and role.as_of for role in roles)


def test_every_article_says_when_it_must_be_read_again() -> None:
    articles = cast("list[Article]", list(CATALOGUE["articles"].values()))
    assert len(articles) > 90
    assert all(article.title.da and article.title.en and article.review_by for article in articles)


def test_no_private_mail_or_phone_number_stands_in_the_files() -> None:
    role_boxes = re.compile(r"[\w.+-]*(os2|kitos|info|kontakt|kommunikation|post|support|hello|mail|boks|faktura)[\w.+-]*@[\w.-]+", re.IGNORECASE)
    for path in shipped_directory().glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert [found[0] for found in re.finditer(r"[\w.+-]+@[\w.-]+\.\w+", text) if not role_boxes.fullmatch(found[0])] == [], path.name
        assert not re.search(r"\+45 ?\d\d", text), path.name


def _write(directory: Path, text: str) -> Path:
    (directory / "catalogue").mkdir(exist_ok=True)
    path = directory / "catalogue" / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_operators_entry_replaces_the_shipped_one_and_others_stay(tmp_path: Path) -> None:
    _write(tmp_path, "organisations:\n  - {id: kl, name: KL igen, type: other, source: hb}\n  - {id: mine, name: Mine, type: other, source: hb}\n")
    merged = load_catalogue(tmp_path)["organisations"]
    assert cast("Organisation", merged["kl"]).name == "KL igen"
    assert set(merged) == {*CATALOGUE["organisations"], "mine"}


BROKEN = [
    ("products:\n  - id: x\n    name: X\n", r"own\.yaml, line 2: products\[0\]\.kind: is missing"),
    ("organisations:\n  - id: x\n    name: X\n    type: planet\n    source: hb\n", r"line 4: organisations\[0\]\.type: must be 'municipality', 'region'"),
    ("organisations:\n  - id: x\n    nmae: X\n", r"organisations\[0\]\.nmae: is not a known field"),
    ("organisations:\n  - id: Not An Id\n    name: X\n    type: other\n    source: hb\n", r"line 2: organisations\[0\]\.id"),
    ("sources:\n  - {id: s, title: S, read: 2026-13}\n", r"line 2: sources\[0\]\.read"),
    ("sources:\n  - {id: s, title: S, read: '2026', url: 'javascript:alert(1)'}\n", r"a web address begins with https://"),
    ("planets: []\n", r"line 1: planets: unknown list; it must be one of sources"),
    ("organisations: 7\n", r"line 1: organisations: must be a list"),
    ("- a\n- b\n", r"line 1: a catalogue file holds lists named"),
    ("organisations:\n  - id: a\n    id: b\n", r"line 3: 'id' stands twice"),
    ("organisations: [\n", r"is not valid YAML"),
    ("organisations:\n  - 7\n", r"line 2: organisations\[0\]: must be an entry with named fields"),
]


@pytest.mark.parametrize(("text", "problem"), BROKEN)
def test_a_broken_file_names_its_place_and_what_is_expected(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_catalogue(_write(tmp_path, text).parents[1])
    told = "\n".join(str(each) for each in caught.value.problems)
    assert re.search(problem, told), told


def test_a_reference_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    _write(tmp_path, "adoptions:\n  - {product: os2mo, organisation: nowhere, kind: user, source: hb}\n")
    with pytest.raises(ConfigError, match=r"adoptions 'os2mo/nowhere.*': names nowhere in organisations, which does not exist"):
        load_catalogue(tmp_path)


def test_the_same_entry_twice_in_one_file_is_a_problem(tmp_path: Path) -> None:
    path = _write(tmp_path, "sources:\n  - {id: s, title: S, read: '2026'}\n  - {id: s, title: S, read: '2026'}\n")
    with pytest.raises(ConfigError, match=r"line 3: sources: 's' stands twice"):
        read_entries([path])


def test_all_problems_are_told_at_once_up_to_a_limit(tmp_path: Path) -> None:
    path = _write(tmp_path, "organisations:\n" + "  - {id: x}\n" * 100)
    with pytest.raises(ConfigError) as caught:
        read_entries([path])
    assert len(caught.value.problems) == 20
