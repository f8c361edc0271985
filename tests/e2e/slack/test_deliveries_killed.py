# SPDX-License-Identifier: MPL-2.0
"""The bot is killed without warning while it posts of its own accord: each post stands there once, and the ledger knows it."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.app import application
from config.settings import Settings
from storage.deliveries import OPEN, Delivery, DeliveryFilter, planned
from storage.sql.unit_of_work import SqlDatabase
from tests.e2e.slack.lives import Lives, lives
from tests.slack.reading import plain
from tests.slack.records import Call
from tests.slack.stand_in import StandIn

GENERAL, PRIVATE, ASTRID, ASTRIDS = "C0GENERAL", "G0PRIVATE", "U0ASTRID1", "D0ASTRID1"
COMMITS = [(when, str(number)) for number in range(1, 7) for when in ("before", "after")]
"""Of claiming, of keeping what was composed, of writing down what was posted; some of a second round."""
POSTS = ("reset_before", "reset_after")
TARGETS = (f"slack:T0TEST001:{GENERAL}", f"slack:T0TEST001:{GENERAL}", f"slack:T0TEST001:{PRIVATE}", f"slack:T0TEST001:{ASTRID}")


@dataclass
class Stage:
    slack: StandIn
    bot: Lives
    database: SqlDatabase
    round: int = 0

    async def due(self) -> None:
        self.round += 1
        now = datetime.now(UTC)
        async with self.database.unit_of_work() as unit:
            await unit.deliveries.plan([_delivery(f"{self.round}.{number}", target, now) for number, target in enumerate(TARGETS)])
            await unit.commit()

    def there(self) -> Counter[str]:
        """How often each stands in Slack, by its name."""
        messages = [each for channel in (GENERAL, PRIVATE, ASTRIDS) for each in self.slack.messages(channel)]
        return Counter(plain(each).partition("»")[2].partition("«")[0] for each in messages)

    async def posted(self, point: object) -> None:
        wanted = [f"{self.round}.{number}" for number in range(len(TARGETS))]
        await self.slack.until(lambda: all(self.there()[each] for each in wanted), f"what was due at {point}", 20)

    def dies_at(self, fault: str) -> None:
        def where(call: Call) -> bool:
            self.bot.kill_at_once()
            return True

        self.slack.faults.fail("chat.postMessage", 1, fault, where=where)


def _delivery(name: str, target: str, now: datetime) -> Delivery:
    values = {"kind": "meeting_reminder", "target": f"»{name}«", "reason": "no_longer", "due_at": now.isoformat()}
    due = Delivery(
        key=f"test:{name}", kind="delivery_parked", about=name, target=target, address=target, due_at=now, useful_until=now + timedelta(hours=1), values=values
    )  # fmt: skip
    return planned(due, now)


async def test_whatever_kills_it_everything_is_posted_once(slack: StandIn, tmp_path: Path, sql_url: str) -> None:
    async with application(Settings(data_dir=tmp_path, database_url=SecretStr(sql_url))) as app, lives(slack, tmp_path, sql_url) as bot:
        stage = Stage(slack, bot, app.database)
        await bot.begin()
        for when, number in COMMITS:
            await bot.arm(when, number)
            await stage.due()
            await stage.due()  # so that there is a second round of commits to die in
            await bot.ended()
            await bot.begin()
            await stage.posted(f"commit {number}, {when}")
        for fault in POSTS:
            stage.dies_at(fault)
            await stage.due()
            await bot.ended()
            await bot.begin()
            await stage.posted(fault)
        assert set(stage.there().values()) == {1}
        assert len(stage.there()) == stage.round * len(TARGETS)
        await _written_down(stage)


async def _written_down(stage: Stage) -> None:
    async def settled() -> bool:
        async with stage.database.unit_of_work() as unit:
            return not await unit.deliveries.find(DeliveryFilter(states=OPEN))

    async with asyncio.timeout(20):
        while not await settled():
            await asyncio.sleep(0.05)
