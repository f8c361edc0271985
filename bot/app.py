# SPDX-License-Identifier: MPL-2.0
"""Builds everything from the settings: the one place that knows every part."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from bot.admins import appoint_first_admins
from bot.dispatch import Dispatcher, Observer, unobserved
from bot.localise import Localiser
from config.breaks import load_breaks
from config.flows.load import load_flows
from config.freshness import load_rules
from config.intents.intent import Intents, load_intents
from config.settings import Settings
from config.year_wheel import YearWheel
from config.year_wheel_load import load_year_wheel
from storage.seeding import SeedReport, seed
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase


@dataclass(frozen=True)
class Application:
    """The parts that adapters and commands need."""

    settings: Settings
    database: SqlDatabase
    dispatcher: Dispatcher
    localiser: Localiser
    intents: Intents
    seeded: SeedReport

    def wheel(self) -> YearWheel:
        """The yearly wheel, as the files have it."""
        return load_year_wheel(self.settings.config_dir)


@asynccontextmanager
async def application(settings: Settings, observe: Observer = unobserved, *, noting: bool = True) -> AsyncIterator[Application]:
    """Opens the database, brings tables and catalogue up to date, and closes all of it again."""
    async with opened(settings) as database:
        seeded = await seed(database, settings.config_dir, datetime.now(UTC))
        await appoint_first_admins(database, settings.admins, datetime.now(UTC), settings.zone)
        intents = load_intents(settings.config_dir)
        localiser = Localiser(settings.config_dir, settings.zone)
        dispatcher = Dispatcher(
            database, intents, settings.language, observe=observe, zone=settings.zone, noting=noting, localiser=localiser, public_url=settings.public_url or "",
            breaks=load_breaks(settings.config_dir), flows=partial(load_flows, settings.config_dir),
            freshness_rules=partial(load_rules, settings.config_dir),
            wheel=partial(load_year_wheel, settings.config_dir),
        )  # fmt: skip
        yield Application(settings, database, dispatcher, localiser, intents, seeded)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[SqlDatabase]:
    """The database with its newest tables; nothing loaded into it."""
    engine = create_engine(database_url(settings.database))
    database = SqlDatabase(engine)
    try:
        await upgrade(engine)
        yield database
    finally:
        await database.close()
