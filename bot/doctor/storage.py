# SPDX-License-Identifier: MPL-2.0
"""Looks at the database without changing it: is it there, are its tables the newest, does it differ from the files?"""

import asyncio

from bot.doctor.finding import NOTE, OK, PROBLEM, Finding, listed
from bot.doctor.followed import followed
from bot.doctor.released import released
from bot.doctor.unreachable import unreachable
from bot.localise import Localiser
from bot.platforms import configured
from config.catalogue.load import load_catalogue
from config.problems import ConfigError
from config.settings import Settings
from storage.seeding import differing
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import HEAD, revisions, standing
from storage.sql.unit_of_work import SqlDatabase

PATIENCE = 15.0  # seconds; longer than SQLite waits for a process that writes
_REACH = "Check OS2BOT_DATABASE_URL, that the database is running, and that it may be written to."


async def database(settings: Settings) -> list[Finding]:
    url = database_url(settings.database)
    try:
        async with asyncio.timeout(PATIENCE):
            at = await standing(url)
            differences = [*await _differences(settings), *await _followed(settings)] if at == HEAD else []
    except ConfigError:
        raise
    except TimeoutError:
        return [Finding(PROBLEM, "database", f"has not answered within {PATIENCE:g} s", _REACH)]
    except Exception as error:  # noqa: BLE001 - drivers have many errors, and some repeat the address
        return [Finding(PROBLEM, "database", f"cannot be used ({type(error).__name__})", _REACH)]
    return [_standing(at, url.get_backend_name()), *differences]


def _standing(at: str | None, kind: str) -> Finding:
    if at is None:
        return Finding(NOTE, "database", f"the {kind} database has no tables yet", "Nothing: `os2bot run` makes them, or `os2bot db upgrade` now.")
    if at == HEAD:
        return Finding(OK, "database", f"the {kind} database answers, and its tables are the newest ({HEAD})")
    if at in revisions():
        return Finding(NOTE, "database", f"its tables stand at {at}, the newest is {HEAD}", "`os2bot db backup FILE` first; `os2bot run` then updates them.")
    return Finding(PROBLEM, "database", f"it stands at {at}, which this os2bot does not know", "Use the os2bot that wrote it, or a newer one.")


async def _differences(settings: Settings) -> list[Finding]:
    """Nothing where the files cannot be loaded: that is said where the files are looked at."""
    try:
        wanted = load_catalogue(settings.config_dir)
    except ConfigError:
        return []
    differ: list[str] = []
    opened = SqlDatabase(create_engine(database_url(settings.database)))
    try:
        async with opened.unit_of_work() as unit:
            for kind, entries in wanted.items():
                differ += differing(kind, await unit.catalogue.stored(kind), entries)
    finally:
        await opened.close()
    if not differ:
        return []
    text = f"{len(differ)} differ from the files, because they were changed in the database: {listed(differ)}"
    return [Finding(NOTE, "entries", text, "Nothing, if that is meant: they stay. Else carry them over with `os2bot export` or `os2bot import`.")]


async def _followed(settings: Settings) -> list[Finding]:
    opened = SqlDatabase(create_engine(database_url(settings.database)))
    try:
        async with opened.unit_of_work() as unit:
            localiser = Localiser(settings.config_dir)
            lists = await released(unit, localiser, settings.release_hours)
            return [*await followed(unit, localiser), *lists, *await unreachable(unit, configured(settings))]
    finally:
        await opened.close()
