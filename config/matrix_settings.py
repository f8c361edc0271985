# SPDX-License-Identifier: MPL-2.0
"""What an operator sets about Matrix: `MATRIX_…`."""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config.secrets import secret
from config.slack_settings import on_this_machine

MATRIX_PREFIX = "MATRIX_"
ANY_SERVER = "*"
Secret = Literal["access_token", "refresh_token", "password", "store_passphrase", "recovery_key"]

_SECRETS: tuple[Secret, ...] = ("access_token", "refresh_token", "password", "store_passphrase", "recovery_key")
_LONGEST_USER = 255
_SERVER = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
"""https://spec.matrix.org/latest/appendices/#server-name"""
_DEVICE = re.compile(r"[!-~]{1,128}")  # clients show no others


class MatrixSettings(BaseSettings):
    """One account, logged in by a token, a pair of tokens, or a password. Secrets may be given as files."""

    model_config = SettingsConfigDict(env_prefix=MATRIX_PREFIX, env_file=".env", extra="ignore", frozen=True)

    homeserver: str | None = None
    user: str | None = None
    access_token: SecretStr | None = None
    access_token_file: Path | None = None
    refresh_token: SecretStr | None = None
    refresh_token_file: Path | None = None
    password: SecretStr | None = None
    password_file: Path | None = None
    device_id: str | None = None
    store_path: Path | None = None
    store_passphrase: SecretStr | None = None
    store_passphrase_file: Path | None = None
    recovery_key: SecretStr | None = None
    recovery_key_file: Path | None = None
    allowed_homeservers: Annotated[tuple[str, ...] | None, NoDecode] = None

    @field_validator("homeserver")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        """A name alone is taken for its address; whoever delegates (`.well-known`) gives the clients' address."""
        if not value:
            return None
        parts = urlsplit(value if "://" in value else f"https://{value}")
        if parts.scheme not in ("http", "https") or not _is_host(parts.netloc) or parts.query or parts.fragment:
            raise ValueError("is no web address; write the one that clients use, such as https://matrix.example.org")
        if parts.scheme == "http" and not on_this_machine(parts.hostname or ""):
            raise ValueError("must begin with https://: tokens are sent there")
        return parts.geturl().rstrip("/")

    @field_validator("user")
    @classmethod
    def _whole_id(cls, value: str | None) -> str | None:
        if value and not is_user_id(value):
            raise ValueError("is no full user id; write it with its homeserver, such as @os2bot:example.org")
        return value

    @field_validator("device_id")
    @classmethod
    def _device(cls, value: str | None) -> str | None:
        if value and not _DEVICE.fullmatch(value):
            raise ValueError("is no device id; copy it from where the token was made, or leave it out")
        return value

    @field_validator("allowed_homeservers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip().lower() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("allowed_homeservers")
    @classmethod
    def _servers(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for server in value or ():
            if server != ANY_SERVER and not _SERVER.fullmatch(server):
                raise ValueError(
                    f"'{server}' is no name of a homeserver; write example.org, as behind the colon of a user id, with commas between, or * for any"
                )
        if value and ANY_SERVER in value and len(value) > 1:
            raise ValueError("holds *, which is any homeserver, and others besides; keep the * or the others")
        return value or None

    @model_validator(mode="after")
    def _one_way(self) -> "MatrixSettings":
        for name in _SECRETS:
            if getattr(self, name) and getattr(self, f"{name}_file"):
                raise ValueError(f"{_name(name)} and {_name(name)}_FILE are both set; keep one")
        if self.is_set("access_token") and self.is_set("password"):
            raise ValueError("MATRIX_ACCESS_TOKEN and MATRIX_PASSWORD are both set; keep one: each is a way of logging in")
        if self.is_set("refresh_token") and self.is_set("password"):
            raise ValueError("MATRIX_REFRESH_TOKEN and MATRIX_PASSWORD are both set; keep one: a refresh token belongs to an access token")
        if self.is_set("refresh_token") and not self.is_set("access_token"):
            raise ValueError("MATRIX_ACCESS_TOKEN is missing; a refresh token is of use with the access token that it was given with")
        return self

    @model_validator(mode="after")
    def _whole(self) -> "MatrixSettings":
        if not self.connects:
            return self
        if not self.homeserver:
            raise ValueError("MATRIX_HOMESERVER is missing; write the address that clients use, such as https://matrix.example.org")
        if not self.user:
            raise ValueError("MATRIX_USER is missing; write the bot's full user id, such as @os2bot:example.org")
        if not self.is_set("access_token") and not self.is_set("password"):
            raise ValueError("MATRIX_ACCESS_TOKEN or MATRIX_PASSWORD is missing; docs/matrix.md says how to get a token")
        return self

    @property
    def connects(self) -> bool:
        """Whether anything is set that only an account needs."""
        account = (self.homeserver, self.user, self.device_id)
        return any(account) or any(self.is_set(name) for name in ("access_token", "refresh_token", "password"))

    @property
    def server(self) -> str:
        """The name of the account's own homeserver, as other servers know it; empty without an account."""
        return (self.user or "").partition(":")[2].lower()

    def allows(self, server: str) -> bool:
        """Whether people of this homeserver may bring the bot into rooms. Without a list, those of its own may."""
        allowed = self.allowed_homeservers or (self.server,)
        return ANY_SERVER in allowed or (bool(server) and server.lower() in allowed)

    def is_set(self, name: Secret) -> bool:
        """Here or as a file; nothing is read."""
        return bool(getattr(self, name) or getattr(self, f"{name}_file"))

    def secret_of(self, name: Secret) -> str:
        """The secret of this name; empty where it is not set. Never log it. Raises ConfigError for a file that cannot be read as text."""
        return secret(getattr(self, name), getattr(self, f"{name}_file"), _name(name))


def is_user_id(text: str) -> bool:
    """`@name:server`, as in https://spec.matrix.org/latest/appendices/#user-identifiers, with the names that older servers gave."""
    name, _, server = text.partition(":")
    return bool(re.fullmatch(r"@[!-9;-~]+", name) and _SERVER.fullmatch(server)) and len(text.encode()) <= _LONGEST_USER


def _is_host(text: str) -> bool:
    """A name or an address, and perhaps a port; nobody's name and password."""
    return bool(_SERVER.fullmatch(text)) and int(text.rpartition(":")[2] if re.search(r":[0-9]+$", text) else 0) < 1 << 16


def _name(field: str) -> str:
    return f"{MATRIX_PREFIX}{field}".upper()
