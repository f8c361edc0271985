# SPDX-License-Identifier: MPL-2.0
"""How a workspace installs the app by OAuth, and the pages that whoever does it sees.

https://docs.slack.dev/authentication/installing-with-oauth
"""

from html import escape
from urllib.parse import quote

import structlog
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse

from bot.adapters.slack.installations import EncryptedInstallationStore
from bot.adapters.slack.manifest import INSTALL_PATH, REDIRECT_PATH, SCOPES
from bot.adapters.slack.states import MINUTES, OAuthStates
from bot.adapters.slack.workspaces import RENEWED_BEFORE
from bot.localise import Localiser
from handlers.message import LANGUAGES, Language

REASONS = frozenset(("access_denied", "invalid_browser", "invalid_state", "missing_code", "invalid_code", "storage_error"))

_log = structlog.get_logger(__name__)


def oauth_settings(
    *, client_id: str, client_secret: str, public_url: str, store: EncryptedInstallationStore, states: OAuthStates, localiser: Localiser, authorize_url: str | None = None,
) -> AsyncOAuthSettings:  # fmt: skip
    """What Bolt needs for it. `/slack/install` leads straight to Slack's own page. `authorize_url`: Slack's unless it is given."""
    pages = InstallPages(localiser)
    return AsyncOAuthSettings(
        client_id=client_id, client_secret=client_secret, scopes=sorted(SCOPES), user_scopes=[], redirect_uri=public_url + REDIRECT_PATH,
        install_path=INSTALL_PATH, install_page_rendering_enabled=False, redirect_uri_path=REDIRECT_PATH, authorization_url=authorize_url,
        callback_options=AsyncCallbackOptions(pages.success, pages.failure), installation_store=store, installation_store_bot_only=True,
        token_rotation_expiration_minutes=RENEWED_BEFORE, state_store=states, state_expiration_seconds=MINUTES * 60,
    )  # fmt: skip


class InstallPages:
    """In every language, one below the other: nobody is known yet. No scripts, nothing from elsewhere, nothing that was not escaped."""

    def __init__(self, localiser: Localiser) -> None:
        self._localiser = localiser

    async def success(self, args: AsyncSuccessArgs) -> BoltResponse:
        team = args.installation.team_id or ""
        name = args.installation.team_name or args.installation.enterprise_name or team
        _log.info("A workspace has installed the app", action="slack_installed", team=team or args.installation.enterprise_id)
        said = {language: (self._localiser.text("slack.install.done", language, workspace=name), self._open(team, language)) for language in LANGUAGES}
        return self._page(200, said, args)

    async def failure(self, args: AsyncFailureArgs) -> BoltResponse:
        """The reason comes from the address that was opened: one that is not known is not repeated."""
        reason = args.reason if args.reason in REASONS else "other"
        _log.warning("A workspace could not install the app", action="slack_install_failed", reason=reason)
        again = f'<a href="{INSTALL_PATH}">{{}}</a>'
        said = {
            language: (self._localiser.text(f"slack.install.{reason}", language), again.format(escape(self._localiser.text("slack.install.again", language))))
            for language in LANGUAGES
        }
        return self._page(args.suggested_status_code, said, args)

    def _open(self, team: str, language: Language) -> str:
        address = f"https://app.slack.com/client/{quote(team, safe='')}"
        return f'<a href="{escape(address)}">{escape(self._localiser.text("slack.install.open", language))}</a>'

    def _page(self, status: int, said: dict[Language, tuple[str, str]], args: AsyncSuccessArgs | AsyncFailureArgs) -> BoltResponse:
        sections = "\n".join(f'<section lang="{language}"><p>{escape(text)}</p><p>{link}</p></section>' for language, (text, link) in said.items())
        head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>os2bot</title>'
        body = f'<!doctype html>\n<html lang="{next(iter(said))}"><head>{head}</head>\n<body>\n<h1>os2bot</h1>\n{sections}\n</body></html>\n'
        cookie = args.settings.state_utils.build_set_cookie_for_deletion()
        return BoltResponse(status=status, body=body, headers={"Content-Type": "text/html; charset=utf-8", "Set-Cookie": cookie})
