# SPDX-License-Identifier: MPL-2.0
"""What is set for Matrix: one account, one way of logging in, and each mistake in one sentence that repeats no secret."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from config.matrix_settings import is_user_id
from config.problems import ConfigError
from config.settings import Settings, load_settings, setting_names, unknown_settings

SECRET = "hemmelig"
ACCOUNT = {"MATRIX_HOMESERVER": "https://matrix.example.org", "MATRIX_USER": "@os2bot:example.org"}
TOKEN = {**ACCOUNT, "MATRIX_ACCESS_TOKEN": f"syt_{SECRET}"}
PAIR = {**TOKEN, "MATRIX_REFRESH_TOKEN": f"syr_{SECRET}"}
PASSWORD = {**ACCOUNT, "MATRIX_PASSWORD": SECRET}
SECRETS = ("MATRIX_ACCESS_TOKEN", "MATRIX_REFRESH_TOKEN", "MATRIX_PASSWORD", "MATRIX_STORE_PASSPHRASE", "MATRIX_RECOVERY_KEY")


@pytest.fixture(autouse=True)
def no_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _load(monkeypatch: pytest.MonkeyPatch, given: Mapping[str, str], **more: str) -> Settings:
    for name, value in {**given, **more}.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def _problem(monkeypatch: pytest.MonkeyPatch, given: Mapping[str, str], **more: str) -> str:
    with pytest.raises(ConfigError) as caught:
        _load(monkeypatch, given, **more)
    (problem,) = caught.value.problems
    said = str(problem)
    assert SECRET not in said
    assert "\n" not in said
    return said


def test_without_any_setting_matrix_is_not_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _load(monkeypatch, {"OS2BOT_DATA_DIR": "data"})
    assert (settings.matrix.connects, settings.matrix_store) == (False, Path("data/matrix"))


@pytest.mark.parametrize("given", [TOKEN, PAIR, PASSWORD])
def test_each_way_of_logging_in_is_whole_with_its_own_settings(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    settings = _load(monkeypatch, given, MATRIX_STORE_PASSPHRASE=SECRET, MATRIX_RECOVERY_KEY=SECRET, MATRIX_STORE_PATH="/srv/keys")
    assert (settings.matrix.connects, settings.matrix.server, settings.matrix_store) == (True, "example.org", Path("/srv/keys"))
    assert SECRET not in repr(settings)
    assert SECRET not in repr(settings.matrix)


def test_secrets_may_stand_in_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {**PAIR, "MATRIX_STORE_PASSPHRASE": "pass", "MATRIX_RECOVERY_KEY": "EsTx"}.items():
        (tmp_path / name).write_text(f"{value}\n", encoding="utf-8")
        monkeypatch.setenv(name if name in ACCOUNT else f"{name}_FILE", value if name in ACCOUNT else str(tmp_path / name))
    matrix = load_settings().matrix
    assert matrix.connects
    told = [matrix.secret_of(name) for name in ("access_token", "refresh_token", "password", "store_passphrase", "recovery_key")]
    assert told == [f"syt_{SECRET}", f"syr_{SECRET}", "", "pass", "EsTx"]


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    matrix = _load(monkeypatch, ACCOUNT, MATRIX_PASSWORD_FILE=str(tmp_path / "none")).matrix
    with pytest.raises(ConfigError, match=r"MATRIX_PASSWORD_FILE.*cannot be read as text"):
        matrix.secret_of("password")


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    given = {**(PASSWORD if name == "MATRIX_PASSWORD" else PAIR), name: SECRET, f"{name}_FILE": "/run/secrets/it"}
    assert _problem(monkeypatch, given).endswith(f"{name} and {name}_FILE are both set; keep one")


@pytest.mark.parametrize(("given", "lacks"), [
    (TOKEN, "MATRIX_HOMESERVER"), (PASSWORD, "MATRIX_USER"), (TOKEN, "MATRIX_ACCESS_TOKEN"), (PASSWORD, "MATRIX_PASSWORD"), (PAIR, "MATRIX_ACCESS_TOKEN"),
    ({"MATRIX_DEVICE_ID": "BOT"}, "MATRIX_HOMESERVER"), ({**ACCOUNT, "MATRIX_DEVICE_ID": "BOT"}, "MATRIX_PASSWORD"),
])  # fmt: skip
def test_what_is_missing_is_named_with_where_to_get_it(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], lacks: str) -> None:
    said = _problem(monkeypatch, {name: value for name, value in given.items() if name != lacks})
    assert lacks in said.partition(" is missing; ")[0]
    assert " is missing; " in said


@pytest.mark.parametrize(("given", "both"), [
    ({**TOKEN, **PASSWORD}, "MATRIX_ACCESS_TOKEN and MATRIX_PASSWORD"), ({**PASSWORD, "MATRIX_REFRESH_TOKEN": SECRET}, "MATRIX_REFRESH_TOKEN and MATRIX_PASSWORD"),
    ({**TOKEN, "MATRIX_PASSWORD_FILE": "/run/secrets/it"}, "MATRIX_ACCESS_TOKEN and MATRIX_PASSWORD"),
])  # fmt: skip
def test_two_ways_of_logging_in_contradict_each_other(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], both: str) -> None:
    assert f"{both} are both set; keep one" in _problem(monkeypatch, given)


@pytest.mark.parametrize(("given", "used"), [
    ("https://matrix.example.org/", "https://matrix.example.org"), ("example.org", "https://example.org"), ("example.org:8448", "https://example.org:8448"),
    ("http://127.0.0.1:8008", "http://127.0.0.1:8008"), ("http://localhost:8008/", "http://localhost:8008"), ("http://[::1]:8008", "http://[::1]:8008"),
    ("https://example.org/matrix/", "https://example.org/matrix"),
])  # fmt: skip
def test_a_homeserver_is_an_address_or_a_name_that_is_made_one(monkeypatch: pytest.MonkeyPatch, given: str, used: str) -> None:
    assert _load(monkeypatch, {**TOKEN, "MATRIX_HOMESERVER": given}).matrix.homeserver == used


@pytest.mark.parametrize(
    "given", ["ftp://example.org", "https://", f"https://{SECRET}@example.org", "https://example.org/?a=b", "https://a#b", "a b", "a:99999"]
)
def test_a_homeserver_that_is_no_address_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert _problem(monkeypatch, {**TOKEN, "MATRIX_HOMESERVER": given}).startswith("MATRIX_HOMESERVER: is no web address")


@pytest.mark.parametrize("given", ["http://matrix.example.org", "http://10.0.0.1:8008"])
def test_tokens_are_sent_over_https_alone(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert "must begin with https://" in _problem(monkeypatch, {**TOKEN, "MATRIX_HOMESERVER": given})


@pytest.mark.parametrize("given", ["os2bot", "@os2bot", "os2bot:example.org", "@:example.org", "@os2 bot:example.org", "@os2bot:", f"@{'a' * 250}:example.org"])
def test_a_user_is_a_full_id(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert "MATRIX_USER: is no full user id" in _problem(monkeypatch, {**TOKEN, "MATRIX_USER": given})
    assert not is_user_id(given)


@pytest.mark.parametrize("given", ["@a:example.org:8448", "@Gammel_Navn+2:[2001:db8::1]:80", "@a:10.0.0.1"])
def test_a_homeserver_in_a_user_id_may_have_a_port_and_be_an_address(given: str) -> None:
    assert is_user_id(given)


@pytest.mark.parametrize(("given", "used"), [(" ", None), ("Other.example, third.example:8448,", ("other.example", "third.example:8448")), ("*", ("*",))])
def test_homeservers_whose_people_may_invite_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch, given: str, used: tuple[str, ...] | None) -> None:
    assert _load(monkeypatch, TOKEN, MATRIX_ALLOWED_HOMESERVERS=given).matrix.allowed_homeservers == used


@pytest.mark.parametrize(("given", "what"), [
    ("https://example.org", "'https://example.org' is no name of a homeserver"), ("@a:example.org", "is no name of a homeserver"),
    ("*.example.org", "is no name"), ("*,example.org", "holds *"),
])  # fmt: skip
def test_a_list_of_something_else_is_refused(monkeypatch: pytest.MonkeyPatch, given: str, what: str) -> None:
    assert what in (said := _problem(monkeypatch, TOKEN, MATRIX_ALLOWED_HOMESERVERS=given))
    assert said.startswith("MATRIX_ALLOWED_HOMESERVERS: ")


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _load(monkeypatch, dict.fromkeys((*ACCOUNT, "MATRIX_DEVICE_ID", "MATRIX_ACCESS_TOKEN"), "")).matrix.connects


def test_misspelt_settings_of_matrix_are_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MATRIX_ACCES_TOKEN=x\n", encoding="utf-8")
    monkeypatch.setenv("MATRIX_ROOM", "x")
    assert unknown_settings() == ["MATRIX_ACCES_TOKEN", "MATRIX_ROOM"]
    assert {f"{name}_FILE" for name in SECRETS} <= setting_names()
    assert not any(name.endswith(("_SLACK", "OS2BOT_MATRIX")) for name in setting_names())
