# SPDX-License-Identifier: MPL-2.0
"""The device's own public keys, as they lie in the store; a bot that runs goes on using it meanwhile."""

from nio.store import SqliteStore

from bot.adapters.matrix.account import Account
from bot.adapters.matrix.private_files import read
from bot.adapters.matrix.trust.diagnosis import DeviceKeys


def own_keys(account: Account, device: str) -> DeviceKeys | None:
    """None where the store has none of this device."""
    if not (account.store / f"{account.user}_{device}.db").is_file():
        return None
    passphrase = account.passphrase or read(account.store / "passphrase")
    kept = SqliteStore(account.user, device, str(account.store), passphrase).load_account()
    return DeviceKeys(device=device, ed25519=kept.identity_keys["ed25519"], curve25519=kept.identity_keys["curve25519"]) if kept else None
