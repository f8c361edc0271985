# SPDX-License-Identifier: MPL-2.0
"""Which assignment each line of a file means, what becomes of it, and what cannot hold together. Pure: knows no database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from config.people_csv import RoleLine
from config.roles import ROLES, Role
from storage.roles import RoleAssignment, Scope

Place = tuple[Role, Scope]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the lines are compared with. `people`: identity → id of the person. `employers`: id of the person → their organisation."""

    assignments: Sequence[RoleAssignment]
    people: Mapping[str, str]
    employers: Mapping[str, str | None]
    today: date
    now: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Meant:
    """A line, the assignment it is about (None: a new one), and how that is to be."""

    line: RoleLine
    before: RoleAssignment | None
    after: RoleAssignment

    @property
    def moves(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two that cannot hold together. `line` is where it is to be mended; `other_line`: where the other stands in the file, if it does."""

    line: RoleLine
    after: RoleAssignment
    other: RoleAssignment
    other_line: RoleLine | None
    same_holder: bool


def lasts(each: RoleAssignment) -> bool:
    """Whether it counts, and there is a day on which it held or will."""
    return not each.withdrawn and (each.valid_to is None or each.valid_from < each.valid_to)


def matched(lines: Sequence[RoleLine], columns: frozenset[str], world: World) -> list[Meant]:
    """In the order of the lines. A term that is named by its first day is found first; then the one held now, else the next one."""
    finding = _Finding(columns, world)
    found: dict[int, RoleAssignment] = {}
    for exact in (True, False):
        for line in sorted((each for each in lines if each.line not in found), key=lambda each: each.valid_from is None):
            if before := finding.take(line, exact=exact):
                found[line.line] = before
    return [_meant(line, found.get(line.line), columns, world) for line in lines]


class _Finding:
    """The assignments by who holds them. Each is meant by one line."""

    def __init__(self, columns: frozenset[str], world: World) -> None:
        self._columns, self._world = columns, world
        self._taken: set[str] = set()
        self._held: dict[tuple[Place, str, str], list[RoleAssignment]] = defaultdict(list)
        for each in filter(lasts, world.assignments):
            for field, value in _holders(each.person, each.organisation, each.mailbox):
                self._held[(each.role, each.scope), field, value].append(each)

    def take(self, line: RoleLine, *, exact: bool) -> RoleAssignment | None:
        """The assignment of exactly this holder; or else the only one of the same organisation or mailbox, without a person."""
        person = self._world.people.get(line.identity or "", line.identity)
        place = (line.role, Scope(line.scope_kind, line.scope))
        alike = {each.id: each for holder in _holders(person, line.organisation, line.mailbox) for each in self._held.get((place, *holder), ())}
        if exact:
            fitting = self._terms(line, [each for each in alike.values() if self._is_holder(line, each)])
        else:
            fitting = [] if person else self._terms(line, [each for each in alike.values() if each.id not in self._taken])
        if not fitting or fitting[0].id in self._taken or (not exact and len(fitting) > 1):
            return None
        self._taken.add(fitting[0].id)
        return fitting[0]

    def _is_holder(self, line: RoleLine, each: RoleAssignment) -> bool:
        if line.identity:
            return True
        given = [field for field in ("organisation", "mailbox") if field in self._columns]
        return all(getattr(line, field) == getattr(each, field) for field in given)

    def _terms(self, line: RoleLine, found: Iterable[RoleAssignment]) -> list[RoleAssignment]:
        """Those that the line may mean by its first day; without one, those held now, else those to come, else what ended as it says."""
        if line.valid_from:
            return [each for each in found if each.valid_from == line.valid_from]
        lasting = sorted((each for each in found if not is_over(each, self._world.today)), key=lambda each: each.valid_from)
        ended = [each for each in found if line.valid_to and each.valid_to == line.valid_to]
        return [each for each in lasting if each.holds_on(self._world.today)] or lasting or ended


def _holders(person: str | None, organisation: str | None, mailbox: str | None) -> Iterator[tuple[str, str]]:
    """By what a holder is found: a person alone, or an organisation and a mailbox."""
    if person:
        yield "person", person
        return
    if organisation:
        yield "organisation", organisation
    if mailbox:
        yield "mailbox", mailbox


def is_over(each: RoleAssignment, today: date) -> bool:
    return each.valid_to is not None and each.valid_to <= today


def _meant(line: RoleLine, before: RoleAssignment | None, columns: frozenset[str], world: World) -> Meant:
    if before is None:
        return Meant(line, None, _new(line, columns, world))
    told = {field: getattr(line, field) for field in ("organisation", "mailbox", "share", "valid_to") if field in columns}
    return Meant(line, before, replace(before, **told))


def _new(line: RoleLine, columns: frozenset[str], world: World) -> RoleAssignment:
    """Where a file has no column for organisations, a person's own is their employer."""
    person = world.people.get(line.identity) if line.identity else None
    employer = world.employers.get(person) if person and "organisation" not in columns else None
    return RoleAssignment(
        id=uuid4().hex, role=line.role, scope=Scope(line.scope_kind, line.scope), person=person, organisation=line.organisation or employer,
        mailbox=line.mailbox, share=line.share, valid_from=line.valid_from or world.today, valid_to=line.valid_to, source=line.source,
        recorded_at=world.now, confirmed_at=world.now, confirmed_by=world.actor,
    )  # fmt: skip


def conflicts(meant: Sequence[Meant], world: World) -> Iterator[Conflict]:
    """Terms of one holder that overlap, and of two where only one can hold the role. What overlaps already is not the file's to mend."""
    lines = {each.after.id: each.line for each in meant}
    moved = {each.after.id for each in meant if each.moves}
    places = {(each.after.role, each.after.scope) for each in meant if each.moves}
    after = {each.id: each for each in world.assignments} | {each.after.id: each.after for each in meant}
    terms: dict[tuple[Place, object], list[RoleAssignment]] = defaultdict(list)
    for each in after.values():
        place = (each.role, each.scope)
        if place in places and lasts(each):
            terms[place, holder_of(each)].append(each)
            if ROLES[each.role].sole:
                terms[place, None].append(each)
    told: set[frozenset[str]] = set()
    for (_, holder), held in terms.items():
        for pair in _overlapping(held):
            ids = frozenset(each.id for each in pair)
            if ids & moved and ids not in told and (holder is not None or holder_of(pair[0]) != holder_of(pair[1])):
                told.add(ids)
                yield _conflict(pair, lines, moved)


def holder_of(each: RoleAssignment) -> tuple[str | None, ...]:
    """What makes two holders the same: the person, or else organisation and mailbox."""
    return (each.person,) if each.person else (None, each.organisation, each.mailbox)


def _overlapping(held: Sequence[RoleAssignment]) -> Iterator[tuple[RoleAssignment, RoleAssignment]]:
    """Each that begins before an earlier one has ended, with that one."""
    longest: RoleAssignment | None = None
    for each in sorted(held, key=lambda each: (each.valid_from, each.recorded_at, each.id)):
        if longest is not None and longest.overlaps(each.valid_from, each.valid_to):
            yield longest, each
        if longest is None or _end(each) > _end(longest):
            longest = each


def _end(each: RoleAssignment) -> date:
    return each.valid_to or date.max


def _conflict(pair: tuple[RoleAssignment, RoleAssignment], lines: Mapping[str, RoleLine], moved: set[str]) -> Conflict:
    """Told at the line that changes something; where both do, at the later one."""
    mended, other = sorted(pair, key=lambda each: (each.id in moved, lines[each.id].line if each.id in lines else 0), reverse=True)
    return Conflict(lines[mended.id], mended, other, lines.get(other.id), holder_of(mended) == holder_of(other))
