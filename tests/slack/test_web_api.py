# SPDX-License-Identifier: MPL-2.0
"""The Web API of the stand-in refuses what Slack refuses, to the real AsyncWebClient."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.slack.stand_in import StandIn, stand_in
from tests.slack.tiny_bot import MODAL, QUIET, button, option, section

ASTRID, GENERAL = "U0ASTRID1", "C0GENERAL"


class Clock:
    def __init__(self) -> None:
        self.at = 1_795_520_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[StandIn]:
    async with stand_in(now=clock, echo=False) as slack:
        yield slack


@pytest.fixture
async def client(slack: StandIn) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session)
        client.retry_handlers.clear()
        yield client


async def refused(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        await call
    return dict(caught.value.response.data)


@pytest.fixture
def trigger(slack: StandIn) -> Any:
    return lambda: slack.world.trigger(slack.workspace.id, ASTRID).id


async def test_who_am_i_says_the_scopes(client: AsyncWebClient, slack: StandIn) -> None:
    answer = await client.auth_test()
    assert answer["user_id"] == slack.workspace.bot_user_id
    assert "chat:write" in answer.headers["x-oauth-scopes"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("C0ARCHIVE", "is_archived"),
        ("C0OUTSIDE", "not_in_channel"),
        ("C0RULED01", "restricted_action"),
    ],
)
async def test_where_nobody_may_post(client: AsyncWebClient, channel: str, error: str) -> None:
    assert (await refused(client.chat_postMessage(channel=channel, text="hej", **QUIET)))["error"] == error


@pytest.mark.parametrize(
    ("block", "why"),
    [
        (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        (section(""), "must be more than 0 characters"),
        (button(text="x" * 76), "must be less than 76 characters"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "must be a text object of type plain_text"),
        ({"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}, "must be less than 151"),
        ({**section("x"), "block_id": "b" * 256}, "must be less than 256"),
        ({"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11}, "no more than 10 items"),
        ({"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11}, "no more than 10 items"),
        ({"type": "actions", "elements": []}, "no fewer than 1 items"),
        ({"type": "actions", "elements": [*button("a")["elements"], *button("a")["elements"]]}, "action_id `a` already exists"),
        ({"type": "actions", "elements": [{"type": "static_select", "action_id": "s", "options": [option("x")] * 101}]}, "no more than 100 items"),
        ({"type": "actions", "elements": [{"type": "static_select", "action_id": "s", "options": [option("x" * 76)]}]}, "must be less than 76"),
        ({"type": "actions", "elements": [{"type": "plain_text_input", "action_id": "s"}]}, "unsupported element type"),
        ({"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "colour": "red"}, "invalid additional property: colour"),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}, "a row has from 1 to 20 cells"),
        ({"type": "rainbow"}, "unsupported type: rainbow"),
    ],
)
async def test_blocks_over_the_limit_are_refused_with_the_place(client: AsyncWebClient, block: dict[str, Any], why: str) -> None:
    answer = await refused(client.chat_postMessage(channel=GENERAL, text="hej", blocks=[block], **QUIET))
    assert answer["error"] == "invalid_blocks"
    assert why in " ".join(answer["response_metadata"]["messages"])


async def test_messages_over_the_limit_are_refused(client: AsyncWebClient) -> None:
    async def error(**given: Any) -> str:
        return str((await refused(client.chat_postMessage(channel=GENERAL, **{"text": "hej", **QUIET, **given})))["error"])

    assert await error(blocks=[section("x")] * 51) == "invalid_blocks"
    assert await error(blocks=[section("x" * 3000)] * 5) == "msg_blocks_too_long"
    assert await error(text="x" * 40_001) == "msg_too_long"
    assert await error(metadata={"event_type": "x", "event_payload": {"y": "z" * 8000}}) == "metadata_too_large"
    assert await error(thread_ts="1.000001") == "thread_not_found"
    without = {"channel": GENERAL, "blocks": [section("x")], **QUIET}
    assert (await refused(client.api_call("chat.postMessage", json=without)))["error"] == "no_text"
    posted = await client.chat_postMessage(channel=GENERAL, text="hej", **QUIET)
    assert (await refused(client.chat_update(channel=GENERAL, ts=posted["ts"], text="x" * 4001)))["error"] == "msg_too_long"


async def test_what_works_but_should_not_be_done_is_written_down(client: AsyncWebClient, slack: StandIn) -> None:
    await client.chat_postMessage(channel=GENERAL, text="<!channel> hej", link_names=True, unfurl_links=False)
    assert [violation.split(": ")[1].split(" in ")[0] for violation in slack.violations] == [
        "link_names is on",
        "unfurl_media is not false",
        "everybody is called",
    ]


async def test_a_message_is_changed_read_and_deleted(client: AsyncWebClient, slack: StandIn) -> None:
    metadata = {"event_type": "os2", "event_payload": {"id": "1"}}
    posted = await client.chat_postMessage(channel=GENERAL, text="hej", metadata=metadata, **QUIET)
    await client.chat_postMessage(channel=GENERAL, text="svar", thread_ts=posted["ts"], **QUIET)
    await client.chat_update(channel=GENERAL, ts=posted["ts"], text="goddag")
    told = await client.conversations_history(channel=GENERAL, include_all_metadata=True)
    assert [(m["text"], m.get("metadata")) for m in told["messages"]] == [("goddag", metadata)]
    assert [m["text"] for m in (await client.conversations_replies(channel=GENERAL, ts=posted["ts"]))["messages"]] == ["goddag", "svar"]
    assert "p1795520000" in (await client.chat_getPermalink(channel=GENERAL, message_ts=posted["ts"]))["permalink"]
    await client.chat_delete(channel=GENERAL, ts=posted["ts"])
    assert [m.text for m in slack.messages(GENERAL)] == ["svar"]
    assert (await refused(client.chat_delete(channel=GENERAL, ts=posted["ts"])))["error"] == "message_not_found"


async def test_a_trigger_is_good_for_three_seconds_and_once(client: AsyncWebClient, clock: Clock, trigger: Any) -> None:
    late, twice = trigger(), trigger()
    await client.views_open(trigger_id=twice, view=MODAL)
    assert (await refused(client.views_open(trigger_id=twice, view=MODAL)))["error"] == "exchanged_trigger_id"
    clock.at += 3.1
    assert (await refused(client.views_open(trigger_id=late, view=MODAL)))["error"] == "expired_trigger_id"
    assert (await refused(client.views_open(trigger_id="1.2.x", view=MODAL)))["error"] == "invalid_trigger_id"


async def test_views_keep_to_their_hash_their_stack_and_their_limits(client: AsyncWebClient, slack: StandIn, trigger: Any) -> None:
    opened = (await client.views_open(trigger_id=trigger(), view=MODAL))["view"]
    await client.views_update(view_id=opened["id"], hash=opened["hash"], view=MODAL)
    assert (await refused(client.views_update(view_id=opened["id"], hash=opened["hash"], view=MODAL)))["error"] == "hash_conflict"
    assert (await refused(client.views_update(view_id="V0", view=MODAL)))["error"] == "not_found"
    for _ in range(2):
        await client.views_push(trigger_id=trigger(), view=MODAL)
    assert (await refused(client.views_push(trigger_id=trigger(), view=MODAL)))["error"] == "push_limit_reached"
    assert [view.previous_id for view in slack.stack(ASTRID)][:2] == [None, opened["id"]]
    long_title = {**MODAL, "title": {"type": "plain_text", "text": "x" * 25}}
    assert (await refused(client.views_open(trigger_id=trigger(), view=long_title)))["error"] == "invalid_arguments"


async def test_a_token_may_do_what_its_scopes_say_and_no_longer_than_it_lives(client: AsyncWebClient, slack: StandIn) -> None:
    slack.world.bot_tokens[slack.workspace.id].scopes = ("chat:write",)
    answer = await refused(client.conversations_history(channel="G0PRIVATE"))
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "groups:history", "chat:write")
    assert (await refused(client.auth_test(token="xoxb-unknown")))["error"] == "invalid_auth"
    assert (await refused(client.apps_connections_open(app_token=slack.bot_token)))["error"] == "not_allowed_token_type"
    await slack.people.tokens_revoked()
    assert (await refused(client.auth_test()))["error"] == "token_revoked"
    await slack.people.app_uninstalled()
    assert (await refused(client.auth_test()))["error"] == "account_inactive"
    assert (await refused(client.api_call("chat.dance")))["error"] == "unknown_method"


async def test_faults_happen_as_often_as_asked_for(client: AsyncWebClient, slack: StandIn) -> None:
    async def post() -> Any:
        return await client.chat_postMessage(channel=GENERAL, text="hej", **QUIET)

    slack.faults.fail("chat.postMessage", 1, "error:internal_error")
    assert (await refused(post()))["error"] == "internal_error"
    slack.faults.fail("chat.postMessage", 1, "server_error", status=503)
    with pytest.raises(SlackApiError):
        await post()
    slack.faults.fail("chat.postMessage", 1, "garbage")
    with pytest.raises((SlackApiError, ValueError)):
        await post()
    slack.faults.fail("chat.postMessage", 1, "reset_before")
    with pytest.raises(aiohttp.ClientError):
        await post()
    assert slack.messages(GENERAL) == []
    slack.faults.fail("chat.postMessage", 1, "reset_after")
    with pytest.raises(aiohttp.ClientError):
        await post()
    assert len(slack.messages(GENERAL)) == 1, "it is there all the same"


async def test_the_sdk_of_its_own_accord_doubles_a_post_whose_answer_is_lost(slack: StandIn) -> None:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    slack.faults.fail("chat.postMessage", 1, "reset_after")
    assert (await client.chat_postMessage(channel=GENERAL, text="hej", **QUIET))["ok"]
    assert [m.text for m in slack.messages(GENERAL)] == ["hej", "hej"]


@pytest.mark.parametrize(("kind", "there"), [("timeout_before", 0), ("timeout_after", 1)])
async def test_an_answer_that_never_comes(client: AsyncWebClient, slack: StandIn, kind: str, there: int) -> None:
    slack.faults.fail("chat.postMessage", 1, kind)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await client.chat_postMessage(channel=GENERAL, text="hej", **QUIET)
    assert len(slack.messages(GENERAL)) == there


async def test_one_message_a_second_and_a_client_that_waits(client: AsyncWebClient, slack: StandIn) -> None:
    slack.faults.rate_limit(per_second=2, burst=1)
    await client.chat_postMessage(channel=GENERAL, text="en", **QUIET)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=GENERAL, text="to", **QUIET)
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "1")
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler())
    await client.chat_postMessage(channel=GENERAL, text="tre", **QUIET)
    assert [m.text for m in slack.messages(GENERAL)] == ["en", "tre"]


async def test_a_response_url_answers_five_times_in_half_an_hour(slack: StandIn, clock: Clock) -> None:
    url = slack.world.response_url(slack.workspace.id, GENERAL, ASTRID)
    webhook = AsyncWebhookClient(f"{slack.world.address}/response/{url.id}")
    assert (await webhook.send(text="til dig")).body == "ok"
    assert (await webhook.send(text="til alle", response_type="in_channel", **QUIET)).status_code == 200
    assert [m.text for m in slack.ephemerals(ASTRID)] == ["til dig"]
    assert [m.text for m in slack.messages(GENERAL)] == ["til alle"]
    for _ in range(3):
        await webhook.send(text="igen")
    assert (await webhook.send(text="en for meget")).status_code == 404
    old = slack.world.response_url(slack.workspace.id, GENERAL, ASTRID)
    clock.at += 1801
    assert (await AsyncWebhookClient(f"{slack.world.address}/response/{old.id}").send(text="for sent")).status_code == 404
