# SPDX-License-Identifier: MPL-2.0
"""When the next meeting is, asked in no more words: that of the channel's group where it is asked, else those of the speaker's own groups."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.freshness.marks import Marks
from handlers.meetings.asking import MINE, next_meeting
from handlers.meetings.grouping import reminding, slots_of
from handlers.meetings.known import may_know, named_groups, own_groups
from handlers.message import Query
from handlers.reply import Reply, say
from handlers.role_words import said_scope
from storage.directory import Directory
from storage.meetings import Meetings
from storage.roles import Scope
from storage.subscriptions import Subscriptions

_GROUP = "group/"


async def nearest_meeting(
    query: Query, actor: Actor, meetings: Meetings, subscriptions: Subscriptions, directory: Directory, now: datetime, today: date, zone: ZoneInfo,
    marks: Marks,
) -> Reply | None:  # fmt: skip
    """The next meeting of the one group that can be meant, and which that is; of several, the next of each. None: nothing says which, and it is asked."""
    found = await _meant(query, actor, subscriptions) or await _only(query, actor, meetings)
    if len(found) == 1:
        meant = replace(query, slots={**query.slots, **slots_of(found[0])})
        reply = await next_meeting(meant, actor, meetings, directory, now, today, zone, marks)
        return replace(reply, parts=(say("meeting.nearest.of", group=await said_scope(Scope("group", found[0]), directory)), *reply.parts))
    if not found:
        return None
    return await next_meeting(replace(query, slots={**query.slots, "item": MINE}), actor, meetings, directory, now, today, zone, marks)


async def _only(query: Query, actor: Actor, meetings: Meetings) -> Sequence[str]:
    """The one group of which meetings are known to the speaker, where it is one."""
    fits = named_groups(query)
    known = {each.group for each in await meetings.standing() if fits(each.group) and may_know(each, actor)}
    return sorted(known) if len(known) == 1 else ()


async def _meant(query: Query, actor: Actor, subscriptions: Subscriptions) -> Sequence[str]:
    """The group that the channel is reminded of, where it is one; else those of the speaker."""
    fits = named_groups(query)
    there = [each.about for each in await reminding(actor.channel, subscriptions)]
    here = {each.removeprefix(_GROUP) for each in there if each.startswith(_GROUP) and fits(each.removeprefix(_GROUP))}
    if len(here) == 1 and len(there) == 1:
        return sorted(here)
    return [each for each in own_groups(actor) if fits(each)]
