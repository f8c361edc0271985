# SPDX-License-Identifier: MPL-2.0
"""Which people do the steps of runs on a day, worked out for all of them at once: as `routing.py` finds whoever has a role, with whoever stands in for them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from config.flows.flow import Owner
from config.roles import is_role
from handlers.onboarding.owners import carried_on_by, target
from handlers.posts.routing import scope_of, target_scope
from storage.onboarding import OnboardingRun
from storage.roles import Absence, RoleAssignment
from storage.unit_of_work import UnitOfWork

_Over = tuple[str, str, str]
"""A role, and the kind and id of what it is over."""


class Doers:
    """As roles and absences are in one unit of work."""

    def __init__(self, held: Iterable[RoleAssignment], absences: Iterable[Absence]) -> None:
        self._held: Mapping[_Over, list[RoleAssignment]] = defaultdict(list)
        self._absences: Mapping[str, list[Absence]] = defaultdict(list)
        for each in held:
            self._held[each.role, each.scope.kind, each.scope.id].append(each)
        for absence in absences:
            self._absences[absence.person].append(absence)

    def of(self, owner: Owner, run: OnboardingRun, day: date) -> tuple[str, ...]:
        """Their ids. Where nobody is known whoever carries the run on, else the secretariat; empty: there is nobody at all."""
        return self.known(owner, run, day) or self._at(carried_on_by(run)[0], day) or self._at(target("secretariat", run), day)

    def known(self, owner: Owner, run: OnboardingRun, day: date) -> tuple[str, ...]:
        """Those whose step it is, or who stand in for them."""
        found = target(owner, run)
        return () if owner not in run.participants and found in carried_on_by(run) else self._at(found, day)

    def _at(self, address: str, day: date) -> tuple[str, ...]:
        kind, _, rest = address.partition("/")
        return (self._present(rest, day),) if kind == "person" else self._holders(rest, day)

    def _holders(self, rest: str, day: date) -> tuple[str, ...]:
        roles, scope = target_scope(rest)
        for role in (each for each in roles if is_role(each)):
            over = scope_of(role, scope)
            held = [each.person for each in self._held.get((role, over.kind, over.id), ()) if each.person and each.holds_on(day)]
            if held:
                return tuple(dict.fromkeys(self._present(each, day) for each in held))
        return ()

    def _present(self, person: str, day: date) -> str:
        away = (each for each in self._absences.get(person, ()) if each.holds_on(day))
        return next((each.deputy_person for each in away if each.deputy_person), person)


async def doers(runs: Sequence[OnboardingRun], unit: UnitOfWork) -> Doers:
    """For these runs."""
    held = [each for each in await unit.roles.everything() if each.person and not each.withdrawn]
    people = {each.person for each in held if each.person} | {person for run in runs for person in (run.owner, *run.participants.values())}
    return Doers(held, await unit.absences.of(people))
