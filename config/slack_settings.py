# SPDX-License-Identifier: MPL-2.0
"""What an operator sets about Slack: `SLACK_…`, under the names that Slack's own tools use."""

import ipaddress
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.secrets import secret

SLACK_PREFIX = "SLACK_"
_TOKENS = {"bot_token": "xoxb-", "app_token": "xapp-"}


class SlackSettings(BaseSettings):
    """One workspace by tokens, or several by OAuth. Secrets may be given as files."""

    model_config = SettingsConfigDict(env_prefix=SLACK_PREFIX, env_file=".env", extra="ignore", frozen=True)

    bot_token: SecretStr | None = None
    bot_token_file: Path | None = None
    app_token: SecretStr | None = None
    app_token_file: Path | None = None
    signing_secret: SecretStr | None = None
    signing_secret_file: Path | None = None
    client_id: str | None = None
    client_secret: SecretStr | None = None
    client_secret_file: Path | None = None
    mode: Literal["socket", "http"] = "socket"
    sockets: Annotated[int, Field(ge=1, le=10)] = 2
    api_url: str = "https://slack.com/api/"

    @field_validator("api_url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
            raise ValueError("is no web address; leave it out, or write one such as https://slack.com/api/")
        if parts.scheme == "http" and not on_this_machine(parts.hostname):
            raise ValueError("must begin with https://: tokens are sent there")
        return value.rstrip("/") + "/"

    @model_validator(mode="after")
    def _one_way(self) -> "SlackSettings":
        for name in ("bot_token", "app_token", "signing_secret", "client_secret"):
            if getattr(self, name) and getattr(self, f"{name}_file"):
                raise ValueError(f"{_name(name)} and {_name(name)}_FILE are both set; keep one")
        if self.client_id and (self.bot_token or self.bot_token_file):
            raise ValueError("SLACK_CLIENT_ID is for several workspaces, SLACK_BOT_TOKEN for one; keep one of them")
        for name, begins in _TOKENS.items():
            given: SecretStr | None = getattr(self, name)
            if given and not given.get_secret_value().startswith(begins):
                raise ValueError(f"{_name(name)} must begin with {begins}; copy it from the app's pages at api.slack.com/apps")
        return self

    @model_validator(mode="after")
    def _whole(self) -> "SlackSettings":
        """What the chosen way needs besides."""
        if not self.connects:
            return self
        for name in self._needed():
            if not (getattr(self, name) or getattr(self, f"{name}_file", None)):
                raise ValueError(f"{_name(name)} is missing; {self._why(name)}")
        if self.client_id and self.mode != "http":
            raise ValueError("SLACK_MODE must be http with SLACK_CLIENT_ID: installing in several workspaces needs a public address")
        return self

    def _needed(self) -> tuple[str, ...]:
        if self.client_id:
            return ("client_secret", "signing_secret")
        return ("bot_token", "signing_secret") if self.mode == "http" else ("bot_token", "app_token")

    def _why(self, name: str) -> str:
        return {
            "bot_token": "copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions",
            "app_token": "make an App-Level Token (xapp-…) with connections:write under Basic Information, or set SLACK_MODE=http",
            "signing_secret": "copy the Signing Secret from Basic Information",
            "client_secret": "copy the Client Secret from Basic Information",
        }[name]

    @property
    def connects(self) -> bool:
        """Whether anything of Slack's is set."""
        return any((self.bot_token, self.bot_token_file, self.app_token, self.app_token_file, self.client_id))

    def token(self, name: Literal["bot_token", "app_token", "signing_secret", "client_secret"]) -> str:
        """The secret of this name; empty where it is not set. Never log it."""
        return secret(getattr(self, name), getattr(self, f"{name}_file"), _name(name))


def _name(field: str) -> str:
    return f"{SLACK_PREFIX}{field}".upper()


def on_this_machine(host: str) -> bool:
    """Whether what is sent to this host stays here."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
