# SPDX-License-Identifier: MPL-2.0
"""What else is known of a meeting, or of all of a group's: where, under which address, what for, how many have to come, who may know, how far it is."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from handlers.changing.steps import Step
from handlers.meeting_dates import Occurrence
from handlers.meetings.arranging import Arranging, noted
from handlers.meetings.conditions import STATES, quorum_told, state_after, state_told, visibility_told
from handlers.meetings.told import Link, Words, always_told, links_told, text_told
from handlers.posts.meeting_found import hours
from handlers.refusal import Refusal, asking
from handlers.reply import Part, Phrase, Reply, say
from storage.meetings import MeetingSeries

_SEVERAL = re.compile(r"(?<!\w)(?:\w*møder(?:ne|nes|s)?|\w*moeder(?:ne|nes|s)?|meetings)(?!\w)", re.IGNORECASE)
_REMOVED = re.compile(r"(?<!\w)(?:fjern|slet|intet|ingen|uden|remove|delete|drop|no)(?!\w)", re.IGNORECASE)
_OF_DATES = ("place", "link", "agenda_url", "minutes_url")
"""What may be otherwise on a single date."""
_AGENDA_WRITTEN, _HELD = STATES.index("agenda"), STATES.index("minutes_begun")

Detail = Callable[[Arranging], Awaitable[Reply]]


async def place(arranging: Arranging) -> Reply:
    return await _of_meeting(arranging, "place", _words("place", arranging))


async def link(arranging: Arranging) -> Reply:
    return await _of_meeting(arranging, "link", _address("link", arranging))


async def agenda_link(arranging: Arranging) -> Reply:
    return await _of_meeting(arranging, "agenda_url", _address("agenda_url", arranging))


async def minutes_link(arranging: Arranging) -> Reply:
    """Of the last meeting that was held, unless another is named."""
    return await _of_meeting(arranging, "minutes_url", _address("minutes_url", arranging), held=True)


async def title(arranging: Arranging) -> Reply:
    return await _of_series(arranging, "title", _words("title", arranging))


async def purpose(arranging: Arranging) -> Reply:
    return await _of_series(arranging, "purpose", _words("purpose", arranging))


async def quorum(arranging: Arranging) -> Reply:
    return await _of_series(arranging, "quorum", quorum_told(arranging.query.words))


async def visibility(arranging: Arranging) -> Reply:
    return await _of_series(arranging, "visibility", visibility_told(arranging.query.words))


async def state(arranging: Arranging) -> Reply:
    """How far a meeting is: as said, else the next in the template's order. A meeting that has not begun has no minutes yet."""
    told = state_told(arranging.query.words)
    ahead = told is not None and STATES.index(told) <= _AGENDA_WRITTEN
    found = await (arranging.finding.next_one if ahead else arranging.finding.last_one)(_stands)
    await arranging.permit("meeting.change", found.series.group)
    new = told or state_after(found.state)
    if new is None or new == found.state:
        raise Refusal("meeting.state.already", outcome="asked_back", state=Phrase(f"line.date.state.{found.state}"), when=hours(found))
    if STATES.index(new) >= _HELD and found.at > arranging.now:
        raise Refusal("meeting.state.too_early", outcome="asked_back", when=hours(found))
    back = (say("meeting.state.back", state=Phrase(f"line.date.state.{found.state}")),) if STATES.index(new) < STATES.index(found.state) else ()
    return await arranging.changes.propose("meeting.change", [Step(found.date, replace(noted(found), state=new))], notes=back)


def _stands(found: Occurrence) -> bool:
    return not found.cancelled


def _words(field: Words, arranging: Arranging) -> str | None:
    """None: it is not said what it is to be."""
    words = arranging.query.words
    found = text_told(field, words) or arranging.query.slots.get("text", "")
    return found or ("" if _REMOVED.search(words) else None)


def _address(field: Link, arranging: Arranging) -> str | None:
    """Of several the one that is meant; a lone one is it, whatever stands before it."""
    words = arranging.query.words
    try:
        told = links_told(words)
    except Refusal as refusal:  # the next message may hold a better one
        raise Refusal(refusal.phrase.key, refusal.phrase.values, outcome="asked_back", missing=("text",)) from refusal
    found = told.get(field) or next(iter(told.values()), "")
    if not found and arranging.query.slots.get("text"):
        raise Refusal("meeting.bad_link", outcome="asked_back", missing=("text",), address=arranging.query.slots["text"])
    return found or ("" if _REMOVED.search(words) else None)


async def _of_meeting(arranging: Arranging, field: str, value: str | None, *, held: bool = False) -> Reply:
    """Of one meeting where one is spoken of; else of all of the group's."""
    if _means_all(arranging):
        return await _of_series(arranging, field, value)
    found = await (arranging.finding.last_one if held else arranging.finding.next_one)(_stands)
    await arranging.permit("meeting.change", found.series.group)
    if held and found.at > arranging.now:
        raise Refusal("meeting.state.too_early", outcome="asked_back", when=hours(found))
    if value is None:
        raise asking(f"meeting.ask.{field}", "text")
    date = noted(found)
    if getattr(date, field) == value or (not getattr(date, field) and getattr(found.series, field) == value):
        raise Refusal("meeting.same", outcome="asked_back", field=Phrase(f"meeting.field.{field}"))
    after = replace(date, **_one(field, value))
    alone: tuple[Part, ...] = (say("meeting.only_this", when=hours(found)),) if field in ("place", "link") else ()
    heard = say("meeting.hear.no_minutes_call" if field == "minutes_url" else "meeting.hear.next_reminders")
    return await arranging.changes.propose("meeting.change", [Step(found.date, after)], notes=(*alone, heard))


def _means_all(arranging: Arranging) -> bool:
    """A day, or a choice, names one; "always" and "the meetings" mean all."""
    query = arranging.query
    return always_told(query.words) or (not query.slots.keys() & {"meeting", "on"} and _SEVERAL.search(query.words) is not None)


async def _of_series(arranging: Arranging, field: str, value: object) -> Reply:
    series = await arranging.finding.series()
    await arranging.permit("meeting.change", series.group)
    if value is None:
        raise asking(f"meeting.ask.{field}", "text")
    if getattr(series, field) == value:
        raise Refusal("meeting.same", outcome="asked_back", field=Phrase(f"meeting.field.{field}"))
    after: MeetingSeries = replace(series, **_one(field, value))
    notes = (say("meeting.all_of_them"),) if field in _OF_DATES else ()
    return await arranging.changes.propose("meeting.change", [Step(series, after)], notes=notes)


def _one(field: str, value: object) -> Mapping[str, Any]:
    return {field: value}


DETAILS: Mapping[str, Detail] = {
    "place": place, "link": link, "agenda_link": agenda_link, "minutes_link": minutes_link, "title": title, "purpose": purpose, "quorum": quorum,
    "visibility": visibility, "state": state,
}  # fmt: skip
"""Value of `item` → what it changes."""
