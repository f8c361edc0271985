# SPDX-License-Identifier: MPL-2.0
"""What can be known of Dockerfile and compose.yaml without a Docker engine: that they name things there are, and give nothing away."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

from config.settings import Settings
from tests.unit.test_settings_documented import NAMES

ROOT = Path(__file__).parents[2]
Stage = list[tuple[str, str]]


def _stages() -> list[Stage]:
    """Each stage as (instruction, argument), continued lines joined."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    stages: list[Stage] = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            instruction, _, argument = line.partition(" ")
            if instruction == "FROM":
                stages.append([])
            stages[-1].append((instruction, argument))
    return stages


def _only(stage: Stage, instruction: str) -> str:
    (argument,) = [value for name, value in stage if name == instruction]
    return argument


def _environment(stage: Stage) -> dict[str, str]:
    return dict(pair.split("=", 1) for name, value in stage if name == "ENV" for pair in value.split())


def _compose() -> Any:
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


BUILD, FINAL = _stages()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_both_stages_stand_on_the_same_pinned_python() -> None:
    bases = {_only(stage, "FROM").removesuffix(" AS build") for stage in (BUILD, FINAL)}
    assert bases == {"python:3.13-slim-bookworm"}


def test_everything_that_is_copied_exists_and_is_let_in() -> None:
    sources = {source for name, value in BUILD if name == "COPY" for source in value.split()[:-1]}
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert all((ROOT / source).exists() for source in sources)
    assert {line[1:] for line in ignored if line.startswith("!")} == sources
    assert "*" in ignored


def test_every_package_and_file_of_the_project_is_copied() -> None:
    sources = {source for name, value in BUILD if name == "COPY" for source in value.split()[:-1]}
    project = PROJECT["project"]
    assert {*PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"], project["readme"], *project["license-files"], "uv.lock"} <= sources


def test_the_image_is_built_with_the_uv_of_the_makefile_and_the_locked_versions() -> None:
    pinned = re.search(r"UV_VERSION := (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    commands = [value for name, value in BUILD if name == "RUN"]
    assert pinned is not None
    assert f"uv=={pinned[1]}" in commands[0]
    assert commands[-1] == "uv sync --locked --no-dev --no-editable"


def test_it_starts_our_script_directly_and_not_as_root() -> None:
    assert [json.loads(_only(FINAL, name)) for name in ("ENTRYPOINT", "CMD")] == [["os2bot"], ["run"]]
    assert PROJECT["project"]["scripts"]["os2bot"] == "bot.cli:main"
    assert _only(FINAL, "USER").split(":")[0] not in ("", "0", "root")
    assert _only(FINAL, "STOPSIGNAL") == "SIGTERM"


def test_what_is_kept_lies_on_a_volume_that_the_user_owns() -> None:
    made = _only(FINAL, "RUN")
    assert json.loads(_only(FINAL, "VOLUME")) == ["/data"]
    assert "--owner os2bot --group os2bot --mode 0700 /data" in made
    assert f"--uid {_only(FINAL, 'USER').split(':')[0]} " in made


def test_every_setting_it_names_is_one_and_no_secret() -> None:
    settings = {name: value for name, value in _environment(FINAL).items() if name.startswith("OS2BOT_")}
    assert set(settings) <= NAMES
    assert not any("DATABASE_URL" in name for name in settings)
    assert settings["OS2BOT_DATA_DIR"] == "/data"
    assert settings["OS2BOT_HTTP_PORT"] == _only(FINAL, "EXPOSE") == str(Settings.model_fields["http_port"].default)


def test_its_health_is_asked_with_valid_python_at_livez() -> None:
    command = json.loads(_only(FINAL, "HEALTHCHECK").partition(" CMD ")[2])
    assert command[:2] == ["python", "-c"]
    compile(command[2], "healthcheck", "exec")
    assert "/livez" in command[2]


def test_compose_starts_the_bot_when_the_database_is_healthy() -> None:
    services = _compose()["services"]
    assert services["bot"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert services["database"]["image"].startswith("postgres:18")
    assert all("healthcheck" in service for service in services.values())
    compile(services["bot"]["healthcheck"]["test"][3], "healthcheck", "exec")


def test_compose_gives_the_address_as_a_file_and_no_password_anywhere() -> None:
    compose = _compose()
    bot, database = compose["services"]["bot"], compose["services"]["database"]
    assert set(bot["environment"]) <= NAMES
    assert bot["environment"]["OS2BOT_DATABASE_URL_FILE"] == "/run/secrets/database_url"
    assert bot["secrets"] == ["database_url"]
    assert database["environment"]["POSTGRES_PASSWORD_FILE"] == "/run/secrets/database_password"
    assert all(secret["file"].startswith("./secrets/") for secret in compose["secrets"].values())
    assert "secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_compose_shuts_the_bot_in() -> None:
    compose = _compose()
    bot, database = compose["services"]["bot"], compose["services"]["database"]
    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert all("no-new-privileges:true" in service["security_opt"] for service in (bot, database))
    assert all(port.startswith("127.0.0.1:") for port in bot["ports"])
    assert "ports" not in database
    assert compose["networks"]["inside"] == {"internal": True}
    assert {volume.split(":")[0] for service in (bot, database) for volume in service["volumes"]} == set(compose["volumes"])


def test_slacks_secrets_in_compose_need_only_be_uncommented() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    compose = yaml.safe_load(re.sub(r"^( *)# (?=- slack_|slack_|SLACK_|  file: )", r"\1", text, flags=re.MULTILINE))
    bot = compose["services"]["bot"]
    files = {name: path for name, path in bot["environment"].items() if name.startswith("SLACK_")}
    assert set(bot["environment"]) <= NAMES
    assert {name.removesuffix("_FILE").lower(): path for name, path in files.items()} == {
        secret: f"/run/secrets/{secret}" for secret in bot["secrets"] if secret != "database_url"
    }
    assert set(bot["secrets"]) <= set(compose["secrets"])
    assert all(secret["file"] == f"./secrets/{name}" for name, secret in compose["secrets"].items())
