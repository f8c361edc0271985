# SPDX-License-Identifier: MPL-2.0
"""Installing: a code is exchanged once for tokens, refresh tokens are rotated, tokens are revoked."""

from tests.slack.records import Call
from tests.slack.tokens import HALF_A_DAY, Grant, Token
from tests.slack.workspace import JSON, Workspace
from tests.slack.world import Refused, World

CODE_SECONDS = 600


def access(world: World, call: Call) -> JSON:
    if call.get("client_id") != world.app.client_id:
        raise Refused("invalid_client_id")
    if call.get("client_secret") != world.app.client_secret:
        raise Refused("bad_client_secret")
    if call.get("grant_type") == "refresh_token":
        return _refreshed(world, call)
    return _exchanged(world, call)


def revoke(world: World, call: Call) -> JSON:
    if call.get("test"):
        return {"ok": True, "revoked": False}
    world.tokens.known[call.token].revoked = True
    world.changed()
    return {"ok": True, "revoked": True}


def grant(world: World, workspace: Workspace, scopes: tuple[str, ...], user: str, redirect_uri: str, *, rotating: bool) -> str:
    """What happens when a person presses Allow: the code Slack sends back with them."""
    allowed = world.app.redirect_uris
    assert not allowed or any(redirect_uri.startswith(uri) for uri in allowed), f"{redirect_uri} is none of the app's {allowed}"
    code = f"{world.number()}.code-of-the-stand-in"
    world.tokens.grants[code] = Grant(code, workspace.id, user, scopes, redirect_uri, rotating, world.now())
    return code


def _exchanged(world: World, call: Call) -> JSON:
    grant_ = world.tokens.grants.get(str(call.get("code")))
    if grant_ is None or world.now() - grant_.granted_at > CODE_SECONDS:
        raise Refused("invalid_code")
    if grant_.used:
        raise Refused("code_already_used")
    if grant_.redirect_uri != (call.get("redirect_uri") or ""):
        raise Refused("bad_redirect_uri")
    grant_.used = True
    workspace = world.workspaces[grant_.team]
    workspace.installed = True
    return _answer(world, workspace, world.tokens.issue(workspace, grant_.scopes, now=world.now(), rotating=grant_.rotating), grant_.user)


def _refreshed(world: World, call: Call) -> JSON:
    old = next((token for token in world.tokens.known.values() if token.refresh and token.refresh == call.get("refresh_token")), None)
    if old is None or old.revoked:
        raise Refused("invalid_refresh_token")
    old.refresh = ""
    workspace = world.workspaces[old.team]
    return _answer(world, workspace, world.tokens.issue(workspace, old.scopes, now=world.now(), rotating=True), "")


def _answer(world: World, workspace: Workspace, token: Token, user: str) -> JSON:
    world.bot_tokens[workspace.id] = token
    world.changed()
    shown: JSON = {
        "ok": True,
        "app_id": world.app.id,
        "access_token": token.value,
        "token_type": "bot",
        "scope": ",".join(token.scopes),
        "bot_user_id": workspace.bot_user_id,
        "team": {"id": workspace.id, "name": workspace.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    shown |= {"authed_user": {"id": user}} if user else {}
    return shown | ({"refresh_token": token.refresh, "expires_in": HALF_A_DAY} if token.refresh else {})
