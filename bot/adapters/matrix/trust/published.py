# SPDX-License-Identifier: MPL-2.0
"""What a homeserver shows of somebody's keys, believed only as far as their signatures go.

https://spec.matrix.org/latest/client-server-api/#post_matrixclientv3keysquery · https://spec.matrix.org/latest/client-server-api/#cross-signing
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.adapters.matrix.calls import CLIENT, Calls, Json, MatrixCallError
from bot.adapters.matrix.trust.signing import verify
from bot.outcomes import Outcome

_PATIENCE = 5_000  # milliseconds that our homeserver may wait for another one


@dataclass(frozen=True, slots=True)
class Device:
    """A device that has signed its own keys. `described`: all of it, as it was published."""

    user: str
    id: str
    ed25519: str
    curve25519: str
    described: Json

    @property
    def signers(self) -> frozenset[str]:
        """Whose signatures of this user it bears besides its own, true or not: public keys."""
        by_user = _at(self.described, "signatures", self.user)
        return frozenset(str(each).removeprefix("ed25519:") for each in by_user) - {self.id}

    def signed_by(self, public: str) -> bool:
        return bool(public) and verify(self.described, self.user, f"ed25519:{public}", public)


@dataclass(frozen=True, slots=True)
class Published:
    """`master`, `self_signing`: public keys; empty where there is none that is in order. `has_identity`: there is something, in order or not."""

    user: str
    master: str
    self_signing: str
    has_identity: bool
    shown: Mapping[str, Any]

    def device(self, device_id: str) -> Device | None:
        """None where there is no such device, or it is not in order."""
        return _device(self.shown.get(device_id), self.user, device_id)

    def devices_with(self, curve25519: str) -> tuple[Device, ...]:
        """Those with this identity key."""
        likely = [id_ for id_, each in self.shown.items() if _at(each, "keys").get(f"curve25519:{id_}") == curve25519]
        return tuple(found for id_ in likely if (found := self.device(id_)))


async def published(calls: Calls, user: str) -> Published:
    """Raises MatrixCallError; with `LATER` where the user's own homeserver cannot be reached."""
    answer = await calls.call("POST", f"{CLIENT}/keys/query", {"device_keys": {user: []}, "timeout": _PATIENCE})
    if user.partition(":")[2] in _at(answer, "failures"):
        raise MatrixCallError(Outcome.LATER, "homeserver_unreachable")
    return read(answer, user)


def read(answer: Any, user: str) -> Published:
    """Whatever the answer looks like."""
    master, _ = _cross_signing_key(answer, "master", user)
    self_signing, described = _cross_signing_key(answer, "self_signing", user)
    rooted = bool(master) and verify(described, user, f"ed25519:{master}", master)
    has_identity = any(user in _at(answer, kind) for kind in ("master_keys", "self_signing_keys"))
    return Published(user, master, self_signing if rooted else "", has_identity, _at(answer, "device_keys", user))


def _cross_signing_key(answer: Any, usage: str, user: str) -> tuple[str, Json]:
    described = _at(answer, f"{usage}_keys", user)
    keys, uses = _at(described, "keys"), described.get("usage")
    if described.get("user_id") != user or not isinstance(uses, list) or usage not in uses or len(keys) != 1:
        return "", described
    key_id, public = next(iter(keys.items()))
    return (public if isinstance(public, str) and key_id == f"ed25519:{public}" else ""), described


def _device(described: Any, user: str, device_id: str) -> Device | None:
    keys = _at(described, "keys")
    ed25519, curve25519 = keys.get(f"ed25519:{device_id}"), keys.get(f"curve25519:{device_id}")
    if not isinstance(ed25519, str) or not isinstance(curve25519, str):
        return None
    if described.get("user_id") != user or described.get("device_id") != device_id or not verify(described, user, f"ed25519:{device_id}", ed25519):
        return None
    return Device(user, device_id, ed25519, curve25519, described)


def _at(value: Any, *path: str) -> Json:
    """The object at this path; an empty one where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}
