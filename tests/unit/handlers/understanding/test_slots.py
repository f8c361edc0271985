# SPDX-License-Identifier: MPL-2.0
"""Levels, groups, topics, states, licences and times are found where they are meant, and only there."""

from datetime import UTC, datetime

import pytest

from config.catalogue.load import load_catalogue
from config.intents.intent import load_intents
from handlers.understanding.slots import SlotFinder
from handlers.understanding.text import clean, tokens
from tests.conftest import NOW

FINDER = SlotFinder(load_intents().vocabulary, load_catalogue()["categories"].values())  # type: ignore[arg-type] # categories are Categories


def found(text: str, now: datetime = NOW) -> dict[str, list[str]]:
    return {slot: [each.value for each in values] for slot, values in FINDER.find(tokens(clean(text)), now).items()}


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("produkter på niveau 2", ["2"]),
        ("niveau 2 eller 3", ["2", "3"]),
        ("forskellen på niveau to og tre", ["2", "3"]),
        ("is it level two", ["2"]),
        ("level 1+", ["1+"]),
        ("hvad er 1+", ["1+"]),
        ("i sandkassen", ["sandkasse"]),
        ("the highest level", ["3"]),
        ("er den oppe på treeren", ["3"]),
        ("has it made it to level 3", ["3"]),
        ("2 spørgsmål", []),
        ("one level up", []),
        ("mødet er om 3 dage", []),
    ],
)
def test_levels_are_told_from_other_numbers(text: str, levels: list[str]) -> None:
    assert found(text).get("level", []) == levels


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("styregruppens formand", "styregruppe"),
        ("steering grp", "styregruppe"),
        ("generalforsamlingen", "generalforsamling"),
        ("the board", "bestyrelse"),
        ("koordinationsgruppemøde", "koordinationsgruppe"),
    ],
)
def test_groups_are_found_in_any_form(text: str, group: str) -> None:
    assert found(text)["group_type"] == [group]


def test_a_month_is_the_coming_one() -> None:
    assert found("møder i januar", datetime(2026, 11, 24, tzinfo=UTC))["period"] == ["2027-01"]
    assert found("meetings in December", datetime(2026, 11, 24, tzinfo=UTC))["period"] == ["2026-12"]
    assert "period" not in found("may we use it")
    assert found("møder i maj", datetime(2026, 1, 2, tzinfo=UTC))["period"] == ["2026-05"]


def test_topics_states_and_licences() -> None:
    assert found("noget til skoler")["category"] == ["education"]
    assert found("hvad er udfaset")["status"] == ["retired"]
    assert found("med EUPL-licens")["licence"] == ["EUPL"]
