# SPDX-License-Identifier: MPL-2.0
"""How groups want to be reminded, as rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conflict import ChangedMeanwhileError
from storage.reminders import ReminderPlan
from storage.sql.dialects import insert_into
from storage.sql.prepared import Prepared
from storage.sql.records import Records, fields_of
from storage.sql.tables_meetings import reminder_plans


def _plan(leads: list[int], **fields: Any) -> ReminderPlan:
    return ReminderPlan(leads=tuple(leads), **fields)


_RECORDS = Records(reminder_plans, _plan)
_EVERYTHING = Prepared(lambda _: _RECORDS.select)
_ADD = Prepared(lambda dialect: insert_into(dialect)(reminder_plans).on_conflict_do_nothing(index_elements=["group"]).returning(reminder_plans.c.group))


class SqlReminderPlans:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, group: str) -> ReminderPlan | None:
        return await _RECORDS.get(self._connection, group)

    async def everything(self) -> Sequence[ReminderPlan]:
        return sorted(await _RECORDS.all(self._connection, _EVERYTHING), key=lambda each: each.group)

    async def add(self, plan: ReminderPlan) -> None:
        if not await _ADD.rows(self._connection, fields_of(plan)):
            raise ChangedMeanwhileError

    async def save(self, plan: ReminderPlan) -> None:
        await _RECORDS.save(self._connection, plan)
