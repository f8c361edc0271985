# SPDX-License-Identifier: MPL-2.0
"""`os2bot`: the commands, and how their errors are told."""

import sqlite3
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from bot import (
    cli_announcements,
    cli_ask,
    cli_catalogue,
    cli_deliveries,
    cli_freshness,
    cli_onboarding,
    cli_people,
    cli_preview,
    cli_service,
    cli_subscriptions,
    cli_year_wheel,
)
from config.problems import ConfigError
from storage.conflict import ChangedMeanwhileError

app = typer.Typer(
    name="os2bot", help="The community bot of OS2: true answers with their source.", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False, rich_markup_mode=None,
)  # fmt: skip
for module in (
    cli_announcements,
    cli_ask,
    cli_catalogue,
    cli_people,
    cli_deliveries,
    cli_freshness,
    cli_preview,
    cli_onboarding,
    cli_subscriptions,
    cli_service,
    cli_year_wheel,
):
    module.register(app)


@app.callback(invoke_without_command=True)
def _root(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
    _debug: Annotated[bool, typer.Option("--debug", help="Show the full traceback of an error. May stand anywhere.")] = False,
) -> None:
    if show_version:
        typer.echo(f"os2bot {version('os2bot')}")
        raise typer.Exit


def main() -> None:
    """Runs the command line. An error that an operator can mend is one sentence a problem on stderr, and exit status 2."""
    arguments = sys.argv[1:]
    debug = "--debug" in arguments
    try:
        app([argument for argument in arguments if argument != "--debug"])
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except Exception as error:
        if debug:
            raise
        from bot.adapters.console.render import safe  # noqa: PLC0415 - only errors need it

        problems = [safe(str(problem)) for problem in error.problems] if isinstance(error, ConfigError) else [_sentence(error)]
        print(*(f"os2bot: {problem}" for problem in problems), sep="\n", file=sys.stderr)
        sys.exit(2 if isinstance(error, ConfigError) else 1)


def _sentence(error: Exception) -> str:
    if isinstance(error, ChangedMeanwhileError):
        return "somebody else changed the same thing at this moment; nothing was written, try again"
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return "the database is busy: another process is writing to it; try again in a moment"
    if type(error).__module__.startswith(("sqlalchemy", "sqlite3", "psycopg")):
        return "the database cannot be used; check OS2BOT_DATABASE_URL and that the database is running and may be written to"
    return f"unexpected error: {type(error).__name__}; run again with --debug for the details"
