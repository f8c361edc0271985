# SPDX-License-Identifier: MPL-2.0
"""Builds Matrix from the settings."""

import functools
from datetime import timedelta

from bot.adapters.matrix.account import Account
from bot.adapters.matrix.adapter import MatrixAdapter
from bot.adapters.matrix.metrics import MatrixMetrics
from bot.adapters.matrix.pace import Pace
from bot.answering import Answering
from bot.app import Application
from bot.durable_inbox import HELD, DurableInbox
from bot.host import BotHost
from bot.leading import Led
from bot.matrix_memory import MatrixMemory
from bot.platforms import Platform
from bot.web.metrics import Metrics
from config.settings import Settings
from storage.sql.leadership import leadership


def matrix_platform(app: Application, answering: Answering, metrics: Metrics, pace: Pace = Pace(), held: timedelta = HELD) -> Platform:  # noqa: B008 - frozen
    """Raises ConfigError for a secret that cannot be read."""
    host = BotHost(answering, app.localiser, app.database, app.intents, app.settings.zone)
    memory = MatrixMemory(app.database, app.settings.zone)
    inbox = functools.partial(DurableInbox, app.database, "matrix", held=held)
    adapter = MatrixAdapter(account(app.settings), host, memory, memory, inbox, MatrixMetrics(metrics.registry), app.settings.language, pace)
    app.dispatcher.channel_looks.by("matrix", adapter.look_at)
    led = Led(adapter, leadership(app.database.engine, "matrix"), "matrix", leading=metrics.leading.labels("matrix").set)
    return Platform(led, adapter, (), {"matrix": led.when_leading(adapter.ready)})


def account(settings: Settings) -> Account:
    """The bot's account, as it is set. Raises ConfigError for a secret that cannot be read."""
    matrix = settings.matrix
    return Account(
        homeserver=matrix.homeserver or "", user=matrix.user or "", store=settings.matrix_store, allows=matrix.allows, device=matrix.device_id or "",
        access_token=matrix.secret_of("access_token"), refresh_token=matrix.secret_of("refresh_token"), password=matrix.secret_of("password"),
        passphrase=matrix.secret_of("store_passphrase"), recovery_key=matrix.secret_of("recovery_key"),
    )  # fmt: skip
