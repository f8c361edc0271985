# SPDX-License-Identifier: MPL-2.0
"""Whether a device that asks for something is its owner's: signed by them, with the key by which they were first known.

A first use cannot be told from a thief's: whoever takes over an account that never had an identity is not found out here.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import structlog

from bot.adapters.matrix.calls import Calls, MatrixCallError
from bot.adapters.matrix.memory import Pins
from bot.adapters.matrix.trust.published import Published, published
from handlers.message import Doubt

KEPT, AGAIN = 30.0, 3.0  # seconds that a verdict holds; the shorter where the device was not signed: its owner may be verifying it just now
MOST = 2_000
"""Verdicts that are kept at the same time."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`master`: the public master key that is shown; empty where there is none.

    unknown_device: this user has no such device · no_identity: they have nothing to sign a device with · unreachable: their homeserver does not say.
    """

    state: Literal["signed", "unsigned", "unknown_device", "no_identity", "unreachable"]
    master: str = ""


class Owners:
    """`clock`: seconds, never going back."""

    def __init__(self, calls: Calls, pins: Pins, clock: Callable[[], float] = time.monotonic) -> None:
        self._calls, self._pins, self._clock = calls, pins, clock
        self._known: dict[tuple[str, str], tuple[Verdict, float]] = {}

    async def trusted(self, user: str, curve25519: str) -> Doubt:
        """Why what comes from this device is not to be trusted; empty where it is. Raises what the database raises."""
        verdict = await self.examine(user, curve25519)
        if verdict.state == "unreachable":
            return "unchecked"
        if verdict.master and await self._is_another(user, verdict):
            return "changed"
        return "" if verdict.state == "signed" else "unsigned"

    async def _is_another(self, user: str, verdict: Verdict) -> bool:
        """Whether another key was shown than the one that is pinned; only a key that signs this device is ever pinned."""
        pin = await self._pins.pin(user)
        if pin is None and verdict.state == "signed":
            pin = await self._pins.pin_first(user, verdict.master)
        if pin is None or pin.master_key == verdict.master:
            return False
        await self._pins.refuse_key(user, verdict.master)
        return True

    async def examine(self, user: str, curve25519: str) -> Verdict:
        """What the user's homeserver shows of the device with this identity key; as it was shown some seconds ago at most."""
        known = self._known.get((user, curve25519))
        if known and known[1] > self._clock():
            return known[0]
        try:
            verdict = judged(await published(self._calls, user), curve25519)
        except MatrixCallError as error:
            _log.warning("Nobody could say whose device this is", action="matrix_device_unchecked", user=user, code=error.code)
            return Verdict("unreachable")
        self._keep(user, curve25519, verdict)
        return verdict

    def forget(self, user: str) -> None:
        """Their devices or keys are other ones now: as syncing says."""
        for each in [each for each in self._known if each[0] == user]:
            del self._known[each]

    def _keep(self, user: str, curve25519: str, verdict: Verdict) -> None:
        self._known.pop((user, curve25519), None)
        if len(self._known) >= MOST:
            del self._known[next(iter(self._known))]  # the oldest
        self._known[user, curve25519] = (verdict, self._clock() + (KEPT if verdict.state == "signed" else AGAIN))


def judged(shown: Published, curve25519: str) -> Verdict:
    if not shown.master:
        return Verdict("no_identity")
    devices = shown.devices_with(curve25519) if curve25519 else ()
    if any(each.signed_by(shown.self_signing) for each in devices):
        return Verdict("signed", shown.master)
    return Verdict("unsigned" if devices else "unknown_device", shown.master)
