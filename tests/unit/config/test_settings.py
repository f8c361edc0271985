# SPDX-License-Identifier: MPL-2.0
"""Settings come from the environment, secrets from files too, and what is wrong is said without showing a secret."""

from pathlib import Path

import pytest

from config.problems import ConfigError
from config.settings import load_settings


def test_without_any_setting_everything_has_a_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OS2BOT_DATA_DIR")
    settings = load_settings()
    assert settings.database == "sqlite:///.os2bot/os2bot.db"
    assert (settings.language, settings.time_zone, settings.admins, settings.http_host, settings.http_port) == (
        "da",
        "Europe/Copenhagen",
        ("console",),
        "127.0.0.1",
        8080,
    )
    assert str(settings.zone) == "Europe/Copenhagen"


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://a:b@host/name\n", encoding="utf-8")
    monkeypatch.setenv("OS2BOT_DATABASE_URL_FILE", str(tmp_path / "url"))
    assert load_settings().database == "postgresql://a:b@host/name"


def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OS2BOT_DATABASE_URL", "sqlite:///x")
    monkeypatch.setenv("OS2BOT_DATABASE_URL_FILE", str(tmp_path / "url"))
    with pytest.raises(ConfigError, match="are both set; keep one"):
        load_settings()


def test_a_secret_never_shows_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS2BOT_DATABASE_URL", "postgresql://user:hunter2@host/name")
    assert "hunter2" not in repr(load_settings())


def test_admins_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS2BOT_ADMINS", "console, slack:T0123:U0123, matrix:@a:example.org")
    assert load_settings().admins == ("console", "slack:T0123:U0123", "matrix:@a:example.org")


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS2BOT_HTTP_PORT", "99999")
    monkeypatch.setenv("OS2BOT_LOG_LEVEL", "LOUD")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert {problem.field for problem in caught.value.problems} == {"OS2BOT_HTTP_PORT", "OS2BOT_LOG_LEVEL"}
