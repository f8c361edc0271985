# SPDX-License-Identifier: MPL-2.0
"""What an import would change is shown field by field, and steers no terminal."""

import json
from typing import Any

from bot.diff_text import MOST, as_json, as_text, json_text
from config.catalogue.entries import KINDS, Entry
from storage.catalogue import Stored
from storage.changes import compare, joined
from storage.importing import Plan
from tests.contract.catalogue import entry, product


def _plan(kind: str, before: dict[str, Entry], after: dict[str, Entry], **more: Any) -> Plan:
    changes = compare(kind, {key: Stored(each, None) for key, each in before.items()}, after)
    return Plan(changes=joined([changes]), revision=1, before={}, **more)


def _text(before: Entry, after: Entry) -> list[str]:
    return list(as_text(_plan("products", {"a": before}, {"a": after})))


def test_new_entries_are_named_and_counted() -> None:
    plan = _plan("products", {"b": product("b")}, {"a": product("a", name="Ny"), "b": product("b")})
    assert list(as_text(plan)) == ["+ products/a  Ny", "1 new, 0 changed, 1 unchanged."]


def test_a_changed_field_is_shown_before_and_after() -> None:
    before, after = product("a"), product("a", name="Nyt navn", licence={"spdx": "MIT", "source": "s"}, aliases=("x",))
    assert _text(before, after) == [
        "~ products/a",
        '    name: "A" → "Nyt navn"',
        '    aliases: + "x"',
        '    licence: (none) → {"spdx": "MIT", "source": "s", "as_of": null, "note": null}',
        "0 new, 1 changed, 0 unchanged.",
    ]


def test_inside_a_section_only_what_differs_is_shown() -> None:
    before, after = product("a", summary={"da": "nu", "en": "same"}), product("a", summary={"da": "så", "en": "same"})
    assert _text(before, after)[1:-1] == ['    summary.da: "nu" → "så"']


def test_of_a_list_what_comes_and_what_goes_is_shown_and_a_new_order_is_too() -> None:
    assert _text(product("a", aliases=("x", "y")), product("a", aliases=("y", "z")))[1:-1] == ['    aliases: - "x"', '    aliases: + "z"']
    assert _text(product("a", aliases=("x", "y")), product("a", aliases=("y", "x")))[1:-1] == ['    aliases: ["x", "y"] → ["y", "x"]']
    assert _text(product("a", aliases=("x", "x")), product("a", aliases=("x",)))[1:-1] == ['    aliases: ["x", "x"] → ["x"]']


def test_a_long_text_is_shown_where_it_differs() -> None:
    long = "ord " * 200
    lines = _text(product("a", summary={"da": f"{long}et{long}", "en": "e"}), product("a", summary={"da": f"{long}to{long}", "en": "e"}))
    assert "et" in lines[1]
    assert "to" in lines[1]
    assert lines[1].count("…") == 4
    assert len(lines[1]) < 300


def test_long_lists_of_new_entries_end_with_their_number_and_changes_are_all_shown() -> None:
    many = {f"p{number:03}": product(f"p{number:03}") for number in range(MOST + 10)}
    assert list(as_text(_plan("products", {}, many)))[-2:] == ["+ … and 10 more products", f"{MOST + 10} new, 0 changed, 0 unchanged."]
    changed = {key: product(key, name="Ny") for key in many}
    assert sum(line.startswith("~") for line in as_text(_plan("products", many, changed))) == MOST + 10


def test_what_exists_only_in_the_database_is_counted() -> None:
    assert list(as_text(_plan("products", {"a": product("a")}, {}))) == ["0 new, 0 changed, 0 unchanged; 1 exist only in the database and stay."]


def test_no_value_steers_the_terminal_or_looks_like_a_line_of_its_own() -> None:
    evil = "\x1b[31mred\x9b2J\n+ products/forged \u202e"
    plan = _plan(
        "categories", {}, {evil: entry("categories", id=evil, name={"da": evil, "en": evil})}, notes=(evil,), left_out=(evil,),
    )  # fmt: skip
    shown = list(as_text(plan)) + _text(product("a"), product("a", name=evil, aliases=(evil,), summary={"da": evil, "en": evil}))
    assert all(line.isprintable() for line in shown)
    assert not any(line.startswith("+ products/forged") for line in shown)
    text = json_text(as_json(plan))
    assert text.isprintable()
    assert json.loads(text)["notes"] == [evil]


def test_json_holds_entries_as_files_write_them_and_every_difference() -> None:
    shown = as_json(_plan("products", {"a": product("a")}, {"a": product("a", name="Ny"), "b": product("b")}, notes=("n",), left_out=("l",)))
    assert shown["added"][0]["entry"]["id"] == "b"
    assert "aliases" not in shown["added"][0]["entry"]
    assert shown["changed"] == [{"kind": "products", "key": "a", "fields": [{"field": "name", "before": "A", "after": "Ny"}]}]
    assert (shown["unchanged"], shown["only_in_database"], shown["notes"], shown["not_taken_over"]) == (0, 0, ["n"], ["l"])
    assert set(KINDS) >= {shown["added"][0]["kind"]}
