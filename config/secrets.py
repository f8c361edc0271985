# SPDX-License-Identifier: MPL-2.0
"""Secrets that settings name: given as they are, or as a file that holds them."""

from pathlib import Path

from pydantic import SecretStr

from config.problems import ConfigError, Problem


def secret(given: SecretStr | None, file: Path | None, setting: str, what: str = "the secret") -> str:
    """The secret; empty where it is not set. Raises ConfigError for a file that cannot be read as text."""
    if given is not None:
        return given.get_secret_value().strip()
    if file is None:
        return ""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(Problem(f"cannot be read as text; give the path of a file that holds {what}", file, field=f"{setting}_FILE")) from error
