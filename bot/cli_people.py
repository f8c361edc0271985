# SPDX-License-Identifier: MPL-2.0
"""`os2bot tell`, `roles`, `people`, `audit` and `questions`: what chat can do with people and roles, for operators."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.cli_ask import LanguageOption
from config.problems import ConfigError, Problem

if TYPE_CHECKING:
    from bot.erasing import Planned
    from bot.listing_audit import Wanted as WantedEvents
    from bot.listing_roles import Wanted as WantedRoles
    from bot.operating import Session
    from handlers.message import Language
    from storage.key_pins import KeyPin

T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, with every field.")]
PersonId = Annotated[str, typer.Argument(metavar="ID", help="The person's id, or its first eight characters.", show_default=False)]
NOT_ERASED = NOT_ACCEPTED = 1
"""Exit status of `people forget` and `people trust` that were not allowed to."""

people_app = typer.Typer(help="Whom the bot keeps something of.", invoke_without_command=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    app.command()(tell)
    app.command()(roles)
    app.add_typer(people_app, name="people")
    app.command()(audit)
    app.command()(questions)


def tell(
    words: Annotated[str, typer.Argument(help='What to do, in quotes: "gør aarhus til koordinator for os2mo".', show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Carry it out without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    language: LanguageOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Change something in natural words, as in chat. Exit status 1: refused, or not carried out; 3: not understood, or asked back."""
    from bot.importing import Choice  # noqa: PLC0415 - `--help` needs none of it
    from bot.telling import tell as told  # noqa: PLC0415

    if status := told(words, _language(language), Choice(dry_run=dry_run, yes=yes, as_json=as_json)):
        raise typer.Exit(status)


def roles(
    product: Annotated[str | None, typer.Option(help="Only over this product and its groups (id).")] = None,
    organisation: Annotated[str | None, typer.Option(help="Only held by this organisation or its people, or over it (id).")] = None,
    role: Annotated[str | None, typer.Option(help="Only this role, such as produktkoordinator.")] = None,
    at: Annotated[str | None, typer.Option(help="On this day, such as 2024-08-31, instead of today.")] = None,
    history: Annotated[bool, typer.Option("--history", help="Of all times, withdrawn ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List who holds which role."""
    from bot.listing import day_given  # noqa: PLC0415 - as above
    from bot.listing_roles import Wanted, role_given  # noqa: PLC0415

    if at and history:
        raise ConfigError(Problem("is for one day, and --history for all of time; keep one", field="--at"))
    wanted = Wanted(product=product, organisation=organisation, role=role_given(role), day=day_given(at, "--at"), history=history)
    typer.echo(_in_session(lambda session: _roles(session, wanted, as_json=as_json)))


async def _roles(session: "Session", wanted: "WantedRoles", *, as_json: bool) -> str:
    from bot.diff_text import json_text  # noqa: PLC0415 - as above
    from bot.listing_roles import as_documents, as_text, roles_held  # noqa: PLC0415

    held = await roles_held(session, wanted)
    return json_text(as_documents(held)) if as_json else as_text(held, wanted, session.zone)


@people_app.callback()
def people(context: typer.Context, as_json: AsJson = False) -> None:
    """List everybody on record: identities, organisation, number of roles today, last seen."""
    if context.invoked_subcommand is None:
        typer.echo(_in_session(lambda session: _people(session, as_json=as_json)))


async def _people(session: "Session", *, as_json: bool) -> str:
    from bot.diff_text import json_text  # noqa: PLC0415 - as above
    from bot.listing_people import as_documents, as_text, everybody  # noqa: PLC0415

    found = await everybody(session)
    return json_text(as_documents(found)) if as_json else as_text(found)


@people_app.command()
def show(person: PersonId, as_json: AsJson = False) -> None:
    """Show everything kept of one person."""
    typer.echo(_in_session(lambda session: _show(session, person, as_json=as_json)))


async def _show(session: "Session", given: str, *, as_json: bool) -> str:
    from bot.diff_text import json_text  # noqa: PLC0415 - as above
    from bot.listing_people import kept_as_text, kept_of  # noqa: PLC0415

    kept = await kept_of(session, given)
    return json_text(kept) if as_json else kept_as_text(kept)


@people_app.command()
def forget(person: PersonId, yes: Annotated[bool, typer.Option("--yes", help="Erase without asking.")] = False) -> None:
    """Erase a person, after a look at what goes. Roles stay, without them."""
    from bot.erasing import planned  # noqa: PLC0415 - as above

    shown = _in_session(lambda session: planned(session, person))
    typer.echo(shown.text())
    if not _may_erase(yes=yes):
        raise typer.Exit(NOT_ERASED)
    _in_session(lambda session: _forget(session, shown))
    typer.echo("Erased.")


async def _forget(session: "Session", agreed: "Planned") -> None:
    from bot.erasing import erase  # noqa: PLC0415 - as above

    await erase(session, agreed)
    await session.unit.commit()


def _may_erase(*, yes: bool) -> bool:
    return _agreed("Erase?", "Nothing was erased.", "erase this", yes=yes)


def _agreed(question: str, otherwise: str, what: str, *, yes: bool) -> bool:
    """Whether it is wanted, by option or by asking. Where not, it says so, and without a terminal what to do."""
    if yes:
        return True
    if not sys.stdin.isatty():
        typer.echo(f"{otherwise} Run it again with --yes to {what}.", err=True)
        return False
    if typer.confirm(question, default=False, err=True):
        return True
    typer.echo(otherwise, err=True)
    return False


@people_app.command()
def keys(as_json: AsJson = False) -> None:
    """List the keys by which people's devices are known on Matrix, and those that were refused."""
    typer.echo(_in_session(lambda session: _keys(session, as_json=as_json)))


async def _keys(session: "Session", *, as_json: bool) -> str:
    from bot.diff_text import json_text  # noqa: PLC0415 - as above
    from bot.trusting import as_documents, as_text, keys_pinned  # noqa: PLC0415

    pins = await keys_pinned(session)
    return json_text(as_documents(pins)) if as_json else as_text(pins, session)


@people_app.command()
def trust(
    identity: Annotated[str, typer.Argument(metavar="IDENTITY", help="Such as matrix:@anna:example.org.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Accept the key without asking.")] = False,
) -> None:
    """Accept the refused key of somebody who has a new one. Ask them first, by another way than Matrix."""
    pin, text = _in_session(lambda session: _refused(session, identity))
    typer.echo(text)
    if not _agreed("Accept the refused key?", "Nothing was changed.", "accept the refused key", yes=yes):
        raise typer.Exit(NOT_ACCEPTED)
    _in_session(lambda session: _trust(session, pin))
    typer.echo("Accepted.")


async def _refused(session: "Session", identity: str) -> "tuple[KeyPin, str]":
    from bot.trusting import shown, to_accept  # noqa: PLC0415 - as above

    pin = await to_accept(session, identity)
    return pin, shown(pin, session)


async def _trust(session: "Session", agreed: "KeyPin") -> None:
    from bot.trusting import accept  # noqa: PLC0415 - as above

    await accept(session, agreed)
    await session.unit.commit()


def audit(
    about: Annotated[str | None, typer.Option(help="Only about this, such as product/os2mo or organisation/aarhus.")] = None,
    action: Annotated[str | None, typer.Option(help="Only this action, or those that begin so: role.")] = None,
    person: Annotated[str | None, typer.Option(help="Only what this person did or what concerns them (id); also system.")] = None,
    since: Annotated[str | None, typer.Option(help="From this day on, such as 2026-08-31.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to and including this day.")] = None,
    refused: Annotated[bool, typer.Option("--refused", help="Only what was tried and refused.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, max=10_000_000, help="At most so many; a table shows 50 unless told, an export all.")] = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, with every field.")] = False,
) -> None:
    """List what was changed, tried and refused, newest first. --json and --csv export it."""
    from bot.listing import day_given  # noqa: PLC0415 - as above
    from bot.listing_audit import Wanted, about_given, action_given  # noqa: PLC0415

    if as_json and as_csv:
        raise ConfigError(Problem("is one format, and --json another; keep one", field="--csv"))
    days = {"since": day_given(since, "--since"), "until": day_given(until, "--until")}
    wanted = Wanted(about=about_given(about), action=action_given(action), person=person, refused=refused, **days)
    form = "json" if as_json else "csv" if as_csv else "table"
    typer.echo(_in_session(lambda session: _audit(session, wanted, limit, form)), nl=not as_csv)


async def _audit(session: "Session", wanted: "WantedEvents", limit: int | None, form: str) -> str:
    from bot import listing_audit as listing  # noqa: PLC0415 - as above
    from bot.diff_text import json_text  # noqa: PLC0415

    if form == "table":
        most = limit or listing.SHOWN
        return listing.as_text(await listing.events_of(session, wanted, most + 1), session.zone, most)
    events = await listing.events_of(session, wanted, limit)
    return json_text(listing.as_documents(events)) if form == "json" else listing.as_csv(events)


def questions(
    every: Annotated[bool, typer.Option("--all", help="Answered and closed ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the questions that the bot had no answer to."""
    typer.echo(_in_session(lambda session: _questions(session, every=every, as_json=as_json)))


async def _questions(session: "Session", *, every: bool, as_json: bool) -> str:
    from bot.diff_text import json_text  # noqa: PLC0415 - as above
    from bot.listing_questions import as_documents, as_text, questions_noted  # noqa: PLC0415

    found = await questions_noted(session, settled=every)
    return json_text(as_documents(found)) if as_json else as_text(found, session.zone)


def _in_session(work: "Callable[[Session], Coroutine[Any, Any, T]]") -> T:
    """What the work gives, done as the operator; printed by the caller when the database is closed again."""

    async def run() -> T:
        from bot.operating import operator  # noqa: PLC0415 - as above

        async with operator(datetime.now(UTC)) as session:
            return await work(session)

    return asyncio.run(run())


def _language(text: str | None) -> "Language | None":
    if text is None:
        return None
    from handlers.message import LANGUAGES  # noqa: PLC0415 - as above

    for language in LANGUAGES:
        if text == language:
            return language
    raise ConfigError(Problem("must be da or en", field="--language"))
