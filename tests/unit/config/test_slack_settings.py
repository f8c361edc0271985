# SPDX-License-Identifier: MPL-2.0
"""What is set for Slack: one way or the other, whole, and each mistake in one sentence that repeats no secret."""

import base64
from collections.abc import Mapping
from pathlib import Path

import pytest

from config.problems import ConfigError
from config.settings import Settings, load_settings, setting_names, unknown_settings

SECRET = "hemmelig"
SOCKET = {"SLACK_BOT_TOKEN": f"xoxb-{SECRET}", "SLACK_APP_TOKEN": f"xapp-{SECRET}"}
HTTP = {"SLACK_BOT_TOKEN": f"xoxb-{SECRET}", "SLACK_SIGNING_SECRET": SECRET, "SLACK_MODE": "http"}
SEVERAL = {
    "SLACK_CLIENT_ID": "1111.2222", "SLACK_CLIENT_SECRET": SECRET, "SLACK_SIGNING_SECRET": SECRET, "SLACK_MODE": "http",
    "OS2BOT_PUBLIC_URL": "https://os2bot.example.org", "OS2BOT_ENCRYPTION_KEY": f"{SECRET}-nøgle",
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _load(monkeypatch: pytest.MonkeyPatch, given: Mapping[str, str], **more: str | None) -> Settings:
    for name, value in {**given, **more}.items():
        if value is not None:
            monkeypatch.setenv(name, value)
    return load_settings()


def _problem(monkeypatch: pytest.MonkeyPatch, given: Mapping[str, str], **more: str | None) -> str:
    with pytest.raises(ConfigError) as caught:
        _load(monkeypatch, given, **more)
    (problem,) = caught.value.problems
    said = str(problem)
    assert SECRET not in said
    assert "\n" not in said
    return said


def test_without_any_setting_slack_is_not_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    slack = _load(monkeypatch, {}).slack
    assert (slack.connects, slack.mode, slack.sockets, slack.api_url) == (False, "socket", 2, "https://slack.com/api/")


@pytest.mark.parametrize("given", [SOCKET, HTTP, SEVERAL])
def test_each_way_is_whole_with_its_own_settings(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    settings = _load(monkeypatch, given)
    assert settings.slack.connects
    assert SECRET not in repr(settings)
    assert SECRET not in repr(settings.slack)


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {**SOCKET, "SLACK_SIGNING_SECRET": "signed", "SLACK_CLIENT_SECRET": "shared"}.items():
        (tmp_path / name).write_text(f"{value}\n", encoding="utf-8")
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / name))
    slack = load_settings().slack
    assert slack.connects
    assert [slack.token(name) for name in ("bot_token", "app_token", "signing_secret", "client_secret")] == [*SOCKET.values(), "signed", "shared"]


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slack = _load(monkeypatch, SOCKET, SLACK_SIGNING_SECRET_FILE=str(tmp_path / "none")).slack
    assert slack.token("client_secret") == ""
    with pytest.raises(ConfigError, match=r"SLACK_SIGNING_SECRET_FILE.*cannot be read as text"):
        slack.token("signing_secret")


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_SECRET"])
def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    given = {**SOCKET, name: SOCKET.get(name, SECRET), f"{name}_FILE": "/run/secrets/it"}
    assert _problem(monkeypatch, given).endswith(f"{name} and {name}_FILE are both set; keep one")


@pytest.mark.parametrize(("given", "lacks"), [
    (SOCKET, "SLACK_APP_TOKEN"), (SOCKET, "SLACK_BOT_TOKEN"), (HTTP, "SLACK_SIGNING_SECRET"), (SEVERAL, "SLACK_CLIENT_SECRET"),
    (SEVERAL, "SLACK_SIGNING_SECRET"), (SEVERAL, "OS2BOT_PUBLIC_URL"), (SEVERAL, "OS2BOT_ENCRYPTION_KEY"),
])  # fmt: skip
def test_what_a_way_lacks_is_named_with_where_to_get_it(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], lacks: str) -> None:
    said = _problem(monkeypatch, {name: value for name, value in given.items() if name != lacks})
    assert f"{lacks} is missing; " in said


def test_one_workspace_and_several_exclude_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "SLACK_CLIENT_ID is for several workspaces, SLACK_BOT_TOKEN for one" in _problem(monkeypatch, SEVERAL, SLACK_BOT_TOKEN=f"xoxb-{SECRET}")


def test_several_workspaces_need_http(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "SLACK_MODE must be http with SLACK_CLIENT_ID" in _problem(monkeypatch, {**SEVERAL, "SLACK_MODE": "socket"})


@pytest.mark.parametrize(("name", "begins"), [("SLACK_BOT_TOKEN", "xoxb-"), ("SLACK_APP_TOKEN", "xapp-")])
def test_a_token_of_another_kind_is_told_by_its_beginning(monkeypatch: pytest.MonkeyPatch, name: str, begins: str) -> None:
    assert f"{name} must begin with {begins}" in _problem(monkeypatch, {**SOCKET, name: f"xoxp-{SECRET}"})


@pytest.mark.parametrize("address", ["slack.com/api/", "ftp://slack.com/", "https://", f"https://{SECRET}@slack.com/api/", "https://slack.com/api/?a=b"])
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    assert "SLACK_API_URL" in (said := _problem(monkeypatch, {"SLACK_API_URL": address}))
    assert "is no web address" in said


@pytest.mark.parametrize(("address", "used"), [
    ("https://slack.example.org/api", "https://slack.example.org/api/"), ("http://127.0.0.1:8000/api/", "http://127.0.0.1:8000/api/"),
    ("http://localhost/api/", "http://localhost/api/"), ("http://[::1]/api/", "http://[::1]/api/"),
])  # fmt: skip
def test_an_address_ends_with_a_slash_and_may_be_this_machine(monkeypatch: pytest.MonkeyPatch, address: str, used: str) -> None:
    assert _load(monkeypatch, {"SLACK_API_URL": address}).slack.api_url == used


def test_tokens_are_sent_over_https_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "must begin with https://" in _problem(monkeypatch, {"SLACK_API_URL": "http://slack.example.org/api/"})


@pytest.mark.parametrize(("name", "value"), [("SLACK_MODE", "rtm"), ("SLACK_SOCKETS", "0"), ("SLACK_SOCKETS", "11"), ("SLACK_SOCKETS", "many")])
def test_a_value_out_of_bounds_names_its_setting(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert name in _problem(monkeypatch, {name: value})


@pytest.mark.parametrize(
    ("address", "used"), [("https://os2bot.example.org/", "https://os2bot.example.org"), ("http://localhost:8080", "http://localhost:8080")]
)
def test_the_public_address_ends_without_a_slash(monkeypatch: pytest.MonkeyPatch, address: str, used: str) -> None:
    assert _load(monkeypatch, {"OS2BOT_PUBLIC_URL": address}).public_url == used


@pytest.mark.parametrize("address", ["os2bot.example.org", "https://", "ftp://a/", f"https://{SECRET}@a/", "https://a/?b", "https://a/#b"])
def test_a_public_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    assert "OS2BOT_PUBLIC_URL" in _problem(monkeypatch, {"OS2BOT_PUBLIC_URL": address})


def test_encryption_keys_are_a_list_with_commas_and_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    new, old = (base64.urlsafe_b64encode(byte * 32).decode() for byte in (b"n", b"o"))
    assert _load(monkeypatch, {"OS2BOT_ENCRYPTION_KEY": f"{new}, {old},"}).encryption_keys == (new, old)
    monkeypatch.delenv("OS2BOT_ENCRYPTION_KEY")
    assert load_settings().encryption_keys == ()
    (tmp_path / "key").write_text(f"{new}\n", encoding="utf-8")
    monkeypatch.setenv("OS2BOT_ENCRYPTION_KEY_FILE", str(tmp_path / "key"))
    assert load_settings().encryption_keys == (new,)


def test_an_encryption_key_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"OS2BOT_ENCRYPTION_KEY": SECRET, "OS2BOT_ENCRYPTION_KEY_FILE": "/run/secrets/key"}
    assert "OS2BOT_ENCRYPTION_KEY and OS2BOT_ENCRYPTION_KEY_FILE are both set" in _problem(monkeypatch, given)


def test_misspelt_settings_of_slack_are_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKN=x\n", encoding="utf-8")
    monkeypatch.setenv("SLACK_MOD", "http")
    assert unknown_settings() == ["SLACK_BOT_TOKN", "SLACK_MOD"]
    assert {"SLACK_MODE", "SLACK_BOT_TOKEN_FILE", "OS2BOT_PUBLIC_URL", "OS2BOT_ENCRYPTION_KEY"} <= setting_names()
    assert not any(name.endswith("_SLACK") for name in setting_names())


def test_the_env_file_is_read_for_slack_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in SOCKET.items()), encoding="utf-8")
    assert load_settings().slack.token("bot_token") == SOCKET["SLACK_BOT_TOKEN"]
