# SPDX-License-Identifier: MPL-2.0
"""The meetings that somebody may know of. Open ones are everybody's; others are told to their group's own people, where nobody else reads along."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.actor import Actor
from handlers.changing.vouching import alone
from handlers.meeting_dates import Occurrence, occurrences
from handlers.message import Query
from handlers.permissions import Target, permitting
from handlers.posts.meeting_found import meeting_of
from storage.meetings import MeetingDate, Meetings, MeetingSeries
from storage.roles import Scope
from storage.subscriptions import Subscriptions

BACK = timedelta(days=400)
"""How long ago the last meeting may have been."""
AHEAD = timedelta(days=550)
"""How far ahead a next meeting is looked for: that of a group that meets once a year lies within it."""
_LONGEST = timedelta(days=2)
"""No meeting lasts longer: one that began before is over."""

Fits = Callable[[str], bool]
"""Whether a group is meant, by its id."""


def own_groups(actor: Actor) -> tuple[str, ...]:
    """The groups over which somebody holds a role, in the order in which they were given."""
    return tuple(dict.fromkeys(role.scope.id for role in actor.roles if role.scope.kind == "group"))


def belongs(actor: Actor, group: str) -> bool:
    """Whether somebody is of this group, or arranges its meetings."""
    return group in own_groups(actor) or permitting(actor, "meeting.change", Target(scope=Scope("group", group))) is not None


def may_know(series: MeetingSeries, actor: Actor) -> bool:
    return series.visibility == "open" or (alone(actor) and belongs(actor, series.group))


async def is_told_here(series: MeetingSeries, actor: Actor, subscriptions: Subscriptions) -> bool:
    """Whether this channel asked to be reminded of just this group's meetings, and so has read of them."""
    return bool(actor.channel) and await subscriptions.of(actor.channel, "meeting_reminder", f"group/{series.group}") is not None


def named_groups(query: Query) -> Fits:
    """The groups of the product and of the type that a question names; of one that names neither, every group."""
    wanted, kind = query.slots.get("product"), query.slots.get("group_type")

    def fits(group: str) -> bool:
        product, _, own = group.rpartition("/")
        return (not wanted or product == wanted) and (not kind or own == kind)

    return fits


@dataclass(frozen=True, slots=True)
class Calendar:
    """The meetings that one reader may know of."""

    meetings: Meetings
    actor: Actor

    async def between(self, fits: Fits, first: datetime, last: datetime) -> list[Occurrence]:
        """Those that begin in [first, last), both UTC, in their order; cancelled ones too."""
        known = [each for each in await self.meetings.standing() if fits(each.group) and may_know(each, self.actor)]
        return await taking_place(known, self.meetings, first, last)

    async def coming(self, fits: Fits, now: datetime) -> list[Occurrence]:
        """Those that are not over yet."""
        return [each for each in await self.between(fits, now - _LONGEST, now + AHEAD) if each.ends_at > now]

    async def meeting(self, date_id: str) -> Occurrence | None:
        """The one with this id of a date; None too where it is not for the reader to know."""
        try:
            found = await meeting_of(date_id, self.meetings)
        except ValueError:  # what is no id: from a button that nobody of ours made
            return None
        return found if found and may_know(found.series, self.actor) else None

    async def is_kept_from_others(self, fits: Fits) -> bool:
        """Whether there are meetings that the reader may know of, but not where others read along."""
        if self.actor.private:
            return False
        return any(each.visibility == "group" and fits(each.group) and belongs(self.actor, each.group) for each in await self.meetings.standing())


async def taking_place(series: Collection[MeetingSeries], meetings: Meetings, first: datetime, last: datetime) -> list[Occurrence]:
    """All meetings of these series that begin in [first, last), in their order."""
    dates: dict[str, list[MeetingDate]] = defaultdict(list)
    for each in await meetings.dates_of([one.id for one in series]):
        dates[each.series].append(each)
    found = [each for one in series for each in occurrences(one, dates[one.id], first, last)]
    return sorted(found, key=lambda each: (each.at, each.series.group, each.id))


def next_of_each(found: Collection[Occurrence]) -> list[Occurrence]:
    """The first of each group that is not cancelled. `found`: in their order."""
    first: dict[str, Occurrence] = {}
    for each in found:
        if not each.cancelled:
            first.setdefault(each.series.group, each)
    return list(first.values())
