# SPDX-License-Identifier: MPL-2.0
"""The conversations people have with the bot, as Slack shows them."""

import pytest

from bot.adapters.slack.render import render
from bot.localise import Localiser
from tests.dialogues import Dialogue, load_dialogues, problems
from tests.talking import Talk
from tests.unit.bot.slack.validating import message_problems, plain

LOCALISER = Localiser()


@pytest.mark.parametrize("dialogue", load_dialogues(), ids=str)
async def test_every_answer_is_one_that_slack_takes_and_says_what_it_should(dialogue: Dialogue, talk: Talk) -> None:
    found = []
    for turn in dialogue.turns:
        answer = (await talk.say(turn.say)).answer
        rendered = render(LOCALISER.reply(answer.reply, answer.language))
        found += message_problems(rendered) + problems(turn, plain(rendered))
        # The text beside the blocks is what a screen reader reads: it lacks nothing either, unless it had to be cut.
        words = "\n".join(message.text for message in rendered)
        found += problems(turn, words) if "…" not in words else []
    assert not found, "\n\n".join(found)
