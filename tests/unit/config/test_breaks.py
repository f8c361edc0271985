# SPDX-License-Identifier: MPL-2.0
"""Breaks of the year are read from their file, an operator's own laid over them, and a broken one names its place."""

from datetime import date
from pathlib import Path

import pytest

from config.breaks import load_breaks
from config.catalogue.load import load_catalogue
from config.problems import ConfigError


def _own(directory: Path, text: str) -> Path:
    (directory / "calendar.yaml").write_text(text, encoding="utf-8")
    return directory


def test_the_shipped_breaks_are_summer_and_christmas() -> None:
    breaks = {each.id: each for each in load_breaks()}
    assert set(breaks) == {"summer", "christmas"}
    assert [breaks["summer"].holds(date(2027, 7, day)) for day in (4, 5)] == [False, True]
    assert [breaks["christmas"].holds(day) for day in (date(2027, 12, 23), date(2027, 12, 31), date(2027, 1, 1), date(2027, 1, 2))] == [
        False,
        True,
        True,
        False,
    ]


def test_a_source_that_is_named_exists() -> None:
    sources = load_catalogue()["sources"]
    assert all(each.source in sources for each in load_breaks() if each.source)


def test_an_operators_break_replaces_ours_by_its_id_and_others_stay(tmp_path: Path) -> None:
    own = "breaks:\n  - {id: summer, name: {da: lukket, en: closed}, weeks: [52, 1]}\n  - {id: autumn, name: {da: efterår, en: autumn}, weeks: [42, 42]}\n"
    breaks = {each.id: each for each in load_breaks(_own(tmp_path, own))}
    assert set(breaks) == {"autumn", "christmas", "summer"}
    assert [breaks["summer"].holds(day) for day in (date(2027, 7, 5), date(2027, 12, 30), date(2027, 1, 5), date(2027, 1, 13))] == [False, True, True, False]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("breaks: 7\n", "holds one list named breaks"),
        ("holidays: []\n", "holds one list named breaks"),
        ("breaks:\n  - {id: a, name: {da: x, en: x}}\n", "line 2: breaks[0]: has either weeks or days"),
        ("breaks:\n  - {id: a, name: {da: x, en: x}, weeks: [1, 2], days: ['01-01', '01-02']}\n", "has either weeks or days"),
        ("breaks:\n  - {id: a, name: {da: x, en: x}, weeks: [0, 60]}\n", "breaks[0].weeks.0: must be greater than or equal to 1"),
        ("breaks:\n  - {id: a, name: {da: x, en: x}, days: ['02-30', '03-01']}\n", "breaks[0].days.0: day"),
        ("breaks:\n  - {id: a, name: {da: x, en: x}, days: ['1/2', '03-01']}\n", "a day of the year is written 12-24, in quotes"),
        ("breaks:\n  - {id: a, weeks: [1, 2]}\n", "breaks[0].name: is missing"),
    ],
)
def test_a_broken_file_names_its_place(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_breaks(_own(tmp_path, text))
    assert problem in str(caught.value)
