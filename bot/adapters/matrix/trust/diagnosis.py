# SPDX-License-Identifier: MPL-2.0
"""What other members' clients make of the bot's device."""

from dataclasses import dataclass
from typing import Literal

from bot.adapters.matrix.trust.published import Published

IdentityState = Literal["well", "no_identity", "device_unknown", "keys_differ", "unsigned", "signed_by_another"]
"""well: no shield · no_identity: the account has no keys to sign a device with · device_unknown: the homeserver has no keys of this device ·
keys_differ: it has others than the local store, or had others when the device was signed: the store was lost while the device stayed, and others will never
take its new keys; only a new device helps ·
unsigned: the device is not signed by its owner · signed_by_another: by a key that is not, or no longer, its owner's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKeys:
    """Of this device, by the local store: public keys in unpadded base64."""

    device: str
    ed25519: str
    curve25519: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """`master`: the public master key that is shown. `one_time_keys`: how many are left for those who want to reach the device; None where it was not asked."""

    state: IdentityState
    device: str
    master: str = ""
    one_time_keys: int | None = None


def diagnosed(shown: Published, own: DeviceKeys) -> IdentityState:
    """As whoever asks the homeserver sees it. What is wrong with the device comes first: without it, an identity helps nobody."""
    device = shown.device(own.device)
    if device is None:
        return "keys_differ" if own.device in shown.shown else "device_unknown"
    if (device.ed25519, device.curve25519) != (own.ed25519, own.curve25519):
        return "keys_differ"
    if not shown.master or not shown.self_signing:
        return "signed_by_another" if device.signers else "no_identity"
    if device.signed_by(shown.self_signing):
        return "well"
    if shown.self_signing in device.signers:  # over other keys: a homeserver takes new ones for an old device, but nobody's client does
        return "keys_differ"
    return "signed_by_another" if device.signers else "unsigned"
