# SPDX-License-Identifier: MPL-2.0
"""`os2bot run`: every platform, HTTP and housekeeping side by side, until a signal stops them."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import structlog

from bot.answering import Answering
from bot.app import Application, application
from bot.delivering import Delivering
from bot.following import Following
from bot.housekeeping import Round, keep_house
from bot.listening import listen, url
from bot.platforms import Platform, keep_running, platforms
from bot.release_metrics import ReleaseMetrics
from bot.release_reader import ReleaseReader
from bot.retention import Retention, retain
from bot.web.app import web_app
from bot.web.calendar_pages import CalendarPages
from bot.web.health import Check, Readiness
from bot.web.metrics import Metrics
from bot.web.server import serve_http
from config.settings import Settings
from storage.sql.schema import HEAD, current

FINISHING = 3.0  # seconds for messages in hand when the service stops
LEAVING = 1.5  # seconds for adapters to leave their platforms after that
LIMIT = 6.0  # seconds for all of it; Docker kills after ten

_log = structlog.get_logger(__name__)

Platforms = Callable[[Application, Answering, Metrics], Mapping[str, Platform]]


async def run(settings: Settings, connect: Platforms = platforms) -> None:
    """Serves until SIGTERM or SIGINT. Raises ConfigError for what an operator can mend, before anything is started."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    serving = asyncio.create_task(_serve(settings, connect, stop))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not serving.done() and not (await asyncio.wait({serving}, timeout=LIMIT))[0]:
        _log.warning("Not everything ended in time; it is cut off", action="cut_off", seconds=LIMIT)
        serving.cancel()
        await asyncio.wait({serving}, timeout=1)
        return
    _settle(serving)
    _log.info("os2bot has stopped", action="stopped")


def _settle(serving: asyncio.Task[None]) -> None:
    """Raises what ended the service, if it was no signal. A part that failed while the service ran is a bug, or a machine in trouble: logged in full."""
    try:
        serving.result()
    except BaseExceptionGroup as group:
        _log.exception("A part of the service failed", action="failed")
        raise group.exceptions[0] from group


async def _serve(settings: Settings, connect: Platforms, stop: asyncio.Event) -> None:
    with listen(settings.http_host, settings.http_port) as address:
        metrics = Metrics()
        async with application(settings, metrics.answered) as app:
            _report(app)
            await app.dispatcher.prepare(datetime.now(UTC))
            _set_aside()
            answering = Answering(app.dispatcher, app.localiser, metrics.failures.inc)
            connected = connect(app, answering, metrics)
            _say_where(address, connected)
            await _side_by_side(app, metrics, answering, connected, address, stop)


async def _side_by_side(
    app: Application, metrics: Metrics, answering: Answering, connected: Mapping[str, Platform], address: socket.socket, stop: asyncio.Event
) -> None:  # fmt: skip
    """One part that fails ends all of them, but for a platform: that is started again."""
    retention = Retention.of(app.settings)
    delivering = Delivering(app, connected, metrics)
    readiness = Readiness({**checks(app), **delivering.checks, **{name: check for each in connected.values() for name, check in each.checks.items()}})
    calendars = CalendarPages(app.database, app.localiser, app.settings.zone)
    routes = [*calendars.routes(), *(route for each in connected.values() for route in each.routes)]

    def tidied(done: Round) -> None:
        metrics.revision.set(done.revision)
        _log.debug("Forgot what has served its purpose", action="tidied", messages=done.messages, conversations=done.conversations)

    async def nightly(moment: datetime) -> None:
        retained = await retain(app.database, retention, moment, app.settings.zone)
        _log.info("Removed what was kept long enough", action="retained", **asdict(retained))

    async with asyncio.TaskGroup() as group:
        group.create_task(serve_http(web_app(readiness, metrics, routes), address, stop))
        group.create_task(delivering.run(stop))
        group.create_task(_following(app, delivering).run(stop))
        if app.settings.release_hours:
            group.create_task(_reading(app, metrics).run(stop))
        group.create_task(keep_house(app.database, stop, tidied, nightly, app.settings.zone))
        running = {group.create_task(keep_running(name, each.adapter, answering.on_message)) for name, each in connected.items()}
        await stop.wait()
        _log.info("Stopping: finishing what is in hand", action="stopping")
        await _leave(running, answering)


def _following(app: Application, delivering: Delivering) -> Following:
    settings = app.settings
    return Following(app.database, settings.time_zone, settings.language, timedelta(minutes=settings.calendar_minutes), woken=delivering.relay.wake)


def _reading(app: Application, metrics: Metrics) -> ReleaseReader:
    settings = app.settings
    every, figures = timedelta(hours=settings.release_hours), ReleaseMetrics(metrics.registry)
    return ReleaseReader(app.database, every, figures, on_behalf=settings.public_url or "")


async def _leave(running: set[asyncio.Task[None]], answering: Answering) -> None:
    if left := await answering.close(FINISHING):
        _log.warning("Messages in hand are cut off; they are answered when they are delivered again", action="messages_cut_off", count=left)
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running, timeout=LEAVING)


def _set_aside() -> None:
    """What was read at the start stays: looked through for garbage again and again, it would hold up answers for a tenth of a second each time."""
    gc.collect()
    gc.freeze()


def checks(app: Application) -> Mapping[str, Check]:
    """What the service cannot do without."""

    async def database() -> None:
        await current(app.database.engine)

    async def migrations() -> str | None:
        at = await current(app.database.engine)
        return None if at == HEAD else f"the database stands at {at or 'no migration'}, this os2bot needs {HEAD}"

    return {"database": database, "migrations": migrations}


def _report(app: Application) -> None:
    seeded = app.seeded
    if seeded.loaded:
        _log.info("The catalogue files were loaded", action="catalogue_loaded", written=seeded.written, removed=seeded.removed)
    if seeded.kept:
        _log.warning(
            "Entries that were changed in the database differ from the files; they stay",
            action="entries_kept",
            count=len(seeded.kept),
            entries=seeded.kept[:20],
        )


def _say_where(address: socket.socket, connected: Mapping[str, Platform]) -> None:
    who = f"connecting {', '.join(connected)}" if connected else "no platform has credentials"
    sentence = f"os2bot {version('os2bot')} runs; {who}; HTTP on {url(address)}"
    _log.info(sentence, action="started", version=version("os2bot"), platforms=list(connected), url=url(address))
