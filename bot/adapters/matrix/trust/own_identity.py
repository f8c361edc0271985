# SPDX-License-Identifier: MPL-2.0
"""The bot's own identity: made once, and used to sign each of its devices. It is never replaced: members would be warned of it.

Each step leaves things so that the next start goes on from there: secrets are kept before keys are published, keys are published before a device is signed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.adapters.matrix.calls import CLIENT, Calls, Json, MatrixCallError
from bot.adapters.matrix.trust import approval, recovery_key
from bot.adapters.matrix.trust.diagnosis import DeviceKeys, Diagnosis, diagnosed
from bot.adapters.matrix.trust.identity_keys import NAMES, SELF_SIGNING, IdentityKeys, Sign, kept_key, kept_keys
from bot.adapters.matrix.trust.published import Device, Published, published
from bot.adapters.matrix.trust.sealing import UnreadableError
from bot.adapters.matrix.trust.secret_storage import SecretStorage
from bot.adapters.matrix.trust.signing import SigningKey
from bot.outcomes import Outcome

Done = Literal[
    "created", "signed", "already", "device_unknown", "keys_differ",
    "no_key", "wrong_key", "no_storage", "no_secret", "damaged", "another_identity", "broken_identity",
]  # fmt: skip
"""created: there was no identity; now there is, and it has signed this device · signed: the identity that was there has · already: it had before.

Nothing was done, as · device_unknown, keys_differ: see `diagnosis.py` · no_key: no recovery key was given, and an identity is there · wrong_key: it is not this
account's · no_storage: the account keeps no secrets on its homeserver · no_secret: it does, but not the key that signs devices · damaged: that cannot be read ·
another_identity: it belongs to other keys than the homeserver shows · broken_identity: what the homeserver shows is no identity that holds together.
"""


def discard(_: str) -> None:
    """Whoever asks takes the recovery key from the answer."""


@dataclass(frozen=True, slots=True)
class Established:
    """`recovery_key`: where a new one was made; whoever loses it cannot sign another device."""

    done: Done
    recovery_key: str = field(default="", repr=False)

    @property
    def well(self) -> bool:
        return self.done in ("created", "signed", "already")


class OwnIdentity:
    """Of one account and device. `sign`: by the device's own key. `password`: for a homeserver that asks for it before it takes a first identity."""

    def __init__(self, calls: Calls, user: str, own: DeviceKeys, sign: Sign, password: str = "") -> None:
        self._calls, self._user, self._own, self._sign, self._password = calls, user, own, sign, password
        self._storage = SecretStorage(calls, user)

    async def state(self) -> Diagnosis:
        """Changes nothing. Raises MatrixCallError."""
        shown = await published(self._calls, self._user)
        counts = (await self._calls.call("POST", f"{CLIENT}/keys/upload", {})).get("one_time_key_counts")
        left = counts.get("signed_curve25519", 0) if isinstance(counts, dict) else 0
        return Diagnosis(state=diagnosed(shown, self._own), device=self._own.device, master=shown.master, one_time_keys=left if isinstance(left, int) else 0)

    async def establish(self, recovery: str | None, keep: Callable[[str], None] = discard) -> Established:
        """Has this device signed by the account's identity; where the account has none, makes one. `keep` is given a new recovery key before anything depends on it.

        Raises ValueError for a recovery key that is none, ApprovalNeededError, and MatrixCallError.
        """
        key = recovery_key.decode(recovery) if recovery else None
        shown = await published(self._calls, self._user)
        match diagnosed(shown, self._own):
            case "well":
                return Established("already")
            case "keys_differ" | "device_unknown" as state:
                return Established(state)
        device = shown.device(self._own.device)
        assert device is not None
        if shown.has_identity:
            return await self._sign_with(key, shown, device)
        if key is not None:
            return await self._create(key, device)
        made = recovery_key.generated()
        keep(made)
        return replace(await self._create(recovery_key.decode(made), device), recovery_key=made)

    async def _sign_with(self, key: bytes | None, shown: Published, device: Device) -> Established:
        if not shown.self_signing:
            return Established("broken_identity")
        if key is None:
            return Established("no_key")
        found = await self._self_signing_key(key)
        if not isinstance(found, tuple):
            return Established(found)
        key_id, signer = found
        if signer.public != shown.self_signing:
            return Established("another_identity")
        if not await self._storage.default_leads_to(SELF_SIGNING):  # cut short before
            await self._storage.make_default(key_id)
        await self._sign_device(signer, device)
        return Established("signed")

    async def _self_signing_key(self, key: bytes) -> tuple[str, SigningKey] | Done:
        ids = await self._storage.key_ids(NAMES)
        if not ids:
            return "no_storage"
        key_id = await self._storage.known_as(key, ids)
        if key_id is None:
            return "wrong_key"
        try:
            signer = await kept_key(self._storage, SELF_SIGNING, key_id, key)
        except UnreadableError:
            return "damaged"
        return (key_id, signer) if signer else "no_secret"

    async def _create(self, key: bytes, device: Device) -> Established:
        """With the keys of an attempt that was cut short, where they are kept."""
        key_id, keys = await self._kept(key)
        await self._publish(keys.upload(self._user, self._own.device, self._sign))
        await self._storage.make_default(key_id)
        await self._sign_device(keys.self_signing, device)
        return Established("created")

    async def _publish(self, body: Json) -> None:
        path = f"{CLIENT}/keys/device_signing/upload"
        try:
            await self._calls.call("POST", path, body)
        except MatrixCallError as error:
            if not approval.is_asked(error):
                raise
            if (await published(self._calls, self._user)).has_identity:  # it would be replaced
                raise MatrixCallError(Outcome.LATER, "identity_appeared") from error
            await approval.given(self._calls, path, body, approval.proof(error.body, self._user, self._password))

    async def _kept(self, key: bytes) -> tuple[str, IdentityKeys]:
        """Three keys that are kept under this recovery key, and the id of that."""
        key_id = await self._storage.known_as(key, await self._storage.key_ids(NAMES)) or await self._storage.add(key)
        try:
            keys = await kept_keys(self._storage, key_id, key)
        except UnreadableError:  # of no use to anybody: no identity of them was ever published
            keys = None
        if keys is None:
            keys = IdentityKeys.generated()
            await keys.keep(self._storage, key_id, key)
        return key_id, keys

    async def _sign_device(self, signer: SigningKey, device: Device) -> None:
        bare = {name: each for name, each in device.described.items() if name not in ("signatures", "unsigned")}
        answer = await self._calls.call("POST", f"{CLIENT}/keys/signatures/upload", {self._user: {device.id: signer.signed(bare, self._user)}})
        if answer.get("failures"):
            raise MatrixCallError(Outcome.REFUSED, "signature_refused", body=answer)
