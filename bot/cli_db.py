# SPDX-License-Identifier: MPL-2.0
"""`os2bot db`: migrations, backup and restore, on SQLite and PostgreSQL alike."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from config.problems import ConfigError, Problem
from config.settings import Settings, load_settings

app = typer.Typer(help="Migrations, backup and restore.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def upgrade() -> None:
    """Bring the tables up to date. `os2bot run` does so by itself."""
    before, after = asyncio.run(_upgrade(load_settings()))
    typer.echo(f"The database is up to date ({after})." if before == after else f"The database went from {before or 'empty'} to {after}.")


async def _upgrade(settings: Settings) -> tuple[str | None, str]:
    from storage.sql.engine import create_engine, database_url  # noqa: PLC0415 - `--help` needs none of it
    from storage.sql.schema import HEAD, current, upgrade  # noqa: PLC0415

    engine = create_engine(database_url(settings.database))
    try:
        before = await current(engine)
        await upgrade(engine)
    finally:
        await engine.dispose()
    return before, HEAD


@app.command()
def current(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Say at which migration the database stands, and which is the newest. Changes nothing."""
    from storage.sql.engine import database_url  # noqa: PLC0415 - as above
    from storage.sql.schema import HEAD, standing  # noqa: PLC0415

    at = asyncio.run(standing(database_url(load_settings().database)))
    state = "the newest" if at == HEAD else f"the newest is {HEAD}"
    typer.echo(json.dumps({"current": at, "newest": HEAD}) if as_json else f"{at or 'empty'}: {state}")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, such as os2bot.jsonl.gz.")],
    replace: Annotated[bool, typer.Option("--yes", help="Replace FILE if it exists.")] = False,
) -> None:
    """Write everything the bot remembers into FILE. The bot may go on working meanwhile."""
    from storage.sql.backup import back_up  # noqa: PLC0415 - as above
    from storage.sql.engine import database_url  # noqa: PLC0415

    if file.exists() and not replace:
        raise ConfigError(Problem("exists already; choose another name, or replace it with --yes", file))
    header = back_up(database_url(load_settings().database), file, datetime.now(UTC))
    typer.echo(f"{header.rows} rows of {len(header.tables)} tables are in {file} (migration {header.migration}).")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup, of either kind of database.")],
    replace: Annotated[bool, typer.Option("--yes", help="Replace what the database holds; it is kept in the data directory.")] = False,
) -> None:
    """Put a backup in the place of everything the bot remembers. Stop the bot first."""
    from storage.sql.engine import database_url, make_directory  # noqa: PLC0415 - as above
    from storage.sql.restore import restore as put_back  # noqa: PLC0415

    settings, now = load_settings(), datetime.now(UTC)
    make_directory(settings.data_dir)
    kept = settings.data_dir / f"before-restore-{now:%Y%m%dT%H%M%S%f}Z.jsonl.gz"
    done = put_back(database_url(settings.database), file, kept, now, replace=replace)
    typer.echo(f"{done.header.rows} rows of {len(done.header.tables)} tables were restored, as they were at {done.header.made_at}.")
    if done.kept:
        typer.echo(f"What was replaced is kept in {done.kept}; `os2bot db restore {done.kept} --yes` brings it back.")
