# SPDX-License-Identifier: MPL-2.0
"""A board in a room of a real homeserver is written anew where it stands, once however often it is told."""

from datetime import UTC, datetime
from pathlib import Path

from handlers.reply import Reply, say
from tests.e2e.matrix.asking import entered
from tests.e2e.matrix.connected import bot_at, home
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People


async def test_a_post_is_changed_where_it_stands_and_once_where_it_is_told_twice(homeserver: Homeserver, people: People, tmp_path: Path) -> None:
    place = await home(homeserver.api, homeserver.url, tmp_path)
    anna = await people.come("anna")
    async with bot_at(place) as bot:
        poster = bot.platform.poster
        assert poster
        room = await entered(anna, bot.user)
        before, after = (bot.app.localiser.reply(Reply(parts=(say(key),)), "da") for key in ("onboarding.board.none", "onboarding.board"))
        address = f"matrix:{room}"
        stands = await poster.post(address, before, "board", datetime.now(UTC), again=False)
        for _ in range(2):
            await poster.edit(address, stands, after)
        changed = await anna.wait_for(room, lambda event: "m.new_content" in event["content"], "the board as it is now")
        assert changed["content"]["m.relates_to"] == {"rel_type": "m.replace", "event_id": stands.partition("/")[2]}
        assert (changed["content"]["m.new_content"]["body"], changed["content"]["m.new_content"]["msgtype"]) == ("Onboarding", "m.text")
        await anna.caught_up()
        assert sum("m.new_content" in each["content"] for each in await anna.history(room)) == 1
