# SPDX-License-Identifier: MPL-2.0
"""A group's meetings are set up in conversation: what is missing is asked for, everything is shown, and nothing is kept without a yes."""

from datetime import UTC, datetime

import pytest

from config.breaks import Break
from config.catalogue.values import Bilingual
from storage.audit import AuditFilter
from storage.memory import MemoryDatabase
from storage.unit_of_work import Database
from tests.arranging import BOTH, CHAIR, SECRETARIAT, STRANGER, Arranged, flat
from tests.meetings import series, subscription
from tests.talking import Heard

FIRST_MONDAY = "FREQ=MONTHLY;BYDAY=1MO"
GROUP = {"product": "os2mo", "group_type": "koordinationsgruppe"}


@pytest.fixture
async def stage() -> Arranged:
    arranged = Arranged(MemoryDatabase())
    await arranged.begin()
    return arranged


async def schedule(stage: Arranged, words: str = "planlæg møder", by: str = CHAIR, **slots: str) -> Heard:
    return await stage.asks("schedule_meeting", words, by=by, **{**GROUP, **slots})


async def test_a_series_is_shown_with_its_next_ten_dates_kept_on_a_yes_and_undone(database: Database) -> None:
    stage = Arranged(database)
    await stage.begin()
    words = "planlæg koordinationsgruppen for os2mo første mandag i måneden kl. 13-14.30 i lokale 3, https://meet.example.org/os2mo"
    shown = await schedule(stage, words, rule=FIRST_MONDAY, time="13:00", time2="14:30")
    assert shown.outcome == "proposed"
    assert [shown.text.count(each) for each in ("mandag den", "lokale 3", "https://meet.example.org/os2mo", "første mandag i måneden")] == [10, 1, 1, 1]
    assert "mandag den 5. juli 2027 kl. 13.00-14.30. Bemærk: sommerferie" in shown.text
    assert not await stage.series()
    assert (await stage.says("ja")).outcome == "answered"
    kept = (await stage.series())[0]
    assert (kept.group, kept.starts, kept.zone, kept.minutes, kept.rule) == (
        "os2mo/koordinationsgruppe",
        datetime(2026, 12, 7, 13),
        "Europe/Copenhagen",
        90,
        FIRST_MONDAY,
    )
    assert (kept.place, kept.link, kept.uid, kept.changed_at.tzinfo) == ("lokale 3", "https://meet.example.org/os2mo", f"{kept.id}@os2bot", UTC)
    assert "Det er fortrudt" in (await stage.says("fortryd")).text
    assert (await stage.series())[0].ended
    async with database.unit_of_work() as unit:
        assert [event.action for event in await unit.audit.find(AuditFilter())] == ["meeting.schedule", "meeting.schedule"]


async def test_one_meeting_lasts_an_hour_where_nothing_else_is_said_and_that_is_said(stage: Arranged) -> None:
    shown = await schedule(stage, on="2027-02-03", time="10:00")
    assert "3. februar 2027 kl. 10.00-11.00" in shown.text
    assert "det varer 60 minutter" in shown.text
    await stage.says("ja")
    kept = (await stage.series())[0]
    assert (kept.starts, kept.minutes, kept.rule) == (datetime(2027, 2, 3, 10), 60, "")


@pytest.mark.parametrize(
    ("slots", "asked", "missing"),
    [
        ({"time": "13:00"}, "Hvor tit, eller hvilken dag?", ("rule", "on")),
        ({"rule": FIRST_MONDAY}, "Hvad tid på dagen", ("time",)),
        ({}, "Hvornår skal gruppen mødes?", ("rule", "on", "time")),
        ({"rule": "FREQ=HOURLY", "time": "13:00"}, "oftere end en gang om dagen", ("rule",)),
        ({"on": "2027-02-03", "time": "25:00"}, "Hvad tid på dagen", ("time",)),
        ({"on": "2027-02-31", "time": "13:00"}, "Den dato findes ikke", ("on",)),
        ({"on": "2027-02-03", "time": "13:00", "minutes": "0"}, "Hvor længe", ("minutes",)),
        ({"on": "2026-11-20", "time": "13:00"}, "Det tidspunkt er forbi", ()),
        ({"group_type": "kor", "time": "13:00"}, "Hvilken gruppes møder", ("group_type", "product")),
        ({"product": "findes-ikke"}, "Det produkt kender jeg ikke", ("product",)),
    ],
)
async def test_what_is_missing_or_cannot_be_is_asked_for(stage: Arranged, slots: dict[str, str], asked: str, missing: tuple[str, ...]) -> None:
    heard = await schedule(stage, **slots)
    assert (heard.outcome, heard.answer.reply.missing) == ("asked_back", missing)
    assert asked in flat(heard)


async def test_a_group_that_is_not_named_is_offered_where_there_are_few(stage: Arranged) -> None:
    own = await stage.asks("schedule_meeting", "planlæg møder", rule=FIRST_MONDAY, time="13:00")
    assert [dict(choice.slots) for choice in own.answer.reply.choices] == [{"rule": FIRST_MONDAY, "time": "13:00", **GROUP}]
    assert (await stage.chooses(own)).outcome == "proposed"
    of_product = await stage.asks("schedule_meeting", "planlæg møder", product="os2mo")
    assert "styregruppen for OS2mo" in of_product.text
    assert of_product.answer.reply.missing == ("group_type",)
    of_kind = await stage.asks("schedule_meeting", "planlæg møder", by=SECRETARIAT, group_type="styregruppe")
    assert of_kind.answer.reply.missing == ("product",)


async def test_the_board_belongs_to_no_product(stage: Arranged) -> None:
    heard = await stage.asks("schedule_meeting", "planlæg bestyrelsen", by=SECRETARIAT, product="os2mo", group_type="bestyrelse", on="2027-02-03", time="10:00")
    await stage.says("ja", by=SECRETARIAT)
    assert (heard.outcome, (await stage.series())[0].group) == ("proposed", "bestyrelse")


async def test_whoever_may_not_is_told_who_can_before_anything_is_asked(stage: Arranged) -> None:
    for by in (STRANGER, BOTH, "matrix:@nobody:example.org"):
        heard = await schedule(stage, by=by)
        assert heard.outcome == "declined"
        assert "forperson for koordinationsgruppen for OS2mo" in flat(heard)


async def test_what_is_special_about_a_date_stands_beside_it(stage: Arranged) -> None:
    await stage.keep(
        series("other", group="os2iot/styregruppe", starts=datetime(2027, 3, 28, 3), rule=""), series("same", starts=datetime(2027, 3, 27, 2, 30), rule="")
    )
    shown = flat(await schedule(stage, rule="FREQ=DAILY", from_="2027-03-27", time="02:30"))
    assert "27. marts 2027 kl. 02.30-03.30. Bemærk: weekend og samtidig med et andet møde i samme gruppe" in shown
    assert "28. marts 2027 kl. 03.30-04.30. Bemærk: Påskedag (helligdag), kl. 02.30 findes ikke den dag" in shown
    assert "samtidig med et møde i styregruppen for OS2iot, som nogle af de samme sidder i" in shown


async def test_months_that_lack_the_day_are_said_to_be_left_out(stage: Arranged) -> None:
    assert "I måneder uden en dag 31 er der intet møde den dag." in flat(await schedule(stage, rule="FREQ=MONTHLY;BYMONTHDAY=31", time="10:00"))
    assert "I måneder uden" not in flat(await schedule(stage, rule="FREQ=MONTHLY;BYMONTHDAY=28", time="10:00"))


async def test_a_closed_group_is_not_named_to_others_and_no_person_ever_is(stage: Arranged) -> None:
    await stage.keep(series("other", group="os2iot/styregruppe", starts=datetime(2027, 2, 3, 10), rule="", visibility="group"))
    shown = flat(await schedule(stage, on="2027-02-03", time="10:00"))
    assert "samtidig med et andet møde, som nogle af de samme skal til" in shown
    assert "OS2iot" not in shown
    assert "Vejle" not in shown


async def test_a_group_that_shares_nobody_does_not_clash(stage: Arranged) -> None:
    await stage.keep(series("other", group="os2mo/styregruppe", starts=datetime(2027, 2, 3, 10), rule=""))
    assert "Bemærk" not in (await schedule(stage, on="2027-02-03", time="10:00")).text


async def test_a_correction_keeps_what_it_does_not_say_again(stage: Arranged) -> None:
    await schedule(stage, "første mandag i måneden kl. 13-14.30 i lokale 3, https://meet.example.org/x", rule=FIRST_MONDAY, time="13:00", time2="14:30")
    shown = await schedule(stage, "nej, kl. 15", rule=FIRST_MONDAY, time="15:00", time2="14:30")
    assert "kl. 15.00-16.30" in shown.text
    await stage.says("ja")
    kept = (await stage.series())[0]
    assert (kept.starts.hour, kept.minutes, kept.place, kept.link) == (15, 90, "lokale 3", "https://meet.example.org/x")


async def test_what_is_asked_meanwhile_does_not_lose_the_place_without_a_word(stage: Arranged) -> None:
    heard = await schedule(stage, "planlæg koordinationsgruppen i lokale 3 første mandag i måneden", rule=FIRST_MONDAY)
    assert "Skriv også stedet, linket, titlen eller det, der er undtaget, igen" in flat(heard)
    assert heard.answer.reply.missing == ("time",)


async def test_a_wrong_link_is_one_clear_sentence(stage: Arranged) -> None:
    heard = await schedule(stage, "kl. 13 på ftp://example.org/x", on="2027-02-03", time="13:00")
    assert (heard.outcome, "ftp://example.org/x er ikke en webadresse" in heard.text) == ("asked_back", True)


async def test_an_end_that_is_said_beside_the_rule_ends_it_and_so_does_a_span(stage: Arranged) -> None:
    until = await schedule(stage, "nej, til 1. juni", rule=FIRST_MONDAY, time="13:00", until="2027-06-01")
    assert "til og med 31. maj 2027" in flat(until)
    assert "De første 6 møder" in until.text
    within = await schedule(stage, "hver mandag i januar", rule="FREQ=WEEKLY;BYDAY=MO", time="13:00", on="2027-01-01/2027-02-01")
    assert "De første 4 møder" in within.text
    assert "til og med 31. januar 2027" in flat(within)


async def test_what_can_be_read_in_two_ways_is_said_to_be(stage: Arranged) -> None:
    heard = await schedule(stage, "hver anden mandag kl. 13", rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", time="13:00", unsure="start")
    assert "Det kan forstås på flere måder" in flat(heard)


async def test_it_is_said_who_will_be_reminded(stage: Arranged) -> None:
    assert "Ingen kanal bliver mindet om møderne endnu" in flat(await schedule(stage, on="2027-02-03", time="10:00"))
    await stage.keep(subscription(about="product/os2mo"))
    assert "1 kanal bliver mindet om møderne" in (await schedule(stage, on="2027-02-03", time="10:00")).text


async def test_an_operators_breaks_are_marked_in_place_of_the_shipped_ones() -> None:
    own = Break(id="summer", name=Bilingual("fælles ferielukning", "everybody is away"), weeks=(5, 5))
    stage = Arranged(MemoryDatabase(), breaks=(own,))
    await stage.begin()
    shown = flat(await schedule(stage, rule=FIRST_MONDAY, time="13:00"))
    assert "mandag den 1. februar 2027 kl. 13.00-14.00. Bemærk: fælles ferielukning" in shown
    assert "sommerferie" not in shown
