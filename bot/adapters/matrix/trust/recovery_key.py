# SPDX-License-Identifier: MPL-2.0
"""A recovery key as people keep it: base58 in groups of four. https://spec.matrix.org/latest/client-server-api/#key-representation"""

import secrets
from functools import reduce
from operator import xor

LENGTH = 32  # bytes of the key itself
_PREFIX = b"\x8b\x01"
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_CHARACTERS = 48  # of every such key, as all of them begin with the same bytes
_GROUP = 4


def generated() -> str:
    return encode(secrets.token_bytes(LENGTH))


def encode(key: bytes) -> str:
    """Raises ValueError for a key of another length than 32 bytes."""
    if len(key) != LENGTH:
        raise ValueError(f"a recovery key has {LENGTH} bytes, not {len(key)}")
    marked = _PREFIX + key
    text = _base58(marked + bytes([_parity(marked)]))
    return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def decode(text: str) -> bytes:
    """The key's 32 bytes; spaces and line breaks do not matter. Raises ValueError with a sentence that does not repeat the key."""
    plain = "".join(text.split())
    if not plain:
        raise ValueError("the recovery key is empty")
    if len(plain) != _CHARACTERS:
        raise ValueError(f"the recovery key has {len(plain)} characters; such a key has {_CHARACTERS}, in twelve groups of four")
    if wrong := sorted(set(plain) - set(_ALPHABET)):
        raise ValueError(f"the recovery key has a character that no such key has: {wrong[0]!r}")
    found = _bytes(plain)
    if not found.startswith(_PREFIX) or len(found) != len(_PREFIX) + LENGTH + 1:
        raise ValueError("this is no Matrix recovery key; such a key begins with Es")
    if _parity(found):
        raise ValueError("the recovery key has a slip of the pen: its check does not fit")
    return found[len(_PREFIX) : -1]


def _parity(data: bytes) -> int:
    """Of a whole key, its own parity included, it is zero."""
    return reduce(xor, data)


def _base58(data: bytes) -> str:
    """Of data that does not begin with a zero."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, len(_ALPHABET))
        text = _ALPHABET[digit] + text
    return text


def _bytes(text: str) -> bytes:
    number = 0
    for char in text:
        number = number * len(_ALPHABET) + _ALPHABET.index(char)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
