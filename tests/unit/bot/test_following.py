# SPDX-License-Identifier: MPL-2.0
"""Calendars of others are followed: asked for like every change, fetched when due, told once, and nothing is changed before a yes."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.fetching import FeedError
from bot.following import CLAIM
from handlers.icalendar.feed_address import digest
from handlers.reply import Phrase
from storage.audit import AuditFilter
from storage.calendars import CalendarFeed
from storage.deliveries import DeliveryFilter
from storage.memory import MemoryDatabase
from storage.seeding import seed
from tests.conftest import NOW
from tests.contract.following_stage import FOLLOW, HOUR, URL, FollowingStage, meetings
from tests.contract.meeting_stage import ROOM, MeetingStage

CHAIR = "slack:T0TEST001:U0CHAIR01"
SECRET = "hemmelig-0123456789"


@pytest.fixture
async def stage() -> FollowingStage:
    group = MeetingStage(MemoryDatabase())
    await seed(group.database)
    await group.prepare()
    return FollowingStage(group)


async def test_it_is_followed_after_a_yes_and_no_longer_after_another_and_both_are_taken_back(stage: FollowingStage) -> None:
    assert "Kalenderen kalender.example/…/basic.ics følges for koordinationsgruppen for OS2mo" in await stage.say("chair", FOLLOW)
    assert await stage.feed() is None
    await stage.say("chair", "ja")
    assert await stage.feed() is not None
    await stage.say("chair", "fortryd")
    assert await stage.feed() is None
    await stage.followed()
    await stage.looked()
    assert "følges ikke længere" in await stage.say("coordinator", "stop med at følge kalenderen for OS2mo")
    await stage.say("coordinator", "ja")
    assert await stage.feed() is None
    await stage.say("coordinator", "fortryd")
    found = await stage.feed()
    assert found
    assert found == found.asked, "it is fetched anew"


async def test_only_who_may_import_the_groups_meetings_may_follow_or_answer(stage: FollowingStage) -> None:
    for who in ("member", "elsewhere", "stranger"):
        assert "Det har du ikke ret til" in await stage.say(who, FOLLOW)
    await stage.followed()
    await stage.looked()
    for who in ("member", "elsewhere", "stranger"):
        for yes in (True, False):
            assert "Det har du ikke ret til" in await stage.press(who, yes)
    assert "Det har du ikke ret til" in await stage.say("member", "vis ændringerne fra kalenderen")
    assert await stage.titles() == []
    assert "Det er gjort" in await stage.press("secretariat", yes=True)


async def test_the_address_is_told_to_nobody_and_stands_in_no_audit_and_no_ledger(stage: FollowingStage, capsys: pytest.CaptureFixture[str]) -> None:
    said = [await stage.say("chair", FOLLOW), await stage.say("chair", "ja"), await stage.say("chair", "hvilke kalendere følger vi?")]
    posted = await stage.looked()
    said += [await stage.say("member", "hvilke kalendere følger vi?"), await stage.say("chair", "vis ændringerne fra kalenderen")]
    audit, ledger = await stage.group.kept("audit.find", AuditFilter()), await stage.group.kept("deliveries.find", DeliveryFilter())
    assert audit
    assert ledger
    assert SECRET not in f"{said}{posted}{audit}{ledger}{capsys.readouterr()}"


async def test_what_it_would_change_is_told_to_the_chair_once_and_changes_nothing(stage: FollowingStage) -> None:
    await stage.followed()
    (told,) = await stage.looked()
    assert told.startswith(f"{CHAIR}: Ændringer i kalenderen for koordinationsgruppen for OS2mo Fra Vores møder (kalender.example/…/basic.ics):")
    assert await stage.titles() == []
    for _ in range(3):
        assert await stage.looked(HOUR) == []
    assert len(stage.web.asked) == 4
    assert "hentet" in await stage.say("member", "hvilke kalendere følger vi?")


async def test_it_is_fetched_when_it_is_due_and_not_before(stage: FollowingStage) -> None:
    await stage.followed()
    for after, count in ((0, 1), (59, 1), (1, 2)):
        await stage.looked(timedelta(minutes=after))
        assert len(stage.web.asked) == count


async def test_a_yes_carries_out_what_was_shown_and_it_can_be_taken_back(stage: FollowingStage) -> None:
    await stage.followed()
    await stage.looked()
    done = await stage.press("chair", yes=True)
    assert "Det er gjort" in done
    assert "Titel: Budget" in done
    assert await stage.titles() == ["Budget"]
    assert "ikke længere på svar" in await stage.press("chair", yes=True)
    await stage.say("chair", "fortryd")
    assert await stage.titles() == []
    assert await stage.looked(HOUR) == [], "what was taken back here is not offered again"


async def test_yes_and_no_are_understood_in_words_and_a_no_is_not_asked_again(stage: FollowingStage) -> None:
    await stage.followed()
    await stage.looked()
    assert "Så ændrer jeg ingenting" in await stage.say("chair", "vis ændringerne fra kalenderen", "nej")
    stage.web.content = meetings("COMMENT:kun en anden ETag")
    assert await stage.looked(HOUR) == []
    stage.web.content = meetings("LOCATION:Lokale 2")
    assert len(await stage.looked(HOUR)) == 1
    assert "Det er gjort" in await stage.say("chair", "vis ændringerne fra kalenderen", "ja")
    assert await stage.titles() == ["Budget"]


async def test_an_older_offer_is_overtaken_by_a_newer_one(stage: FollowingStage) -> None:
    await stage.followed()
    await stage.looked()
    before = await stage.feed()
    stage.web.content = meetings("LOCATION:Lokale 2")
    await stage.looked(HOUR)
    assert before
    assert "har ændret sig igen" in await stage.press("chair", yes=True, change=before.told)
    assert await stage.titles() == []


async def test_what_was_overtaken_before_it_was_sent_is_not_sent(stage: FollowingStage) -> None:
    await stage.followed()
    await stage.service().round()
    stage.web.content = meetings("LOCATION:Lokale 2")
    assert len(await stage.looked(HOUR)) == 1
    await stage.say("chair", "stop med at følge kalenderen", "ja")
    assert await stage.looked() == []


async def test_nothing_is_done_where_anything_was_changed_since_it_was_shown(stage: FollowingStage) -> None:
    await stage.followed()
    await stage.looked()
    await stage.press("chair", yes=True)
    stage.web.content = meetings("LOCATION:Lokale 2")
    await stage.looked(HOUR)
    async with stage.group.database.unit_of_work() as unit:
        (series,) = await unit.meetings.standing()
        await unit.meetings.save(replace(series, quorum=4))
        await unit.commit()
    assert "så jeg har ikke ændret noget" in await stage.press("chair", yes=True)
    assert "Jeg henter kalenderen igen" in await stage.say("chair", "hent kalenderen igen")
    assert len(await stage.looked()) == 1
    assert "Det er gjort" in await stage.press("chair", yes=True)
    (series,) = await stage.group.kept("meetings.standing")
    assert (series.place, series.quorum) == ("Lokale 2", 4)


async def test_somebody_who_asks_has_it_fetched_anew_unless_that_was_just_done(stage: FollowingStage) -> None:
    await stage.followed()
    assert "Jeg henter kalenderen igen" in await stage.say("chair", "vis ændringerne fra kalenderen")
    await stage.looked()
    await stage.press("chair", yes=False)
    assert "Jeg henter kalenderen igen" in await stage.say("chair", "vis ændringerne fra kalenderen")
    assert len(await stage.looked()) == 1
    await stage.press("chair", yes=True)
    await stage.looked(HOUR)
    assert "der er ingen ændringer" in await stage.say("chair", "vis ændringerne fra kalenderen")


async def test_what_waits_is_shown_where_nobody_else_reads_it(stage: FollowingStage) -> None:
    await stage.followed()
    await stage.looked()
    assert "Budget" not in await stage.say("chair", "vis ændringerne fra kalenderen", channel=ROOM)
    assert "Alle her kan nu læse adressen" in await stage.say("chair", FOLLOW.replace("basic", "next"), channel=ROOM)


async def test_trouble_that_lasts_is_told_once_to_whoever_asked_for_it_and_again_when_it_comes_back(stage: FollowingStage) -> None:
    await stage.say("secretariat", FOLLOW, "ja")
    stage.web.content = FeedError(Phrase("fetch.trouble.refused"))
    told = [each for _ in range(60) for each in await stage.looked(HOUR)]
    assert len(told) == 1
    assert told[0].startswith("slack:T0TEST001:U0SEK0001: Jeg har ikke kunnet læse kalenderen kalender.example/…/basic.ics")
    assert len(stage.web.asked) < 20, "it is tried more and more seldom"
    assert "ikke findes" in await stage.say("member", "hvilke kalendere følger vi?")
    stage.web.content = meetings()
    assert len(await stage.looked(6 * HOUR)) == 1
    stage.web.content = FeedError(Phrase("fetch.trouble.slow"))
    assert len([each for _ in range(60) for each in await stage.looked(HOUR)]) == 1


async def test_where_whoever_asked_is_gone_the_group_hears_of_trouble(stage: FollowingStage) -> None:
    await stage.say("secretariat", FOLLOW, "ja")
    stage.web.content = FeedError(Phrase("fetch.trouble.refused"))
    await stage.say("secretariat", "glem mig", "ja, glem mig")
    found = await stage.feed()
    assert found
    told = [each for _ in range(40) for each in await stage.looked(HOUR)]
    assert [each.partition(": ")[0] for each in told] == [CHAIR if found.by == "unknown" else "slack:T0TEST001:U0SEK0001"]


async def test_it_is_not_told_at_night(stage: FollowingStage) -> None:
    stage.clock.at = NOW.replace(hour=21)
    await stage.followed()
    assert await stage.looked() == []
    assert len(await stage.group.posted(NOW.replace(hour=7) + timedelta(days=1))) == 1


async def test_a_calendar_that_breaks_something_holds_up_no_other(stage: FollowingStage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    await stage.followed()
    monkeypatch.setattr("bot.following.offered", broken)
    await stage.looked()
    found = await stage.feed()
    assert found
    assert (found.trouble, found.etag) == ("feed.trouble.unusable", "")


async def test_the_same_calendar_is_followed_for_one_group_alone_and_a_group_follows_few(stage: FollowingStage) -> None:
    await stage.followed()
    assert "Jeg følger allerede" in await stage.say("chair", FOLLOW.replace("https", "webcal"))
    assert "En anden gruppe følger allerede" in await stage.say("secretariat", f"følg kalenderen {URL} i styregruppen for OS2iot")
    for number in range(9):
        await stage.say("chair", FOLLOW.replace("basic", "b" * (number + 1)), "ja")
    assert "følger allerede 10 kalendere" in await stage.say("chair", FOLLOW.replace("basic", "en"))
    assert "Hvilken kalender" in await stage.say("chair", "stop med at følge kalenderen")
    assert digest(URL)[:8] not in await stage.say("chair", f"stop med at følge kalenderen {URL}", "ja")
    assert await stage.feed() is None


async def test_a_stop_does_not_wait_for_a_slow_server_and_a_database_that_is_away_is_tried_again(
    stage: FollowingStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, waited = asyncio.Event(), asyncio.Event()
    tries = iter([ZeroDivisionError(URL)])

    async def slow() -> None:
        waited.set()
        await asyncio.Event().wait()

    await stage.followed()
    service, stage.web.meanwhile = stage.service(), slow
    claimed = service._claimed

    async def away() -> CalendarFeed | None:
        if error := next(tries, None):
            raise error
        return await claimed()

    monkeypatch.setattr(service, "_claimed", away)
    running = asyncio.create_task(service.run(stop, 0.01))
    async with asyncio.timeout(5):
        await waited.wait()
        stop.set()
        await running
    found = await stage.feed()
    assert found
    assert (found.fetched_at, found.next_at) == (None, stage.clock.at + CLAIM)
