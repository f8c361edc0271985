# SPDX-License-Identifier: MPL-2.0
"""What an attacker found in installing and uninstalling: codes in the log, errors without a page, and an installation that nobody took out."""

from pathlib import Path

import pytest

from tests.e2e.slack.connected import Connected
from tests.e2e.slack.installing import BACK, HOME, PUBLIC, Browser, a_moment_later, asked, install, installed
from tests.slack import payloads_events as events
from tests.slack.stand_in import StandIn

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk 3.48 uses it


@pytest.mark.parametrize("code", ["made.up", "x\n2026-01-01 [error] forged"])
async def test_the_code_somebody_comes_back_with_is_not_logged(slack: StandIn, many: Connected, code: str, caplog: pytest.LogCaptureFixture) -> None:
    browser = Browser(many.address)
    page = await browser.get(BACK, code=code, state=await browser.begin())
    assert page.status == 401
    assert not [line for line in caplog.messages if code in line]


@pytest.mark.parametrize("fault", ["reset_before", "reset_after"])
async def test_whoever_installs_while_slack_is_away_is_told_so(slack: StandIn, many: Connected, fault: str, caplog: pytest.LogCaptureFixture) -> None:
    slack.faults.fail("oauth.v2.access", 1, fault)
    browser = Browser(many.address)
    page = await browser.get(BACK, code=slack.grant(slack.workspace, redirect_uri=PUBLIC + BACK), state=await browser.begin())
    assert page.status == 502
    assert "/slack/install" in page.text
    assert not caplog.messages


async def test_tokens_of_nobody_take_nothing_out(slack: StandIn, many: Connected, tmp_path: Path) -> None:
    await install(slack, many, slack.workspace)
    a_moment_later(slack)
    slack.events.send(slack.workspace, events.tokens_revoked(slack.world, [], []))
    await slack.settled()
    await many.idle()
    assert installed(tmp_path) == 1
    await asked(slack, HOME)
