# SPDX-License-Identifier: MPL-2.0
"""Deliveries for tests, and a platform that posts them into a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.localise import LocalisedReply
from storage.deliveries import Delivery, planned
from storage.unit_of_work import Database
from tests.conftest import NOW

CHANNEL = "fake:T0TEST001:C0GENERAL"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def delivery(key: str, **fields: Any) -> Delivery:
    """Due now, for a channel."""
    target = fields.get("target", CHANNEL)
    address = "" if target.startswith(("person/", "role/")) else target
    base = {"kind": "test", "about": "series/2026-11-24T13:00", "target": target, "address": address, "due_at": NOW, "useful_until": NOW + HOUR}
    return planned(Delivery(key=key, **{**base, **fields}), NOW - HOUR)


async def in_ledger(database: Database, *deliveries: Delivery) -> None:
    async with database.unit_of_work() as unit:
        await unit.deliveries.plan(deliveries)
        await unit.commit()


async def row(database: Database, key: str) -> Delivery:
    async with database.unit_of_work() as unit:
        found = await unit.deliveries.get(key)
    assert found, f"there is no {key}"
    return found


@dataclass
class Clock:
    """Stands still until a test moves it."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class FakePoster:
    """What is posted twice stands there twice, unless the poster says that it may stand there already: as on Slack. `fail`: told of each attempt, and may raise.

    `after`: the same, once it stands there. `looked_for`: keys of what may have stood there already. `edited`: what was written anew; `fail` is told of it as `edit:…`.
    """

    fail: Callable[[str], None] = lambda _: None
    after: Callable[[str], None] = lambda _: None
    posts: bool = True
    posted: list[tuple[str, str, LocalisedReply]] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    async def post(self, address: str, reply: LocalisedReply, key: str, since: datetime, *, again: bool) -> str:
        self.fail(key)
        self.looked_for += [key] if again else []
        there = next((number for number, each in enumerate(self.posted) if each[1] == key), None) if again else None
        if there is None:
            self.posted.append((address, key, reply))
            there = len(self.posted) - 1
        self.after(key)
        return f"{address}:{there}"

    async def edit(self, address: str, message: str, reply: LocalisedReply) -> None:
        self.fail(f"edit:{message}")
        where, key, _ = self.posted[number := int(message.rpartition(":")[2])]
        assert where == address
        self.posted[number] = (where, key, reply)
        self.edited.append(message)

    async def delete(self, address: str, message: str) -> None:
        self.fail(f"delete:{message}")
        self.deleted.append(message)
        self.after(f"delete:{message}")

    def stands(self) -> dict[str, LocalisedReply]:
        """Address → what stands there last, of what was not taken away."""
        return {address: reply for number, (address, _, reply) in enumerate(self.posted) if f"{address}:{number}" not in self.deleted}

    @property
    def keys(self) -> list[str]:
        return [key for _, key, _ in self.posted]

    def words(self) -> Sequence[str]:
        return [" ".join(part.text for part in reply.parts) for _, _, reply in self.posted]
