# SPDX-License-Identifier: MPL-2.0
"""Encrypts the secrets that are kept in the database, so that a copy of it opens no workspace.

https://cryptography.io/en/latest/fernet/: the first key encrypts, every key decrypts; so a key is replaced by putting a new one before it.
"""

import re
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

SETTING = "OS2BOT_ENCRYPTION_KEY"
_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")


class UnreadableSecretError(ValueError):
    """What is kept cannot be decrypted with the keys that are set. Its words name the setting, and no secret."""


class Seal:
    """Raises ValueError for a key that is none; its words do not repeat the key."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError(f"{SETTING} is missing: workspaces' tokens are kept encrypted with it")
        self._fernet = MultiFernet([_key(number, key) for number, key in enumerate(keys, start=1)])

    def close(self, secret: str | None) -> str | None:
        return self._fernet.encrypt(secret.encode()).decode() if secret else None

    def open(self, sealed: str | None) -> str | None:
        """Raises UnreadableSecretError."""
        if not sealed:
            return None
        try:
            return self._fernet.decrypt(sealed).decode()
        except (InvalidToken, ValueError):
            raise UnreadableSecretError(
                f"a workspace's token cannot be decrypted; put the key it was encrypted with back into {SETTING}, behind the new one with a comma between, "
                "or install os2bot in that workspace again"
            ) from None


def _key(number: int, key: str) -> Fernet:
    if not _KEY.fullmatch(key):
        which = f"key {number} of {SETTING}" if number > 1 else SETTING
        raise ValueError(f"{which} is no key: it must be 32 bytes, written as urlsafe base64 (44 characters, the last one =)")
    return Fernet(key)
