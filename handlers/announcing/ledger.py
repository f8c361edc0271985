# SPDX-License-Identifier: MPL-2.0
"""The deliveries that carry out what was wanted of an announcement: planned in the transaction in which somebody says yes, so that no crash comes between.

One row for each target, with a key of its own; one after the other, so that nothing else waits for them. Each edit, and the recall, are rows too: they do nothing
before it is known what became of what they change.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.actor import SYSTEM, UNKNOWN
from handlers.announcing.audience import PERSON
from handlers.changing.steps import Step
from handlers.posts.bulk import ANNOUNCED, ANNOUNCEMENT, DELETE, EDIT, EVERY
from handlers.posts.own_language import in_own_language
from storage.announcements import Announcement
from storage.deliveries import DELETES, EDITS, OPEN, Delivery, DeliveryFilter, planned
from storage.unit_of_work import UnitOfWork

RESULT = "announcement_result"
_POSTED, _EDITED, _RECALLED, _TOLD = timedelta(days=3), timedelta(days=7), timedelta(days=60), timedelta(days=14)
"""For how long each is of use."""
_MANY = 100_000


async def carry_out_announcements(steps: Sequence[Step], unit: UnitOfWork, now: datetime) -> None:
    """What these steps, which were written a moment ago, bring about."""
    for step in steps:
        before, after = step.before, step.after
        found = await unit.announcements.get(after.id) if isinstance(after, Announcement) else None
        if found is None or not isinstance(after, Announcement):
            continue
        if not isinstance(before, Announcement):
            await _posted(replace(found, targets=after.targets), unit, now)
        elif found.recalled_at and not before.recalled_at:
            await _recalled(found, unit, now)
        elif found.edition != before.edition:
            await _edited(found, unit, now)


async def _posted(announcement: Announcement, unit: UnitOfWork, now: datetime) -> None:
    rows = [
        Delivery(
            key=f"{ANNOUNCEMENT}:{announcement.id}:{target}", kind=ANNOUNCEMENT, about=announcement.about, target=target,
            address="" if target.startswith(PERSON) else target, due_at=at, useful_until=at + _POSTED, language=language,
        )
        for at, (target, language) in zip(_moments(now), announcement.targets.items(), strict=False)
    ]  # fmt: skip
    await _plan(announcement, await in_own_language(rows, unit.people), ANNOUNCEMENT, unit, now)


async def _edited(announcement: Announcement, unit: UnitOfWork, now: datetime) -> None:
    """Wherever it stands or may come to stand. An edition before, where it is not done yet, need not be."""
    edition = str(announcement.edition)
    older = await unit.deliveries.find(DeliveryFilter(kinds=(EDIT, RESULT), about=announcement.about, states=OPEN), _MANY)
    await unit.deliveries.withdraw([each.key for each in older], now, "overtaken")
    rows = await _posted_rows(announcement, unit)
    edits = [
        _amending(each, EDIT, f"{EDIT}:{announcement.id}:{edition}:{each.target}", {EDITS: each.key, "edition": edition}, at, _EDITED)
        for at, each in _paced(rows, now)
    ]
    await _plan(announcement, edits, EDIT, unit, now)


async def _recalled(announcement: Announcement, unit: UnitOfWork, now: datetime) -> None:
    """What is not posted yet is not posted. What may have been, though nobody knows it yet, is left to be found out, and taken away then."""
    waiting = await unit.deliveries.find(DeliveryFilter(kinds=(*ANNOUNCED, RESULT), about=announcement.about, states=OPEN), _MANY)
    await unit.deliveries.withdraw([each.key for each in waiting if not _perhaps_there(each)], now, "recalled")
    rows = await _posted_rows(announcement, unit)
    deletes = [_amending(each, DELETE, f"{DELETE}:{announcement.id}:{each.target}", {DELETES: each.key}, at, _RECALLED) for at, each in _paced(rows, now)]
    await _plan(announcement, deletes, DELETE, unit, now)


def _perhaps_there(row: Delivery) -> bool:
    """It was composed, and then nobody heard of it any more, or not clearly."""
    return row.kind == ANNOUNCEMENT and row.reply is not None and (row.state == "claimed" or row.perhaps_posted_since is not None)


async def _posted_rows(announcement: Announcement, unit: UnitOfWork) -> Sequence[Delivery]:
    found = await unit.deliveries.find(DeliveryFilter(kinds=(ANNOUNCEMENT,), about=announcement.about), _MANY)
    return [each for each in found if each.state != "skipped"]


def _amending(posted: Delivery, kind: str, key: str, values: dict[str, str], at: datetime, useful: timedelta) -> Delivery:
    return Delivery(
        key=key, kind=kind, about=posted.about, target=posted.target, address=posted.address, due_at=at, useful_until=at + useful, language=posted.language,
        values=values,
    )  # fmt: skip


def _moments(now: datetime) -> Iterator[datetime]:
    at = now
    while True:
        yield at
        at += EVERY


def _paced(rows: Iterable[Delivery], now: datetime) -> Iterator[tuple[datetime, Delivery]]:
    """Each after what it changes, which may not be due yet."""
    return ((max(at, each.due_at + EVERY), each) for at, each in zip(_moments(now), rows, strict=False))


async def _plan(announcement: Announcement, rows: Sequence[Delivery], kind: str, unit: UnitOfWork, now: datetime) -> None:
    """With one message to its author, once all of them are settled."""
    if announcement.by not in (UNKNOWN, SYSTEM):
        at = max((each.due_at for each in rows), default=now) + EVERY
        target = f"{PERSON}{announcement.by}"
        told = Delivery(
            key=f"{RESULT}:{announcement.id}:{kind}:{announcement.edition}", kind=RESULT, about=announcement.about, target=target, due_at=at, useful_until=at + _TOLD,
            language=announcement.language, values={"of": kind, "edition": str(announcement.edition)},
        )  # fmt: skip
        rows = [*rows, *await in_own_language([told], unit.people)]
    await unit.deliveries.plan([planned(each, now) for each in rows])
