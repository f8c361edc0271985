# SPDX-License-Identifier: MPL-2.0
"""`os2bot announcements`: messages to many channels at once."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

announcements_app = typer.Typer(help="Messages to many channels at once: how they went.", no_args_is_help=True, rich_markup_mode=None)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, with every field.")]


def register(app: typer.Typer) -> None:
    app.add_typer(announcements_app, name="announcements")


@announcements_app.command("list")
def list_all(as_json: AsJson = False) -> None:
    """List what was announced, the newest first. `os2bot tell "opslag til …: …"` posts one, and puts it right or takes it back."""
    typer.echo(asyncio.run(_listed(as_json=as_json)))


async def _listed(*, as_json: bool) -> str:
    from bot import listing_announcements as listing  # noqa: PLC0415 - `--help` needs none of it
    from bot.diff_text import json_text  # noqa: PLC0415
    from bot.operating import operator  # noqa: PLC0415
    from handlers.permissions import Target  # noqa: PLC0415

    async with operator(datetime.now(UTC)) as session:
        await session.changes.permit("announcement.manage", Target())
        found = await listing.as_documents(await listing.known(session.unit), session.unit)
    return json_text(found) if as_json else listing.as_text(found, session.zone)


@announcements_app.command()
def show(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="As `os2bot announcements list` shows it.", show_default=False)], as_json: AsJson = False
) -> None:
    """Show one announcement, and what became of it in each channel."""
    typer.echo(asyncio.run(_shown(number, as_json=as_json)))


async def _shown(number: str, *, as_json: bool) -> str:
    from bot import listing_announcements as listing  # noqa: PLC0415 - `--help` needs none of it
    from bot.diff_text import json_text  # noqa: PLC0415
    from bot.localise import Localiser  # noqa: PLC0415
    from bot.operating import operator  # noqa: PLC0415
    from handlers.permissions import Target  # noqa: PLC0415

    async with operator(datetime.now(UTC)) as session:
        await session.changes.permit("announcement.manage", Target())
        found = await listing.shown_document(await listing.one(session.unit, number), session.unit)
    return json_text(found) if as_json else listing.shown_text(found, session.zone, Localiser())
