# SPDX-License-Identifier: MPL-2.0
"""What makes the address of a calendar one that nobody can guess. The token is shown once, and kept nowhere."""

import hashlib
import secrets

_BYTES = 24  # 192 bits of chance


def made() -> str:
    """A token for a new address: letters, digits, `-` and `_`."""
    return secrets.token_urlsafe(_BYTES)


def fingerprint(token: str) -> str:
    """SHA-256 of it, in hexadecimal: what is kept, and looked up. How long that takes tells nothing of the tokens there are."""
    return hashlib.sha256(token.encode()).hexdigest()
