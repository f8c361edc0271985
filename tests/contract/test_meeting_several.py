# SPDX-License-Identifier: MPL-2.0
"""Several meetings are cancelled at once: each is shown, one yes cancels them and one undo brings all back. And "when is the next meeting?" alone."""

from datetime import datetime, timedelta

import pytest

from handlers.meetings.several import EVERYTHING, MOST
from storage.memory import MemoryDatabase
from storage.unit_of_work import Database
from tests.arranging import BOTH, CHAIR, CHANNEL, SECRETARIAT, STRANGER, Arranged, flat
from tests.meetings import MONDAY, date_of, series, subscription
from tests.talking import Heard

WEEK, DAY = timedelta(days=7), timedelta(days=1)
JANUARY = "2027-01-01/2027-02-01"


@pytest.fixture
async def stage() -> Arranged:
    """The chair's group meets on Mondays, another one on Tuesdays."""
    arranged = Arranged(MemoryDatabase())
    await arranged.begin()
    await arranged.keep(series(), series("b", group="os2iot/styregruppe", starts=MONDAY + DAY, rule="FREQ=WEEKLY;BYDAY=TU"))
    return arranged


async def cancel(stage: Arranged, words: str, *, by: str = CHAIR, **slots: str) -> Heard:
    return await stage.asks("change_meeting", words, by=by, item="cancel", **slots)


async def off(stage: Arranged) -> list[datetime]:
    return sorted(each.on for each in await stage.dates() if each.cancelled)


async def test_all_in_a_month_are_shown_cancelled_by_one_yes_and_brought_back_by_one_undo(database: Database) -> None:
    stage = Arranged(database)
    await stage.begin()
    await stage.keep(series(), date_of(on=MONDAY + 5 * WEEK, place="DOKK1"), date_of(on=MONDAY + 6 * WEEK, cancelled=True))
    shown = await cancel(stage, "aflys alle møder i januar, fordi lokalet er lukket", days=JANUARY)
    assert (shown.outcome, flat(shown).count("er aflyst: lokalet er lukket"), "Det er 3 møder i alt" in flat(shown)) == ("proposed", 3, True)
    await stage.says("ja")
    assert await off(stage) == [MONDAY + each * WEEK for each in (4, 5, 6, 7)]
    await stage.says("fortryd")
    assert await off(stage) == [MONDAY + 6 * WEEK]
    assert next(each.place for each in await stage.dates() if each.on == MONDAY + 5 * WEEK) == "DOKK1"


async def test_days_are_cancelled_one_by_one_and_one_without_a_meeting_is_said(stage: Arranged) -> None:
    shown = flat(await cancel(stage, "cancel the meetings on 7, 8 and 14 December", days="2026-12-07/2026-12-08,2026-12-09/2026-12-10,2026-12-14/2026-12-15"))
    assert ("Det er 2 møder i alt" in shown, "Der er ikke noget møde den 9. december 2026" in shown) == (True, True)
    await stage.says("ja")
    assert await off(stage) == [MONDAY, MONDAY + WEEK]


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ({}, "Hvilke møder skal aflyses?"),
        ({"days": "hvad som helst"}, "Hvilke møder skal aflyses?"),
        ({"days": "2027-01-05/2027-01-07"}, "Der er ingen møder at aflyse fra 5. januar 2027 til og med 6. januar 2027"),
        ({"days": "2026-12-01/2029-01-01"}, f"jeg aflyser højst {MOST} ad gangen"),
    ],
)
async def test_what_is_missing_or_cannot_be_is_asked(stage: Arranged, slots: dict[str, str], said: str) -> None:
    heard = await cancel(stage, "aflys alle møder", **slots)
    assert (heard.outcome, said in flat(heard)) == ("asked_back", True), flat(heard)


async def test_of_several_groups_it_is_asked_which_or_all(stage: Arranged) -> None:
    asked = await cancel(stage, "aflys alle møder i januar", by=SECRETARIAT, days=JANUARY)
    assert [each.slots.get("about", each.slots.get("product")) for each in asked.answer.reply.choices] == ["os2iot", "os2mo", EVERYTHING]
    assert flat(await stage.chooses(asked, 2, by=SECRETARIAT)).count("er aflyst") == 4
    assert flat(await stage.chooses(asked, 3, by=SECRETARIAT)).count("er aflyst") == 8


async def test_who_may_not_cancels_none(stage: Arranged) -> None:
    refused = await cancel(stage, "aflys alle møder i januar", by=STRANGER, days=JANUARY, product="os2mo", group_type="koordinationsgruppe")
    assert refused.outcome == "declined"


ALONE = {"da": "hvornår er næste møde?", "en": "when is the next meeting?"}


@pytest.mark.parametrize(
    ("language", "said"), [("da", "Det gælder koordinationsgruppen for OS2mo. Møde i"), ("en", "This is the coordination group of OS2mo. Meeting")]
)
async def test_the_next_meeting_alone_is_that_of_the_speakers_only_group(stage: Arranged, language: str, said: str) -> None:
    heard = await stage.says(ALONE[language])
    assert (heard.outcome, said in flat(heard)) == ("answered", True), flat(heard)


async def test_of_several_groups_the_next_of_each_where_nobody_else_reads_along(stage: Arranged) -> None:
    heard = flat(await stage.says(ALONE["da"], by=BOTH))
    assert ("mandag den 7. december" in heard, "tirsdag den 8. december" in heard) == (True, True)
    assert (await stage.says(ALONE["da"], by=BOTH, channel=CHANNEL)).answer.reply.in_private


async def test_in_a_channel_it_is_that_of_the_group_that_the_channel_is_reminded_of(stage: Arranged) -> None:
    await stage.keep(subscription(CHANNEL, about="group/os2iot/styregruppe"))
    assert "styregruppen for OS2iot" in flat(await stage.says(ALONE["da"], channel=CHANNEL))


async def test_who_is_of_no_group_is_asked_which_and_the_answer_goes_on_from_it(stage: Arranged) -> None:
    nobody = "slack:T0TEST001:U0INGEN01"
    assert (await stage.says(ALONE["da"], by=nobody)).outcome == "asked_back"
    assert "7. december 2026" in flat(await stage.says("os2mo", by=nobody))
