# SPDX-License-Identifier: MPL-2.0
"""Who coordinates a product, or did at some time, and whom to write to. A person is named only where they want to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from config.catalogue.entries import DocumentedRole, Organisation, Product
from config.roles import Role, is_role
from handlers.citing import cite
from handlers.freshness.marks import Marks
from handlers.holders import Holders
from handlers.message import Query
from handlers.periods import period_of
from handlers.reply import Cited, Listing, Paragraph, PartialDate, Phrase, Reply, Value, say
from handlers.unknown import no_such_product
from storage.directory import Directory
from storage.people import People
from storage.roles import Absences, RoleAssignments, Scope


async def product_coordinator(
    query: Query, directory: Directory, roles: RoleAssignments, absences: Absences, people: People, today: date, zone: ZoneInfo, marks: Marks,
) -> Reply:  # fmt: skip
    """Who was told to the bot, else the organisation that a source documents; the product's mailbox, and the secretariat, each named for what it is."""
    product = await directory.product(query.slots["product"])
    if product is None:
        return no_such_product(query)
    asked = _Asked(query, product, Holders(directory, roles, absences, people, today, zone), directory, marks)
    if period := period_of(query.slots.get("year", "")):
        if period[1] <= today:
            return await asked.then(*period)
    elif query.slots.get("item") == FORMER:
        return await asked.then(date.min, today)
    item = query.slots.get("item", "")
    return await asked.other_role(item) if is_role(item) else await asked.now()


FORMER = "former"
"""The value of `item` that asks for those before."""


@dataclass(frozen=True, slots=True)
class _Asked:
    query: Query
    product: Product
    holders: Holders
    directory: Directory
    marks: Marks

    async def now(self) -> Reply:
        documented = await self.directory.documented_roles(product=self.product.id)
        told = await self.holders.now(self.product.id)
        parts: list[Paragraph] = [say("product_coordinator.private")] if "wants" in self.query.slots else []
        parts += told.parts or await self._documented(documented)
        parts += told.coming
        if told.parts and documented and not told.covers(documented):
            parts += await self._older(documented)
        parts += await self.marks.coordinators(told.holders, _newest(documented))
        parts += [Paragraph(role.note) for role in documented if role.note]
        if self.product.coordination_note and not documented and not told.parts:
            parts.append(say("product_coordinator.note", note=self.product.coordination_note.text))
        parts += [_mailbox(self.product), *await self.marks.contact(self.product)]
        if self.query.slots.get("item") == "others":
            parts.append(say("product_coordinator.others"))
        known = bool(documented or told.parts)
        return Reply(parts=tuple(parts), outcome="answered" if known else "unknown", sources=(*told.sources, *await self._cited(documented)))

    async def other_role(self, role: Role) -> Reply:
        """Who holds another role over the product, above who coordinates it."""
        scope = Scope("product", self.product.id)
        told = await self.holders.of(scope, role)
        nobody = [say("role.none_over", role=Phrase(f"role.{role}"), scope=self.product.name)]
        reply = await self.now()
        return Reply(
            parts=(*(told.parts or nobody), *reply.parts),
            outcome="answered" if told.parts else "unknown",
            sources=tuple(dict.fromkeys((*told.sources, *reply.sources))),
        )

    async def then(self, start: date, end: date) -> Reply:
        """Those who held it on any day from `start` until the day before `end`."""
        told = await self.holders.between(self.product.id, start, end)
        documented = [role for role in await self.directory.documented_roles(product=self.product.id) if _documents(role, start, end)]
        parts = [*told.parts, *(await self._documented(documented) if documented else [])]
        if not parts:
            unknown = say("product_coordinator.unknown_then", product=self.product.name)
            return Reply(parts=(unknown, *await self._as_far_as_known(), _mailbox(self.product)), outcome="unknown", sources=await self._cited(()))
        return Reply(parts=tuple(parts), sources=(*told.sources, *await self._cited(documented)))

    async def _as_far_as_known(self) -> list[Paragraph]:
        documented = await self.directory.documented_roles(product=self.product.id)
        return await self._documented(documented) if documented else []

    async def _cited(self, documented: Sequence[DocumentedRole]) -> tuple[Cited, ...]:
        return await cite(self.directory, (*documented, self.product.coordination_note, self.product.contact))

    async def _older(self, documented: Sequence[DocumentedRole]) -> list[Paragraph]:
        known = await self.directory.organisations({role.organisation for role in documented})
        return [say("product_coordinator.older", **_said(self.product, [role], known)) for role in documented]

    async def _documented(self, roles: Sequence[DocumentedRole]) -> list[Paragraph]:
        wanted = self.query.slots.get("organisation", "")
        known = await self.directory.organisations({role.organisation for role in roles} | {wanted})
        if not roles:
            return [say("product_coordinator.unknown", product=self.product.name)]
        newest = _newest(roles)
        older = [say("product_coordinator.older", **_said(self.product, [role], known)) for role in roles if role not in newest]
        values = _said(self.product, newest, known)
        asked = known.get(wanted)
        if asked is None:
            return [say("product_coordinator.answer", **values), *older]
        confirmed = any(role.organisation == asked.id for role in newest)
        return [say("product_coordinator.yes" if confirmed else "product_coordinator.no", organisation=asked.name, **values), *older]


def _newest(roles: Sequence[DocumentedRole]) -> list[DocumentedRole]:
    """A newer source counts before an older one."""
    return [role for role in roles if (role.as_of or "") == max(each.as_of or "" for each in roles)]


def _documents(role: DocumentedRole, start: date, end: date) -> bool:
    """Whether the source is of that time."""
    return role.as_of is not None and start.isoformat()[: len(role.as_of)] <= role.as_of < end.isoformat()


def _said(product: Product, roles: Sequence[DocumentedRole], known: Mapping[str, Organisation]) -> dict[str, Value]:
    """What these sources, all of one date, say: a newer one counts before an older."""
    names = Listing(tuple(known[role.organisation].name for role in roles if role.organisation in known))
    day = PartialDate(roles[0].as_of) if roles[0].as_of else Phrase("undated")
    return {"product": product.name, "organisations": names, "date": day}


def _mailbox(product: Product) -> Paragraph:
    kind = "shared" if product.contact.shared else "own"
    return say(f"product_coordinator.mailbox.{kind}", product=product.name, mailbox=product.contact.mailbox)
