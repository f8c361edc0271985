# SPDX-License-Identifier: MPL-2.0
"""What cannot be subscribed to is one sentence on the command line, and changes nothing."""

import pytest
from typer.testing import CliRunner

from bot.cli import app
from config.problems import ConfigError

RUNNER = CliRunner()
CHANNEL = "slack:T0TEST001:C0KANAL01"
WRONG = (
    (("set", "somewhere", "digest"), "somewhere: is no channel"),
    (("set", CHANNEL, "newsletter"), "KIND: must be one of"),
    (("set", CHANNEL, "digest", "--about", "product/nothing"), "--about: 'product/nothing' is no product or group"),
    (("set", CHANNEL, "digest", "--weekday", "someday"), "--weekday: must be one of monday"),
    (("set", CHANNEL, "digest", "--time", "25:00"), "--time: must be a time such as 09:00"),
    (("set", CHANNEL, "new_members", "--weekday", "friday"), "--weekday: only a digest has a day and an hour"),
    (("set", CHANNEL, "digest", "--language", "tlh"), "--language: must be one of da, en"),
    (("pause", "slack:T0TEST001:C0ANDEN01"), "has asked for nothing of it"),
)


@pytest.mark.parametrize(("arguments", "sentence"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_what_cannot_be_is_one_sentence_and_changes_nothing(arguments: tuple[str, ...], sentence: str) -> None:
    ended = RUNNER.invoke(app, ["subscriptions", *arguments])
    assert isinstance(ended.exception, ConfigError)
    assert [sentence in str(problem) for problem in ended.exception.problems] == [True]
    assert RUNNER.invoke(app, ["subscriptions", "list"]).output == "No channel has asked for anything.\n"
