# SPDX-License-Identifier: MPL-2.0
"""Digests look as they did when somebody last read them. Meant changes: `python -m tests.unit.bot.digest.renew`, then read the difference."""

import json
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from bot.adapters.matrix.html import guarded
from bot.adapters.slack.pages import Rendered
from handlers.message import LANGUAGES
from tests.slack.limits import BLOCKS_TEXT
from tests.slack.validation import blocks_problems, text_of_blocks
from tests.unit.bot.digest.golden_digests import GOLDEN, SHOWN, rendered
from tests.unit.bot.digest.weeks import WEEKS
from tests.unit.bot.documents.test_html import Read
from tests.unit.bot.slack.validating import message_problems


def _kept(ending: str) -> Iterator[Path]:
    found = sorted(GOLDEN.glob(f"*.{ending}"))
    assert len(found) == len(WEEKS) * len(LANGUAGES)
    yield from found


async def test_digests_are_as_they_were_read() -> None:
    now, kept = await rendered(), {file.name: file.read_text(encoding="utf-8") for file in sorted(GOLDEN.iterdir())}
    assert sorted(now) == sorted(kept), "other files than in golden/: python -m tests.unit.bot.digest.renew"
    differing = [line for name in kept for line in unified_diff(kept[name].splitlines(), now[name].splitlines(), f"golden/{name}", "now", lineterm="", n=1)]
    if differing:
        pytest.fail("\n".join(["other than in golden/: python -m tests.unit.bot.digest.renew, and read the difference", *differing]), pytrace=False)


def test_slack_takes_them() -> None:
    for file in _kept("slack.json"):
        messages = json.loads(file.read_text(encoding="utf-8"))
        for message in messages:
            assert blocks_problems(message["blocks"], "message") == [], file
            assert text_of_blocks(message["blocks"]) <= BLOCKS_TEXT, file
        assert message_problems([Rendered("\n".join(each["text"]), tuple(each["blocks"])) for each in messages]) == [], file


def test_matrix_clients_show_all_of_their_html() -> None:
    for file in _kept("matrix.json"):
        for message in json.loads(file.read_text(encoding="utf-8")):
            html = "".join(message["formatted_body"])
            assert guarded(html) == html, file
            assert message["msgtype"] == "m.notice"
            assert message["m.mentions"] == {}, "nobody is called"


def test_pages_hold_nothing_but_what_this_project_writes() -> None:
    for file in _kept("html"):
        read = Read(file.read_text(encoding="utf-8"))
        assert not read.strange, file
        assert not read.open, file


def test_the_console_is_not_wider_than_it_was_told() -> None:
    for language in LANGUAGES:
        for week in WEEKS:
            lines = (GOLDEN / f"{week}.{language}.txt").read_text(encoding="utf-8").splitlines()
            assert [line for line in lines if len(line) > 80 and "https://" not in line] == [], "an address is not broken"


def test_of_a_week_in_which_nothing_happened_nothing_is_posted() -> None:
    assert sorted(file.name for file in GOLDEN.glob("*.why.txt")) == [f"empty.{language}.why.txt" for language in LANGUAGES]


def test_what_is_for_a_group_alone_stands_in_none_of_them() -> None:
    for ending in SHOWN:
        for file in GOLDEN.glob(f"ordinary.*.{ending}"):
            assert "kontrakten" not in file.read_text(encoding="utf-8"), file
