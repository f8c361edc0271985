# SPDX-License-Identifier: MPL-2.0
"""Asks the homeserver: is the token good, and what will members' clients show of the bot's device? Nothing is changed, and no token is renewed."""

from bot.adapters.matrix.account import Account
from bot.adapters.matrix.calls import CLIENT, MatrixCallError
from bot.adapters.matrix.http import Http
from bot.adapters.matrix.own_keys import own_keys
from bot.adapters.matrix.reading_only import Reading
from bot.adapters.matrix.session import kept_session
from bot.adapters.matrix.trust.diagnosis import IdentityState, diagnosed
from bot.adapters.matrix.trust.published import published
from bot.doctor.finding import NOTE, OK, PROBLEM, Finding
from bot.doctor.matrix import SUBJECT
from bot.matrix_platform import account as account_of
from bot.outcomes import Outcome
from config.settings import Settings

PATIENCE = 20.0  # seconds for each answer
_SHOWN: dict[IdentityState, tuple[str, str]] = {
    "no_identity": ("members' clients show a warning beside its answers: the account has no identity", "Start `os2bot run` once: it makes one."),
    "device_unknown": ("the homeserver has no keys of the bot's device: it reads and writes nothing in encrypted rooms", "Start `os2bot run` once."),
    "keys_differ": (
        "the homeserver shows other keys of the bot's device than are in the store: nobody can read it in encrypted rooms",
        "Give back the store (MATRIX_STORE_PATH), or log in anew on another device (docs/matrix.md).",
    ),
    "unsigned": ("members' clients show a red warning beside its answers, and some give it no keys: its device is not signed", "Set MATRIX_RECOVERY_KEY."),
    "signed_by_another": ("members' clients show a warning: its device is signed by a key that is not the account's", "Set MATRIX_RECOVERY_KEY."),
}


async def matrix_live(settings: Settings) -> list[Finding]:
    account = account_of(settings)
    kept = kept_session(account.store / "session.json")
    token = kept.token if kept else account.access_token
    if not token:
        return [Finding(NOTE, SUBJECT, "has not logged in yet", "Start `os2bot run`: it logs in once, and keeps the token.")]
    async with Http(account.homeserver, PATIENCE) as http:
        calls = Reading(http, token)
        try:
            me = await calls.call("GET", f"{CLIENT}/account/whoami")
            user, device = str(me.get("user_id", "")), str(me.get("device_id") or account.device)
            if user != account.user:
                return [Finding(PROBLEM, SUBJECT, f"the token is of {user}, and MATRIX_USER says {account.user}", "Set the one that belongs to the other.")]
            return [Finding(OK, SUBJECT, f"the token is good: {user}, device {device}"), await _device(account, calls, device)]
        except MatrixCallError as error:
            return [_refused(error)]


async def _device(account: Account, calls: Reading, device: str) -> Finding:
    own = own_keys(account, device)
    if own is None:
        return Finding(NOTE, SUBJECT, "there are no keys of this device in the store yet", "Start `os2bot run`: it makes them at its first start.")
    state = diagnosed(await published(calls, account.user), own)
    if state == "well":
        return Finding(OK, SUBJECT, "members' clients show no warning: its device is signed by the account's own identity")
    return Finding(PROBLEM, SUBJECT, *_SHOWN[state])


def _refused(error: MatrixCallError) -> Finding:
    if error.outcome is Outcome.REVOKED:
        return Finding(
            PROBLEM,
            SUBJECT,
            f"the homeserver does not know the token ({error.code})",
            "Set a new one (docs/matrix.md); where it is renewed, start `os2bot run`.",
        )
    return Finding(PROBLEM, SUBJECT, f"the homeserver does not answer as it should ({error.code})", "Check MATRIX_HOMESERVER, and whether it can be reached.")
