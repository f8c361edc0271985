# SPDX-License-Identifier: MPL-2.0
"""Meetings in the digest: those of the next 14 days with what it takes, and those that became otherwise; a closed group's in its own channel and its own people's alone."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from handlers.message import LANGUAGES
from storage.attendance import Attendance
from storage.meetings import MeetingDate, MeetingSeries, date_id
from storage.roles import Scope
from storage.unit_of_work import Database
from tests.contract.records import assignment, person
from tests.contract.section_stage import DAY, GROUP, LATELY, MONDAY, OTHER_GROUP, WEEK, Sections, issue
from tests.meetings import MONDAY as WALL
from tests.meetings import date_of, series

OF_GROUP = Scope("group", GROUP)


@pytest.fixture
def sections(database: Database, catalogue: None) -> Sections:
    return Sections(database)


def member(id_: str, **fields: Any) -> Any:
    return assignment(f"role-{id_}", **{"role": "gruppemedlem", "scope": OF_GROUP, "person": id_, "valid_from": (MONDAY - 40 * DAY).date(), **fields})


def says(id_: str, coming: Any, on: datetime = WALL, series_id: str = "s") -> Attendance:
    return Attendance(date=date_id(series_id, on), person=id_, coming=coming, answered_at=LATELY)


async def test_nothing_is_said_where_no_meeting_is_near(sections: Sections) -> None:
    assert await sections.says("meetings") == []
    await sections.keep(series(starts=WALL + 15 * DAY, rule=""))
    assert await sections.says("meetings") == []
    assert await sections.says("meeting_changes") == []


async def test_the_meetings_of_the_next_fortnight_are_told_with_place_and_how_to_answer(sections: Sections) -> None:
    await sections.keep(series(place="Rådhuset"), series("o", group=OTHER_GROUP, starts=WALL + 3 * DAY, rule="", link="https://example.org/a/long/one"))
    first, second, third, how = await sections.says("meetings")
    assert first == "mandag den 7. december 2026 kl. 13.00-14.30: Møde i koordinationsgruppen for OS2mo, Rådhuset"
    assert second == "torsdag den 10. december 2026 kl. 13.00-14.30: Møde i styregruppen for OS2iot, online"
    assert third.startswith("mandag den 14. december")
    assert "»jeg kommer til mødet i koordinationsgruppen for OS2mo«" in how
    english = await sections.says("meetings", "en", groups=[OTHER_GROUP])
    assert english[0] == "Thursday 10 December 2026, 13:00-14:30: Meeting of the steering group of OS2iot, online – https://example.org/a/long/one"
    assert "I am coming to the meeting of the steering group of OS2iot" in english[1]


async def test_what_is_over_begun_or_cancelled_is_no_coming_meeting_and_a_moved_one_stands_at_its_new_time(sections: Sections) -> None:
    away, off = date_of(on=WALL + WEEK, starts=WALL + timedelta(days=8, hours=1)), date_of(on=WALL, cancelled=True)
    far, here = date_of("f", on=WALL + 2 * WEEK, starts=WALL + 60 * DAY), date_of("h", on=WALL + 60 * DAY, starts=WALL + 2 * DAY)
    begun = series("b", starts=WALL - timedelta(hours=5), rule="")
    await sections.keep(series(), away, off, series("f", rule="", starts=WALL + 2 * WEEK), far, series("h", rule="", starts=WALL + 60 * DAY), here, begun)
    lines = await sections.says("meetings")
    assert [line.split(":")[0] for line in lines[:-1]] == ["onsdag den 9. december 2026 kl. 13.00-14.30", "tirsdag den 15. december 2026 kl. 14.00-15.30"]


async def test_it_is_said_in_words_whether_enough_come_and_guests_do_not_count(sections: Sections) -> None:
    people = [member(id_) for id_ in ("a", "b", "c")] + [member("gone", valid_to=(MONDAY - DAY).date())]
    await sections.keep(series(quorum=3), *people)
    assert (await sections.says("meetings"))[0].endswith("ingen har sagt ja endnu, der skal være 3")
    await sections.keep(says("a", "yes"), says("b", "deputy"), says("c", "maybe"), says("guest", "yes"), says("gone", "yes"))
    assert (await sections.says("meetings"))[0].endswith("– 2 har sagt ja, der skal være 3: 1 mangler")
    assert (await sections.says("meetings"))[1].endswith("ingen har sagt ja endnu, der skal være 3"), "of the week after nothing is known"
    await sections.keep(says("c", "yes"))
    assert (await sections.says("meetings", "en"))[0].endswith("– 3 said yes, it takes 3: that is enough")


async def test_of_more_than_eight_meetings_it_is_said_how_many_and_how_to_see_them(sections: Sections) -> None:
    await sections.keep(series(rule="FREQ=DAILY"))
    lines = await sections.says("meetings")
    assert len(lines) == 8 + 2
    assert lines[8] == "… og 6 møder mere. Skriv »kommende møder«, så viser jeg dem."
    assert "and 6 more meetings" in (await sections.says("meetings", "en"))[8]


@pytest.mark.parametrize("name", ["meetings", "meeting_changes"])
async def test_a_closed_groups_meetings_stand_in_a_channel_for_it_alone_and_in_its_own_peoples_digest(sections: Sections, name: str) -> None:
    closed = series(visibility="group", changed_at=LATELY)
    other = assignment("o", role="gruppemedlem", scope=Scope("group", OTHER_GROUP), person="elsewhere", valid_from=LATELY.date())
    chief = assignment("k", person="chief", valid_from=LATELY.date())
    secretariat = assignment("s", role="sekretariat", scope=Scope("association"), person="sek", valid_from=LATELY.date())
    await sections.keep(closed, member("anne"), other, chief, secretariat, *(person(id_) for id_ in ("anne", "elsewhere", "chief", "sek")))
    for hidden in (
        {},
        {"products": ["os2mo"]},
        {"groups": [GROUP, OTHER_GROUP]},
        {"groups": [GROUP], "products": ["os2iot"]},
        {"person": "elsewhere"},
        {"person": "nobody"},
    ):
        assert await sections.says(name, **hidden) == [], hidden
    for shown in ({"groups": [GROUP]}, {"person": "anne"}, {"person": "chief"}, {"person": "sek", "groups": [GROUP, OTHER_GROUP]}):
        assert "koordinationsgruppen for OS2mo" in (await sections.says(name, **shown))[0], shown


async def test_a_product_is_told_of_its_own_groups_meetings_and_of_no_others(sections: Sections) -> None:
    await sections.keep(series(), series("o", group=OTHER_GROUP, changed_at=LATELY), series("b", group="bestyrelse", rule=""))
    assert all("OS2iot" in line for line in await sections.says("meetings", products=["os2iot"]))
    assert len(await sections.says("meetings", groups=["bestyrelse"])) == 2
    assert await sections.says("meeting_changes", products=["os2mo"]) == []


async def test_one_person_reads_what_they_answered_and_what_not_where_they_are_of_the_group(sections: Sections) -> None:
    await sections.keep(series(), series("o", group=OTHER_GROUP, rule=""), member("anne"), person("anne"), says("anne", "no"))
    lines = await sections.says("meetings", person="anne")
    assert [line.rpartition(" – ")[2] for line in lines if "OS2mo" in line][:2] == ["du har meldt afbud", "du har ikke svaret"]
    assert "du har" not in next(line for line in lines if "OS2iot" in line)
    assert not any("du har" in line for line in await sections.says("meetings"))


def _changed(id_: str, on: datetime, **fields: Any) -> MeetingDate:
    return date_of(id_, on, **{"changed_at": LATELY, "sequence": 1, **fields})


def _one(id_: str, **fields: Any) -> MeetingSeries:
    return series(id_, **{"rule": "", "title": f"Møde {id_}", **fields})


async def test_what_became_otherwise_in_the_week_and_is_still_to_come_is_told_once_each(sections: Sections) -> None:
    await sections.keep(
        series(starts=WALL - 3 * WEEK),
        _changed("s", WALL + 2 * WEEK, cancelled=True, reason="Ferie"),
        _changed("s", WALL + 3 * WEEK, starts=WALL + timedelta(days=22, hours=1), reason="Lokalet er optaget"),
        _changed("s", WALL + DAY, extra=True),
        _changed("s", WALL + 4 * WEEK),
        _changed("s", WALL + 5 * WEEK, sequence=0, state="agenda"),
        _changed("s", WALL + 6 * WEEK, cancelled=True, changed_at=LATELY - WEEK),
        _changed("s", WALL - WEEK, cancelled=True),
        _one("Nyt", changed_at=LATELY, starts=WALL + 50 * DAY),
        series("r", group=OTHER_GROUP, changed_at=LATELY, starts=WALL + 2 * DAY, rule="FREQ=WEEKLY;BYDAY=WE"),
        series("over", group="bestyrelse", changed_at=LATELY, starts=WALL - 9 * WEEK, rule="FREQ=WEEKLY;COUNT=2"),
    )
    assert await sections.says("meeting_changes") == [
        "Ekstra: Møde i koordinationsgruppen for OS2mo, tirsdag den 8. december 2026 kl. 13.00-14.30",
        "Nye mødetider: Møde i styregruppen for OS2iot, næste gang onsdag den 9. december 2026 kl. 13.00-14.30",
        "Aflyst: Møde i koordinationsgruppen for OS2mo, mandag den 21. december 2026 kl. 13.00-14.30 – Ferie",
        "Flyttet: Møde i koordinationsgruppen for OS2mo, fra mandag den 28. december 2026 kl. 13.00-14.30 til tirsdag den 29. december 2026 kl. 14.00-15.30 – Lokalet er optaget",
        "Holdes: Møde i koordinationsgruppen for OS2mo, mandag den 4. januar 2027 kl. 13.00-14.30",
        "Holdes: Møde Nyt, tirsdag den 26. januar 2027 kl. 13.00-14.30",
    ]
    assert await sections.says("meeting_changes", now=MONDAY + WEEK) == [], "the week after it is no news"


async def test_a_new_meeting_that_was_cancelled_or_moved_in_the_same_week_is_told_as_that_alone(sections: Sections) -> None:
    await sections.keep(_one("a", changed_at=LATELY), _changed("a", WALL, cancelled=True), _one("b", changed_at=LATELY), _changed("b", WALL, starts=WALL + DAY))
    assert [line.partition(":")[0] for line in await sections.says("meeting_changes")] == ["Aflyst", "Flyttet"]


async def test_a_series_with_new_times_is_told_by_the_next_that_takes_place(sections: Sections) -> None:
    await sections.keep(series(changed_at=LATELY), date_of(on=WALL, cancelled=True, changed_at=LATELY - WEEK))
    assert (await sections.says("meeting_changes"))[0].endswith("næste gang mandag den 14. december 2026 kl. 13.00-14.30")


async def test_digests_that_follow_their_own_last_ones_share_what_is_read_and_each_tells_its_own_week(sections: Sections) -> None:
    await sections.keep(_one("a", changed_at=MONDAY - WEEK + timedelta(seconds=30)), _one("b", changed_at=MONDAY - WEEK - timedelta(seconds=30)))
    async with sections.database.unit_of_work() as unit:
        said = [
            sections.words(await sections.reply("meeting_changes", issue(since=MONDAY - WEEK + timedelta(seconds=offset)), unit)) for offset in (0, 40, -40)
        ]
    assert [len(each) for each in said] == [1, 0, 2]


async def test_many_changes_are_counted(sections: Sections) -> None:
    await sections.keep(*(_one(f"{number:02}", changed_at=LATELY) for number in range(11)))
    for language in LANGUAGES:
        lines = await sections.says("meeting_changes", language)
        assert len(lines) == 9
        assert " 3 " in lines[-1]


async def test_where_it_comes_from_is_named(sections: Sections) -> None:
    await sections.keep(series(changed_at=LATELY), series("f", group=OTHER_GROUP, source="https://kalender.example.org/secret-token.ics"))
    for name in ("meetings", "meeting_changes"):
        reply = await sections.reply(name, issue())
        assert reply.sources
        assert "secret" not in str(reply.sources)
