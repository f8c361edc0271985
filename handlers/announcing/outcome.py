# SPDX-License-Identifier: MPL-2.0
"""What became of an announcement, of its last edition and of its recall: read off the ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.posts.bulk import ANNOUNCEMENT, DELETE, EDIT
from handlers.posts.words import said_reason, said_target
from handlers.reply import Bullets, Heading, Part, Phrase, Value, say
from storage.announcements import Announcement
from storage.deliveries import OPEN, Delivery, DeliveryFilter
from storage.unit_of_work import UnitOfWork

NAMED = 8
"""Targets that are named; how many others there are is said."""
_MANY = 100_000
_ELSEWHERE = Bullets((Phrase("announcement.result.where"),))
_QUIET = ("recalled", "overtaken", "passed_on", "not_there")
"""Reasons for which nothing is amiss where something was not done."""


@dataclass(frozen=True, slots=True)
class Tally:
    """`sent`: done · `waiting`: still to be done, or being done · `missed`: it was not, and somebody may want to know why · `dropped`: not wanted any more."""

    sent: int
    waiting: int
    missed: tuple[Delivery, ...]
    dropped: int


async def rows_of(announcement: Announcement, unit: UnitOfWork, kind: str) -> Sequence[Delivery]:
    """Of edits, those of the last edition."""
    found = await unit.deliveries.find(DeliveryFilter(kinds=(kind,), about=announcement.about), _MANY)
    return [each for each in found if kind != EDIT or each.values.get("edition") == str(announcement.edition)]


def tally(rows: Sequence[Delivery]) -> Tally:
    settled = [each for each in rows if each.state not in OPEN]
    missed = tuple(each for each in settled if each.state == "parked" or (each.state == "skipped" and each.reason not in _QUIET))
    sent = sum(each.state in ("sent", "late") for each in settled)
    return Tally(sent, len(rows) - len(settled), missed, len(settled) - sent - len(missed))


async def outcome(announcement: Announcement, unit: UnitOfWork, *, named: bool = True) -> tuple[Part, ...]:
    """The last thing that was wanted of it: that it be posted, put right, or gone. `named`: with the channels that it did not reach; a room may be somebody's secret."""
    parts: list[Part] = [Heading(Phrase("announcement.result", {"number": str(announcement.number)}))]
    posted = tally(await rows_of(announcement, unit, ANNOUNCEMENT))
    if announcement.recalled_at:
        taken = tally(await rows_of(announcement, unit, DELETE))
        parts += [say("announcement.result.recalled", count=taken.sent)]
        parts += [say("announcement.result.withdrawn", count=posted.dropped)] if posted.dropped else []
        return (*parts, *_rest(taken, "recall", named=named), *_unclear(posted, named=named))
    parts += [say("announcement.result.sent", count=posted.sent)]
    if announcement.edited_at:
        edited = tally(await rows_of(announcement, unit, EDIT))
        parts += [say("announcement.result.edited", count=edited.sent), *_rest(edited, "edit", named=named)]
    return (*parts, *_rest(posted, "post", named=named))


def _rest(counted: Tally, what: str, *, named: bool) -> Iterator[Part]:
    """What waits, and what could not be done: where, and why; and what helps."""
    if counted.waiting:
        yield say("announcement.result.waiting", count=counted.waiting)
    if counted.missed:
        more = len(counted.missed) - NAMED
        lines: list[Value] = [
            Phrase("announcement.result.missed", {"where": said_target(each.target), "why": said_reason(each.reason)}) for each in counted.missed[:NAMED]
        ]
        yield say(f"announcement.result.not.{what}", count=len(counted.missed))
        yield Bullets((*lines, *((Phrase("announcement.more", {"count": more}),) if more > 0 else ()))) if named else _ELSEWHERE
        yield say("announcement.result.mend")


def _unclear(posted: Tally, *, named: bool) -> Iterator[Part]:
    """It may stand there, and nobody knows the message: people have to look."""
    found = [each for each in posted.missed if each.reason.startswith("unclear")]
    if found:
        yield say("announcement.unclear", count=len(found))
        yield Bullets(tuple(said_target(each.target) for each in found[:NAMED])) if named else _ELSEWHERE
