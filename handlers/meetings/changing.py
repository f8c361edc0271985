# SPDX-License-Identifier: MPL-2.0
"""Changing a group's meetings: which change is meant, and what makes it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.breaks import Break
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.meetings.arranging import Arranging
from handlers.meetings.details import DETAILS, Detail
from handlers.meetings.ending import end
from handlers.meetings.grouping import kept
from handlers.meetings.moving import cancel, extra, move, restore
from handlers.meetings.timing import says_when
from handlers.meetings.told import links_told
from handlers.message import Query
from handlers.refusal import asking
from handlers.reply import Choice, Phrase, Reply
from storage.unit_of_work import UnitOfWork

CHANGES: Mapping[str, Detail] = {"move": move, "cancel": cancel, "extra": extra, "restore": restore, "end": end, **DETAILS}
"""Value of `item` → what makes the change."""
_OFFERED = ("move", "cancel", "place", "link", "end")
_OF_TIME = frozenset(("on2", "time", "time2", "minutes"))


async def change_meeting(
    query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, now: datetime, today: date, zone: ZoneInfo, breaks: Sequence[Break],
) -> Reply:  # fmt: skip
    """Shows the change, and whom it is told; makes it once that is confirmed. Asks which meeting, or which change, where that is not clear."""
    change = CHANGES.get(_wanted(query)) or _guessed(query, today)
    return await change(Arranging(query, actor, unit, changes, now, today, zone, breaks))


def _wanted(query: Query) -> str:
    """A place that is an address on the web is a link; so is what moves to one, and to no other time."""
    item = query.slots.get("item", "")
    no_time = item == "place" or (item == "move" and not query.slots.keys() & _OF_TIME)
    return "link" if no_time and "link" in links_told(query.words) else item


def _guessed(query: Query, today: date) -> Detail:
    """What is only told by what is new of it, in this very message: a time, or a link. It is shown before it is done."""
    if query.slots.keys() & _OF_TIME and says_when(query.words, today):
        return move
    told = links_told(query.words)
    if told:
        return DETAILS["link" if "link" in told else "agenda_link" if "agenda_url" in told else "minutes_link"]
    choices = tuple(Choice(Phrase(f"meeting.change.item.{each}"), query.intent, {**kept(query), "item": each}) for each in _OFFERED)
    raise asking("meeting.change.what", choices=choices)
