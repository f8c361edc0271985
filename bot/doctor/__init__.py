# SPDX-License-Identifier: MPL-2.0
"""`os2bot check`: looks at everything an operator can set or write, changes nothing, and says what to do."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from bot.doctor.data_directory import data_directory
from bot.doctor.files import calendar, catalogue, flows, freshness, intents, model, sentences, texts, year_wheel
from bot.doctor.finding import NOTE, OK, PROBLEM, Finding, problems_of
from bot.doctor.matrix import matrix
from bot.doctor.slack import slack
from bot.doctor.storage import database
from config.problems import ConfigError
from config.settings import Settings, load_settings, unknown_settings

Look = Callable[[], Iterable[Finding]]


async def examine(now: datetime, *, live: bool = False) -> list[Finding]:
    """Every finding. What cannot be looked at is a finding too; the rest is looked at all the same."""
    try:
        settings = load_settings()
    except ConfigError as error:
        return [*problems_of("settings", error), Finding(NOTE, "everything else", "was not looked at", "Mend the settings first, then check again.")]
    overlay = settings.config_dir
    findings = [
        *_looked("settings", _settings),
        *_looked("catalogue", lambda: catalogue(overlay, now.date())),
        *_looked("flows", lambda: flows(overlay)),
        *_looked("intents", lambda: intents(overlay)),
        *_looked("sentences", lambda: sentences(overlay)),
        *_looked("model", lambda: model(overlay)),
        *_looked("texts", lambda: texts(overlay)),
        *_looked("calendar", lambda: calendar(overlay)),
        *_looked("freshness", lambda: freshness(overlay)),
        *_looked("year wheel", lambda: year_wheel(overlay)),
        *_looked("data directory", lambda: data_directory(settings.data_dir)),
        *await _awaited("database", lambda: database(settings)),
        *_looked("slack", lambda: slack(settings)),
        *_looked("matrix", lambda: matrix(settings)),
    ]
    return findings + (await _platforms(settings) if live else [])


def _settings() -> Iterable[Finding]:
    unknown = unknown_settings()
    yield Finding(OK, "settings", "every value can be used")
    if unknown:
        yield Finding(NOTE, "settings", f"unknown: {', '.join(unknown)}", "Correct the spelling, or take it out: os2bot does not read it.")


async def _platforms(settings: Settings) -> list[Finding]:
    if not settings.slack.connects and not settings.matrix.connects:
        return [Finding(NOTE, "platforms", "no platform has credentials", "None is needed yet: this os2bot answers on the console only.")]
    found: list[Finding] = []
    if settings.slack.connects:
        from bot.doctor.slack_live import slack_live  # noqa: PLC0415 - the SDK takes its time to load

        found += await _awaited("slack", lambda: slack_live(settings))
    if settings.matrix.connects:
        from bot.doctor.matrix_live import matrix_live  # noqa: PLC0415 - as above

        found += await _awaited("matrix", lambda: matrix_live(settings))
    return found


def _looked(subject: str, look: Look) -> list[Finding]:
    try:
        return list(look())
    except ConfigError as error:
        return problems_of(subject, error)
    except Exception as error:  # noqa: BLE001 - the doctor goes on with the next patient
        return [_unexpected(subject, error)]


async def _awaited(subject: str, look: Callable[[], Awaitable[list[Finding]]]) -> list[Finding]:
    try:
        return await look()
    except ConfigError as error:
        return problems_of(subject, error)
    except Exception as error:  # noqa: BLE001 - as above
        return [_unexpected(subject, error)]


def _unexpected(subject: str, error: Exception) -> Finding:
    return Finding(PROBLEM, subject, f"could not be looked at ({type(error).__name__})", "Report this to the people who make os2bot.")
