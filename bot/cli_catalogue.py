# SPDX-License-Identifier: MPL-2.0
"""`os2bot import` and `export`: the catalogue, who holds which role and when groups meet, in and out of the database, as a reviewed diff."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from config.settings import load_settings

if TYPE_CHECKING:
    from bot.importing import Propose
    from config.settings import Settings

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Apply the changes without asking.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the changes as one JSON object.")]
Target = Annotated[Path | None, typer.Argument(help="The file to write; without it, the terminal.", show_default=False)]
Force = Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")]
ExportJson = Annotated[bool, typer.Option("--json", help="Write JSON instead of YAML.")]

NOT_APPLIED = 1
"""Exit status of an import that has something to change and was not allowed to."""


def register(app: typer.Typer) -> None:
    imports = typer.Typer(help="Take entries over into the database, after a look at what changes.", no_args_is_help=True)
    imports.command("catalogue")(import_catalogue)
    imports.command("organisations")(import_organisations)
    imports.command("people")(import_people)
    imports.command("meetings")(import_meetings)
    imports.command("publiccode")(import_publiccode)
    app.add_typer(imports, name="import")
    exports = typer.Typer(help="Write entries of the database as a file that import reads.", no_args_is_help=True)
    exports.command("catalogue")(export_catalogue)
    exports.command("organisations")(export_organisations)
    exports.command("people")(export_people)
    app.add_typer(exports, name="export")


def import_catalogue(
    path: Annotated[Path, typer.Argument(help="A YAML file in the format of config/catalogue, or a directory of them.", show_default=False)],
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Entries of any kind. What exists only in the database stays."""
    from bot.importing import catalogue, printable_problems  # noqa: PLC0415 - `--help` needs none of it

    with printable_problems():
        _carry_out(load_settings(), catalogue(path), dry_run=dry_run, yes=yes, as_json=as_json)


def import_organisations(
    path: Annotated[Path, typer.Argument(help="A CSV file, or YAML as for the catalogue.", show_default=False)],
    source: Annotated[str | None, typer.Option(help="The id of the source, for lines of a CSV that name none.")] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Organisations, and the sources that they cite."""
    from bot.importing import organisations, printable_problems  # noqa: PLC0415

    with printable_problems():
        _carry_out(load_settings(), organisations(path, source), dry_run=dry_run, yes=yes, as_json=as_json)


def import_people(
    path: Annotated[Path, typer.Argument(help="A CSV file: role, scope, organisation, identity, mailbox, …", show_default=False)],
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Who holds which role, since when and until when. What exists only in the database stays."""
    from bot.importing import Choice, printable_problems  # noqa: PLC0415
    from bot.importing_people import carry_out  # noqa: PLC0415

    with printable_problems():
        if not carry_out(load_settings(), path, Choice(dry_run=dry_run, yes=yes, as_json=as_json)):
            raise typer.Exit(NOT_APPLIED)


def import_meetings(
    path: Annotated[Path, typer.Argument(help="An iCalendar file (.ics), as Outlook, Google, Nextcloud and Apple export it.", show_default=False)],
    group: Annotated[str, typer.Option(help="Whose meetings they are, such as os2mo/koordinationsgruppe.", show_default=False)],
    current: Annotated[bool, typer.Option("--current", help="It is the calendar as it is now: it wins over what was changed here since.")] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """When a group meets. What exists only in the database stays, and so does what was noted here of single meetings."""
    from bot.importing import Choice, printable_problems  # noqa: PLC0415
    from bot.importing_meetings import carry_out  # noqa: PLC0415
    from bot.meetings_plan import Given  # noqa: PLC0415
    from config.icalendar.reading import read_file  # noqa: PLC0415

    with printable_problems():
        settings = load_settings()
        given = Given(calendar=read_file(path, settings.time_zone), path=path, group=group, current=current)
        if not carry_out(settings, given, Choice(dry_run=dry_run, yes=yes, as_json=as_json)):
            raise typer.Exit(NOT_APPLIED)


def import_publiccode(
    path: Annotated[Path, typer.Argument(help="A publiccode.yml.", show_default=False)],
    product: Annotated[str | None, typer.Option(help="The id of the product it is about, where the file does not show it.")] = None,
    category: Annotated[str | None, typer.Option(help="The category of a new product.")] = None,
    mailbox: Annotated[str | None, typer.Option(help="The mailbox to write to about a new product.")] = None,
    url: Annotated[str | None, typer.Option(help="The web address of the file itself.")] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """The facts that a publiccode.yml tells of a product."""
    from bot.importing import printable_problems  # noqa: PLC0415
    from bot.publiccode import proposed  # noqa: PLC0415
    from bot.publiccode_product import Given  # noqa: PLC0415
    from config.catalogue.publiccode import read_publiccode  # noqa: PLC0415

    with printable_problems():
        settings = load_settings()
        today = datetime.now(UTC).astimezone(settings.zone).date()
        code, given = read_publiccode(path, today), Given(product=product, category=category, mailbox=mailbox, url=url)
        _carry_out(settings, lambda known: proposed(code, given, known, today), dry_run=dry_run, yes=yes, as_json=as_json)


def export_catalogue(path: Target = None, as_json: ExportJson = False, force: Force = False) -> None:
    """Every entry."""
    from bot.exporting import whole_catalogue  # noqa: PLC0415

    _export(path, asyncio.run(whole_catalogue(load_settings(), as_json=as_json)), force=force)


def export_organisations(path: Target = None, as_json: ExportJson = False, force: Force = False) -> None:
    """The organisations, and the sources that they cite."""
    from bot.exporting import organisations_alone  # noqa: PLC0415

    _export(path, asyncio.run(organisations_alone(load_settings(), as_json=as_json)), force=force)


def export_people(
    path: Target = None,
    history: Annotated[bool, typer.Option("--history", help="Roles that are over too.")] = False,
    force: Force = False,
) -> None:
    """Who holds which role today or later, as CSV: with identities, without names."""
    from bot.exporting_people import exported, write_private  # noqa: PLC0415

    text, notes = asyncio.run(exported(history=history))
    if path is None:
        typer.echo(text, nl=False)
    else:
        write_private(path, text, replace=force)
    for note in notes:
        typer.echo(note, err=True)


def _carry_out(settings: "Settings", propose: "Propose", *, dry_run: bool, yes: bool, as_json: bool) -> None:
    from bot.importing import Choice, carry_out  # noqa: PLC0415

    if not carry_out(settings, propose, Choice(dry_run=dry_run, yes=yes, as_json=as_json)):
        raise typer.Exit(NOT_APPLIED)


def _export(path: Path | None, text: str, *, force: bool) -> None:
    from bot.whole_file import write_whole  # noqa: PLC0415
    from config.yaml_file import MAX_BYTES  # noqa: PLC0415

    if path is None:
        typer.echo(text, nl=False)
        return
    write_whole(path, text, replace=force)
    if path.stat().st_size > MAX_BYTES:
        typer.echo(f"The file is larger than the {MAX_BYTES // 1024 // 1024} MB that import reads at a time: split it between its lists.", err=True)
