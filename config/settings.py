# SPDX-License-Identifier: MPL-2.0
"""What an operator sets, in the environment or in `.env`. The only place that reads the environment."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config.matrix_settings import MATRIX_PREFIX, MatrixSettings
from config.problems import ConfigError, Problem
from config.secrets import secret
from config.slack_settings import SLACK_PREFIX, SlackSettings

PREFIX = "OS2BOT_"
ENV_FILE = ".env"
MAKE_KEY = "python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'"
LONGEST_KEPT = 36_500  # days
_OF_PLATFORMS: dict[str, type[BaseSettings]] = {SLACK_PREFIX: SlackSettings, MATRIX_PREFIX: MatrixSettings}
_CHANNEL = re.compile(r"slack:[TE][A-Z0-9]+:[CGD][A-Z0-9]+|matrix:!\S+")
_ADMIN = re.compile(r"console|slack:[TE][A-Z0-9]+:[UW][A-Z0-9]+|matrix:@[^:\s]+:\S+")


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("is no time zone; write one such as Europe/Copenhagen")
    return value


def _days(value: object) -> int:
    text = str(value).strip()
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= LONGEST_KEPT:
        raise ValueError(f"is no number of days; write a whole number from 1 to {LONGEST_KEPT}")
    return int(text)


Days = Annotated[int, BeforeValidator(_days)]


class Settings(BaseSettings):
    """Every setting, with its default. A secret may be given as a file whose path stands in `<NAME>_FILE`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore", frozen=True)

    database_url: SecretStr | None = None
    database_url_file: Path | None = None
    data_dir: Path = Path(".os2bot")
    config_dir: Path | None = None
    language: Literal["da", "en"] = "da"
    time_zone: Annotated[str, AfterValidator(_zone)] = "Europe/Copenhagen"
    admins: Annotated[tuple[str, ...], NoDecode] = ("console",)
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"
    keep_people_days: Days = 730
    keep_former_roles_days: Days = 1825
    keep_audit_days: Days = 1825
    keep_questions_days: Days = 365
    keep_notices_days: Days = 90
    keep_changes_days: Days = 2
    keep_absences_days: Days = 30
    keep_attendance_days: Days = 400
    keep_deliveries_days: Days = 400
    keep_onboarding_days: Days = 365
    keep_announcements_days: Days = 365
    calendar_minutes: Annotated[int, Field(ge=10, le=1440)] = 60
    release_hours: Annotated[int, Field(ge=0, le=168)] = 6
    fallback_channel: str | None = None
    public_url: str | None = None
    encryption_key: SecretStr | None = None
    encryption_key_file: Path | None = None
    slack: Annotated[SlackSettings, NoDecode] = Field(default_factory=SlackSettings, exclude=True)
    matrix: Annotated[MatrixSettings, NoDecode] = Field(default_factory=MatrixSettings, exclude=True)

    @field_validator("admins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("admins")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for admin in value:
            if not _ADMIN.fullmatch(admin):
                raise ValueError(f"'{admin}' is no admin; write console, slack:T0123:U0123 or matrix:@name:example.org, with commas between")
        return value

    @field_validator("fallback_channel")
    @classmethod
    def _channel(cls, value: str | None) -> str | None:
        if value is not None and not _CHANNEL.fullmatch(value):
            raise ValueError("is no channel; write one such as slack:T0123:C0123 or matrix:!room:example.org")
        return value

    @field_validator("config_dir")
    @classmethod
    def _directory(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError(f"'{value}' is not a directory")
        return value

    @model_validator(mode="after")
    def _one_way(self) -> "Settings":
        if self.database_url and self.database_url_file:
            raise ValueError("OS2BOT_DATABASE_URL and OS2BOT_DATABASE_URL_FILE are both set; keep one")
        if self.encryption_key and self.encryption_key_file:
            raise ValueError("OS2BOT_ENCRYPTION_KEY and OS2BOT_ENCRYPTION_KEY_FILE are both set; keep one")
        return self

    @model_validator(mode="after")
    def _installable(self) -> "Settings":
        if self.slack.client_id and not self.public_url:
            raise ValueError("OS2BOT_PUBLIC_URL is missing; SLACK_CLIENT_ID needs the address under which Slack and browsers reach this os2bot")
        if self.slack.client_id and not (self.encryption_key or self.encryption_key_file):
            raise ValueError(f"OS2BOT_ENCRYPTION_KEY is missing; workspaces' tokens are kept encrypted with it. Make one with: {MAKE_KEY}")
        return self

    @field_validator("public_url")
    @classmethod
    def _public(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
            raise ValueError("is no web address; write one such as https://os2bot.example.org")
        return value.rstrip("/")

    @property
    def database(self) -> str:
        """The database's address; without one, a SQLite file in the data directory. Holds a password: never log it."""
        if self.database_url:
            return self.database_url.get_secret_value()
        if self.database_url_file:
            return secret(None, self.database_url_file, "OS2BOT_DATABASE_URL", "the address")
        return f"sqlite:///{self.data_dir / 'os2bot.db'}"

    @property
    def encryption_keys(self) -> tuple[str, ...]:
        """The keys that secrets in the database are encrypted with; the first one encrypts, all of them decrypt. Never log them."""
        given = secret(self.encryption_key, self.encryption_key_file, "OS2BOT_ENCRYPTION_KEY", "the key")
        return tuple(key.strip() for key in given.split(",") if key.strip())

    @property
    def matrix_store(self) -> Path:
        """The directory that holds the Matrix account's keys."""
        return self.matrix.store_path or self.data_dir / "matrix"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


def load_settings() -> Settings:
    """The settings in force. Raises ConfigError with one problem a setting; a value is never repeated where it may be secret."""
    prefix = SLACK_PREFIX
    try:
        slack = SlackSettings()
        prefix = MATRIX_PREFIX
        matrix = MatrixSettings()
        prefix = PREFIX
        return Settings(slack=slack, matrix=matrix)
    except UnicodeDecodeError as error:
        raise ConfigError(Problem("is not UTF-8 text; save it as UTF-8", Path(".env"))) from error
    except ValidationError as error:
        raise ConfigError(*(_problem(detail, prefix) for detail in error.errors(include_url=False, include_input=False))) from error


def unknown_settings() -> list[str]:
    """Names in the environment and in `.env` that begin like ours but are none: most likely misspelt."""
    given = {*os.environ, *(dotenv_values(ENV_FILE, interpolate=False) if Path(ENV_FILE).is_file() else ())}
    return sorted(name for name in given if name.upper().startswith((PREFIX, *_OF_PLATFORMS)) and name.upper() not in setting_names())


def setting_names() -> frozenset[str]:
    """Every setting's name in the environment."""
    own = {f"{PREFIX}{name}".upper() for name in Settings.model_fields if name not in ("slack", "matrix")}
    return frozenset(own | {f"{prefix}{name}".upper() for prefix, settings in _OF_PLATFORMS.items() for name in settings.model_fields})


def _problem(detail: Any, prefix: str) -> Problem:
    name = prefix + str(detail["loc"][0]).upper() if detail["loc"] else ""
    message = detail["msg"].removeprefix("Value error, ").replace("Input should be", "must be").replace("Assertion failed, ", "")
    return Problem(message, field=name)
