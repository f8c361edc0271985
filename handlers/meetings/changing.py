# SPDX-License-Identifier: MPL-2.0
"""Changing a group's meetings: which change is meant, and what makes it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.breaks import Break
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.meetings.arranging import Arranging
from handlers.meetings.checking import check_weekdays
from handlers.meetings.details import DETAILS, Detail
from handlers.meetings.doubted import decided
from handlers.meetings.ending import end
from handlers.meetings.grouping import kept
from handlers.meetings.moving import cancel, extra, move, restore
from handlers.meetings.named_times import by_break, is_unread
from handlers.meetings.rearranging import rearrange
from handlers.meetings.renewal import says_anew
from handlers.meetings.several import cancel_several, means_several
from handlers.meetings.targets import counted
from handlers.meetings.timing import says_when
from handlers.meetings.told import always_told, ends_series, links_told, names_series
from handlers.message import Query
from handlers.refusal import asking
from handlers.reply import Choice, Phrase, Reply
from storage.meetings import MeetingSeries
from storage.unit_of_work import UnitOfWork

CHANGES: Mapping[str, Detail] = {"move": move, "cancel": cancel, "extra": extra, "restore": restore, "end": end, "series": rearrange, **DETAILS}
"""Value of `item` → what makes the change."""
_OFFERED = ("move", "cancel", "place", "link", "end")
_OF_TIME = frozenset(("on2", "time", "time2", "minutes"))
_TO_TIME = _OF_TIME | {"until"}
_OF_ONE = frozenset(("", "move", "cancel", "restore", "place", "link", "agenda_link"))
_MOVES = re.compile(
    r"(?<!\w)(?:flyt\w*|ryk\w*|udskyd\w*|udskudt|udsæt\w*|udsaet\w*|skub\w*|fremryk\w*|move[sd]?|moving|reschedul\w*|postpon\w*|shift\w*)(?!\w)", re.IGNORECASE
)


async def change_meeting(
    query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, now: datetime, today: date, zone: ZoneInfo, breaks: Sequence[Break],
) -> Reply:  # fmt: skip
    """Shows the change, and whom it is told; makes it once that is confirmed. Asks which meeting, or which change, where that is not clear."""
    arranging = Arranging(query, actor, unit, changes, now, today, zone, breaks)
    if _wanted(query) == "move" and "meeting" not in query.slots:
        arranging = arranging.saying(**counted(query, today))
    arranging = by_break(await decided(arranging))
    wanted = _wanted(query := arranging.query)
    check_weekdays(query, today, moving=wanted in ("", "move"))
    if await _means_series(wanted, arranging):
        return await rearrange(arranging)
    if wanted == "cancel" and means_several(query):
        return await cancel_several(arranging)
    if wanted in _OF_ONE and is_unread(arranging):
        raise await arranging.finding.which()
    change = CHANGES.get(wanted) or _guessed(query, today)
    return await change(arranging)


async def _means_series(wanted: str, arranging: Arranging) -> bool:
    """A rule is no single meeting's; nor is what is said of a series or of all meetings to come, unless they are to end. Nor what corrects such a change."""
    query = arranging.query
    if wanted not in ("", "move", "end", "extra") or "meeting" in query.slots or ends_series(query.words):
        return wanted == "series"
    if wanted != "extra" and (("rule" in query.slots and wanted != "end") or names_series(query.words) or always_told(query.words)):
        return wanted == "move" or says_anew(arranging)
    shown = await arranging.waiting("meeting.change") if wanted == "" else ()
    return says_anew(arranging) and any(isinstance(step.record, MeetingSeries) and step.before is None for step in shown)


def _wanted(query: Query) -> str:
    """A place that is an address on the web is a link; so is what moves to one, and to no other time."""
    item = query.slots.get("item", "")
    if item == "place" and query.slots.keys() & _TO_TIME and _MOVES.search(query.words):
        return "move"
    no_time = item == "place" or (item == "move" and not query.slots.keys() & _TO_TIME)
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
