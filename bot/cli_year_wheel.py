# SPDX-License-Identifier: MPL-2.0
"""`os2bot year-wheel`: what comes back every year, as chat tells it too."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command("year-wheel")(year_wheel)


def year_wheel(
    year: Annotated[int | None, typer.Option("--year", min=2000, max=2099, help="Without it, this year.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with every field.")] = False,
) -> None:
    """Show the yearly wheel: what is due when, what is still open, and what is done."""
    typer.echo(asyncio.run(_wheel(year, as_json=as_json)))


async def _wheel(year: int | None, *, as_json: bool) -> str:
    from bot import listing_year_wheel as listing  # noqa: PLC0415 - `--help` needs none of it
    from bot.diff_text import json_text  # noqa: PLC0415
    from bot.operating import operator  # noqa: PLC0415
    from config.settings import load_settings  # noqa: PLC0415
    from config.year_wheel_load import load_year_wheel  # noqa: PLC0415

    async with operator(datetime.now(UTC)) as session:
        known = await listing.wheel_known(session, load_year_wheel(load_settings().config_dir), year or session.today.year)
    return json_text(listing.wheel_as_documents(known)) if as_json else listing.wheel_as_text(known)
