# SPDX-License-Identifier: MPL-2.0
"""From a login to a client whose device members' clients trust: keys published, and signed by the bot's own identity."""

import secrets

import structlog

from bot.adapters.matrix.account import Account
from bot.adapters.matrix.calls import MatrixCallError
from bot.adapters.matrix.client import MatrixClient
from bot.adapters.matrix.http import Http
from bot.adapters.matrix.private_files import read, written
from bot.adapters.matrix.session import NotLetInError, Session, Sessions
from bot.adapters.matrix.trust.approval import ApprovalNeededError
from bot.adapters.matrix.trust.diagnosis import DeviceKeys
from bot.adapters.matrix.trust.own_identity import OwnIdentity
from bot.outcomes import Outcome

_LOST = frozenset(("keys_differ",))
_log = structlog.get_logger(__name__)


async def signed_in(account: Account, http: Http) -> MatrixClient:
    """Raises NotLetInError, MatrixCallError, and OSError where nothing can be kept. A device that cannot be signed is logged, and works on."""
    sessions = Sessions(account, http)
    client = _client(account, await sessions.opened(), sessions, http)
    if await _trusted(account, client) not in _LOST:
        return client
    client = _client(account, await sessions.anew(), sessions, http)  # only another device is believed
    await _trusted(account, client)
    return client


async def _trusted(account: Account, client: MatrixClient) -> str:
    """What became of the device's signature: a word of `own_identity.Done`."""
    try:
        identity = own_identity(account, client)
        if (await identity.state()).state == "keys_differ":  # before anything is uploaded: a homeserver would take it
            return "keys_differ"
        await _published(client)
        done = (await identity.establish(_recovery_key(account), lambda key: _keep(account, key))).done
    except (ApprovalNeededError, ValueError) as error:
        _log.error("The bot's device could not be signed; members' clients show a warning", action="matrix_device_unsigned", why=str(error))
        return "unsigned"
    if done in ("created", "signed"):
        _log.info("The bot's device is signed by its own identity", action="matrix_device_signed", done=done, device=client.device_id)
    elif done != "already":
        _log.error("The bot's device is not signed; members' clients show a warning", action="matrix_device_unsigned", why=done)
    return done


def own_identity(account: Account, client: MatrixClient) -> OwnIdentity:
    olm = client.olm
    assert olm is not None
    keys = olm.account.identity_keys
    own = DeviceKeys(device=client.device_id, ed25519=keys["ed25519"], curve25519=keys["curve25519"])
    return OwnIdentity(client, client.user_id, own, lambda text: str(olm.account.sign(text)), account.password)


async def _published(client: MatrixClient) -> None:
    """The device's keys, where the homeserver has none. It may have others, of a store that was lost: that is found out next."""
    olm = client.olm
    assert olm is not None
    if olm.account.shared:
        return
    try:
        await client.keys_upload()
    except MatrixCallError as error:
        if error.outcome is not Outcome.REFUSED:
            raise
        _log.warning("The homeserver takes no keys of this device", action="matrix_keys_failed", code=error.code)


def _client(account: Account, session: Session, sessions: Sessions, http: Http) -> MatrixClient:
    renewed = sessions.renewed if sessions.renewable else None
    try:
        return MatrixClient(account.homeserver, session.user, session.device, session.token, account.store, _passphrase(account), http, renewed)
    except (ValueError, TypeError, ArithmeticError) as error:
        raise NotLetInError(f"the keys in {account.store} cannot be read ({type(error).__name__}); give back MATRIX_STORE_PASSPHRASE as it was") from error


def _passphrase(account: Account) -> str:
    """The operator's; else one that is made once, and kept beside the keys."""
    if account.passphrase:
        return account.passphrase
    path = account.store / "passphrase"
    if not (kept := read(path)):
        kept = secrets.token_urlsafe(32)
        written(path, kept)
    return kept


def _recovery_key(account: Account) -> str | None:
    return account.recovery_key or read(account.store / "recovery-key") or None


def _keep(account: Account, key: str) -> None:
    path = account.store / "recovery-key"
    written(path, key)
    _log.warning(
        "A recovery key was made: keep a copy of this file elsewhere, or set it as MATRIX_RECOVERY_KEY_FILE", action="matrix_recovery_key_made", file=str(path)
    )
