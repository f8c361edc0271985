# SPDX-License-Identifier: MPL-2.0
"""Meetings for tests: the coordination group of OS2mo, on Mondays at one o'clock in Copenhagen."""

from datetime import UTC, datetime
from typing import Any

from storage.meetings import MeetingDate, MeetingSeries, date_id
from storage.subscriptions import Subscription
from storage.unit_of_work import Database, UnitOfWork
from tests.ledger import CHANNEL

GROUP = "os2mo/koordinationsgruppe"
MONDAY = datetime(2026, 12, 7, 13)
"""On the wall."""
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def series(id_: str = "s", **fields: Any) -> MeetingSeries:
    base = {
        "group": GROUP,
        "starts": MONDAY,
        "zone": "Europe/Copenhagen",
        "minutes": 90,
        "changed_at": LONG_AGO,
        "uid": f"{id_}@os2bot",
        "rule": "FREQ=WEEKLY;BYDAY=MO",
    }
    return MeetingSeries(id=id_, **{**base, **fields})


def date_of(series_id: str = "s", on: datetime = MONDAY, **fields: Any) -> MeetingDate:
    return MeetingDate(id=date_id(series_id, on), series=series_id, on=on, **{"changed_at": LONG_AGO, **fields})


def subscription(channel: str = CHANNEL, **fields: Any) -> Subscription:
    return Subscription(channel=channel, kind="meeting_reminder", **{"language": "da", "since": LONG_AGO, "by": "p", **fields})


async def noted(database: Database, *records: Any) -> None:
    async with database.unit_of_work() as unit:
        for each in records:
            await note(unit, each)
        await unit.commit()


async def note(unit: UnitOfWork, record: Any) -> None:
    match record:
        case MeetingSeries():
            await unit.meetings.add(record)
        case MeetingDate():
            await unit.meetings.add_date(record)
        case Subscription():
            await unit.subscriptions.add(record)
        case _:
            await unit.reminder_plans.add(record)
