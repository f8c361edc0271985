# SPDX-License-Identifier: MPL-2.0
"""Cross-signing, by the specification alone and not by the bot's code: keys, signatures, and whether they are true.

https://spec.matrix.org/latest/client-server-api/#cross-signing · https://spec.matrix.org/latest/appendices/#signing-json
"""

import base64
import binascii
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa

Json = dict[str, Any]


def unpadded(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def canonical(value: Mapping[str, Any]) -> str:
    """What is signed of a JSON object."""
    bare = {name: each for name, each in value.items() if name not in ("signatures", "unsigned")}
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


class SigningKey:
    """An Ed25519 key."""

    def __init__(self, seed: bytes = b"") -> None:
        self.seed = seed or os.urandom(32)
        self._key = ECC.construct(curve="Ed25519", seed=self.seed)
        self.public = unpadded(self._key.public_key().export_key(format="raw"))

    def sign(self, text: str) -> str:
        return unpadded(eddsa.new(self._key, "rfc8032").sign(text.encode()))

    def signed(self, value: Json, user: str) -> Json:
        return with_signature(value, user, self.public, self.sign(canonical(value)))


def with_signature(value: Json, user: str, key: str, signature: str) -> Json:
    signatures = value.get("signatures", {})
    return {**value, "signatures": {**signatures, user: {**signatures.get(user, {}), f"ed25519:{key}": signature}}}


def verified(value: Mapping[str, Any], user: str, key: str, public: str) -> bool:
    """Whether `value` bears a signature of `user` by their key named `key`, and it is true."""
    signature = value.get("signatures", {}).get(user, {}).get(f"ed25519:{key}", "")
    try:
        verifier = eddsa.new(eddsa.import_public_key(_bytes(public)), "rfc8032")
        verifier.verify(canonical(value).encode(), _bytes(signature))
    except (ValueError, binascii.Error):
        return False
    return bool(signature)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))


class Identity:
    """Somebody's three keys. `sign_as_device`: how their device, with the id `device`, signs a text."""

    def __init__(self, user: str) -> None:
        self.user = user
        self.master, self.self_signing, self.user_signing = SigningKey(), SigningKey(), SigningKey()

    def upload(self, device: str, sign_as_device: Callable[[str], str]) -> Json:
        """For `/keys/device_signing/upload`."""
        master = self._described("master", self.master)
        return {
            "master_key": with_signature(master, self.user, device, sign_as_device(canonical(master))),
            "self_signing_key": self.master.signed(self._described("self_signing", self.self_signing), self.user),
            "user_signing_key": self.master.signed(self._described("user_signing", self.user_signing), self.user),
        }

    def _described(self, usage: str, key: SigningKey) -> Json:
        return {"user_id": self.user, "usage": [usage], "keys": {f"ed25519:{key.public}": key.public}}


@dataclass(frozen=True, slots=True)
class Shield:
    """What somebody else's client makes of a device. `master`: the owner's public master key; empty where they have none.

    known: the device is there and has signed its own keys · signed: its owner's self-signing key has signed it · rooted: the master key has signed that one.
    """

    known: bool
    signed: bool
    rooted: bool
    master: str

    @property
    def green(self) -> bool:
        """No shield is shown beside what this device says."""
        return self.known and self.signed and self.rooted


def shield(answer: Mapping[str, Any], user: str, device: str) -> Shield:
    """By the answer to `/keys/query`."""
    keys = answer.get("device_keys", {}).get(user, {}).get(device, {})
    own = keys.get("keys", {}).get(f"ed25519:{device}", "")
    master, _ = _cross_signing_key(answer, "master_keys", user)
    signer, described = _cross_signing_key(answer, "self_signing_keys", user)
    return Shield(
        known=bool(own) and verified(keys, user, device, own),
        signed=bool(signer) and verified(keys, user, signer, signer),
        rooted=bool(master) and verified(described, user, master, master),
        master=master,
    )


def _cross_signing_key(answer: Mapping[str, Any], kind: str, user: str) -> tuple[str, Mapping[str, Any]]:
    described = answer.get(kind, {}).get(user, {})
    return next(iter(described.get("keys", {}).values()), ""), described
