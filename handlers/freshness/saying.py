# SPDX-License-Identifier: MPL-2.0
"""A fact as a line: what it says, and how old it is."""

from config.catalogue.entries import Adoption, Article, DocumentedRole, Group, Product, VendorRelation
from handlers.freshness.facts import Fact
from handlers.freshness.standing import Standing
from handlers.reply import Listing, PartialDate, Phrase, Value
from handlers.role_words import said_day, said_holder, said_scope
from storage.directory import Directory
from storage.people import People
from storage.roles import RoleAssignment, Scope


class FactWords:
    """`reader`: the id of whoever reads it, who is called "you"; of people who do not want their name shown it says none."""

    def __init__(self, directory: Directory, people: People, reader: str = "") -> None:
        self._directory, self._people, self._reader = directory, people, reader

    async def line(self, now: Standing) -> Phrase:
        """`Niveau: niveau 2 (pr. september 2025)`."""
        said, fact = await self.of(now.fact), now.fact
        if now.confirmed:
            return Phrase("freshness.line.confirmed", {"fact": said, "date": said_day(now.since)})
        return Phrase("freshness.line.undated" if fact.undated else "freshness.line", {"fact": said, "date": PartialDate(fact.as_of)})

    async def of(self, fact: Fact) -> Value:
        """Without its product, under which it stands."""
        match fact.entry:
            case Product() as product:
                return self._of_product(fact, product)
            case Adoption() as entry:
                return Phrase(
                    "freshness.fact.adoption", {"organisation": await self._organisation(entry.organisation), "relation": Phrase(f"adoption.{entry.kind}")}
                )
            case VendorRelation() as entry:
                roles = Listing(tuple(Phrase(f"vendor_role.{role}") for role in entry.roles)) if entry.roles else Phrase("vendor_role.supplier")
                return Phrase("freshness.fact.vendor", {"vendor": await self._organisation(entry.vendor), "roles": roles})
            case Group() as entry:
                return Phrase("freshness.fact.group", {"group": Phrase(f"group.{entry.type}"), "state": Phrase(f"group_state.{entry.state}")})
            case DocumentedRole() as entry:
                return Phrase("freshness.fact.coordinator", {"organisation": await self._organisation(entry.organisation)})
            case Article() as entry:
                return Phrase("freshness.fact.article", {"title": entry.title})
            case RoleAssignment() as held:
                return await self._role(held)

    async def under(self, fact: Fact) -> Value:
        """What it stands under: its product, its organisation, or the association."""
        scope = Scope("product", fact.product) if fact.product else Scope("organisation", fact.organisation) if fact.organisation else Scope("association")
        return await said_scope(scope, self._directory)

    async def whole(self, fact: Fact) -> Value:
        """With what it stands under, for a line by itself."""
        return Phrase("freshness.whole", {"scope": await self.under(fact), "fact": await self.of(fact)})

    def _of_product(self, fact: Fact, product: Product) -> Value:
        if fact.kind == "contact":
            return Phrase("freshness.fact.contact.shared" if product.contact.shared else "freshness.fact.contact", {"mailbox": product.contact.mailbox})
        if product.assessed_level:
            return Phrase("freshness.fact.level.assessed", {"level": Phrase(f"level.{product.assessed_level.level}")})
        return Phrase("freshness.fact.level.declared", {"level": Phrase(f"level.{product.declared_level.level}") if product.declared_level else ""})

    async def _role(self, held: RoleAssignment) -> Value:
        values = {
            "role": Phrase(f"role.{held.role}"), "scope": await said_scope(held.scope, self._directory),
            "holder": await said_holder(held, self._directory, self._people, self._reader),
        }  # fmt: skip
        return Phrase("role.held", values)

    async def _organisation(self, id_: str) -> Value:
        found = await self._directory.organisation(id_)
        return found.name if found else id_
