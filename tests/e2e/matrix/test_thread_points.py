# SPDX-License-Identifier: MPL-2.0
"""What is written in the thread under a call for points goes on the agenda, in an encrypted room of a real homeserver too; what people say to one another beside it does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.meetings import date_id
from tests.cast import assemble
from tests.dialogues import Cast
from tests.e2e.matrix.asking import entered
from tests.e2e.matrix.test_deliveries import at_home, ledger_of, put, seen, some
from tests.e2e.matrix.test_killed import living
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People
from tests.meetings import GROUP, noted, series, subscription

ON = (datetime.now(UTC) + timedelta(days=10)).replace(tzinfo=None, second=0, microsecond=0)


async def points(directory: Path) -> list[str]:
    async with ledger_of(directory) as database, database.unit_of_work() as unit:
        return [each.text for each in await unit.agenda.of_group(GROUP)]


async def test_a_reply_in_an_encrypted_room_becomes_a_point_and_one_word_takes_it_off(homeserver: Homeserver, people: People, tmp_path: Path) -> None:
    async with at_home(homeserver, tmp_path) as (place, settings):
        anna = await people.come("anna")
        await anna.cross_sign()
        async with living(tmp_path, settings) as bot:
            room = await entered(anna, place.account.user, encrypted=True)
            await seen(bot)
            target, data = f"matrix:{room}", tmp_path / "data"
            async with ledger_of(data) as database:
                await assemble(database, {"anna": Cast(f"matrix:{anna.account.user}", (f"gruppemedlem group {GROUP}",), "odense")})
                await noted(database, series(rule="", starts=ON), subscription(target))
            key = f"agenda_call:s:x@{ON.isoformat(timespec='minutes')}:0:{target}"
            await put(data, [replace(some(["r"], target)[0], key=key, kind="agenda_call", about=date_id("s", ON), values={})])
            call = await anna.wait_for(room, lambda event: "Svar her i tråden" in event["content"].get("body", ""), "the call for points", within=30)
            root = call["event_id"]
            first = await anna.say_in_thread(room, root, "tak for det")
            await anna.wait_for(room, lambda event: event["event_id"] == first, "her own words")
            await anna.reply(room, first, "Det var så lidt")
            await anna.say_in_thread(room, root, "- Økonomi\n- Drift")
            said = await anna.wait_for(room, lambda event: "2 punkter" in event["content"].get("body", ""), "a word on the points", within=30)
            assert said["content"]["m.relates_to"]["event_id"] == root
            assert await points(data) == ["Økonomi", "Drift"]
            await anna.say_in_thread(room, root, "fortryd")
            await anna.wait_for(room, lambda event: "Trukket tilbage" in event["content"].get("body", ""), "that they are off again", within=30)
            assert await points(data) == []
            answers = [
                each
                for each in await anna.history(room)
                if each["content"].get("msgtype") == "m.notice" and each["content"].get("m.relates_to", {}).get("event_id") == root
            ]
            assert len(answers) == 2, "thanks and replies to others are left alone"
