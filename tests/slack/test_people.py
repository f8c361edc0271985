# SPDX-License-Identifier: MPL-2.0
"""What people do becomes the payloads Slack documents, complete."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.delivery import EVENTS, Delivery
from tests.slack.reading import plain
from tests.slack.records import Message
from tests.slack.stand_in import StandIn, stand_in
from tests.slack.tiny_bot import QUIET, button, option, section
from tests.slack.workspace import JSON, User

ASTRID, OLGA, GENERAL, SHARED = "U0ASTRID1", "U0OTHER01", "C0GENERAL", "C0SHARED1"
SELECT: JSON = {"type": "static_select", "action_id": "pick", "options": [option("OS2mo"), option("OS2forms")]}
OVERFLOW: JSON = {"type": "overflow", "action_id": "menu", "options": [option("Slet"), option("Ret")]}
TICKS: JSON = {"type": "checkboxes", "action_id": "ticks", "options": [option("A"), option("B")], "initial_options": [option("B")]}
ROW: JSON = {"type": "actions", "block_id": "row", "elements": [SELECT, OVERFLOW, TICKS, button()["elements"][0]]}


class Taking:
    """A bot that takes everything and says what it is told to."""

    def __init__(self) -> None:
        self.answer: JSON | None = None

    async def attempt(self, delivery: Delivery, retry_attempt: int, retry_reason: str) -> str:
        delivery.acked, delivery.answer = True, None if delivery.kind == EVENTS else self.answer
        return ""


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    async with stand_in(echo=False) as slack:
        slack.deliveries.transport = Taking()
        yield slack


@pytest.fixture
async def client(slack: StandIn) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session)


async def last(slack: StandIn) -> Any:
    await slack.settled()
    return slack.deliveries.all[-1].payload


async def shown(slack: StandIn, client: AsyncWebClient, **more: Any) -> Message:
    await client.chat_postMessage(channel=GENERAL, text="vælg", blocks=[section("Vælg &lt;én&gt; hos <https://os2.eu|OS2>"), ROW], **QUIET, **more)
    return slack.messages(GENERAL)[-1]


async def test_a_mention_is_two_events_with_one_ts(slack: StandIn) -> None:
    said = await slack.people.mention(ASTRID, GENERAL, "hvad er <OS2>?")
    await slack.settled()
    message, mention = (delivery.payload for delivery in slack.deliveries.all)
    assert (message["event"]["type"], mention["event"]["type"]) == ("message", "app_mention")
    assert message["event"]["ts"] == mention["event"]["ts"] == said.ts
    assert message["event_id"] != mention["event_id"]
    assert mention["event"]["text"] == "<@U0BOT0001> hvad er &lt;OS2&gt;?"
    assert mention["authorizations"] == [
        {"enterprise_id": None, "team_id": "T0TEST001", "user_id": "U0BOT0001", "is_bot": True, "is_enterprise_install": False}
    ]


async def test_a_stranger_keeps_their_own_team(slack: StandIn) -> None:
    await slack.people.channel_message(OLGA, SHARED, "hej")
    payload = await last(slack)
    assert (payload["team_id"], payload["is_ext_shared_channel"], payload["event"]["user_team"]) == ("T0TEST001", True, "T0OTHER01")
    with pytest.raises(AssertionError, match="stranger"):
        await slack.people.slash(OLGA, SHARED, "hej")


async def test_an_edit_shows_both_versions(slack: StandIn) -> None:
    said = await slack.people.channel_message(ASTRID, GENERAL, "før")
    await slack.people.edit(said, "efter")
    event = (await last(slack))["event"]
    assert (event["subtype"], event["previous_message"]["text"], event["message"]["text"]) == ("message_changed", "før", "efter")


async def test_a_click_says_where_it_was_and_what_else_is_chosen(slack: StandIn, client: AsyncWebClient) -> None:
    message = await shown(slack, client)
    assert plain(message) == "Vælg <én> hos OS2"
    assert await slack.people.select(ASTRID, message, "pick", "OS2forms")
    await slack.people.click(ASTRID, message, "Mere")
    payload = await last(slack)
    assert payload["container"] == {"type": "message", "message_ts": message.ts, "channel_id": GENERAL, "is_ephemeral": False}
    assert payload["actions"][0]["value"] == "1"
    assert payload["state"]["values"]["row"]["pick"]["selected_option"]["value"] == "os2forms"
    assert payload["state"]["values"]["row"]["ticks"]["selected_options"][0]["value"] == "b"
    await slack.people.select(ASTRID, message, "menu", "slet")
    assert (await last(slack))["actions"][0]["selected_option"]["value"] == "slet"
    with pytest.raises(AssertionError, match="there is no option"):
        await slack.people.select(ASTRID, message, "pick", "OS2nothing")
    with pytest.raises(AssertionError, match="there is no 'other'"):
        await slack.people.click(ASTRID, message, "other")


async def test_an_ephemeral_message_is_one_persons_and_may_come_without_itself(slack: StandIn, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel=GENERAL, user=ASTRID, text="kun dig", blocks=[ROW])
    (message,) = slack.ephemerals(ASTRID, GENERAL)
    await slack.people.click(ASTRID, message, "more", with_message=False)
    payload = await last(slack)
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    with pytest.raises(AssertionError, match="only U0ASTRID1 sees"):
        await slack.people.click("U0BIRGER1", message, "more")


async def test_shortcuts_joining_and_leaving(slack: StandIn) -> None:
    said = await slack.people.channel_message(ASTRID, GENERAL, "noget")
    await slack.people.message_shortcut(ASTRID, said, "save")
    assert (await last(slack))["message"]["text"] == "noget"
    await slack.people.global_shortcut(ASTRID, "ask")
    assert (await last(slack))["type"] == "shortcut"
    await slack.people.join_channel("U0BOT0001", "C0OUTSIDE")
    assert (await last(slack))["event"]["type"] == "member_joined_channel"
    await slack.people.join_team(User("U0NEW0001", "nils"))
    assert (await last(slack))["event"]["user"]["name"] == "nils"
    await slack.people.app_uninstalled()
    await slack.settled()
    assert [delivery.payload["event"]["type"] for delivery in slack.deliveries.all[-2:]] == ["tokens_revoked", "app_uninstalled"]


async def test_an_assistant_thread_has_status_prompts_and_a_title(slack: StandIn, client: AsyncWebClient) -> None:
    thread = await slack.people.assistant_thread_started(ASTRID, seen_in=GENERAL)
    begun = (await last(slack))["event"]["assistant_thread"]
    where = {"channel_id": begun["channel_id"], "thread_ts": begun["thread_ts"]}
    assert begun["thread_ts"] == thread.ts
    await client.assistant_threads_setStatus(**where, status="tænker…")
    await client.assistant_threads_setSuggestedPrompts(**where, prompts=[{"title": "Hvad?", "message": "Hvad er OS2?"}])
    await client.assistant_threads_setTitle(**where, title="OS2")
    await slack.people.direct_message(ASTRID, "hej", thread.ts)
    assert (await last(slack))["event"]["thread_ts"] == thread.ts
    assert (slack.statuses[-1]["status"], slack.prompts[-1]["prompts"][0]["title"]) == ("tænker…", "Hvad?")
    assert slack.messages(begun["channel_id"]) == []


async def test_the_ack_of_a_command_may_be_the_answer(slack: StandIn) -> None:
    taking = Taking()
    taking.answer = {"text": "til alle", "response_type": "in_channel", **QUIET}
    slack.deliveries.transport = taking
    await slack.people.slash(ASTRID, GENERAL, "hej")
    assert [m.text for m in slack.messages(GENERAL)] == ["til alle"]
    assert slack.violations == []
