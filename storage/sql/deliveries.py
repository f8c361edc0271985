# SPDX-License-Identifier: MPL-2.0
"""The delivery ledger as rows: the primary key decides what is new, and a lease whose turn it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Select, and_, bindparam, delete, exists, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries import Delivery, DeliveryFilter, Planned, Standing, State, StateChange, claimed
from storage.sql.dialects import insert_into
from storage.sql.records import fields_of, hold, removed
from storage.sql.tables_deliveries import deliveries, planners

_EVERYTHING = 1_000_000
_AT_ONCE = 500  # rows or values in one statement
_ROW = deliveries.c
_CLAIMING = "deliveries/claim"
"""Whoever claims does so alone, for some milliseconds: else two could take two rows of one target, each before the other is seen."""
_HELD = and_(_ROW.key == bindparam("held_key"), _ROW.holder == bindparam("held_by"), _ROW.state == "claimed")
_KEEP = update(deliveries).where(_HELD).values(
    address=bindparam("new_address"), platform=bindparam("new_platform"), state=bindparam("new_state"), next_at=bindparam("new_next_at"),
    attempts=bindparam("new_attempts"), reply=bindparam("new_reply"), message=bindparam("new_message"), history=bindparam("new_history"),
)  # fmt: skip


_RESCHEDULE = (
    update(deliveries)
    .where(_ROW.key == bindparam("of_key"), _ROW.state == "planned", _ROW.due_at != bindparam("new_due_at"))
    .values(due_at=bindparam("new_due_at"), next_at=bindparam("new_due_at"), useful_until=bindparam("new_until"))
)


class SqlDeliveries:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def plan(self, new: Sequence[Delivery]) -> int:
        statement = insert_into(self._connection.dialect.name)(deliveries).on_conflict_do_nothing().returning(_ROW.key)
        rows = [_row(each) for each in sorted({each.key: each for each in new}.values(), key=lambda each: each.key)]
        added = 0
        for start in range(0, len(rows), _AT_ONCE):
            added += len((await self._connection.scalars(statement, rows[start : start + _AT_ONCE])).all())
        return added

    async def get(self, key: str) -> Delivery | None:
        row = (await self._connection.execute(select(deliveries).where(_ROW.key == key))).first()
        return _delivery(row) if row else None

    async def find(self, wanted: DeliveryFilter, most: int = 1000) -> Sequence[Delivery]:
        statement = _wanted(select(deliveries), wanted).order_by(_ROW.due_at, _ROW.key).limit(most)
        return [_delivery(row) for row in await self._connection.execute(statement)]

    async def standing(self, kinds: Collection[str], after: datetime, before: datetime) -> Mapping[str, Standing]:
        statement = select(_ROW.key, _ROW.state, _ROW.about, _ROW.due_at).where(_ROW.kind.in_(sorted(kinds)), _ROW.due_at >= after, _ROW.due_at < before)
        return {row.key: Standing(row.state, row.about, row.due_at) for row in await self._connection.execute(statement)}

    async def reschedule(self, wanted: Sequence[Delivery]) -> int:
        if not wanted:
            return 0
        rows = [{"of_key": each.key, "new_due_at": each.due_at, "new_until": each.useful_until} for each in sorted(wanted, key=lambda each: each.key)]
        return (await self._connection.execute(_RESCHEDULE, rows)).rowcount

    async def hasten(self, key: str, now: datetime) -> bool:
        row = (await self._connection.execute(select(deliveries).where(_ROW.key == key, _ROW.state == "planned").with_for_update())).first()
        if row is None:
            return False
        sooner = _delivery(row).became("due", now, "asked_for", next_at=now)
        await self._connection.execute(update(deliveries).where(_ROW.key == key).values(_values(sooner)))
        return True

    async def withdraw(self, keys: Collection[str], now: datetime, reason: str) -> int:
        wanted = sorted(set(keys))
        gone = 0
        for start in range(0, len(wanted), _AT_ONCE):
            free = or_(_ROW.state != "claimed", _ROW.next_at <= now)
            some = select(deliveries).where(_ROW.key.in_(wanted[start : start + _AT_ONCE]), _ROW.next_at.is_not(None), free).with_for_update()
            for row in (await self._connection.execute(some)).all():
                skipped = _delivery(row).became("skipped", now, reason)
                await self._connection.execute(update(deliveries).where(_ROW.key == row.key).values(_values(skipped)))
                gone += 1
        return gone

    async def claim(
        self, platforms: Collection[str], now: datetime, held_until: datetime, holder: str, most: int, *, bulk: Collection[str] = (), most_bulk: int = 0
    ) -> Sequence[Delivery]:  # fmt: skip
        await hold(self._connection, _CLAIMING)
        claimable = _claimable(platforms, now)
        found = await self._free(and_(claimable, _ROW.kind.not_in(sorted(bulk))) if bulk else claimable, most)
        if bulk and (room := min(most - len(found), most_bulk)) > 0:
            found += await self._free(and_(claimable, _ROW.kind.in_(sorted(bulk))), room)
        taken = [claimed(each, now, held_until, holder) for each in found]
        for start in range(0, len(taken), _AT_ONCE):
            keys = [each.key for each in taken[start : start + _AT_ONCE]]
            take = update(deliveries).where(_ROW.key.in_(keys)).values(state="claimed", next_at=held_until, holder=holder, attempts=_ROW.attempts + 1)
            await self._connection.execute(take)
        return taken

    async def _free(self, wanted: Any, most: int) -> list[Delivery]:
        before = select(deliveries).where(wanted).order_by(_ROW.next_at, _ROW.key).limit(most).with_for_update(skip_locked=True)
        return [_delivery(row) for row in await self._connection.execute(before)]

    async def extend(self, keys: Collection[str], holder: str, held_until: datetime) -> frozenset[str]:
        wanted, held = sorted(keys), set[str]()
        for start in range(0, len(wanted), _AT_ONCE):
            mine = and_(_ROW.key.in_(wanted[start : start + _AT_ONCE]), _ROW.holder == holder, _ROW.state == "claimed")
            held |= set(await self._connection.scalars(update(deliveries).where(mine).values(next_at=held_until).returning(_ROW.key)))
        return frozenset(held)

    async def keep(self, done: Sequence[Delivery], holder: str) -> frozenset[str]:
        if not done:
            return frozenset()
        rows = [_kept(each, holder) for each in sorted(done, key=lambda each: each.key)]
        kept = (await self._connection.execute(_KEEP, rows)).rowcount
        return frozenset() if kept == len(rows) else await self._lost(done, holder)

    async def _lost(self, done: Sequence[Delivery], holder: str) -> frozenset[str]:
        """Those that are not as they would have been written."""
        lost = set[str]()
        for each in done:
            row = (await self._connection.execute(select(_ROW.holder, _ROW.state, _ROW.history).where(_ROW.key == each.key))).first()
            if row is None or row.holder != holder or row.history != _history(each):
                lost.add(each.key)
        return frozenset(lost)

    async def take_over(self, now: datetime) -> None:
        if self._connection.dialect.name == "sqlite":
            await self._connection.execute(update(deliveries).where(_ROW.state == "claimed", _ROW.next_at > now).values(next_at=now))

    async def reopen(self, key: str, now: datetime) -> bool:
        parked = (await self._connection.execute(select(deliveries).where(_ROW.key == key, _ROW.state == "parked").with_for_update())).first()
        if parked is None:
            return False
        again = replace(_delivery(parked), attempts=0).became("due", now, "asked_for", next_at=now)
        await self._connection.execute(update(deliveries).where(_ROW.key == key).values(_values(again)))
        return True

    async def next_at(self, platforms: Collection[str]) -> datetime | None:
        soonest = select(_ROW.next_at).where(_ROW.next_at.is_not(None), _ROW.platform.in_(sorted(platforms))).order_by(_ROW.next_at).limit(1)
        found: datetime | None = await self._connection.scalar(soonest)
        return found

    async def counts(self) -> Mapping[State, int]:
        counted = select(_ROW.state, func.count().label("waiting")).where(or_(_ROW.next_at.is_not(None), _ROW.state == "parked")).group_by(_ROW.state)
        return {row.state: row.waiting for row in await self._connection.execute(counted)}

    async def progress(self, planner: str) -> Planned | None:
        row = (await self._connection.execute(select(planners).where(planners.c.name == planner))).first()
        return Planned(**row._asdict()) if row else None

    async def keep_progress(self, planned: Planned) -> None:
        values = fields_of(planned)
        put = insert_into(self._connection.dialect.name)(planners).values(values)
        await self._connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={name: values[name] for name in ("until", "revision", "at")}))

    async def of_person(self, person_id: str) -> Sequence[Delivery]:
        return await self.find(DeliveryFilter(target=f"person/{person_id}"), _EVERYTHING)

    async def forget_person(self, person_id: str) -> int:
        return await removed(self._connection, delete(deliveries).where(_ROW.target == f"person/{person_id}"), {})

    async def forget_before(self, moment: datetime) -> int:
        return await removed(self._connection, delete(deliveries).where(_ROW.next_at.is_(None), _ROW.due_at < moment), {})


def _claimable(platforms: Collection[str], now: datetime) -> Any:
    """To be dealt with now, and nothing in its way: a claim on its target that holds, or an earlier one there that was begun and has to go first."""
    other = deliveries.alias("other")
    in_the_way = and_(
        other.c.target == _ROW.target, other.c.key != _ROW.key, other.c.state.in_(("claimed", "failed")),
        or_(and_(other.c.state == "claimed", other.c.next_at > now), tuple_(other.c.due_at, other.c.key) < tuple_(_ROW.due_at, _ROW.key)),
    )  # fmt: skip
    return and_(_ROW.next_at <= now, _ROW.platform.in_(sorted(platforms)), ~exists().where(in_the_way))


def _wanted(statement: Select[Any], wanted: DeliveryFilter) -> Select[Any]:
    for column, value in ((_ROW.about, wanted.about), (_ROW.target, wanted.target), (_ROW.message, wanted.message)):
        statement = statement.where(column == value) if value else statement
    for column, values in ((_ROW.kind, wanted.kinds), (_ROW.state, wanted.states)):
        statement = statement.where(column.in_(values)) if values else statement
    statement = statement.where(_ROW.due_at >= wanted.after) if wanted.after else statement
    return statement.where(_ROW.due_at < wanted.before) if wanted.before else statement


def _history(delivery: Delivery) -> list[list[str]]:
    return [[each.at.isoformat(), each.state, *([each.reason] if each.reason else [])] for each in delivery.history]


def _row(delivery: Delivery) -> dict[str, Any]:
    return {**fields_of(delivery), "values": dict(delivery.values), "platform": delivery.platform, "history": _history(delivery)}


def _values(delivery: Delivery) -> dict[str, Any]:
    row = _row(delivery)
    return {name: row[name] for name in ("address", "platform", "state", "next_at", "attempts", "reply", "message", "history")}


def _kept(delivery: Delivery, holder: str) -> dict[str, Any]:
    return {"held_key": delivery.key, "held_by": holder, **{f"new_{name}": value for name, value in _values(delivery).items()}}


def _delivery(row: Row[Any]) -> Delivery:
    found = row._asdict()
    del found["platform"]
    history = tuple(StateChange(datetime.fromisoformat(at), cast("State", state), *reason) for at, state, *reason in found.pop("history"))
    return Delivery(**found, history=history)
