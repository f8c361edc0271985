# SPDX-License-Identifier: MPL-2.0
"""Times are said by the reader's clock, else by the community's; where a meeting goes by another one, that is said too."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.localise import Localiser
from handlers.message import Language
from handlers.recurrence.said import said as rule_said
from handlers.reply import Hours, Reply, Value, say
from storage.memory import MemoryDatabase
from tests.contract.meeting_stage import ROOM, MeetingStage, flat
from tests.meetings import GROUP, noted, series, subscription

NEW_YORK, LONDON = "America/New_York", "Europe/London"
AT_NINE = datetime(2026, 12, 3, 9, tzinfo=ZoneInfo(NEW_YORK))
HERE = "torsdag den 3. december 2026 kl. 15.00-16.30 (09.00-10.30, tidszone New York)"
WHERE_IT_IS = "torsdag den 3. december 2026 kl. 09.00-10.30"
QUESTION = "hvornår er næste møde i koordinationsgruppen for OS2mo?"


def said(value: Value, language: Language = "da", zone: str = "", *, community: str = "Europe/Copenhagen") -> str:
    words = Localiser(zone=ZoneInfo(community)).reply(Reply(parts=(say("attend.when", when=value),)), language, zone)
    return words.parts[0].text


def hours(start: datetime, zone: str = NEW_YORK) -> Hours:
    return Hours(start, start + timedelta(minutes=90), zone)


def test_hours_of_another_zone_are_said_by_the_readers_clock_and_by_their_own() -> None:
    assert said(hours(AT_NINE)) == HERE
    assert said(hours(AT_NINE), "en") == "Thursday 3 December 2026, 15:00-16:30 (09:00-10:30, time zone New York)"
    assert said(hours(AT_NINE), zone=NEW_YORK) == said(hours(AT_NINE), community=NEW_YORK) == WHERE_IT_IS


def test_another_day_there_is_said_to_be_another() -> None:
    late = AT_NINE.replace(hour=20)
    assert said(hours(late)).startswith("fredag den 4. december 2026 kl. 02.00-03.30 (torsdag den 3. december 2026 kl. 20.00-21.30, ")


def test_a_zone_whose_clock_shows_the_same_is_not_named() -> None:
    start = datetime(2026, 12, 3, 9, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert said(hours(start, "Europe/Stockholm")) == WHERE_IT_IS


@pytest.mark.parametrize(
    ("days", "da", "en"),
    [
        (1, "torsdag den 3. december 2026, hele dagen", "Thursday 3 December 2026, all day"),
        (2, "torsdag den 3. december 2026 til og med fredag den 4. december 2026, hele dagen", "Thursday 3 December 2026 to Friday 4 December 2026, all day"),
    ],
)
def test_from_midnight_to_midnight_are_whole_days_by_every_clock(days: int, da: str, en: str) -> None:
    start = AT_NINE.replace(hour=0)
    whole = Hours(start, start + timedelta(days=days), NEW_YORK)
    assert (said(whole), said(whole, "en"), said(whole, zone=LONDON)) == (da, en, da)


def test_a_series_of_whole_days_is_said_without_hours() -> None:
    first = datetime(2027, 6, 1)
    assert said(rule_said("", first.time(), 1440, first.date())) == "1. juni 2027, hele dagen"
    assert said(rule_said("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1", first.time(), 2880, first.date()), "en").endswith(", 2 whole days")


def test_moments_are_said_by_the_readers_clock() -> None:
    moment = datetime(2026, 12, 3, 14, tzinfo=UTC)
    assert (said(moment), said(moment, zone=LONDON), said(moment.astimezone(ZoneInfo(NEW_YORK)))) == (
        "03.12.2026 15.00",
        "03.12.2026 14.00",
        "03.12.2026 15.00",
    )


@pytest.fixture
async def stage(own_database: MemoryDatabase) -> MeetingStage:
    made = MeetingStage(own_database)
    await made.prepare()
    await noted(own_database, series(rule="", starts=datetime(2026, 12, 3, 9), zone=NEW_YORK), subscription(ROOM, about=f"group/{GROUP}"))
    return made


async def test_whoever_set_a_zone_reads_its_times_where_nobody_else_reads_along(stage: MeetingStage) -> None:
    chair = stage.talk("chair")
    assert HERE in flat((await chair.say(QUESTION)).text)
    await chair.say("min tidszone er America/New_York")
    await chair.say("ja")
    assert WHERE_IT_IS in flat((await chair.say(QUESTION)).text)
    assert HERE in flat((await stage.talk("chair", ROOM).say(QUESTION)).text)


async def test_a_channel_is_told_beforehand_by_its_own_clock_when_it_is_reminded(stage: MeetingStage) -> None:
    shown = await stage.talk("chair", ROOM).say("mind os 1 dag før her")
    assert f"02.12.2026 15.00, påmindelse: Møde i koordinationsgruppen for OS2mo, {HERE}" in flat(shown.text)
