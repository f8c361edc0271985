# SPDX-License-Identifier: MPL-2.0
"""An announcement is put right or taken back wherever it stands; and what became of it is told to whoever wrote it, and to the secretariat."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.announcing.outcome import Tally, outcome, rows_of, tally
from handlers.announcing.shown import shown
from handlers.announcing.written import written
from handlers.changing.changes import Changes
from handlers.changing.demands import target
from handlers.changing.steps import Step
from handlers.changing.vouching import alone, vouched
from handlers.message import Query
from handlers.permissions import permitting
from handlers.posts.bulk import ANNOUNCEMENT
from handlers.refusal import Refusal
from handlers.reply import Part, Phrase, Reply, Table, say
from handlers.role_words import said_moment
from storage.announcements import Announcement
from storage.directory import Directory
from storage.unit_of_work import UnitOfWork

LISTED = 10
_OPENING = 60


async def edit_announcement(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, directory: Directory, now: datetime) -> Reply:
    """Other words in place of what it says."""
    found = await _standing(query, actor, unit, changes)
    await changes.permit("announcement.post", target(found))
    text = written(query, "announcement.what.instead")
    if text == found.text:
        raise Refusal("announcement.same", number=str(found.number))
    edited = replace(found, text=text, edition=found.edition + 1, edited_at=now)
    notes = (say("announcement.stands_so"), *await shown(edited, directory), *_done_to("edit", tally(await rows_of(found, unit, ANNOUNCEMENT))))
    return await changes.propose("announcement.manage", [Step(found, edited)], notes=notes)


async def recall_announcement(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, directory: Directory, now: datetime) -> Reply:
    """Taken away where it stands, and not posted where it is not yet."""
    found = await _standing(query, actor, unit, changes)
    counted = tally(await rows_of(found, unit, ANNOUNCEMENT))
    notes = (*await shown(found, directory), *_done_to("recall", counted))
    return await changes.propose("announcement.manage", [Step(found, replace(found, recalled_at=now))], notes=notes)


def _done_to(what: str, counted: Tally) -> tuple[Part, ...]:
    """To how many it is done, where it stands and where it does not yet, and what cannot be helped."""
    waiting = (say(f"announcement.will_{what}.waiting", count=counted.waiting),) if counted.waiting else ()
    return (say(f"announcement.will_{what}", count=counted.sent), *waiting, say(f"announcement.will_{what}.readers"))


async def announcement_result(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes) -> Reply:
    """How many it has reached, whom it could not reach and why; and the same of what was put right or taken back. Which channels, where nobody else reads along."""
    found = await meant(query, actor, unit)
    await changes.permit("announcement.manage", target(found))
    return Reply(parts=await outcome(found, unit, named=alone(actor)))


async def list_announcements(query: Query, actor: Actor, unit: UnitOfWork, zone: ZoneInfo) -> Reply:
    """The newest, of those that the speaker may put right or take back."""
    vouched(actor, "announcement.manage")
    found = await _own(actor, unit, LISTED)
    if not found:
        raise Refusal("announcement.none", outcome="unknown")
    rows = tuple((str(each.number), said_moment(each.written_at, zone), Phrase(f"announcement.state.{_state(each)}"), _opening(each)) for each in found)
    columns = tuple(Phrase(f"column.{each}") for each in ("number", "written", "state", "text"))
    return Reply(parts=(say("announcement.list"), Table(columns, rows), say("announcement.list.how", number=rows[0][0])))


def _state(announcement: Announcement) -> str:
    return "recalled" if announcement.recalled_at else "edited" if announcement.edited_at else "posted"


def _opening(announcement: Announcement) -> str:
    line = " ".join(announcement.text.split())
    return line if len(line) <= _OPENING else f"{line[: _OPENING - 1]}…"


async def meant(query: Query, actor: Actor, unit: UnitOfWork) -> Announcement:
    """By its number; else the speaker's last one; else, for whoever looks after all of them, the last one of all. Raises Refusal where there is none."""
    number = query.slots.get("number", "")
    if number:
        known = await unit.announcements.numbered(int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None  # noqa: PLR2004 - fits every database
        if known is None:
            raise Refusal("announcement.no_such", number=number, outcome="unknown")
        return known
    found = await _own(actor, unit, 1)
    if not found:
        raise Refusal("announcement.none", outcome="unknown")
    return found[0]


async def _own(actor: Actor, unit: UnitOfWork, most: int) -> Sequence[Announcement]:
    """What the speaker wrote; of whoever looks after all of them and wrote none, all."""
    ids = (actor.person.id, *actor.person.merged) if actor.person else ()
    own = [each for id_ in ids for each in await unit.announcements.newest(most, id_)]
    if own:
        return sorted(own, key=lambda each: each.number, reverse=True)[:most]
    return [each for each in await unit.announcements.newest(most) if permitting(actor, "announcement.manage", target(each))]


async def _standing(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes) -> Announcement:
    found = await meant(query, actor, unit)
    await changes.permit("announcement.manage", target(found))
    if found.recalled_at:
        raise Refusal("announcement.is_recalled", number=str(found.number))
    return found
