# SPDX-License-Identifier: MPL-2.0
"""`os2bot run`, `check` and `db`: the operator's commands."""

import asyncio
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot import cli_db
from config.settings import load_settings


def register(app: typer.Typer) -> None:
    app.command()(run)
    app.command()(check)
    app.add_typer(cli_db.app, name="db")


def run() -> None:
    """Run the service: every platform that has credentials, HTTP and housekeeping. SIGTERM or Ctrl-C stops it."""
    from bot.logs import configure  # noqa: PLC0415 - `--help` needs none of it
    from bot.service import run as serve  # noqa: PLC0415

    settings = load_settings()
    configure(settings.log_level, settings.log_format)
    asyncio.run(serve(settings))


def check(
    live: Annotated[bool, typer.Option("--live", help="Ask the platforms too: tokens, rights, channels.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Look for what is wrong: settings, catalogue, intents, texts, database. Exit status 1: something is."""
    from bot.doctor import examine  # noqa: PLC0415 - as above
    from bot.doctor.finding import PROBLEM, line, summary  # noqa: PLC0415

    findings = asyncio.run(examine(datetime.now(UTC), live=live))
    problems = sum(finding.state == PROBLEM for finding in findings)
    if as_json:
        typer.echo(json.dumps({"problems": problems, "findings": [asdict(finding) for finding in findings]}, ensure_ascii=False))
    else:
        typer.echo("\n".join([*map(line, findings), summary(findings)]))
    if problems:
        raise typer.Exit(1)
