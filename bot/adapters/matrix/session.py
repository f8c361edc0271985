# SPDX-License-Identifier: MPL-2.0
"""Logging in: by a token that the operator gives, or once by password, with the token kept; and renewing a token that expires.

A bot that logs in at every start is locked out after a few: homeservers count logins. https://spec.matrix.org/latest/client-server-api/#client-authentication
"""

import asyncio
import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import structlog

from bot.adapters.matrix.account import Account
from bot.adapters.matrix.calls import CLIENT, Json, MatrixCallError
from bot.adapters.matrix.http import Http
from bot.adapters.matrix.private_files import read, written
from bot.outcomes import Outcome

DEVICE_NAME = "os2bot"
_log = structlog.get_logger(__name__)


class NotLetInError(Exception):
    """The homeserver does not let the bot in, and will not until an operator does what the sentence says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`given`: a fingerprint of what the operator set, so that what was kept is not used once something else is set."""

    user: str
    device: str
    token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    given: str = ""


class Sessions:
    """The one session of an account, kept beside its keys."""

    def __init__(self, account: Account, http: Http) -> None:
        self._account, self._http = account, http
        self._path = account.store / "session.json"
        self._renewing = asyncio.Lock()
        self._session: Session | None = None

    async def opened(self) -> Session:
        """Raises NotLetInError, MatrixCallError for what may pass, and OSError where nothing can be kept."""
        kept = self._kept()
        if kept and kept.given == self._given():
            self._session = kept
        elif self._account.access_token:
            self._session = await self._of_token()
        else:
            self._session = await self._by_password(self._account.device)
        return self._session

    async def anew(self) -> Session:
        """On a device of its own, in place of one whose keys were lost. Raises as `opened` does."""
        if not self._account.password:
            raise NotLetInError(
                "the keys of the bot's device were lost, and nobody believes it new ones; log in anew, and set that token, as docs/matrix.md says"
            )
        self._session = await self._by_password("")
        return self._session

    async def renewed(self) -> str:
        """A new access token. Many may ask at once: it is renewed once. Raises MatrixCallError with `REVOKED` where it cannot be."""
        before = self._session
        async with self._renewing:
            if self._session is not before and self._session:
                return self._session.token
            if before is None:
                raise MatrixCallError(Outcome.REVOKED, "M_MISSING_TOKEN")
            if before.refresh_token:
                self._session = await self._refreshed(before)
            elif self._account.password:  # the same device goes on
                try:
                    self._session = await self._by_password(before.device)
                except NotLetInError as error:
                    raise MatrixCallError(Outcome.REVOKED, "M_UNKNOWN_TOKEN") from error
            else:
                raise MatrixCallError(Outcome.REVOKED, "M_UNKNOWN_TOKEN")
            return self._session.token

    @property
    def renewable(self) -> bool:
        return bool(self._session and (self._session.refresh_token or self._account.password))

    async def _refreshed(self, before: Session) -> Session:
        """The new pair is kept before it is used: once it is used, the old refresh token is refused."""
        answer = await self._asked("POST", f"{CLIENT}/refresh", {"refresh_token": before.refresh_token})
        token, refresh = _words(answer, "access_token"), str(answer.get("refresh_token") or before.refresh_token)
        _log.info("The access token was renewed", action="matrix_token_renewed")
        return self._keep(Session(user=before.user, device=before.device, token=token, refresh_token=refresh, given=before.given))

    async def _of_token(self) -> Session:
        account = self._account
        try:
            me = await self._asked("GET", f"{CLIENT}/account/whoami", token=account.access_token)
        except MatrixCallError as error:
            if error.outcome is not Outcome.REVOKED or not account.refresh_token:
                raise _told(error, "MATRIX_ACCESS_TOKEN") from error
            return await self._of_refresh_token()
        session = self._mine(me, account.access_token)
        return self._keep(session) if account.refresh_token else session

    async def _of_refresh_token(self) -> Session:
        """The access token that was set has expired since: a new one says who it is of."""
        try:
            answer = await self._asked("POST", f"{CLIENT}/refresh", {"refresh_token": self._account.refresh_token})
            token = _words(answer, "access_token")
            refresh = str(answer.get("refresh_token") or self._account.refresh_token)
            pending = Session(user=self._account.user, device=self._account.device, token=token, refresh_token=refresh, given=self._given())
            self._keep(pending)
            me = await self._asked("GET", f"{CLIENT}/account/whoami", token=token)
        except MatrixCallError as error:
            raise _told(error, "MATRIX_REFRESH_TOKEN") from error
        mine = self._mine(me, token)
        return self._keep(Session(user=mine.user, device=mine.device, token=token, refresh_token=refresh, given=self._given()))

    def _mine(self, me: Json, token: str) -> Session:
        account, user = self._account, str(me.get("user_id", ""))
        if user != account.user:
            raise NotLetInError(f"the access token is of {user or 'nobody'}, and MATRIX_USER says {account.user}; set the one that belongs to the other")
        device = str(me.get("device_id") or account.device)
        if not device:
            raise NotLetInError("the access token belongs to no device; log in as docs/matrix.md says, or set MATRIX_DEVICE_ID")
        return Session(user=user, device=device, token=token, refresh_token=account.refresh_token, given=self._given())

    async def _by_password(self, device: str) -> Session:
        try:
            flows = (await self._asked("GET", f"{CLIENT}/login")).get("flows", ())
            if not any(isinstance(flow, dict) and flow.get("type") == "m.login.password" for flow in flows):
                raise NotLetInError("the homeserver takes no passwords; set MATRIX_ACCESS_TOKEN as docs/matrix.md says of single sign-on")
            answer = await self._asked("POST", f"{CLIENT}/login", self._login(device))
        except MatrixCallError as error:
            raise _told(error, "MATRIX_PASSWORD") from error
        _log.info("Logged in by password; the token is kept, and used from now on", action="matrix_logged_in", device=answer.get("device_id"))
        refresh = str(answer.get("refresh_token") or "")
        return self._keep(Session(
            user=_words(answer, "user_id"), device=_words(answer, "device_id"), token=_words(answer, "access_token"), refresh_token=refresh, given=self._given(),
        ))  # fmt: skip

    def _login(self, device: str) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": "m.login.password", "identifier": {"type": "m.id.user", "user": self._account.user}, "password": self._account.password,
            "initial_device_display_name": DEVICE_NAME, "refresh_token": True,
        }  # fmt: skip
        return {**body, "device_id": device} if device else body

    async def _asked(self, method: str, path: str, body: Json | None = None, token: str = "") -> Json:
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        answer = await self._http.request(method, path, None if body is None else json.dumps(body), headers)
        return dict(answer.parsed)

    def _given(self) -> str:
        account = self._account
        words = (account.homeserver, account.user, account.access_token, account.refresh_token, account.device)
        return hashlib.sha256(repr(words).encode()).hexdigest()

    def _keep(self, session: Session) -> Session:
        written(self._path, json.dumps(asdict(session)))
        return session

    def _kept(self) -> Session | None:
        return kept_session(self._path)


def kept_session(path: Path) -> Session | None:
    """What was kept; None where nothing is, or nothing that can be read."""
    try:
        text = read(path)
        return Session(**json.loads(text)) if text else None
    except (ValueError, TypeError):
        _log.warning("The session that was kept cannot be read; the bot logs in anew", action="matrix_session_unreadable")
        return None


def _told(error: MatrixCallError, setting: str) -> Exception:
    """What no second try mends becomes a sentence; whatever may pass stays what it is."""
    if error.outcome in (Outcome.REVOKED, Outcome.REFUSED):
        return NotLetInError(f"the homeserver refuses {setting} ({error.code}); set one that is in force, as docs/matrix.md says")
    return error


def _words(answer: Json, name: str) -> str:
    if not isinstance(answer.get(name), str):
        raise MatrixCallError(Outcome.UNCLEAR, f"no_{name}")
    return str(answer[name])
