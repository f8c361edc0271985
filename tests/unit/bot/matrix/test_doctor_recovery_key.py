# SPDX-License-Identifier: MPL-2.0
"""`check` knows of the recovery key that the bot made itself."""

from pathlib import Path

from bot.doctor.matrix import matrix
from config.matrix_settings import MatrixSettings
from config.settings import Settings
from config.slack_settings import SlackSettings


def _said(directory: Path) -> str:
    given = MatrixSettings(homeserver="https://matrix.example.org", user="@os2bot:example.org", access_token="token", store_path=directory)
    return str(list(matrix(Settings(data_dir=directory, slack=SlackSettings(), matrix=given)))[2])


def test_a_key_that_lies_with_the_keys_is_used_and_a_copy_is_asked_for(tmp_path: Path) -> None:
    assert "MATRIX_RECOVERY_KEY is not set" in _said(tmp_path)
    (tmp_path / "recovery-key").write_text("key", encoding="utf-8")
    assert "keep a copy elsewhere" in _said(tmp_path)
