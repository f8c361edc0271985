# SPDX-License-Identifier: MPL-2.0
"""As much of a homeserver as keys need, in memory: it keeps what it is given, asks for approval where told to, and breaks off where told to."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from bot.adapters.matrix.calls import CLIENT, Json, MatrixCallError
from bot.adapters.matrix.trust.diagnosis import DeviceKeys
from bot.adapters.matrix.trust.signing import SigningKey, to_be_signed, unpadded, with_signature
from bot.outcomes import Outcome
from tests.matrix.identity import Identity

BOT, ANNA, MALLORY = "@os2bot:example.org", "@anna:example.org", "@mallory:elsewhere.example"


class TheEnd(Exception):
    """The process was killed."""


class Local:
    """A device's local store."""

    def __init__(self, user: str, device: str) -> None:
        self.user, self.key = user, SigningKey.generated()
        self.own = DeviceKeys(device=device, ed25519=self.key.public, curve25519=unpadded(SigningKey.generated().seed))

    @property
    def described(self) -> dict[str, Any]:
        id_, keys = self.own.device, {f"ed25519:{self.own.device}": self.own.ed25519, f"curve25519:{self.own.device}": self.own.curve25519}
        bare = {"user_id": self.user, "device_id": id_, "algorithms": ["m.megolm.v1.aes-sha2"], "keys": keys}
        return with_signature(bare, self.user, f"ed25519:{id_}", self.key.sign(to_be_signed(bare)))


class SmallHomeserver:
    """`killed_after`: so many calls that change something are done; the next is not. `asks`: what it wants before it takes an identity. `password`: which it takes."""

    def __init__(self) -> None:
        self.shown: dict[str, Any] = {"device_keys": {}, "master_keys": {}, "self_signing_keys": {}, "user_signing_keys": {}, "failures": {}}
        self.data: dict[str, Any] = {}
        self.changes: list[str] = []
        self.queries = 0
        self.killed_after: int | None = None
        self.asks: Json | None = None
        self.password = "riktig"
        self.fault: MatrixCallError | None = None

    def publish(self, local: Local) -> None:
        self.shown["device_keys"].setdefault(local.user, {})[local.own.device] = local.described

    def give_identity(self, user: str, identity: Identity, local: Local) -> None:
        for name, each in identity.upload(local.own.device, local.key.sign).items():
            self.shown[f"{name}s"][user] = each

    def sign(self, user: str, local: Local, signer: Any) -> None:
        devices = self.shown["device_keys"][user]
        devices[local.own.device] = signer.signed(devices[local.own.device], user)

    async def call(self, method: str, path: str, body: Json | None = None, *, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        if self.fault:
            raise self.fault
        name = unquote(path).removeprefix(CLIENT)
        if method == "GET":
            return self._data(name)
        if name == "/keys/query":
            self.queries += 1
            return self.shown
        if name == "/keys/upload":
            return {"one_time_key_counts": {"signed_curve25519": 50}}
        if self.killed_after is not None and len(self.changes) >= self.killed_after:
            raise TheEnd
        return self._changed(name, body or {})

    def _data(self, name: str) -> dict[str, Any]:
        if name not in self.data:
            raise MatrixCallError(Outcome.REFUSED, "M_NOT_FOUND", status=404)
        return dict(self.data[name])

    def _changed(self, name: str, body: Json) -> dict[str, Any]:
        if name == "/keys/device_signing/upload":
            self._approve(body)
            self.shown.update({f"{kind}s": {BOT: each} for kind, each in body.items() if kind != "auth"})
        elif name == "/keys/signatures/upload":
            if failures := self._signed(body):
                return {"failures": failures}
        else:
            self.data[name] = body
        self.changes.append(name)
        return {}

    def _approve(self, body: Json) -> None:
        if self.asks is None or body.get("auth", {}).get("password") == self.password:
            return
        raise MatrixCallError(Outcome.REFUSED, "status_401", status=401, body={**self.asks, "session": "s1"})

    def _signed(self, body: Json) -> dict[str, Any]:
        for user, devices in body.items():
            for id_, described in devices.items():
                kept = self.shown["device_keys"][user][id_]
                if to_be_signed(kept) != to_be_signed(described):
                    return {user: {id_: {"errcode": "M_INVALID_SIGNATURE"}}}
                for key_id, signature in described["signatures"][user].items():
                    self.shown["device_keys"][user][id_] = with_signature(kept, user, key_id, signature)
        return {}
