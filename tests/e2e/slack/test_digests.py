# SPDX-License-Identifier: MPL-2.0
"""The weekly digest in Slack: asked for in a channel, posted there once; paused where the bot cannot write any more, with one word to whoever asked, and taken up again."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.slack import lanes
from storage.deliveries import Delivery
from tests.e2e.posting import Posting, posting
from tests.e2e.slack.connected import Connected, connected, settings_for
from tests.e2e.slack.doing import ASTRID, DM, GENERAL, PRIVATE, YES, click, coordinator, mention, slash
from tests.ledger import Clock
from tests.meetings import noted, series
from tests.slack.reading import buttons, plain
from tests.slack.records import Message
from tests.slack.stand_in import StandIn
from tests.slack.workspace import Channel

SUNDAY, MONDAY = datetime(2026, 12, 6, 11, tzinfo=UTC), datetime(2026, 12, 7, 8, tzinfo=UTC)
"""The day before, and the hour at which the digest of week 50 is due: nine in Copenhagen."""
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
DIGEST, NEWS, RESUME, LIST = "send os ugens overblik her", "skriv her, når der er nyt om os2iot", "genoptag alt", "vis abonnementer"


@dataclass(frozen=True)
class Stage:
    """A coordinator in a workspace, and the bot. A group meets each Monday, so that there always is something to say."""

    slack: StandIn
    bot: Connected
    posting: Posting

    async def says(self, text: str, channel: str) -> str:
        """Says it there and then yes; what is answered to that."""
        asked = await mention(self.slack, ASTRID, text, channel)
        return plain(await click(self.slack, ASTRID, asked, YES))

    async def until(self, *moments: datetime) -> None:
        for moment in moments:
            await self.posting.at(moment)

    async def row(self, week: str, channel: str) -> Delivery | None:
        async with self.bot.app.database.unit_of_work() as unit:
            return await unit.deliveries.get(f"digest:2026-{week}:slack:T0TEST001:{channel}")

    def digests(self, channel: str) -> list[Message]:
        """Of all that the bot has said there of its own accord, in order."""
        return [each for each in self.slack.messages(channel) if not each.thread_ts]

    def titles(self, channel: str) -> list[str]:
        return [plain(each).partition("\n")[0] for each in self.digests(channel)]


@pytest.fixture
async def stage(slack: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr(lanes, "PER_SECOND", 1_000.0)  # weeks pass in a moment
    clock = Clock(SUNDAY)
    async with connected(slack, settings_for(slack, tmp_path), clock.now) as bot:
        await bot.people({"astrid": coordinator()})
        await noted(bot.app.database, series())
        yield Stage(slack, bot, posting(bot.app, {"slack": bot.platform}, bot.metrics, clock, "digest"))


async def test_it_stands_in_the_channel_at_its_hour_once(stage: Stage) -> None:
    asked = await mention(stage.slack, ASTRID, DIGEST)
    assert "Det første kommer mandag den 7. december 2026 kl. 9.00" in plain(asked)
    assert "ugens overblik hver mandag kl. 9.00" in plain(await click(stage.slack, ASTRID, asked, YES))
    await stage.until(SUNDAY, MONDAY - timedelta(seconds=1))
    assert stage.digests(GENERAL) == []
    await stage.until(MONDAY, MONDAY, MONDAY + DAY)
    (digest,) = stage.digests(GENERAL)
    assert (digest.blocks[0]["type"], digest.blocks[0]["text"]["text"]) == ("header", "OS2 i uge 50"), "and what does not fit Slack's limits would be refused"
    assert "mandag den 14. december 2026 kl. 13.00-14.30: Møde i koordinationsgruppen for OS2mo" in plain(digest)
    assert "OS2 i uge 50" in digest.text, "notifications and screen readers say it too"
    assert not set(buttons(digest)) & {YES}, "nobody is asked anything"
    await stage.until(MONDAY + WEEK)
    assert stage.titles(GENERAL) == ["OS2 i uge 50", "OS2 i uge 51"]


def _archive(channel: Channel) -> None:
    channel.is_archived = True


def _put_out(channel: Channel) -> None:
    channel.is_member = False


def _read_only(channel: Channel) -> None:
    channel.may_post = False


def _as_before(channel: Channel) -> None:
    channel.is_archived, channel.is_member, channel.may_post = False, True, True


@pytest.mark.parametrize(
    ("channel", "closes", "code"),
    [
        (GENERAL, _archive, "is_archived"),
        (GENERAL, _put_out, "not_in_channel"),
        (PRIVATE, _put_out, "channel_not_found"),
        (GENERAL, _read_only, "restricted_action"),
    ],
    ids=["archived", "put out", "put out of a private one", "read only"],
)
async def test_where_the_bot_cannot_write_any_more_all_is_paused_until_somebody_resumes_it(
    stage: Stage, channel: str, closes: Callable[[Channel], None], code: str
) -> None:
    for asked in (DIGEST, NEWS):
        await stage.says(asked, channel)
    await stage.until(SUNDAY, MONDAY)
    closes(stage.slack.workspace.channels[channel])
    await stage.until(MONDAY + WEEK)
    given_up = await stage.row("W51", channel)
    assert given_up
    assert (given_up.state, given_up.reason, given_up.attempts) == ("parked", f"refused:{code}", 1)
    (told,) = stage.slack.messages(DM[ASTRID])
    assert f"Siden 14. december 2026 kan jeg ikke skrive i #{channel}." in plain(told), "by the name that Slack shows"
    assert all(what in plain(told) for what in ("• ugens overblik", "• produktnyheder", f'"{RESUME}"'))
    await stage.until(MONDAY + WEEK + DAY, MONDAY + 2 * WEEK, MONDAY + 2 * WEEK + DAY)
    assert (len(stage.slack.messages(DM[ASTRID])), await stage.row("W52", channel)) == (1, None), "nothing more is tried, and nothing more is said"

    _as_before(stage.slack.workspace.channels[channel])
    listed = plain(await mention(stage.slack, ASTRID, LIST, channel))
    assert listed.count("på pause siden 14. december 2026: jeg kunne ikke skrive i kanalen") == 2
    assert "ugens overblik igen" in await stage.says(RESUME, channel)
    assert "på pause siden" not in plain(await mention(stage.slack, ASTRID, LIST, channel))
    await stage.until(MONDAY + 3 * WEEK, MONDAY + 3 * WEEK + DAY)
    assert stage.titles(channel) == ["OS2 i uge 50", "OS2 i uge 53"]
    assert len(stage.slack.messages(DM[ASTRID])) == 1


@pytest.mark.parametrize("said", [RESUME, DIGEST])
async def test_it_does_not_go_on_before_the_bot_can_write_there(stage: Stage, said: str) -> None:
    """The command can be typed in a channel that the bot is not in."""
    await stage.says(DIGEST, GENERAL)
    await stage.until(SUNDAY)
    _put_out(stage.slack.workspace.channels[GENERAL])
    await stage.until(MONDAY)
    refused = await slash(stage.slack, ASTRID, said)
    assert "ikke med i kanalen" in plain(refused)
    assert YES not in buttons(refused)
    assert "på pause siden 7. december 2026: jeg kunne ikke skrive i kanalen" in plain(await slash(stage.slack, ASTRID, LIST))


@pytest.mark.parametrize("fault", ["server_error", "error:fatal_error", "error:team_access_not_granted", "error:msg_too_long"])
async def test_what_passes_or_is_wrong_with_one_message_pauses_nothing(stage: Stage, fault: str) -> None:
    await stage.says(DIGEST, GENERAL)
    await stage.until(SUNDAY)
    stage.slack.faults.fail("chat.postMessage", 1, fault)
    await stage.until(MONDAY, MONDAY + WEEK)
    assert stage.titles(GENERAL)[-1] == "OS2 i uge 51"
    assert "på pause siden" not in plain(await mention(stage.slack, ASTRID, LIST))
