# SPDX-License-Identifier: MPL-2.0
"""`os2bot subscriptions`: what channels and people get from the bot of its own accord; set, paused, taken up again, ended."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

subscriptions_app = typer.Typer(help="What channels and people get of the bot's own accord.", no_args_is_help=True, rich_markup_mode=None)

Channel = Annotated[str, typer.Argument(metavar="CHANNEL", help="Such as slack:T0123:C0123 or matrix:!room, as `list` shows it.", show_default=False)]
Kind = Annotated[
    str, typer.Argument(metavar="KIND", help="digest, product_news, new_members, meeting_reminder, welcome or onboarding_board.", show_default=False)
]
OneKind = Annotated[str | None, typer.Option("--kind", help="Only this kind.", show_default=False)]


def register(app: typer.Typer) -> None:
    app.add_typer(subscriptions_app, name="subscriptions")


@subscriptions_app.command("list")
def list_all(as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with every field.")] = False) -> None:
    """List every subscription, and which are paused. What people get for themselves is shown by the beginning of their id."""
    typer.echo(asyncio.run(_listed(as_json=as_json)))


@subscriptions_app.command("set")
def set_one(
    channel: Channel,
    kind: Kind,
    about: Annotated[
        list[str] | None, typer.Option(help="Only of this, such as product/os2mo; may be repeated. Without it: as it is, else everything.", show_default=False)
    ] = None,
    everything: Annotated[bool, typer.Option("--everything", help="Of everything, where it was of something.")] = False,
    weekday: Annotated[str | None, typer.Option(help="Of a digest: monday … sunday.", show_default=False)] = None,
    at: Annotated[str | None, typer.Option("--time", help="Of a digest: such as 09:00, by the community's clock.", show_default=False)] = None,
    language: Annotated[str | None, typer.Option(help="da or en.", show_default=False)] = None,
) -> None:
    """Subscribe a channel, or change what it gets; what was paused goes on. `os2bot check --live` says whether the bot can post there."""
    from bot.subscriptions_plan import set_subscription  # noqa: PLC0415 - `--help` needs none of it

    typer.echo(asyncio.run(set_subscription(channel, kind, [*(about or []), *([""] if everything else [])], weekday, at, language, datetime.now(UTC))))


@subscriptions_app.command()
def pause(channel: Channel, kind: OneKind = None) -> None:
    """Post nothing there until it is resumed."""
    typer.echo(asyncio.run(_turned(channel, kind, "pause")))


@subscriptions_app.command()
def resume(channel: Channel, kind: OneKind = None) -> None:
    """Post there again."""
    typer.echo(asyncio.run(_turned(channel, kind, "resume")))


@subscriptions_app.command()
def remove(channel: Channel, kind: OneKind = None) -> None:
    """End what a channel gets: all of it, or one kind."""
    typer.echo(asyncio.run(_turned(channel, kind, "off")))


async def _listed(*, as_json: bool) -> str:
    from bot import subscriptions_plan as plan  # noqa: PLC0415 - `--help` needs none of it
    from bot.diff_text import json_text  # noqa: PLC0415
    from bot.listing import document  # noqa: PLC0415
    from bot.operating import operator  # noqa: PLC0415

    async with operator(datetime.now(UTC)) as session:
        found = await plan.known(session)
    return json_text([document(each) for each in found]) if as_json else plan.as_text(found)


async def _turned(channel: str, kind: str | None, turned: str) -> str:
    from bot.subscriptions_plan import turn  # noqa: PLC0415 - `--help` needs none of it

    return await turn(channel, kind, turned, datetime.now(UTC))
