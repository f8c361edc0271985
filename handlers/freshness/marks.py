# SPDX-License-Identifier: MPL-2.0
"""How an answer says how old a fact is: confirmed lately, dated by its source, or unconfirmed for too long. Nothing is hidden because it is old."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from config.catalogue.entries import Article, DocumentedRole, Group, Product
from config.freshness import FactKind, Rules
from handlers.freshness.facts import Decaying, Facts, source_ids
from handlers.freshness.standing import Standing, standing
from handlers.reply import Paragraph, PartialDate, Phrase, Value, say
from handlers.role_words import said_day
from storage.directory import Directory
from storage.freshness import FactReviews
from storage.roles import RoleAssignment


@dataclass(frozen=True, slots=True)
class Mark:
    """Of one fact. `stale`: its time is over, and nobody has said that it still holds."""

    now: Standing
    stale: bool

    @property
    def said(self) -> Value:
        """For a cell of a table: when it was so by its source, or was confirmed; and that it is unconfirmed where its time is over."""
        fact = self.now.fact
        if self.now.confirmed:
            day: Value = Phrase("freshness.cell.confirmed", {"date": said_day(self.now.since)})
        else:
            day = Phrase("undated") if fact.undated else PartialDate(fact.as_of)
        return Phrase("freshness.cell.stale", {"date": day}) if self.stale else day

    @property
    def sentence(self) -> tuple[Paragraph, ...]:
        """For a fact that stands alone: none while it is good by its source."""
        if self.stale:
            fact = self.now.fact
            since = said_day(self.now.since) if self.now.confirmed else PartialDate(fact.as_of)
            return (say(f"freshness.mark.{fact.kind}", date=since),)
        return (say(f"freshness.confirmed.{self.now.fact.kind}", date=said_day(self.now.since)),) if self.now.confirmed else ()


class Marks:
    """As facts stand in one unit of work, for the reader of an answer."""

    def __init__(self, directory: Directory, reviews: FactReviews, rules: Rules, today: date, zone: ZoneInfo) -> None:
        self._directory, self._reviews, self._rules, self._today, self._zone = directory, reviews, rules, today, zone

    async def of(self, entries: Sequence[Decaying], kind: FactKind | None = None) -> list[Mark]:
        """One for each, in their order; of a product its fact of this `kind`, if it has one."""
        wanted = source_ids(entries)
        sources = {each.id: each for each in await self._directory.sources(wanted)} if wanted else {}
        facts = Facts(self._rules, sources, self._zone)
        found = [fact for entry in entries for fact in facts.of(entry) if kind is None or fact.kind == kind]
        reviews = await self._reviews.some([fact.id for fact in found]) if found else {}
        now = [standing(fact, reviews.get(fact.id), self._rules, self._zone) for fact in found]
        return [Mark(each, each.is_stale(self._today)) for each in now]

    async def level(self, product: Product) -> tuple[Paragraph, ...]:
        """What is to be said beside the level that counts."""
        return tuple([part for mark in await self.of([product], "level") for part in mark.sentence])

    async def contact(self, product: Product) -> tuple[Paragraph, ...]:
        """That it is good is taken for granted."""
        return tuple([part for mark in await self.of([product], "contact") if mark.stale for part in mark.sentence])

    async def groups(self, told: Sequence[RoleAssignment], groups: Sequence[Group]) -> tuple[Paragraph, ...]:
        """Of all that is said of a product's groups together: the oldest that is unconfirmed."""
        stale = [mark for mark in await self.of([*told, *groups]) if mark.stale]
        return min(stale, key=lambda mark: mark.now.since).sentence if stale else ()

    async def article(self, article: Article) -> tuple[Paragraph, ...]:
        """Only that it has not been looked at for too long: that it was is taken for granted."""
        return tuple([part for mark in await self.of([article]) if mark.stale for part in mark.sentence])

    async def coordinators(self, told: Sequence[RoleAssignment], documented: Sequence[DocumentedRole]) -> tuple[Paragraph, ...]:
        """Of those that were told, else of those that a source documents; each sentence once. The date of a told one's confirmation stands beside it anyway."""
        marks = await self.of([*told] or [*documented])
        return tuple(dict.fromkeys(part for mark in marks if mark.stale or mark.now.fact.assignment is None for part in mark.sentence))


def explained(marks: Sequence[Mark]) -> tuple[Paragraph, ...]:
    """Below a table, where some of it is marked: what the mark means."""
    stale = [mark for mark in marks if mark.stale]
    return (say("freshness.explained", count=len(stale)),) if stale else ()
