# SPDX-License-Identifier: MPL-2.0
"""What the bot posts of its own accord into rooms of a real homeserver: as what clients notify of, and once, even where it is killed while it does."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import opened
from config.settings import Settings
from storage.deliveries import Delivery, planned
from storage.meetings import date_id
from storage.sql.unit_of_work import SqlDatabase
from tests.e2e.matrix.asking import entered
from tests.e2e.matrix.connected import Home, home, until
from tests.e2e.matrix.test_killed import living
from tests.e2e.running import Service
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People
from tests.matrix.person import Person
from tests.meetings import noted, series, subscription

MOMENTS = (0.0, 0.03, 0.1, 0.5)
"""Seconds after something is due when the process is killed."""
EACH = 3


def some(names: Sequence[str], target: str) -> list[Delivery]:
    now = datetime.now(UTC)
    values = {"kind": "meeting_reminder", "reason": "no_longer", "due_at": now.isoformat()}
    return [
        planned(Delivery(
            key=f"test:{name}", kind="delivery_parked", about=name, target=target, address=target, due_at=now, useful_until=now + timedelta(hours=1),
            values={**values, "target": f"»{name}«"},
        ), now) for name in names
    ]  # fmt: skip


def ledger_of(directory: Path) -> AbstractAsyncContextManager[SqlDatabase]:
    """The database of the service that lives there."""
    return opened(Settings(data_dir=directory, database_url=SecretStr(f"sqlite:///{directory}/os2bot.db")))


async def put(directory: Path, deliveries: Sequence[Delivery]) -> None:
    """Into the ledger of the service that lives there."""
    async with ledger_of(directory) as database, database.unit_of_work() as unit:
        await unit.deliveries.plan(deliveries)
        await unit.commit()


async def there(anna: Person, room: str) -> list[dict[str, Any]]:
    return [each["content"] for each in await anna.history(room) if "»" in each["content"].get("body", "")]


async def names(anna: Person, room: str) -> Counter[str]:
    return Counter(each["body"].partition("»")[2].partition("«")[0] for each in await there(anna, room))


@asynccontextmanager
async def at_home(homeserver: Homeserver, directory: Path) -> AsyncIterator[tuple[Home, dict[str, str]]]:
    place = await home(homeserver.api, homeserver.url, directory)
    yield place, {
        "OS2BOT_DATA_DIR": str(directory / "data"), "MATRIX_HOMESERVER": place.url, "MATRIX_USER": place.account.user, "MATRIX_ACCESS_TOKEN": place.login.token,
    }  # fmt: skip


async def seen(bot: Service) -> None:
    """The bot knows its rooms: nothing can be sent before."""

    async def ready() -> bool:
        return (await asyncio.to_thread(bot.get, "/readyz"))[0] == 200

    await until(ready, "the bot to be ready", 30)


async def test_a_reminder_notifies_and_a_person_is_written_to_alone(homeserver: Homeserver, people: People, tmp_path: Path) -> None:
    async with at_home(homeserver, tmp_path) as (place, settings):
        anna = await people.come("anna")
        async with living(tmp_path, settings) as bot:
            room = await entered(anna, place.account.user)
            await seen(bot)
            await put(tmp_path / "data", [*some(["room"], f"matrix:{room}"), *some(["alone"], f"matrix:{anna.account.user}")])

            async def posted() -> bool:
                return bool(await there(anna, room))

            await until(posted, "the post in the room", 30)
            (content,) = await there(anna, room)
            assert content["msgtype"] == "m.text"
            assert content["m.mentions"] == {}

            await until(lambda: list(anna.client.invited_rooms), "an invitation to a direct room", 30)
            direct = next(iter(anna.client.invited_rooms))
            await anna.join(direct)
            alone = await anna.wait_for(direct, lambda event: "»alone«" in event["content"].get("body", ""), "the post for her alone", within=30)
            assert alone["content"]["m.mentions"] == {"user_ids": [anna.account.user]}


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_a_reaction_says_who_comes_and_is_answered_out_of_the_others_way(homeserver: Homeserver, people: People, tmp_path: Path, encrypted: bool) -> None:
    on = (datetime.now(UTC) + timedelta(days=3)).replace(tzinfo=None, second=0, microsecond=0)
    async with at_home(homeserver, tmp_path) as (place, settings):
        anna = await people.come("anna")
        async with living(tmp_path, settings) as bot:
            room = await entered(anna, place.account.user, encrypted=encrypted)
            await seen(bot)
            target = f"matrix:{room}"
            async with ledger_of(tmp_path / "data") as database:
                await noted(database, series(rule="", starts=on), subscription(target))
            reminder = replace(
                some(["r"], target)[0], key=f"meeting_reminder:s:x@{on.isoformat(timespec='minutes')}:60:{target}", kind="meeting_reminder", about=date_id("s", on),
                values={"lead": "60"},
            )  # fmt: skip
            await put(tmp_path / "data", [reminder])
            post = await anna.wait_for(room, lambda event: "Møde i koordinationsgruppen" in event["content"].get("body", ""), "the reminder", within=30)
            await anna.react(room, post["event_id"], "1\ufe0f\u20e3")
            said = await anna.wait_for(room, lambda event: "Noteret: Du kommer" in event["content"].get("body", ""), "an answer to the reaction", within=30)
            assert said["content"]["m.relates_to"]["event_id"] == post["event_id"]
            assert said["content"]["m.relates_to"]["rel_type"] == "m.thread"
            async with ledger_of(tmp_path / "data") as database, database.unit_of_work() as unit:
                assert [each.coming for each in await unit.attendances.of([date_id("s", on)])] == ["yes"]


@pytest.mark.parametrize("encrypted", [True], ids=["encrypted"])  # the harder of the two: keys are lost and kept too
async def test_a_bot_that_is_killed_again_and_again_posts_everything_once(homeserver: Homeserver, people: People, tmp_path: Path, encrypted: bool) -> None:
    async with at_home(homeserver, tmp_path) as (place, settings):
        anna = await people.come("anna")
        async with living(tmp_path, settings):
            room = await entered(anna, place.account.user, encrypted=encrypted)
        wanted: list[str] = []
        for moment in MOMENTS:
            async with living(tmp_path, settings) as bot:
                await seen(bot)
                new = [f"{moment}.{number}" for number in range(EACH)]
                wanted += new
                await put(tmp_path / "data", some(new, f"matrix:{room}"))
                await asyncio.sleep(moment)
        async with living(tmp_path, settings):

            async def all_there() -> bool:
                return set(wanted) <= set(await names(anna, room))

            await until(all_there, "everything that was due", 60)
            assert await names(anna, room) == Counter(wanted)
