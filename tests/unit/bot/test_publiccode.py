# SPDX-License-Identifier: MPL-2.0
"""A publiccode.yml adds facts to the right product, and takes nobody for somebody else."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.publiccode import proposed
from bot.publiccode_product import Given
from config.catalogue.entries import KINDS, Adoption, Entry, Product, Source, VendorRelation, key_of
from config.catalogue.load import load_catalogue
from config.catalogue.publiccode import read_publiccode
from config.problems import ConfigError
from storage.importing import Proposal
from tests.contract.catalogue import entry, product

PAYLOADS = Path(__file__).parents[1] / "payloads" / "publiccode"
TODAY = date(2026, 11, 24)


def _known(**more: list[Entry]) -> dict[str, dict[str, Entry]]:
    found: dict[str, list[Entry]] = {
        "sources": [entry("sources", id="s", title="S", read="2026-11")],
        "categories": [entry("categories", id="tools", name={"da": "Ting", "en": "Tools"})],
        "organisations": [
            entry("organisations", id="nordby", name="Nordby Kommune", type="municipality", source="s", variants=["Nordby"], weak_variants=["NK"]),
            entry("organisations", id="firma", name="Firma", type="vendor", source="s"),
        ],
        **more,
    }
    return {kind: {key_of(each): each for each in found.get(kind, [])} for kind in KINDS}


def _proposed(tmp_path: Path, text: str, known: dict[str, dict[str, Entry]], **given: Any) -> Proposal:
    path = tmp_path / "publiccode.yml"
    path.write_text("name: Tavlen\nurl: https://github.com/example/tavlen.git\nlegal:\n  license: MIT\n" + text, encoding="utf-8")
    return proposed(read_publiccode(path, TODAY), Given(**given), known, TODAY)


def _product(proposal: Proposal) -> Product:
    (found,) = proposal.entries["products"].values()
    assert isinstance(found, Product)
    return found


def _tavlen(**fields: Any) -> dict[str, dict[str, Entry]]:
    return _known(products=[product("tavlen", **fields)])


def test_a_known_product_gets_licence_source_repository_and_pages(tmp_path: Path) -> None:
    known = _tavlen(pages=["https://example.org/tavlen"], aliases=["tavle"])
    text = "releaseDate: 2026-05-01\nlandingURL: https://example.org/tavlen/\ndescription:\n  da:\n    shortDescription: Ny\n    documentation: https://example.org/docs\n"
    proposal = _proposed(tmp_path, text, known)
    found = _product(proposal)
    assert found.licence is not None
    assert (found.licence.spdx, found.licence.source) == ("MIT", "publiccode/tavlen")
    assert found.repositories == ("https://github.com/example/tavlen",)
    assert found.pages == ("https://example.org/tavlen", "https://example.org/docs")
    assert found.publiccode == "https://github.com/example/tavlen/blob/HEAD/publiccode.yml"
    assert found.sources == ("publiccode/tavlen",)
    assert proposal.entries["sources"] == {
        "publiccode/tavlen": Source(id="publiccode/tavlen", title="Tavlen: publiccode.yml", read="2026-11", url=found.publiccode, as_of="2026-05-01")
    }


def test_what_the_catalogue_says_of_a_product_is_not_replaced(tmp_path: Path) -> None:
    known = _tavlen(summary={"da": "gammel", "en": "old"}, status={"value": "retired", "source": "s"}, publiccode="https://example.org/own.yml")
    found = _product(_proposed(tmp_path, "developmentStatus: stable\ndescription:\n  da:\n    shortDescription: Ny\n", known))
    before = known["products"]["tavlen"]
    assert isinstance(before, Product)
    assert (found.summary, found.status, found.contact, found.publiccode) == (before.summary, before.status, before.contact, before.publiccode)


def test_the_note_of_a_licence_stays_while_the_licence_is_the_same(tmp_path: Path) -> None:
    note = {"da": "Kun koden.", "en": "The code alone."}
    same = _product(_proposed(tmp_path, "", _tavlen(licence={"spdx": "MIT", "source": "s", "note": note})))
    other = _product(_proposed(tmp_path, "", _tavlen(licence={"spdx": "MPL-2.0", "source": "s", "note": note})))
    assert same.licence is not None
    assert same.licence.note is not None
    assert other.licence is not None
    assert other.licence.note is None


@pytest.mark.parametrize(
    "fields",
    [
        {"repositories": ["http://www.github.com/Example/Tavlen/"], "name": "Noget andet"},
        {"name": "TAVLEN"},
        {"name": "Noget andet", "aliases": ["tavlen"]},
    ],
)
def test_a_product_is_found_by_repository_name_or_alias(tmp_path: Path, fields: dict[str, Any]) -> None:
    assert _product(_proposed(tmp_path, "", _known(products=[product("found", **fields), product("other")]))).id == "found"


def test_the_product_that_is_asked_for_comes_first(tmp_path: Path) -> None:
    assert _product(_proposed(tmp_path, "", _known(products=[product("tavlen"), product("other")]), product="other")).id == "other"


def test_a_weak_alias_finds_no_product(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is about no product of the catalogue"):
        _proposed(tmp_path, "", _known(products=[product("other", weak_aliases=["tavlen"])]))


def test_a_repository_of_two_products_needs_to_be_told_apart(tmp_path: Path) -> None:
    url = ["https://github.com/example/tavlen"]
    with pytest.raises(ConfigError, match="may be about a or b; say which with --product"):
        _proposed(tmp_path, "", _known(products=[product("a", repositories=url), product("b", repositories=url)]))


def test_users_and_vendors_are_known_ones_with_exactly_that_name(tmp_path: Path) -> None:
    text = (
        "usedBy: [nordby, Nordby  kommune, NK, Sønderby Kommune, Firma]\n"
        "maintenance:\n  type: contract\n  contractors: [{name: Firma ApS, until: 2027-01-01}, {name: Nordby}, {name: Fremmed A/S}]\n"
    )
    proposal = _proposed(tmp_path, text, _tavlen())
    assert list(proposal.entries["adoptions"].values()) == [Adoption(product="tavlen", organisation="nordby", kind="user", source="publiccode/tavlen")]
    assert list(proposal.entries["vendor_relations"].values()) == [
        VendorRelation(product="tavlen", vendor="firma", source="publiccode/tavlen", roles=("maintainer",))
    ]
    assert proposal.left_out == (
        "maintenance.contractors 'Nordby': no known vendor has exactly this name",
        "maintenance.contractors 'Fremmed A/S': no known vendor has exactly this name",
        "usedBy 'NK': no known organisation has exactly this name",
        "usedBy 'Sønderby Kommune': no known organisation has exactly this name",
        "usedBy 'Firma': no known organisation has exactly this name",
    )


def test_a_contract_that_has_ended_is_not_taken_over(tmp_path: Path) -> None:
    proposal = _proposed(tmp_path, "maintenance:\n  contractors: [{name: Firma, until: '2025-12-31'}]\n", _tavlen())
    assert proposal.left_out == ("maintenance.contractors 'Firma': the contract ended 2025-12-31",)
    assert not proposal.entries["vendor_relations"]


def test_a_relation_that_another_source_told_of_stays(tmp_path: Path) -> None:
    known = _known(products=[product("tavlen")], adoptions=[entry("adoptions", product="tavlen", organisation="nordby", kind="pilot", source="s")])
    proposal = _proposed(tmp_path, "usedBy: [Nordby]\n", known)
    assert proposal.left_out == ("usedBy 'Nordby': is in the catalogue already (pilot, from s) and stays as it is",)
    assert not proposal.entries["adoptions"]


def test_for_whom_a_relation_is_stays_as_it_was(tmp_path: Path) -> None:
    base = {"product": "tavlen", "source": "publiccode/tavlen", "visibility": "group"}
    known = _known(
        products=[product("tavlen")], adoptions=[entry("adoptions", **base, organisation="nordby", kind="pilot")], vendor_relations=[entry("vendor_relations", **base, vendor="firma")]
    )  # fmt: skip
    proposal = _proposed(tmp_path, "usedBy: [Nordby]\nmaintenance:\n  contractors: [{name: Firma}]\n", known)
    (adoption,), (relation,) = proposal.entries["adoptions"].values(), proposal.entries["vendor_relations"].values()
    assert isinstance(adoption, Adoption)
    assert isinstance(relation, VendorRelation)
    assert (adoption.kind, adoption.visibility, relation.visibility) == ("user", "group", "group")


def test_a_new_product_says_which_facts_are_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        _proposed(tmp_path, "description:\n  en:\n    shortDescription: A board\n", _known())
    assert [str(problem).removeprefix(str(tmp_path)) for problem in raised.value.problems] == [
        (
            "/publiccode.yml: is about no product of the catalogue, and for a new one these are missing: a category (--category ID), "
            "a mailbox to write to (--mailbox ADDRESS), a Danish summary (description.da.shortDescription); or say which product it is with --product ID"
        ),
        "categories: there are 'tools'",
    ]


def test_a_new_product_is_made_of_facts_that_are_there_or_given(tmp_path: Path) -> None:
    text = "developmentStatus: stable\ndescription:\n  da:\n    shortDescription: >\n      En\n      tavle\n  en:\n    shortDescription: A board\n"
    proposal = _proposed(tmp_path, text, _known(), category="tools", mailbox="post@example.org")
    found = _product(proposal)
    assert (found.id, found.name, found.kind, found.summary.da, found.category) == ("tavlen", "Tavlen", "product", "En tavle", "tools")
    assert (found.status.value, found.contact.mailbox, found.contact.shared) == ("active", "post@example.org", False)
    assert proposal.notes[-1] == "no product in the catalogue is this one; 'tavlen' is new"


@pytest.mark.parametrize(
    ("state", "kind", "status"),
    [("obsolete", "community", "retired"), ("beta", "internal", "active"), ("stable", "none", "unknown"), ("concept", "internal", "unknown")],
)
def test_a_new_product_lives_only_if_the_file_says_so(tmp_path: Path, state: str, kind: str, status: str) -> None:
    text = f"developmentStatus: {state}\nmaintenance:\n  type: {kind}\ndescription:\n  da: {{shortDescription: a}}\n  en: {{shortDescription: b}}\n"
    assert _product(_proposed(tmp_path, text, _known(), category="tools", mailbox="post@example.org")).status.value == status


def test_the_mailbox_of_the_secretariat_keeps_its_source(tmp_path: Path) -> None:
    known = _known(products=[product("other", contact={"mailbox": "os2@example.org", "shared": True, "source": "s"})])
    text = "description:\n  da: {shortDescription: a}\n  en: {shortDescription: b}\n"
    contact = _product(_proposed(tmp_path, text, known, category="tools", mailbox="OS2@example.org")).contact
    assert (contact.mailbox, contact.shared, contact.source) == ("os2@example.org", True, "s")


@pytest.mark.parametrize("given", [{"mailbox": "nobody"}, {"product": "Not An Id"}, {"url": "somewhere"}])
def test_what_is_given_wrongly_is_a_problem(tmp_path: Path, given: dict[str, str]) -> None:
    text = "description:\n  da: {shortDescription: a}\n  en: {shortDescription: b}\n"
    with pytest.raises(ConfigError):
        _proposed(tmp_path, text, _known(), **{"category": "tools", "mailbox": "post@example.org", **given})


def test_an_organisation_at_a_forge_is_a_page_and_no_repository(tmp_path: Path) -> None:
    path = tmp_path / "publiccode.yml"
    path.write_text("name: Tavlen\nurl: https://github.com/example\nlegal: {license: MIT}\n", encoding="utf-8")
    proposal = proposed(read_publiccode(path, TODAY), Given(), _tavlen(), TODAY)
    assert (_product(proposal).repositories, _product(proposal).pages) == ((), ("https://github.com/example",))
    assert proposal.notes[-1] == "url https://github.com/example is that of an organisation, not of a repository; it is added to the pages"


def test_the_file_of_a_shipped_product_changes_its_licence_source_and_nothing_else() -> None:
    known = load_catalogue()
    proposal = proposed(read_publiccode(PAYLOADS / "os2mo.yml", TODAY), Given(), known, TODAY)
    before, after = known["products"]["os2mo"], _product(proposal)
    assert isinstance(before, Product)
    assert (after.repositories, after.pages, after.publiccode, after.summary) == (before.repositories, before.pages, before.publiccode, before.summary)
    assert after.sources == (*before.sources, "publiccode/os2mo")
    assert len(proposal.left_out) == 4
