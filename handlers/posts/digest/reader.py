# SPDX-License-Identifier: MPL-2.0
"""Whoever reads a digest, and what may be told to them: in a channel what is for everybody, and of a closed group only where the channel is for that group alone."""

from dataclasses import dataclass, replace

from handlers.actor import Actor
from handlers.meetings.known import belongs
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.shared import shared
from storage.agenda import AgendaItem
from storage.meetings import MeetingSeries, of_date_id
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Reader:
    """`actor`: the one person whom the issue is for, with their roles of today; None: everybody in a channel."""

    issue: Issue
    unit: UnitOfWork
    actor: Actor | None = None

    def is_of(self, group: str) -> bool:
        """Whether what is told to this group's own people alone may stand in the issue."""
        if self.actor:
            return belongs(self.actor, group)
        return not self.issue.person and not self.issue.products and self.issue.groups == {group}

    def may_know(self, series: MeetingSeries) -> bool:
        return series.visibility == "open" or self.is_of(series.group)

    async def may_know_item(self, item: AgendaItem) -> bool:
        """As where it is asked: what belongs to no meeting is for the group alone where all its meetings are."""
        return self.is_of(item.group) or not await shared(self.unit, ("closed item", item.id), lambda: self._is_closed(item))

    async def _is_closed(self, item: AgendaItem) -> bool:
        series = await self._series(of_date_id(item.date)[0]) if item.date else None
        if series:
            return series.visibility == "group"
        standing = [each for each in await standing_series(self.unit) if each.group == item.group]
        return bool(standing) and all(each.visibility == "group" for each in standing)

    async def _series(self, id_: str) -> MeetingSeries | None:
        """One that has ended too."""
        return await shared(self.unit, ("series", id_), lambda: self.unit.meetings.series(id_))


async def reader_of(issue: Issue, unit: UnitOfWork) -> Reader:
    """What is known of one person is the same for every section."""
    if not issue.person:
        return Reader(issue, unit)
    actor = await shared(unit, ("reader", issue.person, issue.today), lambda: _actor(issue, unit))
    return Reader(issue, unit, actor)


async def _actor(issue: Issue, unit: UnitOfWork) -> Actor:
    """As if they asked, where nobody else reads along."""
    nobody = Actor(identity="", conversation="", private=True)
    roles = tuple(each for each in await unit.roles.of_person(issue.person) if each.holds_on(issue.today))
    return replace(nobody, person=await unit.people.person(issue.person), roles=roles)


async def standing_series(unit: UnitOfWork) -> list[MeetingSeries]:
    """All that has not ended."""

    async def read() -> list[MeetingSeries]:
        return list(await unit.meetings.standing())

    return await shared(unit, "standing series", read)
