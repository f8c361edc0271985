# SPDX-License-Identifier: MPL-2.0
"""Requests over HTTP, right and wrong, and installing with a code."""

import json
import socket
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.http_posting import FORM
from tests.slack.stand_in import StandIn, stand_in
from tests.slack.tiny_bot import over_http
from tests.slack.workspace import App, User, Workspace

ASTRID, GENERAL = "U0ASTRID1", "C0GENERAL"


async def event(slack: StandIn) -> dict[str, Any]:
    await slack.people.direct_message(ASTRID, "hej")
    await slack.settled()
    return slack.deliveries.all[0].payload


async def test_what_is_not_rightly_signed_is_refused() -> None:
    async with stand_in() as slack, over_http(slack) as url:
        http = await slack.over_http(url)
        payload = await event(slack)
        assert (await http.url_verification("abc")).json == {"challenge": "abc"}
        assert (await http.forged(payload)).status == 401
        assert (await http.unsigned(payload)).status == 401
        assert (await http.stale(payload)).status == 401
        answers = len(slack.messages("D0ASTRID1"))
        assert (await http.replay(0)).status == 200, "Bolt alone takes a replay within five minutes"
        await slack.until(lambda: len(slack.messages("D0ASTRID1")) > answers, "the replay to be answered again")


async def test_what_is_wrong_inside_is_sent_all_the_same() -> None:
    async with stand_in() as slack, over_http(slack) as url:
        http = await slack.over_http(url)
        assert (await http.wrong_content_type({"type": "event_callback"})).status == 404
        assert (await http.oversized(10_000)).status == 404
        assert (await http.malformed(b"command=%2Fnothing&text=", FORM)).status == 404


async def test_an_event_nobody_takes_is_tried_again_with_the_reason() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    async with stand_in() as slack:
        http = await slack.over_http(f"http://127.0.0.1:{port}")
        await slack.people.direct_message(ASTRID, "hej")
        await slack.settled()
        numbers = [(sent.headers.get("X-Slack-Retry-Num"), sent.headers.get("X-Slack-Retry-Reason")) for sent in http.sent]
        assert numbers == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
        assert json.loads(http.sent[0].body) == json.loads(http.sent[3].body)


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk 3.48 uses it
async def test_a_code_is_exchanged_once_and_a_refresh_token_too() -> None:
    now = 1_795_520_000.0
    app = App(redirect_uris=("https://os2bot.example/",))
    other = Workspace("T0TEST002", "Nabokommunen", "nabo")
    other.add_user(User("U0NABO001", "nanna"))
    async with stand_in(now=lambda: now, app=app) as slack:
        client = AsyncWebClient(base_url=slack.api_url)
        who = {"client_id": app.client_id, "client_secret": app.client_secret}
        code = slack.grant(other, ("chat:write",), redirect_uri="https://os2bot.example/cb", rotating=True)

        async def error(**given: Any) -> str:
            with pytest.raises(SlackApiError) as caught:
                await client.oauth_v2_access(**{**who, **given})
            return str(caught.value.response["error"])

        assert await error(code=code, redirect_uri="https://elsewhere.example/") == "bad_redirect_uri"
        assert await error(code=code, client_secret="wrong") == "bad_client_secret"
        installed = await client.oauth_v2_access(**who, code=code, redirect_uri="https://os2bot.example/cb")
        assert (installed["team"]["id"], installed["scope"], installed["expires_in"]) == (other.id, "chat:write", 43200)
        assert await error(code=code, redirect_uri="https://os2bot.example/cb") == "code_already_used"
        renewed = await client.oauth_v2_access(**who, grant_type="refresh_token", refresh_token=installed["refresh_token"])
        assert (await client.auth_test(token=renewed["access_token"]))["team_id"] == other.id
        assert await error(grant_type="refresh_token", refresh_token=installed["refresh_token"]) == "invalid_refresh_token"
        now += 43_201
        with pytest.raises(SlackApiError, match="token_expired"):
            await client.auth_test(token=renewed["access_token"])


async def test_events_come_only_where_the_app_may_have_them() -> None:
    async with stand_in(scopes=("chat:write", "im:history"), subscribed=("message.im", "app_mention")) as slack:
        await slack.people.mention(ASTRID, GENERAL, "hej")
        await slack.people.join_channel(ASTRID, GENERAL)
        assert [payload["withheld"] for payload in slack.deliveries.withheld] == [
            "no scope channels:history",
            "no scope app_mentions:read",
            "no scope channels:read",
        ]
        assert slack.deliveries.all == []
