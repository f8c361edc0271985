# SPDX-License-Identifier: MPL-2.0
"""Several workspaces install the app by themselves, and nobody is led into an installation that another began."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.adapters.slack.manifest import SCOPES
from tests.e2e.slack.connected import Connected
from tests.e2e.slack.doing import ASTRID, GENERAL
from tests.e2e.slack.installing import BACK, HOME, NEIGHBOUR, PUBLIC, Browser, asked, install, neighbour, sql
from tests.slack.reading import plain
from tests.slack.stand_in import StandIn

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk 3.48 uses it


async def test_installing_begins_at_slacks_own_page(slack: StandIn, many: Connected) -> None:
    there = await Browser(many.address).get("/slack/install")
    assert there.status == 302
    target = urlsplit(there.headers["Location"])
    query = parse_qs(target.query)
    assert (target.scheme, target.netloc, target.path) == ("https", "slack.com", "/oauth/v2/authorize")
    assert set(query["scope"][0].split(",")) == set(SCOPES)
    assert query["redirect_uri"] == [PUBLIC + BACK]
    cookie = there.headers["Set-Cookie"]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert query["state"][0] in cookie


async def test_two_workspaces_are_answered_each_with_its_own_token(slack: StandIn, many: Connected) -> None:
    for workspace in (slack.workspace, neighbour()):
        page = await install(slack, many, workspace)
        assert page.status == 200
        assert workspace.name in page.text
    for team in (HOME, NEIGHBOUR):
        assert "Aarhus Kommune" in plain(await asked(slack, team))
    posted = {call.team: call.token for call in slack.calls("chat.postMessage")}
    assert posted == {team: slack.world.bot_tokens[team].value for team in (HOME, NEIGHBOUR)}


async def test_a_workspace_that_has_not_installed_the_app_gets_no_answer(slack: StandIn, many: Connected) -> None:
    """Bolt tells whoever typed that the app must be installed; nobody else sees anything."""
    await slack.people.slash(ASTRID, GENERAL, "hvad er os2?")
    await slack.people.direct_message(ASTRID, "hvad er os2?")
    await slack.settled()
    await many.idle()
    assert {call.method for call in slack.calls()} <= {"response_url"}
    assert not [message for message in slack.ephemerals(ASTRID) if "OS2" in plain(message)]


@pytest.mark.parametrize("how", ["another state", "no state", "no cookie", "another browser's cookie", "used before"])
async def test_a_way_back_that_was_not_begun_in_this_browser_is_refused(slack: StandIn, many: Connected, how: str) -> None:
    browser, other = Browser(many.address), Browser(many.address)
    state = await browser.begin()
    code = slack.grant(neighbour(), redirect_uri=PUBLIC + BACK)
    if how == "used before":
        cookie = browser.cookie
        await browser.get(BACK, code=slack.grant(slack.workspace, redirect_uri=PUBLIC + BACK), state=state)
        browser.cookie = cookie
    elif how == "another browser's cookie":
        await other.begin()
        browser.cookie = other.cookie
    elif how == "no cookie":
        browser.cookie = ""
    query = {"another state": {"state": "f" * 36}, "no state": {}}.get(how, {"state": state})
    page = await browser.get(BACK, code=code, **query)
    assert page.status >= 400
    assert "/slack/install" in page.text
    assert slack.world.tokens.grants[code].used is False


async def test_a_state_is_good_for_ten_minutes(slack: StandIn, many: Connected, tmp_path: Path) -> None:
    browser = Browser(many.address)
    state = await browser.begin()
    sql(tmp_path, "UPDATE slack_oauth_states SET expire_at = '2020-01-01 00:00:00.000000'")
    page = await browser.get(BACK, code=slack.grant(neighbour(), redirect_uri=PUBLIC + BACK), state=state)
    assert page.status >= 400


async def test_whoever_changes_their_mind_at_slack_is_told_so(slack: StandIn, many: Connected) -> None:
    browser = Browser(many.address)
    page = await browser.get(BACK, error="access_denied", state=await browser.begin())
    assert "/slack/install" in page.text
    hostile = await browser.get(BACK, error="<script>alert(1)</script>")
    assert "<script" not in hostile.text


async def test_a_code_that_slack_does_not_know_installs_nothing(slack: StandIn, many: Connected) -> None:
    browser = Browser(many.address)
    page = await browser.get(BACK, code="made.up", state=await browser.begin())
    assert page.status >= 400
    assert slack.world.bot_tokens[HOME].value not in [call.token for call in slack.calls()]
