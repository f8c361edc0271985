# SPDX-License-Identifier: MPL-2.0
"""Decisions in the digest: each in that of the week in which it was noted, and those of a closed group to the group alone."""

from datetime import timedelta
from typing import Any

import pytest

from storage.agenda import AgendaItem
from storage.meetings import date_id
from storage.roles import Scope
from storage.unit_of_work import Database
from tests.contract.records import assignment, person
from tests.contract.section_stage import DAY, GROUP, LATELY, MONDAY, OTHER_GROUP, WEEK, Sections
from tests.meetings import MONDAY as WALL
from tests.meetings import date_of, series

HELD = WALL - WEEK


@pytest.fixture
def sections(database: Database, catalogue: None) -> Sections:
    return Sections(database)


def decided(id_: str, text: str = "Vi skifter udbyder", **fields: Any) -> AgendaItem:
    return AgendaItem(id=id_, **{"group": GROUP, "kind": "decision", "text": text, "added_at": LATELY, **fields})


async def test_what_was_decided_in_the_week_is_told_with_its_meeting_its_group_and_how_far_the_minutes_are(sections: Sections) -> None:
    assert await sections.says("decisions") == []
    await sections.keep(
        series(starts=HELD), date_of(on=HELD, state="approved"), decided("a", date=date_id("s", HELD)), decided("b", "Ja tak", group=OTHER_GROUP, added_at=LATELY + DAY),
        decided("p", "Et punkt", kind="point"), decided("t", "En opgave", kind="action"), decided("w", "Taget tilbage", withdrawn=True),
        decided("o", "For længe siden", added_at=MONDAY - WEEK - timedelta(seconds=1)), decided("n", "Siden", added_at=MONDAY),
    )  # fmt: skip
    assert await sections.says("decisions") == [
        "5. december 2026, styregruppen for OS2iot: Ja tak",
        "30. november 2026, koordinationsgruppen for OS2mo: Vi skifter udbyder – referatet er godkendt",
    ]
    assert (await sections.says("decisions", "en"))[1].endswith("– the minutes are approved")
    assert await sections.says("decisions", now=MONDAY + WEEK) == ["7. december 2026, koordinationsgruppen for OS2mo: Siden"]


@pytest.mark.parametrize("state", ["calendared", "agenda", "minutes_begun"])
async def test_minutes_that_are_not_sent_out_are_not_spoken_of(sections: Sections, state: Any) -> None:
    await sections.keep(series(starts=HELD), date_of(on=HELD, state=state), decided("a", date=date_id("s", HELD)))
    assert (await sections.says("decisions"))[0].endswith("Vi skifter udbyder")


async def test_a_closed_groups_decisions_stay_in_the_group_whether_or_not_they_are_of_a_meeting(sections: Sections) -> None:
    own = assignment("r", role="gruppemedlem", scope=Scope("group", GROUP), person="anne", valid_from=LATELY.date())
    of_meeting, of_none = decided("a", date=date_id("s", HELD), product="os2iot"), decided("b", "Uden møde")
    await sections.keep(series(starts=HELD, visibility="group"), of_meeting, of_none, own, person("anne"), person("ole"))
    for hidden in ({}, {"products": ["os2mo"]}, {"products": ["os2iot"]}, {"groups": [GROUP, OTHER_GROUP]}, {"person": "ole"}):
        assert await sections.says("decisions", **hidden) == [], hidden
    for shown in ({"groups": [GROUP]}, {"person": "anne"}):
        assert len(await sections.says("decisions", **shown)) == 2, shown


async def test_what_a_closed_series_decided_stays_closed_when_the_series_has_ended_and_an_open_one_stands_beside_it(sections: Sections) -> None:
    await sections.keep(series(visibility="group", ended=True, starts=HELD), series("open"), decided("a", date=date_id("s", HELD)), decided("b", "Åbent"))
    assert [line.partition(": ")[2] for line in await sections.says("decisions")] == ["Åbent"]


async def test_a_product_is_told_of_what_was_decided_about_it_by_whichever_group(sections: Sections) -> None:
    await sections.keep(decided("a", "Om OS2iot", product="os2iot"), decided("b", "Om noget andet"), decided("c", "Af dets gruppe", group=OTHER_GROUP))
    assert [line.partition(": ")[2] for line in await sections.says("decisions", products=["os2iot"])] == ["Af dets gruppe", "Om OS2iot"]


async def test_of_more_than_eight_the_newest_are_told_and_how_to_ask_for_the_others(sections: Sections) -> None:
    await sections.keep(*(decided(f"{number:02}", f"Nummer {number}", added_at=LATELY + timedelta(minutes=number)) for number in range(11)))
    lines = await sections.says("decisions")
    assert [line.partition(": ")[2] for line in lines[:8]] == [f"Nummer {number}" for number in range(10, 2, -1)]
    assert lines[8] == "… og 3 beslutninger mere. Spørg for eksempel »beslutninger i koordinationsgruppen for OS2mo«."
    assert "and 3 more decisions" in (await sections.says("decisions", "en"))[8]
