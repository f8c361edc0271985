# SPDX-License-Identifier: MPL-2.0
"""A secret encrypted for the account's own storage on the homeserver.

`m.secret_storage.v1.aes-hmac-sha2`: https://spec.matrix.org/latest/client-server-api/#msecret_storagev1aes-hmac-sha2
"""

import hmac
import secrets
from typing import Any

from Crypto.Cipher import AES
from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF

from bot.adapters.matrix.calls import Json
from bot.adapters.matrix.trust.signing import raw, unpadded

ALGORITHM = "m.secret_storage.v1.aes-hmac-sha2"
_IV, _ZEROS = 16, bytes(32)


class UnreadableError(ValueError):
    """It was not encrypted with this key under this name, or it has been altered since."""


def described(key: bytes) -> dict[str, Any]:
    """What is published of a key, so that it is known again."""
    iv = _new_iv()
    _, mac = _encrypted(key, "", _ZEROS, iv)
    return {"algorithm": ALGORITHM, "iv": unpadded(iv), "mac": unpadded(mac)}


def fits(key: bytes, description: Json) -> bool:
    """Whether it is the key that is described. A description without a check fits none."""
    try:
        if description["algorithm"] != ALGORITHM:
            return False
        _, mac = _encrypted(key, "", _ZEROS, _iv(description))
        return hmac.compare_digest(mac, raw(description["mac"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def sealed(key: bytes, name: str, secret: str) -> dict[str, str]:
    """`name`: of the account data it is put into, such as `m.cross_signing.master`."""
    iv = _new_iv()
    ciphertext, mac = _encrypted(key, name, secret.encode(), iv)
    return {"iv": unpadded(iv), "ciphertext": unpadded(ciphertext), "mac": unpadded(mac)}


def opened(key: bytes, name: str, box: Json) -> str:
    """Raises UnreadableError."""
    try:
        aes, mac_key = _keys(key, name)
        ciphertext = raw(box["ciphertext"])
        if not hmac.compare_digest(hmac.digest(mac_key, ciphertext, "sha256"), raw(box["mac"])):
            raise UnreadableError("the secret does not open with this key")
        plain: bytes = _cipher(aes, _iv(box)).decrypt(ciphertext)
        return plain.decode()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableError("the secret does not open with this key") from error


def _encrypted(key: bytes, name: str, data: bytes, iv: bytes) -> tuple[bytes, bytes]:
    """Ciphertext and MAC."""
    aes, mac_key = _keys(key, name)
    ciphertext = _cipher(aes, iv).encrypt(data)
    return ciphertext, hmac.digest(mac_key, ciphertext, "sha256")


def _keys(key: bytes, name: str) -> tuple[bytes, bytes]:
    derived = HKDF(key, 64, bytes(32), SHA256, 1, name.encode())
    both = derived if isinstance(derived, bytes) else b"".join(derived)
    return both[:32], both[32:]


def _cipher(key: bytes, iv: bytes) -> Any:
    return AES.new(key, AES.MODE_CTR, nonce=b"", initial_value=iv)


def _iv(box: Json) -> bytes:
    if len(iv := raw(box["iv"])) != _IV:
        raise UnreadableError(f"an iv has {_IV} bytes")
    return iv


def _new_iv() -> bytes:
    """With bit 63 cleared, as some implementations count in halves."""
    iv = bytearray(secrets.token_bytes(_IV))
    iv[8] &= 0x7F
    return bytes(iv)
