# SPDX-License-Identifier: MPL-2.0
"""Synapse's configuration for tests, as files in a directory (JSON is YAML).

https://element-hq.github.io/synapse/latest/usage/configuration/config_documentation.html
"""

import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

SERVER_NAME = "matrix.example.org"
SHARED_SECRET = "no secret at all"
Profile = Literal["fast", "default", "refresh"]
"""fast: no rate limits · default: Synapse's own limits · refresh: no limits, and access tokens that last 5 s for who logs in with `refresh_token`."""

_FREE = {"per_second": 1e6, "burst_count": 1_000_000}
_UNLIMITED: Mapping[str, Any] = {
    **dict.fromkeys(
        ("rc_message", "rc_registration", "rc_registration_token_validity", "rc_admin_redaction", "rc_joins_per_room", "rc_key_requests", "rc_3pid_validation"),
        _FREE,
    ),
    **dict.fromkeys(
        ("rc_third_party_invite", "rc_media_create", "rc_delayed_event_mgmt", "rc_room_creation", "rc_reports", "rc_user_directory", "rc_profile"), _FREE
    ),
    "rc_login": {"address": _FREE, "account": _FREE, "failed_attempts": _FREE},
    "rc_joins": {"local": _FREE, "remote": _FREE},
    "rc_invites": {"per_room": _FREE, "per_user": _FREE, "per_issuer": _FREE},
    "rc_presence": {"per_user": _FREE},
}
_PROFILES: Mapping[Profile, Mapping[str, Any]] = {"fast": _UNLIMITED, "default": {}, "refresh": {**_UNLIMITED, "refreshable_access_token_lifetime": "5s"}}


def write_configuration(directory: Path, port: int, profile: Profile, extra: Mapping[str, Any]) -> Path:
    """The file to start Synapse with. `extra`: keys of Synapse's that go before the profile's."""
    key, log = directory / "signing.key", directory / "log.json"
    key.write_text(f"ed25519 a_test {base64.b64encode(os.urandom(32)).decode().rstrip('=')}\n", encoding="ascii")
    log.write_text(json.dumps(_LOG), encoding="ascii")
    settings = {**_settings(directory, port), "signing_key_path": str(key), "log_config": str(log), **_PROFILES[profile], **extra}
    file = directory / "homeserver.json"
    file.write_text(json.dumps(settings), encoding="ascii")
    return file


_LOG = {
    "version": 1,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"said": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"level": "WARNING", "handlers": ["said"]},
    "disable_existing_loggers": False,
}


def _settings(directory: Path, port: int) -> dict[str, Any]:
    return {
        "server_name": SERVER_NAME,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "listeners": [{"type": "http", "port": port, "bind_addresses": ["127.0.0.1"], "resources": [{"names": ["client"]}]}],
        "database": {"name": "sqlite3", "args": {"database": str(directory / "homeserver.db")}},
        "media_store_path": str(directory / "media"),
        "registration_shared_secret": SHARED_SECRET,
        "macaroon_secret_key": SHARED_SECRET,
        "form_secret": SHARED_SECRET,
        "bcrypt_rounds": 4,
        "federation_domain_whitelist": [],
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "url_preview_enabled": False,
        "presence": {"enabled": False},
        "report_stats": False,
        "no_redirect_stdio": True,
    }
