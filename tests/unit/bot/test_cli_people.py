# SPDX-License-Identifier: MPL-2.0
"""Options of the commands about people that exclude each other, or are none, are told before anything is opened."""

from collections.abc import Callable

import pytest

from bot.cli_people import audit, roles, tell
from config.problems import ConfigError


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (lambda: roles(at="2026-01-01", history=True), "--at: is for one day, and --history for all of time; keep one"),
        (lambda: roles(at="tomorrow"), "--at: must be a date such as 2026-08-31"),
        (lambda: audit(as_json=True, as_csv=True), "--csv: is one format, and --json another; keep one"),
        (lambda: audit(until="tomorrow"), "--until: must be a date such as 2026-08-31"),
        (lambda: tell("hej", language="fr"), "--language: must be da or en"),
    ],
)
def test_a_wrong_option_is_one_sentence(command: Callable[[], None], sentence: str) -> None:
    with pytest.raises(ConfigError) as wrong:
        command()
    assert [str(problem) for problem in wrong.value.problems] == [sentence]
