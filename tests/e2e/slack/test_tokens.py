# SPDX-License-Identifier: MPL-2.0
"""The tokens of the workspaces: renewed in time, gone with the app, and read by nobody else."""

import time
from pathlib import Path

import pytest

from tests.e2e.slack.connected import Connected
from tests.e2e.slack.installing import BACK, HOME, KEY, NEIGHBOUR, Browser, a_moment_later, asked, install, installed, neighbour, raw, running, sql
from tests.slack.reading import plain
from tests.slack.stand_in import StandIn

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk 3.48 uses it


async def test_a_token_is_renewed_before_it_expires(slack: StandIn, tmp_path: Path) -> None:
    async with running(slack, tmp_path) as bot:
        await install(slack, bot, slack.workspace, rotating=True)
        await asked(slack, HOME)
        first = slack.calls("chat.postMessage")[-1].token
    soon = time.strftime("%Y-%m-%d %H:%M:%S.000000", time.gmtime(time.time() + 600))
    sql(tmp_path, f"UPDATE slack_bots SET bot_token_expires_at = '{soon}'")
    async with running(slack, tmp_path) as bot:
        await asked(slack, HOME, 2)
        await asked(slack, HOME, 3)
    renewed = slack.calls("chat.postMessage")[-1].token
    assert renewed == slack.world.bot_tokens[HOME].value != first
    assert len([call for call in slack.calls("oauth.v2.access") if call.get("grant_type") == "refresh_token"]) == 1
    assert renewed not in raw(tmp_path)


async def test_a_workspace_that_removes_the_app_leaves_no_token_behind(slack: StandIn, many: Connected, tmp_path: Path) -> None:
    await install(slack, many, slack.workspace)
    await install(slack, many, neighbour())
    assert installed(tmp_path) == 2
    a_moment_later(slack)
    await slack.people.app_uninstalled()
    await slack.settled()
    await many.idle()
    assert installed(tmp_path) == 1
    assert "Aarhus Kommune" in plain(await asked(slack, NEIGHBOUR))
    assert not await many.platform.checks["slack"]()


async def test_after_the_tokens_are_revoked_the_app_can_be_installed_anew(slack: StandIn, many: Connected, tmp_path: Path) -> None:
    await install(slack, many, slack.workspace)
    await asked(slack, HOME)
    a_moment_later(slack)
    await slack.people.tokens_revoked()
    await slack.settled()
    await many.idle()
    assert installed(tmp_path) == 0
    assert (await install(slack, many, slack.workspace)).status == 200
    await asked(slack, HOME, 2)


async def test_no_secret_is_written_down_anywhere(slack: StandIn, many: Connected, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    page = await install(slack, many, slack.workspace, rotating=True)
    await asked(slack, HOME)
    token = slack.world.bot_tokens[HOME]
    browser = Browser(many.address)
    await browser.get(BACK, code="made.up", state=await browser.begin())
    logged = capfd.readouterr()
    secrets = (token.value, token.refresh, slack.world.app.client_secret, slack.signing_secret, KEY)
    for place in (raw(tmp_path), page.text, logged.out, logged.err, many.metrics.text().decode()):
        assert not [secret for secret in secrets if secret in place]
