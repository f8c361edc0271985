# SPDX-License-Identifier: MPL-2.0
"""One issue of the digest: of which week it is, for whom, and about what."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from handlers.message import Language
from handlers.reply import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """`since`, `until`: what happened from the one until before the other is news in it (UTC); what comes is told from `now` on.

    `products`, `groups`: of what it tells alone, by their ids; none of either: of everything. `person`: the id of whom it is for alone; empty: everybody
    in a channel reads it, so that it holds nothing that is not fit for all. `shows_board`: the board of all onboardings stands where it is read.
    """

    since: datetime
    until: datetime
    now: datetime
    zone: ZoneInfo
    language: Language = "da"
    products: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    person: str = ""
    shows_board: bool = False

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def of_everything(self) -> bool:
        return not self.products and not self.groups

    def tells_of_product(self, product: str) -> bool:
        return self.of_everything or product in self.products

    def tells_of_group(self, group: str) -> bool:
        """A product's groups are told of with the product: `os2mo/styregruppe` belongs to os2mo."""
        return self.of_everything or group in self.groups or group.partition("/")[0] in self.products

    def happened(self, at: datetime) -> bool:
        return self.since <= at < self.until


Section = Callable[..., Awaitable[Reply]]
"""Takes the issue first, then services by the names of its parameters. Its reply has no heading of its own; one without parts is left out."""


class Sections(Protocol):
    """The service that asks every section of DIGEST. `standing`: the names of those that are no reason to post a digest."""

    standing: Collection[str]

    async def of(self, issue: Issue) -> list[tuple[str, Reply]]:
        """Name and content of each that has something to say, in the order of the table."""
