# SPDX-License-Identifier: MPL-2.0
"""Builds Slack from the settings: one workspace by tokens, or all that installed the app by OAuth."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from starlette.routing import Route

from bot.adapters.slack.adapter import Connection, SlackAdapter
from bot.adapters.slack.delivery import Delivery
from bot.adapters.slack.install_pages import install_routes
from bot.adapters.slack.installations import EncryptedInstallationStore
from bot.adapters.slack.manifest import EVENTS_PATH
from bot.adapters.slack.metrics import SlackMetrics
from bot.adapters.slack.oauth import oauth_settings
from bot.adapters.slack.one_workspace import OneWorkspace
from bot.adapters.slack.pace import Pace
from bot.adapters.slack.states import OAuthStates
from bot.adapters.slack.workspaces import InstalledWorkspaces
from bot.answering import Answering
from bot.app import Application
from bot.durable_inbox import HELD, DurableInbox
from bot.host import BotHost
from bot.platforms import Platform
from bot.web.metrics import Metrics
from config.problems import ConfigError, Problem
from config.settings import Settings


def slack_platform(app: Application, answering: Answering, metrics: Metrics, pace: Pace = Pace(), held: timedelta = HELD) -> Platform:  # noqa: B008 - frozen
    """Raises ConfigError for a secret that cannot be read."""
    settings = app.settings
    host = BotHost(answering, app.localiser, app.database, app.intents, settings.zone)
    inbox = functools.partial(DurableInbox, app.database, "slack", held=held)
    figures = SlackMetrics(metrics.registry)
    if settings.slack.client_id:
        return _of_many(app, host, inbox, figures, pace)
    workspace = OneWorkspace(settings.slack.token("bot_token"), settings.slack.api_url)

    async def departed(delivery: Delivery) -> None:
        """Nothing is kept of it; the next call finds the token revoked."""

    adapter = SlackAdapter(
        replace(connection(settings), pace=pace), workspace.token, host, inbox, figures, departed, settings.language, home=settings.time_zone
    )
    return _platform(app, adapter)


def _of_many(app: Application, host: BotHost, inbox: Callable[[], DurableInbox], figures: SlackMetrics, pace: Pace) -> Platform:
    settings, slack = app.settings, app.settings.slack
    try:
        store = EncryptedInstallationStore(app.database.engine, slack.client_id or "", settings.encryption_keys)
    except ValueError as error:
        raise ConfigError(Problem(str(error), field="OS2BOT_ENCRYPTION_KEY")) from error
    workspaces = InstalledWorkspaces(store, slack.client_id or "", slack.token("client_secret"), slack.api_url)
    oauth = oauth_settings(
        client_id=slack.client_id or "", client_secret=slack.token("client_secret"), public_url=settings.public_url or "", store=store,
        states=OAuthStates(app.database.engine), localiser=app.localiser,
    )  # fmt: skip

    async def departed(delivery: Delivery) -> None:
        """`text` of what was revoked: whose user tokens; empty where the whole installation is gone."""
        for user in delivery.text.split(",") if delivery.text else (None,):
            await store.forget(delivery.team, delivery.enterprise, user, before=delivery.at or None)

    adapter = SlackAdapter(
        replace(connection(settings), pace=pace), workspaces.token, host, inbox, figures, departed, settings.language, home=settings.time_zone, many=True
    )
    return _platform(app, adapter, install_routes(oauth, slack.api_url))


def _platform(app: Application, adapter: SlackAdapter, pages: Sequence[Route] = ()) -> Platform:
    app.dispatcher.channel_looks.by("slack", adapter.look_at)
    events = [Route(EVENTS_PATH, adapter.over_http, methods=["POST"])] if app.settings.slack.mode == "http" else []
    return Platform(adapter, adapter, [*events, *pages], {"slack": adapter.ready})


def connection(settings: Settings) -> Connection:
    """How Slack is reached."""
    slack = settings.slack
    return Connection(
        mode=slack.mode, api_url=slack.api_url, app_token=slack.token("app_token"), signing_secret=slack.token("signing_secret"), sockets=slack.sockets
    )  # fmt: skip
