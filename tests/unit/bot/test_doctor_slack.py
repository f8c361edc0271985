# SPDX-License-Identifier: MPL-2.0
"""Without asking Slack, the doctor says which way it is connected, and what is missing."""

from pathlib import Path

import pytest

from bot.doctor import examine
from bot.doctor.finding import line
from tests.conftest import NOW

AT = "https://os2bot.example.org"
KEY = "A" * 43 + "="
SEVERAL = {
    "SLACK_CLIENT_ID": "1111.2222", "SLACK_CLIENT_SECRET": "hemmelig", "SLACK_SIGNING_SECRET": "hemmelig", "SLACK_MODE": "http",
    "OS2BOT_PUBLIC_URL": AT, "OS2BOT_ENCRYPTION_KEY": KEY,
}  # fmt: skip


async def _said(monkeypatch: pytest.MonkeyPatch, **given: str) -> list[str]:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    said = [line(finding) for finding in await examine(NOW) if finding.subject == "slack"]
    assert not any("hemmelig" in each for each in said)
    return said


async def test_without_settings_slack_is_simply_not_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await _said(monkeypatch) == ["ok       slack: not set up"]


async def test_a_secret_without_a_token_connects_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    (said,) = await _said(monkeypatch, SLACK_SIGNING_SECRET="hemmelig")
    assert said.startswith("note     slack: SLACK_SIGNING_SECRET is set, but no token and no client id | Set SLACK_BOT_TOKEN")


@pytest.mark.parametrize(("given", "way"), [
    ({"SLACK_BOT_TOKEN": "xoxb-hemmelig", "SLACK_APP_TOKEN": "xapp-hemmelig", "SLACK_SOCKETS": "1"}, "one workspace, events over Socket Mode by 1 socket"),
    ({"SLACK_BOT_TOKEN": "xoxb-hemmelig", "SLACK_SIGNING_SECRET": "hemmelig", "SLACK_MODE": "http", "OS2BOT_PUBLIC_URL": "https://a.example"},
     "one workspace, events over HTTP at https://a.example/slack/events"),
    (SEVERAL, f"several workspaces by OAuth, over HTTP: events at {AT}/slack/events, installed at {AT}/slack/install, redirect URL {AT}/slack/oauth_redirect"),
])  # fmt: skip
async def test_each_way_is_named(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], way: str) -> None:
    assert await _said(monkeypatch, **given) == [f"ok       slack: {way}"]


@pytest.mark.parametrize(("address", "what"), [(None, "not set"), ("http://os2bot.example.org", "no https:// address")])
async def test_over_http_slack_demands_https(monkeypatch: pytest.MonkeyPatch, address: str | None, what: str) -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-hemmelig", "SLACK_SIGNING_SECRET": "hemmelig", "SLACK_MODE": "http"}
    _, said = await _said(monkeypatch, **given, **({"OS2BOT_PUBLIC_URL": address} if address else {}))
    assert said.startswith(f"note     slack: OS2BOT_PUBLIC_URL is {what}")


async def test_a_file_with_something_else_in_it_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bot").write_text("xoxp-hemmelig\n", encoding="utf-8")
    (tmp_path / "app").write_text("\n", encoding="utf-8")
    said = await _said(monkeypatch, SLACK_BOT_TOKEN_FILE=str(tmp_path / "bot"), SLACK_APP_TOKEN_FILE=str(tmp_path / "app"))
    assert said[1].startswith("problem  slack: what SLACK_BOT_TOKEN holds does not begin with xoxb-")
    assert said[2].startswith("problem  slack: SLACK_APP_TOKEN is empty")


async def test_a_file_that_is_not_there_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (said,) = await _said(monkeypatch, SLACK_BOT_TOKEN="xoxb-hemmelig", SLACK_APP_TOKEN_FILE=str(tmp_path / "none"))
    assert said.startswith("problem  slack: ")
    assert "SLACK_APP_TOKEN_FILE" in said
    assert "cannot be read as text" in said


async def test_an_encryption_key_that_is_none_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    _, said = await _said(monkeypatch, **{**SEVERAL, "OS2BOT_ENCRYPTION_KEY": "hemmelig"})
    assert said.startswith("problem  slack: OS2BOT_ENCRYPTION_KEY is no key: it must be 32 bytes")
