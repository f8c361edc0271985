# SPDX-License-Identifier: MPL-2.0
"""The weekly digest in rooms of a real homeserver: posted once; paused where the bot was put out, with one word to whoever asked; and gone along when a room moves."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.deliveries import Delivery
from storage.subscriptions import Subscription
from tests.cast import assemble
from tests.dialogues import Cast
from tests.e2e.matrix.asking import answered, entered
from tests.e2e.matrix.connected import Bot, bot_at, home, until
from tests.e2e.posting import Posting, posting
from tests.ledger import Clock
from tests.matrix.accounts import quoted
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People
from tests.matrix.person import Person
from tests.matrix.syncing import Event
from tests.meetings import noted, series

SUNDAY, MONDAY = datetime(2026, 12, 6, 11, tzinfo=UTC), datetime(2026, 12, 7, 8, tzinfo=UTC)
"""The day before, and the hour at which the digest of week 50 is due: nine in Copenhagen."""
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
DIGEST, RESUME, LIST = "!os2 send os ugens overblik her", "!os2 genoptag alt", "!os2 vis abonnementer"
TITLE = "OS2 i uge "


@dataclass(frozen=True)
class Stage:
    """Anna, who is a coordinator, and the bot. A group meets each Monday, so that there always is something to say."""

    anna: Person
    bot: Bot
    posting: Posting

    async def says(self, room: str, text: str, done: str) -> None:
        """Says it, and yes in the thread of what is answered; until `done` is answered to that."""
        asked = await answered(self.anna, self.bot.user, room, text, "Det her bliver ændret")
        yes = await self.anna.say_in_thread(room, asked["content"]["m.relates_to"]["event_id"], "ja")
        await self.anna.wait_for(room, lambda event: self._is_said(event, done), f"{done!r} after her yes", after=yes)

    async def until(self, *moments: datetime) -> None:
        for moment in moments:
            await self.posting.at(moment)

    async def digests(self, room: str) -> list[str]:
        """The weeks of those that stand there, in order."""
        await self.anna.caught_up()
        bodies = [event["content"]["body"] for event in self.anna.events(room) if self._is_said(event, TITLE)]
        return [body.removeprefix(TITLE).partition("\n")[0] for body in bodies if body.startswith(TITLE)]

    async def told(self) -> str:
        """What the bot has written to her alone: one message, in a direct room of theirs."""
        await until(lambda: [*self.anna.client.invited_rooms], "an invitation to a direct room")
        (direct,) = self.anna.client.invited_rooms
        await self.anna.join(direct)
        written = await self.anna.wait_for(direct, lambda event: self._is_said(event, ""), "word to whoever asked for it")
        await self.anna.caught_up()
        assert [event["event_id"] for event in self.anna.events(direct) if self._is_said(event, "")] == [written["event_id"]]
        return str(written["content"]["formatted_body"])

    async def put_out(self, room: str, how: str) -> None:
        """Kicks or bans the bot."""
        await self.anna.call("POST", f"/rooms/{quoted(room)}/{how}", {"user_id": self.bot.user})

    async def let_in(self, room: str) -> None:
        await self.anna.invite(room, self.bot.user)
        await self.anna.wait_for_member(room, self.bot.user)

    async def row(self, week: str, room: str) -> Delivery | None:
        async with self.bot.app.database.unit_of_work() as unit:
            return await unit.deliveries.get(f"digest:2026-{week}:matrix:{room}")

    async def asked_for(self) -> list[Subscription]:
        async with self.bot.app.database.unit_of_work() as unit:
            return list(await unit.subscriptions.everything())

    def _is_said(self, event: Event, words: str) -> bool:
        return bool(event["sender"] == self.bot.user and event["type"] == "m.room.message" and words in event["content"].get("body", ""))


@pytest.fixture
async def stage(homeserver: Homeserver, people: People, tmp_path: Path) -> AsyncIterator[Stage]:
    clock = Clock(SUNDAY)
    place = await home(homeserver.api, homeserver.url, tmp_path)
    anna = await people.come("anna")
    async with bot_at(place, now=clock.now) as bot:
        await assemble(bot.app.database, {"anna": Cast(f"matrix:{anna.user}", ("produktkoordinator product os2iot",), "aarhus")})
        await noted(bot.app.database, series())
        yield Stage(anna, bot, posting(bot.app, {"matrix": bot.platform}, bot.metrics, clock, "digest"))


@pytest.mark.parametrize("how", ["kick", "ban"])
async def test_once_put_out_all_is_paused_and_let_in_and_resumed_it_goes_on(stage: Stage, how: str) -> None:
    room, elsewhere = await entered(stage.anna, stage.bot.user), await entered(stage.anna, stage.bot.user)
    await stage.says(room, DIGEST, "ugens overblik hver mandag kl. 9.00")
    await stage.until(SUNDAY, MONDAY - timedelta(seconds=1), MONDAY, MONDAY + DAY)
    assert await stage.digests(room) == ["50"]

    await stage.put_out(room, how)
    await answered(stage.anna, stage.bot.user, elsewhere)  # the bot has seen by now what was done before it was asked
    await stage.until(MONDAY + WEEK)
    given_up = await stage.row("W51", room)
    assert given_up
    assert (given_up.state, given_up.reason, given_up.attempts) == ("parked", "refused:not_in_room", 1), "at once, and not after hours of attempts"
    told = await stage.told()
    assert f'Siden 14. december 2026 kan jeg ikke skrive i <a href="https://matrix.to/#/{room}">{room}</a>.' in told
    assert all(what in told for what in ("ugens overblik", "genoptag alt"))
    await stage.until(MONDAY + WEEK + DAY, MONDAY + 2 * WEEK, MONDAY + 2 * WEEK + DAY)
    assert await stage.row("W52", room) is None

    if how == "ban":
        await stage.anna.call("POST", f"/rooms/{quoted(room)}/unban", {"user_id": stage.bot.user})
    await stage.let_in(room)
    listed = await answered(stage.anna, stage.bot.user, room, LIST, "ugens overblik")
    assert "på pause siden 14. december 2026: jeg kunne ikke skrive i kanalen" in listed["content"]["body"]
    await stage.says(room, RESUME, "ugens overblik igen")
    await stage.until(MONDAY + 3 * WEEK, MONDAY + 3 * WEEK + DAY)
    assert await stage.digests(room) == ["50", "53"]


async def test_a_room_that_has_moved_takes_its_digest_along(stage: Stage) -> None:
    room = await entered(stage.anna, stage.bot.user, version="11")
    await stage.says(room, DIGEST, "ugens overblik hver mandag kl. 9.00")
    await stage.until(SUNDAY, MONDAY)
    new = await stage.anna.upgrade(room)
    await stage.let_in(new)
    await until(lambda: _is_in(stage, new), "what the old room had asked for to be the new one's")
    await stage.until(MONDAY + DAY, MONDAY + WEEK)
    assert (await stage.digests(room), await stage.digests(new)) == (["50"], ["51"])
    assert list(stage.anna.client.invited_rooms) == [], "nobody needs to be told"


async def test_a_digest_that_was_due_before_the_bot_was_let_into_the_new_room_is_told_of_and_then_they_come_again(stage: Stage) -> None:
    room = await entered(stage.anna, stage.bot.user, version="11")
    await stage.says(room, DIGEST, "ugens overblik hver mandag kl. 9.00")
    await stage.until(SUNDAY)
    new = await stage.anna.upgrade(room)
    await stage.until(MONDAY)
    given_up = await stage.row("W50", room)
    assert given_up
    assert (given_up.state, given_up.reason) == ("parked", "refused:M_FORBIDDEN"), "nobody but its moderators writes in a room that has moved"
    assert [each.paused for each in await stage.asked_for()] == ["gone"]
    assert "Siden 7. december 2026 kan jeg ikke skrive i" in await stage.told()
    await stage.let_in(new)
    await until(lambda: _is_in(stage, new), "what the old room had asked for to be the new one's")
    assert [each.paused for each in await stage.asked_for()] == [""], "nobody needs to resume it"
    await stage.until(MONDAY + DAY, MONDAY + WEEK)
    assert await stage.digests(new) == ["51"]


async def _is_in(stage: Stage, room: str) -> bool:
    return [each.channel for each in await stage.asked_for()] == [f"matrix:{room}"]
