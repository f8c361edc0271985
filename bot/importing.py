# SPDX-License-Identifier: MPL-2.0
"""An import from its file to the database: read, compare, show, ask, write."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from bot.adapters.console.render import safe
from bot.diff_text import as_json, as_text, json_text
from config.catalogue.entries import KINDS, Entry, Organisation
from config.problems import ConfigError, Problem
from storage.importing import Entries, Place, Plan, Proposal, apply, planned

if TYPE_CHECKING:
    from config.settings import Settings
    from storage.unit_of_work import Database

Propose = Callable[[Entries], Proposal]

_LONG = 2_000  # changes from which writing takes long enough to be watched


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How an import is carried out."""

    dry_run: bool = False
    yes: bool = False
    as_json: bool = False


def catalogue(path: Path) -> Propose:
    """All entries of a catalogue file or a directory of them."""
    from config.catalogue.given import given_files  # noqa: PLC0415 - with what it needs in turn, half the time of a start
    from config.catalogue.load import places, read_entries  # noqa: PLC0415

    files = given_files(path)
    entries = _some(read_entries(files), path)
    return lambda _: Proposal(entries=entries, listed=frozenset(KINDS), places=partial(places, files))


def organisations(path: Path, source: str | None) -> Propose:
    """The organisations of a CSV or a catalogue file, with the sources that they cite."""
    if path.suffix.lower() == ".csv" and not path.is_dir():
        return _from_csv(path, source)
    if source:
        raise ConfigError(Problem("is for a CSV; a YAML file names the source of each organisation", field="--source"))
    from config.catalogue.given import given_files  # noqa: PLC0415
    from config.catalogue.load import places, read_entries  # noqa: PLC0415

    files = given_files(path)
    entries = read_entries(files)
    cited = {cast("Organisation", each).source for each in entries["organisations"].values()}
    taken: dict[str, dict[str, Entry]] = {
        "sources": {key: each for key, each in entries["sources"].items() if key in cited},
        "organisations": entries["organisations"],
    }
    others = sum(map(len, entries.values())) - sum(map(len, taken.values()))
    left_out = (f"{others} entries that are no organisations and no sources that these cite",) if others else ()
    proposal = _of_organisations(_some(taken, path), partial(places, files), left_out)
    return lambda _: proposal


def _from_csv(path: Path, source: str | None) -> Propose:
    from config.catalogue import organisations_csv  # noqa: PLC0415

    file = organisations_csv.read_rows(path)

    def propose(known: Entries) -> Proposal:
        found = organisations_csv.organisations(file, cast("dict[str, Organisation]", known["organisations"]), source)
        lines: dict[tuple[str, str], Place] = {("organisations", each.id): (path, line) for line, each in found.items()}
        return _of_organisations(_some({"organisations": {each.id: each for each in found.values()}}, path), lambda: lines)

    return propose


def _of_organisations(entries: Entries, places: Callable[[], Mapping[tuple[str, str], Place]], left_out: tuple[str, ...] = ()) -> Proposal:
    return Proposal(entries=entries, listed=frozenset(("organisations",)), left_out=left_out, places=places)


def _some(entries: Entries, path: Path) -> Entries:
    if not any(entries.values()):
        raise ConfigError(Problem("holds no entries to import", path))
    return entries


def carry_out(settings: "Settings", propose: Propose, choice: Choice) -> bool:
    """Shows what would change and writes it if that is wanted. False when there is something to change that was not.

    It asks outside of any event loop, so that the terminal's interrupt is heard, and with no transaction open.
    """
    plan, new = asyncio.run(_planned(settings, propose))
    _show(plan, choice)
    if plan.changes.empty or choice.dry_run:
        _say("Nothing differs." if plan.changes.empty else "Dry run: nothing was changed.", choice)
        return True
    if not _wanted(choice):
        return False
    asyncio.run(_written(settings, plan, new=new))
    _say("Applied.", choice)
    return True


async def _planned(settings: "Settings", propose: Propose) -> tuple[Plan, bool]:
    """The plan, and whether nothing was ever loaded into the database."""
    from bot.app import opened  # noqa: PLC0415 - as above

    async with opened(settings) as database:
        compared = await as_started(database, settings)
        return await planned(compared, propose), compared is not database


async def _written(settings: "Settings", plan: Plan, *, new: bool) -> None:
    from bot.app import opened  # noqa: PLC0415

    async with opened(settings) as database:
        if new:
            await _load(database, settings)
        with _progress(len(plan.changes.added) + len(plan.changes.changed)) as written:
            await apply(database, plan, written, None if new else datetime.now(UTC))  # what it is set up with is no news


async def as_started(database: "Database", settings: "Settings") -> "Database":
    """The database; while nothing was ever loaded into it, what its first start will load: looking at it must not change it."""
    async with database.unit_of_work() as unit:
        if await unit.directory.revision():
            return database
    from storage.memory import MemoryDatabase  # noqa: PLC0415

    fresh = MemoryDatabase()
    await _load(fresh, settings)
    return fresh


async def _load(database: "Database", settings: "Settings") -> None:
    from storage.seeding import seed  # noqa: PLC0415

    await seed(database, settings.config_dir, datetime.now(UTC))


def _show(plan: Plan, choice: Choice) -> None:
    if choice.as_json:
        typer.echo(json_text(as_json(plan)))
    else:
        typer.echo("\n".join(as_text(plan)))


def _say(sentence: str, choice: Choice) -> None:
    """Beside JSON, what is said to people goes to stderr."""
    typer.echo(sentence, err=choice.as_json)


def _wanted(choice: Choice) -> bool:
    if choice.yes:
        return True
    if not sys.stdin.isatty():
        typer.echo("Nothing was changed. Run it again with --yes to apply this.", err=True)
        return False
    if typer.confirm("Apply?", default=False, err=True):
        return True
    typer.echo("Nothing was changed.", err=True)
    return False


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, where there is enough to write."""
    if total < _LONG or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Writing", total=total)
        yield lambda count: bar.advance(task, count)


@contextmanager
def printable_problems() -> Iterator[None]:
    """Problems that quote a file are told without its control characters."""
    try:
        yield
    except ConfigError as error:
        raise ConfigError(*(replace(each, message=safe(each.message), field=safe(each.field)) for each in error.problems)) from error
