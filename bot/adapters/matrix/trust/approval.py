# SPDX-License-Identifier: MPL-2.0
"""What a homeserver asks before it takes a new identity: a password, or an approval in a browser.

https://spec.matrix.org/latest/client-server-api/#user-interactive-authentication-api
"""

from collections.abc import Mapping
from typing import Any

from bot.adapters.matrix.calls import Calls, Json, MatrixCallError

_PASSWORD = "m.login.password"  # noqa: S105 - the name of a stage
_IN_BROWSER = ("m.oauth", "org.matrix.cross_signing_reset")
_UNAUTHORISED = 401


class ApprovalNeededError(Exception):
    """Only an operator can go on from here; the sentence says how. `url`: where to approve it, if the homeserver says."""

    def __init__(self, sentence: str, url: str = "") -> None:
        super().__init__(sentence)
        self.url = url


def is_asked(error: MatrixCallError) -> bool:
    return error.status == _UNAUTHORISED and isinstance(error.body.get("flows"), list)


def proof(asked: Json, user: str, password: str) -> Json:
    """Answers with the password, where that is enough. Raises ApprovalNeededError."""
    stages = [flow["stages"] for flow in asked["flows"] if isinstance(flow, Mapping) and isinstance(flow.get("stages"), list)]
    if [_PASSWORD] in stages:
        if not password:
            raise ApprovalNeededError("the homeserver asks for the account's password before it takes the bot's identity; set MATRIX_PASSWORD, and start again")
        return {"type": _PASSWORD, "identifier": {"type": "m.id.user", "user": user}, "password": password, "session": asked.get("session")}
    if url := _url(asked.get("params")):
        raise ApprovalNeededError(f"the homeserver wants this approved in a browser: log in there as {user} at {url}, approve it, and start again", url)
    wanted = ", ".join(sorted({str(stage) for each in stages for stage in each})) or "nothing that is known"
    raise ApprovalNeededError(f"before it takes the bot's identity, the homeserver asks for {wanted}; let its operator allow it")


async def given(calls: Calls, path: str, body: Json, auth: Json) -> None:
    """The same call once more, with the proof. Raises ApprovalNeededError where it is not taken."""
    try:
        await calls.call("POST", path, {**body, "auth": auth})
    except MatrixCallError as error:
        if error.status != _UNAUTHORISED:
            raise
        raise ApprovalNeededError("the homeserver does not take MATRIX_PASSWORD as the account's password; set the right one, and start again") from error


def _url(params: Any) -> str:
    for stage in _IN_BROWSER:
        found = params.get(stage) if isinstance(params, Mapping) else None
        url = found.get("url") if isinstance(found, Mapping) else None
        if isinstance(url, str) and url.startswith(("https://", "http://")):
            return url
    return ""
