# SPDX-License-Identifier: MPL-2.0
"""Takes entries over into the catalogue: first as a plan to be looked at, then, if nothing changed in between, in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from config.catalogue.entries import KINDS, Entry
from config.catalogue.references import broken_references
from config.problems import ConfigError, Problem
from storage.catalogue import Stored
from storage.catalogue_news import changes_of
from storage.changes import Changes, compare, joined
from storage.unit_of_work import Database

MAX_PROBLEMS = 20

Entries = Mapping[str, Mapping[str, Entry]]
"""Kind of entry → key → entry."""
Place = tuple[Path, int | None]


def _nowhere() -> Mapping[tuple[str, str], Place]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody wants to take over. `listed`: the kinds of which it is meant to be a list, so that what is missing in it is worth a count.

    `places`: the file and line of each (kind, key), asked for only when one of them is wrong.
    """

    entries: Entries
    listed: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    places: Callable[[], Mapping[tuple[str, str], Place]] = _nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What taking a proposal over would change in the catalogue at this revision. `before`: each entry that becomes another, by kind and key, as it is stored."""

    changes: Changes
    revision: int
    before: Mapping[tuple[str, str], Stored]
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


async def planned(database: Database, propose: Callable[[Entries], Proposal]) -> Plan:
    """What the proposal, made with the stored entries in view, would change. Raises ConfigError where an entry names one that does not exist."""
    async with database.unit_of_work() as unit:
        revision = await unit.directory.revision()
        stored = {kind: await unit.catalogue.stored(kind) for kind in KINDS}
    known = {kind: {key: each.entry for key, each in entries.items()} for kind, entries in stored.items()}
    proposal = propose(known)
    _check_references(proposal, known)
    parts = [compare(kind, stored[kind], proposal.entries.get(kind, {})) for kind in KINDS]
    changes = joined([part if kind in proposal.listed else replace(part, only_here=()) for kind, part in zip(KINDS, parts, strict=True)])
    before = {(change.kind, change.key): stored[change.kind][change.key] for change in changes.changed}
    return Plan(changes=changes, revision=revision, before=before, notes=proposal.notes, left_out=proposal.left_out)


async def apply(database: Database, plan: Plan, written: Callable[[int], None] = lambda _: None, now: datetime | None = None) -> None:
    """Writes what was planned, all or nothing, and says how much with each kind. Raises ConfigError when the catalogue is no longer the one that was compared with.

    An entry keeps the mark of the file version it was loaded from, so that the files do not replace it later. `now`: what changes is news of this moment;
    None: nothing of it is told as news.
    """
    async with database.unit_of_work() as unit:
        await unit.catalogue.hold()
        if await unit.directory.revision() != plan.revision:
            raise ConfigError(Problem("the catalogue was changed by somebody else since the changes were shown; nothing was written, import again"))
        for kind in KINDS:  # a kind at once: PostgreSQL plans to look through a table while it is empty, and keeps to that while it fills
            some = [change for change in (*plan.changes.added, *plan.changes.changed) if change.kind == kind]
            before = {each.key: plan.before[kind, each.key] for each in some if (kind, each.key) in plan.before}
            await unit.catalogue.put(kind, {each.key: Stored(each.entry, before[each.key].loaded if each.key in before else None) for each in some})
            if now is not None:
                was = {key: each.entry for key, each in before.items()}
                await unit.catalogue_news.record(changes_of(was, {each.key: each.entry for each in some}, now, "import"))
            written(len(some))
        await unit.commit()


def _check_references(proposal: Proposal, known: Entries) -> None:
    """Looks at the proposed entries alone: what was broken in the database before is no fault of theirs."""
    together = {kind: {**entries, **proposal.entries.get(kind, {})} for kind, entries in known.items()}
    proposed = {f"{kind} '{key}'": (kind, key) for kind, entries in proposal.entries.items() for key in entries}
    broken = [problem for problem in broken_references(together) if problem.field in proposed][:MAX_PROBLEMS]
    if broken:
        places = proposal.places()
        raise ConfigError(*(_placed(problem, places.get(proposed[problem.field])) for problem in broken))


def _placed(problem: Problem, place: Place | None) -> Problem:
    return replace(problem, file=place[0], line=place[1]) if place else problem
