# SPDX-License-Identifier: MPL-2.0
"""Members ask in Slack, wherever they are, and get a true answer where they asked; over sockets and HTTP alike."""

from tests.e2e.slack.connected import Connected
from tests.slack.reading import buttons, plain
from tests.slack.stand_in import StandIn

ASTRID, BIRGER = "U0ASTRID1", "U0BIRGER1"
GENERAL = "C0GENERAL"


async def test_a_slash_command_is_answered_to_its_sender_alone(slack: StandIn, bot: Connected) -> None:
    delivered = await slack.people.slash(ASTRID, GENERAL, "hvem koordinerer os2iot?")
    assert delivered.acked
    answer = (await slack.until(lambda: slack.ephemerals(ASTRID, GENERAL), "an ephemeral answer"))[0]
    assert "Aarhus Kommune koordinerer OS2iot" in plain(answer)
    assert slack.messages(GENERAL) == []
    assert "Del i kanalen" in buttons(answer)


async def test_a_mention_is_answered_once_in_its_thread(slack: StandIn, bot: Connected) -> None:
    asked = await slack.people.mention(ASTRID, GENERAL, "hvem koordinerer os2iot?")
    answer = (await slack.until(lambda: slack.thread(GENERAL, asked.ts), "an answer in the thread"))[0]
    await slack.settled()
    assert "Aarhus Kommune" in plain(answer)
    assert len(slack.thread(GENERAL, asked.ts)) == 1


async def test_a_direct_message_is_answered_in_line_and_followed_up(slack: StandIn, bot: Connected) -> None:
    await slack.people.direct_message(ASTRID, "hvem koordinerer os2iot?")
    await slack.until(lambda: slack.messages("D0ASTRID1"), "an answer")
    await slack.people.direct_message(ASTRID, "og kitos?")
    answers = await slack.until(lambda: found if len(found := slack.messages("D0ASTRID1")) == 2 else None, "a second answer")
    assert "OS2kitos" in plain(answers[1])
    assert not answers[1].thread_ts
