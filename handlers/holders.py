# SPDX-License-Identifier: MPL-2.0
"""Who holds the coordination of a product, as the bot was told: with deputy, since when, last confirmed, and who is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from config.catalogue.entries import DocumentedRole
from config.roles import Role
from handlers.reply import Cited, Paragraph, Phrase, Value, say
from handlers.role_words import said_absence, said_day, said_holder, said_last_day, said_moment, said_party, said_scope
from storage.directory import Directory
from storage.people import People
from storage.roles import Absence, Absences, RoleAssignment, RoleAssignments, Scope


@dataclass(frozen=True, slots=True)
class Told:
    """What was told, as paragraphs and their sources; `holders` are the assignments behind it, `coming` says who is to follow."""

    parts: list[Paragraph]
    sources: tuple[Cited, ...]
    holders: tuple[RoleAssignment, ...] = ()
    coming: tuple[Paragraph, ...] = ()

    def covers(self, documented: Sequence[DocumentedRole]) -> bool:
        """Whether the sources of the catalogue say the same: then they need no line of their own."""
        return {role.organisation for role in documented} <= {held.organisation for held in self.holders}


@dataclass(frozen=True, slots=True)
class Holders:
    directory: Directory
    roles: RoleAssignments
    absences: Absences
    people: People
    today: date
    zone: ZoneInfo

    async def now(self, product: str) -> Told:
        """Today's coordinators, who stands in for them, and who is to come."""
        scope = Scope("product", product)
        every = await self.roles.over(scope, "produktkoordinator")
        current = [held for held in every if held.holds_on(self.today)]
        parts = [part for held in current for part in await self._said(held, "holder.now")]
        coming = tuple([say("holder.next", **await self._values(held)) for held in every if held.valid_from > self.today])
        if not current:
            return Told([], (), coming=coming)
        deputies = [held for held in await self.roles.over(scope, "stedfortraeder") if held.holds_on(self.today)]
        parts += [say("holder.deputy", **await self._values(held)) for held in deputies]
        return Told(parts, tuple(source_of(held, self.zone) for held in (*current, *deputies)[:3]), tuple(current), coming)

    async def of(self, scope: Scope, *wanted: Role) -> Told:
        """Whoever holds these roles over this scope today, a line each; without any role named, every role."""
        held = [each for each in await self.roles.over(scope) if each.holds_on(self.today) and (not wanted or each.role in wanted)]
        parts = [
            say("holder.group.now", role=Phrase(f"role.{each.role}"), scope=await said_scope(scope, self.directory), **await self._who(each)) for each in held
        ]
        return Told(parts, tuple(source_of(each, self.zone) for each in held[:3]), tuple(held))

    async def _who(self, held: RoleAssignment) -> dict[str, Value]:
        return {"holder": await said_holder(held, self.directory, self.people), "from": said_day(held.valid_from)}

    async def between(self, product: str, start: date, end: date) -> Told:
        """Everybody who held it on any of these days, in the order of time."""
        held = [each for each in await self.roles.over(Scope("product", product), "produktkoordinator") if each.overlaps(start, end)]
        parts = [say("holder.then" if each.valid_to else "holder.since", **await self._values(each)) for each in held]
        return Told(parts, tuple(source_of(each, self.zone) for each in held[:3]), tuple(held))

    async def _said(self, held: RoleAssignment, key: str) -> list[Paragraph]:
        parts = [say(key, **await self._values(held), confirmed=said_moment(held.confirmed_at, self.zone))]
        away = await self._away(held)
        return [*parts, await self._said_away(away)] if away else parts

    async def _values(self, held: RoleAssignment) -> dict[str, Value]:
        return {
            "holder": await said_holder(held, self.directory, self.people), "product": await said_scope(held.scope, self.directory),
            "from": said_day(held.valid_from), "until": said_last_day(held.valid_to) if held.valid_to else Phrase("until.further_notice"),
        }  # fmt: skip

    async def _away(self, held: RoleAssignment) -> Absence | None:
        away = await self.absences.of([held.person]) if held.person else []
        return next((each for each in away if each.holds_on(self.today)), None)

    async def _said_away(self, absence: Absence) -> Paragraph:
        person = await self.people.person(absence.deputy_person) if absence.deputy_person else None
        if not (person or absence.deputy_organisation or absence.deputy_mailbox):
            return say("holder.away", span=said_absence(absence))
        organisation = absence.deputy_organisation or (person.organisation if person else None)
        deputy = await said_party(person, organisation, absence.deputy_mailbox, self.directory)
        return say("holder.away.deputy", span=said_absence(absence), deputy=deputy)


def source_of(held: RoleAssignment, zone: ZoneInfo) -> Cited:
    """Where a told fact comes from: who told is in the audit, when is for everybody."""
    told = said_moment(held.confirmed_at, zone)
    return Cited(Phrase(f"source.{held.source}" if held.source in ("told", "import", "settings") else "source.told"), told, as_of=told)
