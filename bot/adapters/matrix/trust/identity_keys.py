# SPDX-License-Identifier: MPL-2.0
"""The three keys of an identity: the master key, which signs the others; the self-signing key, which signs devices; the user-signing key, which signs people."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.adapters.matrix.trust.sealing import UnreadableError
from bot.adapters.matrix.trust.secret_storage import SecretStorage
from bot.adapters.matrix.trust.signing import SigningKey, raw, to_be_signed, unpadded, with_signature

MASTER, SELF_SIGNING, USER_SIGNING = "m.cross_signing.master", "m.cross_signing.self_signing", "m.cross_signing.user_signing"
NAMES = (MASTER, SELF_SIGNING, USER_SIGNING)
"""Under which the seeds are kept: https://spec.matrix.org/latest/client-server-api/#cross-signing"""
Sign = Callable[[str], str]
"""Signs a text as this device does; unpadded base64."""


@dataclass(frozen=True, slots=True)
class IdentityKeys:
    master: SigningKey
    self_signing: SigningKey
    user_signing: SigningKey

    @classmethod
    def generated(cls) -> "IdentityKeys":
        return cls(SigningKey.generated(), SigningKey.generated(), SigningKey.generated())

    def upload(self, user: str, device: str, sign: Sign) -> dict[str, Any]:
        """For `/keys/device_signing/upload`: the master key signed by the device, the other two by the master key."""
        master = _described("master", self.master, user)
        return {
            "master_key": with_signature(master, user, f"ed25519:{device}", sign(to_be_signed(master))),
            "self_signing_key": self.master.signed(_described("self_signing", self.self_signing, user), user),
            "user_signing_key": self.master.signed(_described("user_signing", self.user_signing, user), user),
        }

    async def keep(self, storage: SecretStorage, key_id: str, key: bytes) -> None:
        for name, each in zip(NAMES, (self.master, self.self_signing, self.user_signing), strict=True):
            await storage.keep(name, key_id, key, unpadded(each.seed))


async def kept_keys(storage: SecretStorage, key_id: str, key: bytes) -> IdentityKeys | None:
    """None where not all three are kept. Raises UnreadableError."""
    found = [await kept_key(storage, name, key_id, key) for name in NAMES]
    master, self_signing, user_signing = found
    return IdentityKeys(master, self_signing, user_signing) if master and self_signing and user_signing else None


async def kept_key(storage: SecretStorage, name: str, key_id: str, key: bytes) -> SigningKey | None:
    """None where it is not kept. Raises UnreadableError."""
    seed = await storage.secret(name, key_id, key)
    try:
        return SigningKey(raw(seed)) if seed is not None else None
    except ValueError as error:
        raise UnreadableError("what is kept is no seed of a key") from error


def _described(usage: str, key: SigningKey, user: str) -> dict[str, Any]:
    return {"user_id": user, "usage": [usage], "keys": {f"ed25519:{key.public}": key.public}}
