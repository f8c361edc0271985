# SPDX-License-Identifier: MPL-2.0
"""The doctor looks at what is set for Matrix, without asking a homeserver and without showing a secret."""

from pathlib import Path

import pytest

from bot.adapters.matrix.trust.recovery_key import encode
from bot.doctor import examine
from bot.doctor.finding import line
from tests.conftest import NOW

SECRET = "hemmelig"
ACCOUNT = {"MATRIX_HOMESERVER": "https://matrix.example.org", "MATRIX_USER": "@os2bot:example.org"}
TOKEN = {**ACCOUNT, "MATRIX_ACCESS_TOKEN": SECRET}
KEY = encode(b"k" * 32)


async def _said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **given: str) -> list[str]:
    monkeypatch.chdir(tmp_path)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    said = [line(finding) for finding in await examine(NOW) if finding.subject == "matrix"]
    assert not any(SECRET in each or KEY in each for each in said)
    return said


async def test_without_settings_matrix_is_simply_not_set_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert await _said(monkeypatch, tmp_path) == ["ok       matrix: not set up"]


async def test_a_secret_without_an_account_connects_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (said,) = await _said(monkeypatch, tmp_path, MATRIX_RECOVERY_KEY=KEY, MATRIX_ALLOWED_HOMESERVERS="*")
    assert said.startswith("note     matrix: MATRIX_RECOVERY_KEY, MATRIX_ALLOWED_HOMESERVERS are set, but no account | Set MATRIX_HOMESERVER")


@pytest.mark.parametrize(("given", "way"), [
    (TOKEN, "by an access token"), ({**TOKEN, "MATRIX_REFRESH_TOKEN": SECRET}, "by an access token, renewed by its refresh token"),
    ({**ACCOUNT, "MATRIX_PASSWORD": SECRET}, "logged in once by its password; the token is kept with the keys"),
])  # fmt: skip
async def test_each_way_of_logging_in_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: dict[str, str], way: str) -> None:
    said = await _said(monkeypatch, tmp_path, **given, MATRIX_RECOVERY_KEY=KEY)
    assert said[0] == f"ok       matrix: @os2bot:example.org on https://matrix.example.org, {way}"
    assert [each.split()[0] for each in said] == ["ok"] * 4
    assert said[3].endswith("people of example.org may bring the bot into rooms, and whoever has the right to")


async def test_a_secret_in_a_file_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("\n", encoding="utf-8")
    said = await _said(monkeypatch, tmp_path, **ACCOUNT, MATRIX_ACCESS_TOKEN_FILE=str(tmp_path / "token"))
    assert said[1].startswith("problem  matrix: MATRIX_ACCESS_TOKEN is empty")
    (said_of_none,) = await _said(monkeypatch, tmp_path, MATRIX_ACCESS_TOKEN_FILE=str(tmp_path / "none"))
    assert "MATRIX_ACCESS_TOKEN_FILE: cannot be read as text" in said_of_none


@pytest.mark.parametrize(("key", "state", "what"), [
    ("", "note", "MATRIX_RECOVERY_KEY is not set"), (KEY[:-4], "problem", "MATRIX_RECOVERY_KEY is no recovery key"), (KEY, "ok", "MATRIX_RECOVERY_KEY is well-formed"),
])  # fmt: skip
async def test_the_recovery_key_is_looked_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str, state: str, what: str) -> None:
    said = (await _said(monkeypatch, tmp_path, **TOKEN, **({"MATRIX_RECOVERY_KEY": key} if key else {})))[2]
    assert said.startswith(f"{state:8} matrix: {what}")


@pytest.mark.parametrize(("directory", "file", "what"), [
    (0o700, 0o600, "closed to others"), (0o750, 0o600, "is open to others of this machine: keys"), (0o700, 0o644, "is open to others of this machine: a.db"),
])  # fmt: skip
async def test_the_keys_are_closed_to_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, directory: int, file: int, what: str) -> None:
    store = tmp_path / "keys"
    store.mkdir()
    (store / "a.db").touch()
    (store / "a.db").chmod(file)
    store.chmod(directory)
    said = (await _said(monkeypatch, tmp_path, **TOKEN, MATRIX_STORE_PATH=str(store)))[1]
    assert what in said
    assert said.startswith("ok" if "closed" in what else "problem")


async def test_a_store_that_is_no_directory_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "keys").touch()
    assert "is not a directory" in (await _said(monkeypatch, tmp_path, **TOKEN, MATRIX_STORE_PATH=str(tmp_path / "keys")))[1]


@pytest.mark.parametrize(("given", "what"), [("*", "people of any homeserver"), ("other.example", "people of other.example")])
async def test_who_may_invite_from_elsewhere_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str, what: str) -> None:
    said = (await _said(monkeypatch, tmp_path, **TOKEN, MATRIX_ALLOWED_HOMESERVERS=given))[3]
    assert said.startswith(f"note     matrix: {what} may bring the bot into rooms")
