# SPDX-License-Identifier: MPL-2.0
"""What else is known of meetings is told for one or for all; a series comes to its end, and what was held stays."""

from datetime import datetime, timedelta

import pytest

from storage.memory import MemoryDatabase
from storage.unit_of_work import Database
from tests.arranging import CHAIR, CHANNEL, SECRETARIAT, STRANGER, Arranged, flat
from tests.conftest import NOW
from tests.ledger import delivery
from tests.meetings import LONG_AGO, MONDAY, date_of, series
from tests.talking import Heard

DAY, WEEK = timedelta(days=1), timedelta(days=7)
BEGAN = datetime(2026, 11, 2, 13)
LAST = "s/2026-11-23T13:00"
LINK = "https://example.org/x"


@pytest.fixture
async def stage() -> Arranged:
    """A group that has met on Mondays since the beginning of the month."""
    arranged = Arranged(MemoryDatabase())
    await arranged.begin()
    await arranged.keep(series(starts=BEGAN))
    return arranged


async def change(stage: Arranged, item: str, words: str = "", *, by: str = CHAIR, **slots: str) -> Heard:
    return await stage.asks("change_meeting", words, by=by, item=item, **slots)


async def yes(stage: Arranged, shown: Heard) -> None:
    assert shown.outcome == "proposed", shown.text
    await stage.says("ja")


@pytest.mark.parametrize(
    ("item", "words", "slots", "field", "value"),
    [
        ("place", "mødet 7. december er i lokale 5", {"on": "2026-12-07"}, "place", "lokale 5"),
        ("link", f"linket til mødet er {LINK}", {}, "link", LINK),
        ("agenda_link", f"dagsordenen ligger på {LINK}", {}, "agenda_url", LINK),
    ],
)
async def test_one_meeting_has_its_own_where_one_is_spoken_of(stage: Arranged, item: str, words: str, slots: dict[str, str], field: str, value: str) -> None:
    await yes(stage, await change(stage, item, words, **slots))
    date = (await stage.dates())[0]
    assert (getattr(date, field), date.on) == (value, MONDAY if slots else datetime(2026, 11, 30, 13))
    assert (date.changed_at, date.sequence) == (LONG_AGO, 0), "nothing was moved: reminders are due as they were"
    assert "Sådan er det allerede" in (await change(stage, item, words, **slots)).text


@pytest.mark.parametrize(
    ("item", "words", "field", "value"),
    [
        ("place", "møderne er altid i lokale 5", "place", "lokale 5"),
        ("link", f"fremover er linket {LINK}", "link", LINK),
        ("place", "styregruppens møder er online", "place", "online"),
        ("title", "skift titlen til Fælles status", "title", "Fælles status"),
        ("purpose", "formål: at følge op", "purpose", "at følge op"),
        ("quorum", "mindst 5 skal komme", "quorum", 5),
        ("visibility", "møderne er kun for gruppen", "visibility", "group"),
    ],
)
async def test_all_meetings_have_it_where_all_are_spoken_of(stage: Arranged, item: str, words: str, field: str, value: object) -> None:
    await yes(stage, await change(stage, item, words))
    kept = (await stage.series())[0]
    assert (getattr(kept, field), kept.changed_at, kept.sequence) == (value, LONG_AGO, 0)
    assert not await stage.dates()


async def test_the_minutes_are_those_of_the_last_meeting_that_was(stage: Arranged) -> None:
    shown = await change(stage, "minutes_link", f"referatet ligger på {LINK}")
    assert "Så spørger jeg ikke mere om referatet" in flat(shown)
    await yes(stage, shown)
    assert [(each.id, each.minutes_url) for each in await stage.dates()] == [(LAST, LINK)]


async def test_what_is_not_said_is_asked_and_the_next_message_says_it(stage: Arranged) -> None:
    assert (await change(stage, "link", "nyt link til mødet")).answer.reply.missing == ("text",)
    wrong = await stage.says("www.example.org/møde")
    assert "www.example.org/møde er ikke en webadresse" in flat(wrong)
    assert f"Link til mødet: {LINK}" in flat(await stage.says(LINK))
    assert "Hvor skal mødet være" in (await change(stage, "place", "et andet sted")).text
    assert "Sted: Folkets Hus" in flat(await stage.says("Folkets Hus"))
    assert "Hvor mange skal komme" in (await change(stage, "quorum")).text
    assert "Mindst 7" in flat(await stage.says("7"))
    assert "Skal møderne være åbne" in (await change(stage, "visibility")).text
    assert "Kun gruppens egne" in flat(await stage.says("kun gruppen"))


async def test_what_was_told_is_taken_away_again(stage: Arranged) -> None:
    await yes(stage, await change(stage, "place", "mødet 7. december er i lokale 5", on="2026-12-07"))
    shown = await change(stage, "place", "fjern stedet", on="2026-12-07")
    assert "Sted: fjernes" in flat(shown)
    await yes(stage, shown)
    assert (await stage.dates())[0].place == ""


async def test_a_text_that_names_somebody_or_a_right_that_is_missing_changes_nothing(stage: Arranged) -> None:
    assert "uden at nævne nogen" in flat(await change(stage, "title", "titel: møde med @anne:example.org"))
    for item in ("place", "quorum", "state", "end"):
        refused = await change(stage, item, "mindst 5", by=STRANGER, product="os2mo", group_type="koordinationsgruppe")
        assert refused.outcome == "declined", item


async def test_a_meeting_goes_through_the_states_of_the_template_in_their_order(stage: Arranged) -> None:
    await yes(stage, await change(stage, "state", "dagsordenen er sendt ud", on="2026-11-23"))
    states = []
    for _ in range(4):
        await yes(stage, await change(stage, "state", "næste trin"))
        states.append((await stage.dates())[0].state)
    assert states == ["minutes_begun", "sent_for_approval", "approved", "published"]
    assert "Så langt er mødet mandag den 23. november" in flat(await change(stage, "state", "næste trin"))
    back = await change(stage, "state", "referatet er sendt til godkendelse")
    assert "Det er et skridt tilbage. Før: Referatet er offentliggjort" in flat(back)


async def test_a_meeting_that_has_not_begun_has_an_agenda_and_no_minutes(stage: Arranged) -> None:
    assert "er ikke begyndt endnu" in flat(await change(stage, "state", "referatet er godkendt", on="2026-12-07"))
    await yes(stage, await change(stage, "state", "dagsordenen er sendt ud"))
    assert [(each.on, each.state) for each in await stage.dates()] == [(datetime(2026, 11, 30, 13), "agenda")]


async def test_a_series_ends_and_keeps_what_was_held(database: Database) -> None:
    stage = Arranged(database)
    await stage.begin()
    await stage.keep(series(starts=BEGAN))
    shown = await change(stage, "end", "møderne stopper")
    assert "De møder, der har været, bliver stående i kalenderen." in flat(shown)
    await yes(stage, shown)
    ended = (await stage.series())[0]
    assert (ended.ended, ended.rule, ended.sequence) == (False, "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261124", 1)
    assert "Der er ingen kommende møder at stoppe" in flat(await change(stage, "end"))
    await stage.says("fortryd")
    assert (await stage.series())[0].rule == "FREQ=WEEKLY;BYDAY=MO"


@pytest.mark.parametrize(("slots", "until"), [({"on": "2027-02-01"}, "20270201"), ({"until": "2027-02-02"}, "20270201"), ({"from": "2027-02-01"}, "20270131")])
async def test_a_series_ends_on_the_day_that_is_said(stage: Arranged, slots: dict[str, str], until: str) -> None:
    await yes(stage, await change(stage, "end", **slots))
    assert (await stage.series())[0].rule == f"FREQ=WEEKLY;BYDAY=MO;UNTIL={until}"


async def test_a_series_of_which_nothing_was_held_is_over(stage: Arranged) -> None:
    await stage.keep(series("b", group="os2iot/styregruppe"))
    shown = await change(stage, "end", by=SECRETARIAT, product="os2iot", group_type="styregruppe")
    assert "har været" not in flat(shown)
    await stage.says("ja", by=SECRETARIAT)
    assert [each.ended for each in await stage.series()] == [True, False]


async def test_whoever_was_told_of_a_meeting_that_will_not_be_hears_that_it_is_cancelled(stage: Arranged) -> None:
    at = "2026-12-07T13:00"
    made = delivery(f"meeting_reminder:s:{at}@{at}:10080:{CHANNEL}", kind="meeting_reminder", about=f"s/{at}", target=CHANNEL)
    await stage.post(made.became("sent", NOW - DAY))
    shown = await change(stage, "end", "møderne stopper fordi projektet er slut")
    assert "1 møde er der allerede mindet om" in flat(shown)
    await yes(stage, shown)
    assert (await stage.series())[0].rule.endswith("UNTIL=20261207")
    assert [(each.on.day, each.cancelled, each.reason) for each in await stage.dates()] == [(30, True, "projektet er slut"), (7, True, "projektet er slut")]


async def test_what_was_moved_or_held_besides_ends_with_its_series(stage: Arranged) -> None:
    moved_out = date_of(on=BEGAN + 2 * WEEK, starts=MONDAY + 2 * DAY)
    await stage.keep(moved_out, date_of(on=MONDAY + WEEK, starts=MONDAY + 8 * DAY), date_of(on=MONDAY + 3 * DAY, extra=True))
    await yes(stage, await change(stage, "end"))
    assert [(each.on.day, each.cancelled, each.starts) for each in await stage.dates()] == [(16, True, MONDAY + 2 * DAY), (14, False, None)]
    assert (await stage.series())[0].rule.endswith("UNTIL=20261124")
