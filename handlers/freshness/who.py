# SPDX-License-Identifier: MPL-2.0
"""Whom to ask whether a fact still holds: worked out for all facts at once, from the roles that are held and who is away on a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from config.freshness import Rules, Whom
from config.roles import Role, ScopeKind
from handlers.freshness.facts import Fact
from storage.freshness import Stage
from storage.roles import Absence, RoleAssignment
from storage.unit_of_work import UnitOfWork

People = tuple[str, ...]
_COORDINATION = ("koordinationsgruppe", "styregruppe")
"""The groups that a product is steered by, the nearer first."""
_OFFICES: tuple[Role, ...] = ("forperson", "tovholder", "referent")
_HERE = ":"  # in every identity that a message can be sent to: the console's is a word alone


@dataclass(frozen=True, slots=True)
class Level:
    """Of whom one may answer for all. `stage`: as what they are asked."""

    stage: Stage
    people: People


@dataclass(slots=True)
class Who:
    """As roles and absences are in one unit of work. `reachable`: who has an account to be written to."""

    rules: Rules
    day: date
    reachable: Collection[str]
    away: Mapping[str, list[Absence]]
    held: Mapping[tuple[str, ScopeKind, str], list[str]] = field(default_factory=dict)

    def levels(self, fact: Fact) -> list[Level]:
        """In the order in which they are asked; nobody stands in two."""
        wanted: list[tuple[Stage, People]] = [("first", self._those(whom, fact)) for whom in self.rules.facts[fact.kind].ask if whom != "secretariat"]
        found, seen = [], set[str]()
        for stage, people in [*wanted, ("group", self._group(fact)), ("secretariat", self._secretariat())]:
            new = tuple(each for each in people if each not in seen)
            seen |= set(new)
            found += [Level(stage, new)] if new else []
        return found

    def _those(self, whom: Whom, fact: Fact) -> People:
        match whom:
            case "holder":
                return self._here([fact.assignment.person] if fact.assignment and fact.assignment.person else [])
            case "coordinator":
                return self._holding("produktkoordinator", "product", fact.product)
            case "deputy":
                return self._holding("stedfortraeder", "product", fact.product)
            case "contact":
                return self._holding("kontaktperson", "organisation", fact.organisation)
            case "chair":
                return self._office(fact.group)
            case "secretariat":
                return self._secretariat()

    def _secretariat(self) -> People:
        return self._holding("sekretariat", "association") or self._holding("admin", "association")

    def _group(self, fact: Fact) -> People:
        """The first group of which anybody is known: whoever has an office in it, else everybody in it."""
        groups = [fact.group] if fact.group else [f"{fact.product}/{name}" for name in _COORDINATION] if fact.product else []
        return next((people for group in groups if (people := self._office(group) or self._holding("gruppemedlem", "group", group))), ())

    def _office(self, group: str) -> People:
        return next((people for role in _OFFICES if (people := self._holding(role, "group", group))), ()) if group else ()

    def _holding(self, role: Role, kind: ScopeKind, id_: str = "") -> People:
        return self._here(self.held.get((role, kind, id_), ()) if id_ or kind == "association" else ())

    def _here(self, people: Iterable[str]) -> People:
        """Whoever is away is replaced by who stands in, or left out."""
        return tuple(dict.fromkeys(each for person in people for each in self._present(person) if each in self.reachable))

    def _present(self, person: str) -> Iterator[str]:
        away = [each for each in self.away.get(person, ()) if each.holds_on(self.day)]
        yield from [person] if not away else [each.deputy_person for each in away if each.deputy_person][:1]


async def who_on(day: date, rules: Rules, unit: UnitOfWork) -> Who:
    """Who there is to ask on this day."""
    roles = [each for each in await unit.roles.everything() if each.person and each.holds_on(day)]
    people = {each.person for each in roles if each.person}
    away: dict[str, list[Absence]] = defaultdict(list)
    for absence in await unit.absences.of(people):
        away[absence.person].append(absence)
    people |= {each.deputy_person for absences in away.values() for each in absences if each.deputy_person}
    reachable = {person for person in people if any(_HERE in each.identity for each in await unit.people.identities(person))}
    return Who(rules, day, reachable, away, _by_scope(roles))


def _by_scope(roles: Iterable[RoleAssignment]) -> dict[tuple[str, ScopeKind, str], list[str]]:
    held: dict[tuple[str, ScopeKind, str], list[str]] = defaultdict(list)
    for each in sorted(roles, key=lambda each: (each.person or "", each.id)):
        if each.person and each.person not in held[each.role, each.scope.kind, each.scope.id]:
            held[each.role, each.scope.kind, each.scope.id].append(each.person)
    return dict(held)
