# SPDX-License-Identifier: MPL-2.0
"""A chart says the same to whoever sees it, hears it or reads letters alone, on every platform."""

import pytest

from bot.adapters.console.render import render as on_console
from bot.adapters.matrix.html import guarded
from bot.adapters.matrix.render import render as on_matrix
from bot.adapters.slack.render import render as on_slack
from bot.bars import NARROW, bars
from bot.localise import LocalisedBar, LocalisedChart, LocalisedReply, Localiser
from handlers.message import LANGUAGES, Language
from handlers.reply import Bar, Chart, PartialDate, Reply
from tests.unit.bot.slack.validating import message_problems, plain

MONTHS = Chart("Medlemmer", "organisationer", tuple(Bar(PartialDate(f"2026-{month:02}"), 1_190 + 4 * month) for month in (9, 10, 11)), "Flere end i september.")


def localised(chart: Chart, language: Language = "da") -> LocalisedReply:
    return Localiser().reply(Reply(parts=(chart,)), language)


def drawn(*numbers: int, labels: tuple[str, ...] = ("a", "bb", "ccc"), width: int = NARROW) -> list[str]:
    said = tuple(LocalisedBar(label, number, str(number)) for label, number in zip(labels, numbers, strict=True))
    return list(bars(LocalisedChart("t", "u", said, "s", "f"), width))


def test_bars_are_as_long_as_their_numbers_and_stand_under_each_other() -> None:
    assert drawn(12, 6, 3) == ["a   12 " + "█" * 24, "bb   6 " + "█" * 12, "ccc  3 " + "█" * 6]


def test_what_is_little_is_seen_and_what_is_nothing_has_no_bar() -> None:
    assert drawn(1_000, 1, 0, width=40) == ["a   1000 " + "█" * 24, "bb     1 █", "ccc    0"]
    assert drawn(0, 0, 0) == ["a   0", "bb  0", "ccc 0"]


def test_no_line_is_wider_than_a_telephone_and_long_labels_stand_above_their_bars() -> None:
    lines = drawn(12, 6, 3, labels=("Tilslutning til et produkt i fællesskabet", "b", "c"))
    assert lines[:3] == ["Tilslutning til et produkt i", "fællesskabet", "  12 " + "█" * 24]
    assert all(len(line) <= NARROW for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_platform_tells_its_words_and_each_number_as_the_language_writes_it(language: Language) -> None:
    reply = localised(MONTHS, language)
    numbers = ("1.226", "1.230", "1.234") if language == "da" else ("1,226", "1,230", "1,234")
    slack, matrix = on_slack(reply), on_matrix(reply)
    assert not message_problems(slack)
    for shown in (on_console(reply, width=60), plain(slack), matrix[0]["body"], matrix[0]["formatted_body"]):
        assert "Flere end i september." in shown
        assert "Medlemmer (organisationer)" in shown
        assert all(number in shown for number in numbers), shown
    assert slack[0].text == "Medlemmer (organisationer)\nFlere end i september.", "a screen reader is spared the bars"
    assert "█" not in matrix[0]["body"]
    assert "<pre><code>" in matrix[0]["formatted_body"]
    assert guarded(matrix[0]["formatted_body"]) == matrix[0]["formatted_body"]


def test_two_numbers_are_no_picture_but_words() -> None:
    (part,) = localised(Chart("Medlemmer", "organisationer", MONTHS.bars[:2], "To tal.")).parts
    assert (part.kind, part.text, part.chart) == ("paragraph", "To tal.", None)
