# SPDX-License-Identifier: MPL-2.0
"""A channel that the bot was let out of is paused with all that it asked for, and whoever asked for it is told once; what goes on elsewhere goes on."""

import pytest

from bot.outcomes import CallError, Outcome
from bot.parking import consequences
from handlers.subscribing.unreachable import CHANNEL_PAUSED
from storage.audit import AuditFilter
from storage.unit_of_work import Database
from tests.contract.digest_stage import ANNE, CHANNEL, DAY, OTHER, SUNDAY, WEEK, DigestStage, asked
from tests.ledger import delivery

BESIDE = asked(kind="product_news", about="product/os2mo")


@pytest.fixture
def stage(database: Database) -> DigestStage:
    return DigestStage(database)


def refusing(stage: DigestStage, code: str, outcome: Outcome = Outcome.REFUSED) -> None:
    def fail(key: str) -> None:
        if key.endswith(CHANNEL) and key.startswith("digest:"):
            raise CallError(outcome, code)

    stage.poster.fail = fail


async def paused(stage: DigestStage, channel: str = CHANNEL) -> list[str]:
    async with stage.database.unit_of_work() as unit:
        return [each.paused for each in await unit.subscriptions.in_channel(channel)]


@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "channel_not_found", "restricted_action", "M_FORBIDDEN", "not_in_room"])
async def test_it_is_paused_and_whoever_asked_for_it_is_told_once(stage: DigestStage, code: str) -> None:
    await stage.prepare(asked(), BESIDE, asked(OTHER))
    refusing(stage, code)
    await stage.until(SUNDAY + 2 * WEEK)
    assert await paused(stage) == ["gone", "gone"]
    assert await paused(stage, OTHER) == [""]
    told = [key for to, key, _ in stage.poster.posted if to == ANNE]
    assert len(told) == 1, told
    assert CHANNEL in stage.said(ANNE)
    assert "genoptag alt" in stage.said(ANNE)
    assert stage.weeks(OTHER) == ["2026-W50", "2026-W51"]


async def test_that_it_was_paused_stands_in_the_audit(stage: DigestStage) -> None:
    await stage.prepare(asked(), BESIDE)
    refusing(stage, "is_archived")
    await stage.until(SUNDAY + 2 * DAY)
    async with stage.database.unit_of_work() as unit:
        found = await unit.audit.find(AuditFilter(action="channel.subscribe"))
    assert [(each.actor, each.reason, each.after["paused"]) for each in found] == [("system", "gone", "gone")] * 2


async def test_let_in_again_and_resumed_it_goes_on(stage: DigestStage) -> None:
    await stage.prepare(asked())
    refusing(stage, "is_archived")
    await stage.until(SUNDAY + 2 * DAY)
    stage.poster.fail = lambda _: None
    talk = stage.talk()
    assert (await talk.say("genoptag alt", stage.clock.at)).outcome == "proposed"
    await talk.say("ja", stage.clock.at)
    await stage.until(SUNDAY + 2 * WEEK)
    assert stage.weeks() == ["2026-W51"]


async def test_what_else_was_on_its_way_there_is_told_to_whoever_asked_by_the_same_word(stage: DigestStage) -> None:
    await stage.prepare(asked(), BESIDE)
    now, gone = stage.clock.at, "refused:is_archived"
    parked = [
        delivery(key, kind=key, target=CHANNEL, owner="person/anne").became("parked", now, gone) for key in ("digest", "product_news", "meeting_reminder")
    ]
    for each in ([parked[0]], parked[1:]):
        async with stage.database.unit_of_work() as unit:
            told = await consequences(each, unit, "", now)
            await unit.commit()
        assert [(one.kind, one.target) for one in told] == [(CHANNEL_PAUSED, "person/anne")] * (each == [parked[0]])


async def test_what_cannot_be_sent_to_somebody_alone_pauses_nothing_of_theirs(stage: DigestStage) -> None:
    await stage.prepare(own := asked("person/anne"))
    stage.poster.fail = _forbid
    await stage.until(SUNDAY + 2 * DAY)
    assert await paused(stage, own.channel) == [""]


def _forbid(key: str) -> None:
    raise CallError(Outcome.REFUSED, "M_FORBIDDEN")


async def test_what_the_platform_refuses_for_another_reason_pauses_nothing(stage: DigestStage) -> None:
    await stage.prepare(asked())
    refusing(stage, "msg_too_long")
    await stage.until(SUNDAY + 2 * DAY)
    assert await paused(stage) == [""]
