# SPDX-License-Identifier: MPL-2.0
"""On a real homeserver an announcement is posted, put right and redacted with its edits; told twice, once."""

from datetime import UTC, datetime
from pathlib import Path

from handlers.reply import Heading, Phrase, Prose, Reply
from tests.e2e.matrix.asking import entered
from tests.e2e.matrix.connected import bot_at, home
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People

TEXT = "Hej @room og <b>alle</b>\n- et\nSe https://os2.eu/a?x=1&y=2."


async def test_it_is_posted_put_right_and_taken_away_with_its_edits_once(homeserver: Homeserver, people: People, tmp_path: Path) -> None:
    place = await home(homeserver.api, homeserver.url, tmp_path)
    anna = await people.come("anna")
    async with bot_at(place) as bot:
        poster = bot.platform.poster
        assert poster
        room = await entered(anna, bot.user)
        signed = Heading(Phrase("announcement.from.sekretariat"))
        first, second = (bot.app.localiser.reply(Reply(parts=(signed, Prose(text))), "da") for text in (TEXT, "Torsdag"))
        address = f"matrix:{room}"
        stands = await poster.post(address, first, "announcement:a:x", datetime.now(UTC), again=False)
        posted = await anna.wait_for(room, lambda event: "Opslag fra sekretariatet" in str(event["content"].get("body")), "the announcement")
        html = posted["content"]["formatted_body"]
        assert '<a href="https://os2.eu/a?x=1&amp;y=2">https://os2.eu/a?x=1&amp;y=2</a>.' in html
        assert ("<b>" in html, posted["content"]["m.mentions"], "@room" in posted["content"]["body"]) == (False, {}, False)
        await poster.edit(address, stands, second)
        await anna.wait_for(room, lambda event: "m.new_content" in event["content"], "the announcement as it was put right")
        for _ in range(2):
            await poster.delete(address, stands)
        event = stands.partition("/")[2]
        await anna.caught_up()
        history = await anna.history(room)
        left = [each for each in history if "Opslag fra sekretariatet" in str(each["content"])]
        assert not left, "neither what was posted nor what it was edited to can be read any more"
        gone = [each for each in history if each["type"] == "m.room.redaction"]
        assert [each.get("redacts") or each["content"].get("redacts") for each in gone].count(event) == 1
