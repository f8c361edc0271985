# SPDX-License-Identifier: MPL-2.0
"""`os2bot preview`: what is going to be posted; and `os2bot preview digest`: one digest, as a page, an e-mail or what a platform is sent."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from bot.previewing_digest import Wish

FARTHEST = 366  # days
Form = Literal["text", "html", "markdown", "slack", "matrix", "json"]

previews = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    app.add_typer(previews, name="preview")


@previews.callback()
def preview(
    context: typer.Context,
    days: Annotated[int, typer.Option(help="How many days ahead.", min=1, max=FARTHEST)] = 7,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="For people, or for machines.")] = "text",
) -> None:
    """Print everything that would be posted in the coming days, from the same code that posts it. Nothing is kept, and nothing is posted."""
    if context.invoked_subcommand is None:
        typer.echo(asyncio.run(_preview(days, form)))


async def _preview(days: int, form: str) -> str:
    from bot.app import application  # noqa: PLC0415 - `--help` needs none of it
    from bot.diff_text import json_text  # noqa: PLC0415
    from bot.previewing import as_documents, as_text, previewed  # noqa: PLC0415
    from config.settings import load_settings  # noqa: PLC0415

    async with application(load_settings()) as app:
        found = await previewed(app, datetime.now(UTC), days)
    return json_text(as_documents(found)) if form == "json" else as_text(found, app, days)


@previews.command()
def digest(
    form: Annotated[
        Form, typer.Option("--format", help="For the terminal; a page or text to be sent as an e-mail; what a platform is sent; or the reply itself.")
    ] = "text",
    channel: Annotated[str, typer.Option(help="The digest of this channel, such as slack:T0123:C0123.", show_default=False)] = "",
    person: Annotated[str, typer.Option(metavar="ID", help="The digest of this person.", show_default=False)] = "",
    product: Annotated[list[str] | None, typer.Option(help="About this product; may be repeated.", show_default=False)] = None,
    week: Annotated[str, typer.Option(metavar="WEEK", help="Such as 2026-W50; without it, the next that is due.", show_default=False)] = "",
    language: Annotated[Literal["da", "en"] | None, typer.Option(help="Without it, that of the channel.", show_default=False)] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there.", show_default=False)] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file, if there is one.")] = False,
) -> None:
    """Show a weekly digest before it is posted: that of a channel or a person, or one about products; without any, the one about everything."""
    from bot.previewing_digest import Wish  # noqa: PLC0415 - as above

    wish = Wish(channel=channel, person=person, products=product or (), week=week, language=language)
    text, is_digest = asyncio.run(_digest(wish, form))
    if not is_digest:
        typer.echo(text, err=form != "json")
    elif out is None:
        typer.echo(text.removesuffix("\n"))
    else:
        from bot.whole_file import write_whole  # noqa: PLC0415

        write_whole(out, text.removesuffix("\n") + "\n", replace=force)


async def _digest(wish: "Wish", form: Form) -> tuple[str, bool]:
    """What is shown, and whether it is a digest: False where there would be none, and the text says why."""
    from bot.app import application  # noqa: PLC0415 - as above
    from bot.diff_text import json_text  # noqa: PLC0415
    from bot.documents.forms import FORMS  # noqa: PLC0415
    from bot.previewing_digest import previewed_digest  # noqa: PLC0415
    from config.settings import load_settings  # noqa: PLC0415
    from handlers.posts.words import said_reason  # noqa: PLC0415
    from handlers.reply_json import to_json  # noqa: PLC0415

    async with application(load_settings()) as app:
        found = await previewed_digest(app, wish, datetime.now(UTC))
    if isinstance(found.reply, str):
        why = app.localiser.words(said_reason(found.reply), "en")
        return (json_text({"nothing": found.reply}) if form == "json" else f"Nothing would be posted: {why}"), False
    return (to_json(found.reply) if form == "json" else FORMS[form](app.localiser.reply(found.reply, found.language))), True
