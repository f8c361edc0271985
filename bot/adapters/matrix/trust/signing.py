# SPDX-License-Identifier: MPL-2.0
"""JSON that is signed: canonical, by Ed25519, in unpadded base64.

https://spec.matrix.org/latest/appendices/#signing-json · https://spec.matrix.org/latest/appendices/#unpadded-base64
"""

import base64
import json
import secrets
from collections.abc import Mapping
from typing import Any

from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa

from bot.adapters.matrix.calls import Json

SEED = 32  # bytes
_LARGEST = 2**53 - 1
_UNSIGNED = ("signatures", "unsigned")


class SigningKey:
    """An Ed25519 key, from its seed. Raises ValueError for a seed of another length."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED:
            raise ValueError(f"a seed has {SEED} bytes")
        self.seed = seed
        self._key = ECC.construct(curve="Ed25519", seed=seed)
        self.public = unpadded(self._key.public_key().export_key(format="raw"))

    @classmethod
    def generated(cls) -> "SigningKey":
        return cls(secrets.token_bytes(SEED))

    def sign(self, text: str) -> str:
        return unpadded(eddsa.new(self._key, "rfc8032").sign(text.encode()))

    def signed(self, value: Json, user: str) -> dict[str, Any]:
        """With this key's signature. Raises ValueError for what is no canonical JSON."""
        return with_signature(value, user, f"ed25519:{self.public}", self.sign(to_be_signed(value)))


def with_signature(value: Json, user: str, key_id: str, signature: str) -> dict[str, Any]:
    """The signatures there are stay."""
    before = value.get("signatures") or {}
    return {**value, "signatures": {**before, user: {**before.get(user, {}), key_id: signature}}}


def to_be_signed(value: Json) -> str:
    """What a signature of this object is over. Raises ValueError."""
    return canonical({name: each for name, each in value.items() if name not in _UNSIGNED})


def canonical(value: Any) -> str:
    """https://spec.matrix.org/latest/appendices/#canonical-json. Raises ValueError for what it cannot say, such as fractions."""
    try:
        _check(value)
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
        text.encode()  # half a surrogate is no character
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return text


def _check(value: Any) -> None:
    if isinstance(value, Mapping):
        _check([*value.keys(), *value.values()])
        if not all(isinstance(name, str) for name in value):
            raise ValueError("a name in JSON is a string")
    elif isinstance(value, list | tuple):
        for each in value:
            _check(each)
    elif isinstance(value, int):
        if abs(value) > _LARGEST:
            raise ValueError("a number is too large for canonical JSON")
    elif value is not None and not isinstance(value, str):
        raise ValueError(f"canonical JSON has no {type(value).__name__}")


def verify(value: Any, user: str, key_id: str, public: str) -> bool:
    """Whether this object bears a true signature by this key. Whatever it looks like, it is an answer and no error."""
    try:
        signature = value["signatures"][user][key_id]
        eddsa.new(eddsa.import_public_key(raw(public)), "rfc8032").verify(to_be_signed(value).encode(), raw(signature))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return False
    return True


def unpadded(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def raw(text: str) -> bytes:
    """Padded or not. Raises ValueError."""
    plain = text.rstrip("=")
    return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
