# SPDX-License-Identifier: MPL-2.0
"""`os2bot freshness`: how fresh the facts are."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from config.problems import ConfigError, Problem


def register(app: typer.Typer) -> None:
    app.command("freshness")(freshness)


def freshness(
    product: Annotated[str, typer.Option("--product", metavar="ID", help="Only this product's facts, one by one.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one fact each.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, one fact a line, for a spreadsheet.")] = False,
) -> None:
    """Tell how fresh the facts are: when each was last confirmed, until when it is good, and in which week somebody is asked about it."""
    if as_json and as_csv:
        raise ConfigError(Problem("and --csv are two forms of the same; keep one", field="--json"))
    typer.echo(asyncio.run(_told(product, as_json=as_json, as_csv=as_csv)), nl=not as_csv)


async def _told(product: str, *, as_json: bool, as_csv: bool) -> str:
    from bot import listing_freshness as listing  # noqa: PLC0415 - `--help` needs none of it
    from bot.diff_text import json_text  # noqa: PLC0415
    from bot.operating import operator  # noqa: PLC0415
    from config.settings import load_settings  # noqa: PLC0415

    async with operator(datetime.now(UTC)) as session:
        found = await listing.facts_known(session, product, load_settings().config_dir)
    if as_csv:
        return listing.as_csv(found)
    return json_text(listing.as_documents(found)) if as_json else listing.as_text(found, product)
