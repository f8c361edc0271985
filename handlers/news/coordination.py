# SPDX-License-Identifier: MPL-2.0
"""Whose coordination of a product began or ended, from the roles and from what the audit keeps of them: also where it was told afterwards, or taken back."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from storage.audit import AuditEvent, AuditFilter
from storage.roles import RoleAssignment
from storage.unit_of_work import UnitOfWork

_SUBJECT = "role_assignments/"


@dataclass(frozen=True, slots=True)
class Term:
    """A coordination as it was known at a moment. `held`: as it is known now."""

    held: RoleAssignment
    valid_from: date
    valid_to: date | None
    withdrawn: bool
    organisation: str | None
    person: str | None

    @property
    def holder(self) -> str:
        """Who has it, for everybody: who of an organisation's people it is, is theirs."""
        return self.organisation or self.held.mailbox or self.person or ""

    def holds_on(self, day: date) -> bool:
        return not self.withdrawn and self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class CoordinatorChange:
    """Of one product. `began`, `ended`: whose term, each holder once. `replaced`: those who hold it as before, by another person. `vacant`: nobody holds it now."""

    product: str
    began: tuple[Term, ...] = ()
    ended: tuple[Term, ...] = ()
    replaced: tuple[Term, ...] = ()
    vacant: bool = False

    @property
    def told(self) -> tuple[RoleAssignment, ...]:
        """From which it is known."""
        return tuple(each.held for each in (*self.began, *self.replaced, *self.ended))


async def history_of(unit: UnitOfWork, since: datetime, zone: ZoneInfo, product: str = "") -> "History":
    """From `since` on; of one product, where it is said. `zone`: the community's, whose days terms begin and end on."""
    terms: dict[str, list[RoleAssignment]] = defaultdict(list)
    for each in await unit.roles.everything():
        if each.role == "produktkoordinator" and each.scope.kind == "product" and product in ("", each.scope.id):
            terms[each.scope.id].append(each)
    return History(terms, await unit.audit.find(AuditFilter(subject=_SUBJECT, outcome="done", since=since)) if terms else (), zone)


def _change(product: str, before: Mapping[str, Term], after: Mapping[str, Term]) -> CoordinatorChange | None:
    began = tuple(term for holder, term in after.items() if holder not in before)
    ended = tuple(term for holder, term in before.items() if holder not in after)
    both = [(before[holder], term) for holder, term in after.items() if holder in before]
    replaced = tuple(term for was, term in both if was.person and term.person and was.person != term.person)
    if not (began or ended or replaced):
        return None
    return CoordinatorChange(product, began, ended, replaced, vacant=not after)


class History:
    """`terms`: by product. `events`: what was changed of roles, newest first."""

    def __init__(self, terms: Mapping[str, Sequence[RoleAssignment]], events: Sequence[AuditEvent], zone: ZoneInfo) -> None:
        self._terms, self._zone = terms, zone
        self._events: dict[str, list[AuditEvent]] = defaultdict(list)
        for each in reversed(events):
            self._events[each.subject.removeprefix(_SUBJECT)].append(each)
        self._moments = sorted((*(each.at for each in events), *(each.recorded_at for held in terms.values() for each in held)))

    def between(self, since: datetime, until: datetime) -> list[CoordinatorChange]:
        """What differs at the two moments, by product."""
        found = [_change(product, self._at(since, held), self._at(until, held)) for product, held in sorted(self._terms.items())]
        return [each for each in found if each]

    def place(self, moment: datetime) -> Hashable:
        """The same for moments at which nothing differs."""
        return (moment.astimezone(self._zone).date(), bisect_left(self._moments, moment))

    def _at(self, moment: datetime, held: Sequence[RoleAssignment]) -> dict[str, Term]:
        """Holder → term, of those that held then as far as was known then."""
        day = moment.astimezone(self._zone).date()
        return {term.holder: term for each in held for term in self._known(each, moment) if term.holds_on(day)}

    def _known(self, held: RoleAssignment, moment: datetime) -> Iterator[Term]:
        changed = next((each for each in self._events.get(held.id, ()) if each.at >= moment), None)
        if changed is None:
            if held.recorded_at < moment:
                yield Term(held, held.valid_from, held.valid_to, held.withdrawn, held.organisation, held.person)
        elif changed.before:
            yield _as_audited(held, changed.before)


def _as_audited(held: RoleAssignment, document: Mapping[str, Any]) -> Term:
    ended = document["valid_to"]
    return Term(
        held,
        date.fromisoformat(document["valid_from"]),
        date.fromisoformat(ended) if ended else None,
        document["withdrawn"],
        document["organisation"],
        document["person"],
    )
