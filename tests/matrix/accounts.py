# SPDX-License-Identifier: MPL-2.0
"""Raw calls to a homeserver, and what an operator and a person do there without a client: accounts, logins, devices.

https://spec.matrix.org/latest/client-server-api/ · https://element-hq.github.io/synapse/latest/usage/administration/admin_api/
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp

from tests.matrix.configuration import SHARED_SECRET

Json = dict[str, Any]
CLIENT = "/_matrix/client/v3"
ADMIN = "/_synapse/admin/v1"
_PATIENCE = aiohttp.ClientTimeout(total=30)


@dataclass(frozen=True, slots=True)
class Account:
    """`user`: as `@anna:matrix.example.org`."""

    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Login:
    """`refresh`: empty unless the server gives refresh tokens; then `token` lasts so many seconds."""

    user: str
    device: str
    token: str
    refresh: str = ""
    lasts: float = 0.0


class Refused(Exception):
    def __init__(self, status: int, body: Json) -> None:
        super().__init__(f"{status} {body.get('errcode', '')}: {body.get('error', body)}")
        self.status, self.body = status, body
        self.code: str = body.get("errcode", "")


def unique(name: str) -> str:
    """A name that no other test has."""
    return f"{name}-{secrets.token_hex(4)}"


def quoted(part: str) -> str:
    """A part of a path."""
    return quote(part, safe="")


class Api:
    """What is asked of the homeserver at `url`, which may be a proxy's. Belongs to no event loop."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._operator = ""

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, token: str = "", query: Mapping[str, str] | None = None) -> Json:
        """The answer's JSON. `path` begins with `/_`. Raises Refused when the status is not 200."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        data = {} if body is None and method in ("POST", "PUT") else body
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.request(method, self.url + path, json=data, headers=headers, params=query) as answer,
        ):
            found: Json = await answer.json() if answer.content_type == "application/json" else {"error": await answer.text()}
            if answer.status != 200:
                raise Refused(answer.status, found)
            return found

    async def register(self, name: str, *, admin: bool = False, password: str = "") -> Account:
        """By the shared secret: no limits, and no device yet. `name` as it is: see `unique`."""
        password = password or secrets.token_hex(8)
        nonce = (await self.call("GET", f"{ADMIN}/register"))["nonce"]
        proof = "\0".join((nonce, name, password, "admin" if admin else "notadmin"))
        mac = hmac.new(SHARED_SECRET.encode(), proof.encode(), hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac, "inhibit_login": True}
        return Account((await self.call("POST", f"{ADMIN}/register", body))["user_id"], password)

    async def log_in(self, account: Account, *, device: str = "", refresh: bool = True, called: str = "test") -> Login:
        """`device`: an existing one to come back as."""
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": account.user},
            "password": account.password,
            "initial_device_display_name": called,
            "refresh_token": refresh,
            **({"device_id": device} if device else {}),
        }
        given = await self.call("POST", f"{CLIENT}/login", body)
        return Login(given["user_id"], given["device_id"], given["access_token"], given.get("refresh_token", ""), given.get("expires_in_ms", 0) / 1000)

    async def log_out(self, token: str, *, everywhere: bool = False) -> None:
        """The token is revoked, and its device is gone."""
        await self.call("POST", f"{CLIENT}/logout{'/all' if everywhere else ''}", token=token)

    async def devices(self, token: str) -> list[str]:
        return [each["device_id"] for each in (await self.call("GET", f"{CLIENT}/devices", token=token))["devices"]]

    async def delete_devices(self, account: Account, token: str, *devices: str) -> None:
        await self.with_password(account, "POST", f"{CLIENT}/delete_devices", {"devices": devices}, token=token)

    async def with_password(self, account: Account, method: str, path: str, body: Mapping[str, Any], *, token: str) -> Json:
        """A call that the server may ask the password for: user-interactive authentication."""
        try:
            return await self.call(method, path, body, token=token)
        except Refused as refused:
            if refused.status != 401 or "session" not in refused.body:
                raise
            proof = {
                "type": "m.login.password",
                "identifier": {"type": "m.id.user", "user": account.user},
                "password": account.password,
                "session": refused.body["session"],
            }
            return await self.call(method, path, {**body, "auth": proof}, token=token)

    async def override_ratelimit(self, user: str) -> None:
        """What an operator does for a bot: it may send as much as it likes."""
        await self.call("POST", f"{ADMIN}/users/{quoted(user)}/override_ratelimit", {"messages_per_second": 0, "burst_count": 0}, token=await self.operator())

    async def operator(self) -> str:
        """The access token of a server administrator."""
        if not self._operator:
            account = await self.register(unique("operator"), admin=True)
            self._operator = (await self.log_in(account, refresh=False)).token
        return self._operator
