# SPDX-License-Identifier: MPL-2.0
"""What of a changed entry is news, and that any sequence of changes and undos tells the difference it made."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue.entries import Entry, key_of
from storage.catalogue_news import FactChange, Stated, changes_of, net
from tests.conftest import NOW
from tests.contract.catalogue import entry, product

LEVEL = {"level": "2", "source": "s", "as_of": "2026-11"}


def _adoption(kind: str, **fields: Any) -> Entry:
    return entry("adoptions", product="os2mo", organisation="aarhus", kind=kind, source="s", **fields)


def _value(stated: Stated | None) -> str | None:
    return stated.value if stated else None


def _told(before: Entry | None, after: Entry | None) -> list[tuple[str, str | None, str | None]]:
    was, is_now = ({key_of(each): each} if each else {} for each in (before, after))
    return [(each.fact, _value(each.before), _value(each.after)) for each in changes_of(was, is_now, NOW, "told")]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {"declared_level": LEVEL}, [("declared_level", None, "2")]),
        ({"assessed_level": LEVEL}, {"assessed_level": {**LEVEL, "level": "3"}}, [("assessed_level", "2", "3")]),
        ({"declared_level": LEVEL}, {}, [("declared_level", "2", None)]),
        ({}, {"status": {"value": "retired", "source": "s"}}, [("status", "active", "retired")]),
        ({"licence": {"spdx": "MIT", "source": "s"}}, {"licence": {"spdx": "MPL-2.0", "source": "s"}}, [("licence", "MIT", "MPL-2.0")]),
        ({}, {"contact": {"mailbox": "ny@example.org", "shared": False, "source": "s"}}, [("contact", "post@example.org", "ny@example.org")]),
        ({}, {"name": "OS2andet"}, [("product", "OS2MO", "OS2andet")]),
        ({"declared_level": LEVEL}, {"declared_level": {**LEVEL, "source": "other", "as_of": "2027"}, "category": "other"}, []),
    ],
)
def test_of_a_product_its_name_level_status_licence_and_contact_are_news(before: Any, after: Any, told: Any) -> None:
    assert _told(product("os2mo", **before), product("os2mo", **after)) == told


def test_a_product_that_comes_or_goes_tells_all_its_facts() -> None:
    found = _told(None, product("os2mo", assessed_level=LEVEL))
    assert found == [("product", None, "OS2MO"), ("status", None, "active"), ("assessed_level", None, "2"), ("contact", None, "post@example.org")]
    assert _told(product("os2mo", assessed_level=LEVEL), None) == [(fact, after, before) for fact, before, after in found]


def test_users_suppliers_groups_and_members_are_news_and_articles_are_none() -> None:
    assert _told(None, _adoption("pilot")) == [("adoption", None, "pilot")]
    assert _told(_adoption("pilot"), _adoption("user", as_of="2026")) == [("adoption", "pilot", "user")]
    assert _told(_adoption("user"), _adoption("user", as_of="2026")) == []
    vendor = {"product": "os2mo", "vendor": "magenta", "source": "s"}
    assert _told(entry("vendor_relations", **vendor), entry("vendor_relations", **vendor, roles=["developer", "hosting"])) == [
        ("vendor", "supplier", "developer,hosting")
    ]
    group = {"id": "os2mo/styregruppe", "type": "styregruppe", "source": "s", "product": "os2mo"}
    assert _told(entry("groups", **group), entry("groups", **group, state="passive")) == [("group", "documented", "passive")]
    aarhus = {"id": "aarhus", "name": "Aarhus", "type": "municipality", "source": "s"}
    member = entry("organisations", **aarhus, membership="documented")
    assert _told(entry("organisations", **aarhus), member) == [("membership", None, "documented")]
    assert _told(entry("organisations", **aarhus, membership="participation_documented"), entry("organisations", **aarhus)) == []
    assert _told(None, entry("organisations", **aarhus)) == []
    assert _told(None, entry("categories", id="c", name={"da": "c", "en": "c"})) == []


def test_a_change_says_whom_it_is_about() -> None:
    def only(before: Entry | None, after: Entry | None) -> FactChange:
        (found,) = changes_of({} if before is None else {key_of(before): before}, {} if after is None else {key_of(after): after}, NOW, "import")
        return found

    adoption = only(None, _adoption("pilot", visibility="group"))
    assert (adoption.key, adoption.product, adoption.organisation, adoption.origin) == ("os2mo/aarhus", "os2mo", "aarhus", "import")
    assert adoption.stated == Stated(value="pilot", source="s", visibility="group")
    board = only(None, entry("groups", id="bestyrelse", type="bestyrelse", source="s"))
    assert (board.product, board.organisation) == ("", "")
    member = only(None, entry("organisations", id="aarhus", name="A", type="municipality", source="s", membership="documented", membership_sources=["m"]))
    assert (member.product, member.organisation, member.stated.source) == ("", "aarhus", "m")


def test_that_a_fact_is_for_others_than_before_is_recorded() -> None:
    (found,) = changes_of({"k": _adoption("pilot")}, {"k": _adoption("pilot", visibility="group")}, NOW, "told")
    assert (found.before, found.after) == (Stated(value="pilot", source="s"), Stated(value="pilot", source="s", visibility="group"))


_STATES = st.sampled_from([
    {}, {"p": product("p")}, {"p": product("p", status={"value": "retired", "source": "s"})}, {"p": product("p", name="Andet", declared_level=LEVEL)},
    {"p": product("p", declared_level={**LEVEL, "visibility": "group"})},
    {"p": product("p"), "os2mo/aarhus": _adoption("pilot")}, {"os2mo/aarhus": _adoption("user")}, {"os2mo/aarhus": _adoption("user", visibility="group")},
])  # fmt: skip


@given(st.lists(_STATES, min_size=1, max_size=8))
def test_any_sequence_of_changes_and_undos_tells_the_difference_it_made(states: list[dict[str, Entry]]) -> None:
    steps = [changes_of(before, after, NOW + number * timedelta(hours=1), "told") for number, (before, after) in enumerate(pairwise(states))]
    told = net([each for step in steps for each in step])
    wanted = changes_of(states[0], states[-1], NOW, "told")
    assert sorted((_timeless(each) for each in told), key=repr) == sorted((_timeless(each) for each in wanted), key=repr)


def _timeless(change: FactChange) -> FactChange:
    return replace(change, at=NOW)
