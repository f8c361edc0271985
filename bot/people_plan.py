# SPDX-License-Identifier: MPL-2.0
"""What a file of roles would change, compared with what is there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.operating import Session
from bot.people_checks import check
from bot.people_matching import Meant, World, matched
from config.catalogue.organisations_csv import CsvFile
from config.people_csv import RoleLine, RoleLines, role_lines
from config.people_scope import Known, folded
from handlers.changing.steps import Step
from handlers.parties import newcomer
from handlers.permissions import Target
from storage.directory import Directory, Name
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that changes something, and what it does."""

    line: RoleLine
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePlan:
    """What the file would change. `newcomers`: identity → the steps that note somebody. `basis`: all it was made from; another one makes it void."""

    added: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    unchanged: int
    only_here: int
    newcomers: Mapping[str, tuple[Step, ...]]
    actor: str
    basis: object

    @property
    def empty(self) -> bool:
        return not self.added and not self.changed

    @property
    def steps(self) -> list[Step]:
        return [*chain.from_iterable(self.newcomers.values()), *(each.step for each in (*self.added, *self.changed))]


async def planned(file: CsvFile, session: Session) -> PeoplePlan:
    """What the file would change, as far as its reader is permitted to. Raises ConfigError with every line that cannot be carried out."""
    await session.changes.permit("people.import", Target())
    lines = role_lines(file, await known_names(session.unit.directory))
    known, newcomers, world = await _world(lines, session)
    meant = matched(lines.lines, lines.columns, world)
    await check(meant, world, lines.path, session.unit.people)
    changing = [Entry(each.line, Step(each.before, each.after)) for each in meant if each.moves]
    for role in sorted({each.line.role for each in changing}):  # a file gives no role that its reader could not give in chat
        await session.changes.permit("role.appoint", Target(role=role))
    needed = {each.line.identity for each in changing}
    touched = {(each.after.role, each.after.scope) for each in meant}
    people = {identity: (person.id, person.organisation) for identity, person in known.items()}
    return PeoplePlan(
        added=tuple(each for each in changing if each.step.before is None),
        changed=tuple(each for each in changing if each.step.before is not None),
        unchanged=sum(not each.moves for each in meant),
        only_here=_only_here(meant, world),
        newcomers={identity: steps for identity, steps in newcomers.items() if identity in needed},
        actor=session.actor.id,
        basis=(lines, people, world.today, frozenset(each for each in world.assignments if (each.role, each.scope) in touched)),
    )


async def known_names(directory: Directory) -> Known:
    """What the cells of a file may name."""
    names = await directory.names()
    return Known(_ids([each for each in names if each.kind == "product"]), _ids([each for each in names if each.kind != "product"]))


def _ids(names: Iterable[Name]) -> dict[str, frozenset[str]]:
    """Ids and names, folded. A weak name counts where it is no other's proper one."""
    found: dict[str, frozenset[str]] = {}
    weak: dict[str, frozenset[str]] = {}
    for each in names:
        into = weak if each.weak else found
        for text, where in ((each.text, into), (each.id, found)):
            where[folded(text)] = where.get(folded(text), frozenset()) | {each.id}
    return {**weak, **found}


async def _world(lines: RoleLines, session: Session) -> tuple[Mapping[str, Person], Mapping[str, tuple[Step, ...]], World]:
    """Who is known already, who is to be noted, and both together with the assignments there are."""
    known: dict[str, Person] = {}
    made: dict[str, Person] = {}
    newcomers: dict[str, tuple[Step, ...]] = {}
    for identity, organisation in _identities(lines.lines).items():
        if person := await session.unit.people.of(identity):
            known[identity] = person
        else:
            made[identity], newcomers[identity] = newcomer(identity, session.now, session.today, organisation=organisation)
    people = {**known, **made}
    world = World(
        assignments=[each for each in await session.unit.roles.everything() if not each.withdrawn],
        people={identity: person.id for identity, person in people.items()},
        employers={person.id: person.organisation for person in people.values()},
        today=session.today, now=session.now, actor=session.actor.id,
    )  # fmt: skip
    return known, newcomers, world


def _identities(lines: Sequence[RoleLine]) -> dict[str, str | None]:
    """Each identity once, with the first organisation that a line gives with it."""
    found: dict[str, str | None] = {}
    for line in lines:
        if line.identity:
            found[line.identity] = found.get(line.identity) or line.organisation
    return found


def _only_here(meant: Sequence[Meant], world: World) -> int:
    mentioned = {each.before.id for each in meant if each.before}
    return sum(each.holds_on(world.today) and each.id not in mentioned for each in world.assignments)
