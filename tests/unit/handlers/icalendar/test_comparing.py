# SPDX-License-Identifier: MPL-2.0
"""A calendar changes what it knows of, and nothing of what people noted here."""

from dataclasses import fields
from datetime import datetime
from typing import Any

import pytest

from handlers.icalendar.comparing import Comparison, UnusableRules
from storage.meetings import MeetingSeries
from tests.calendars import DIALECTS, HOME, event, sample
from tests.meetings import GROUP, noted, series
from tests.unit.handlers.icalendar.stage import NOW, START, WEEKLY, Group, moved, weekly

MONDAYS = ["01-04 13:00", "01-11 13:00", "01-18 13:00", "01-25 13:00", "02-01 13:00", "02-08 13:00", "02-15 13:00"]


def _why(found: Comparison) -> list[tuple[str, Any]]:
    return [(each.why, each.date) for each in found.left]


def _fields(found: Comparison) -> list[dict[str, tuple[Any, Any]]]:
    """What each change of something known changes."""
    return [_between(each.step.before, each.step.after) for each in found.changes if each.step.before]


def _between(before: Any, after: Any) -> dict[str, tuple[Any, Any]]:
    told = {each.name: (getattr(before, each.name), getattr(after, each.name)) for each in fields(before) if each.name != "changed_at"}
    return {name: (one, other) for name, (one, other) in told.items() if one != other}


async def test_a_new_series_is_taken_with_all_that_the_calendar_says() -> None:
    group = Group()
    found = await group.take(weekly("LOCATION:Rådhuset", "DESCRIPTION:Status", "SEQUENCE:3", "CONFERENCE:https://video.example.org/1", "DURATION:PT90M"))
    made = await group.series()
    assert (made.group, made.source, made.uid, made.sequence) == (GROUP, "calendar", "one@example.org", 3)
    assert (made.starts, made.zone, made.minutes, made.rule) == (datetime(2027, 1, 4, 13), HOME, 90, "FREQ=WEEKLY;BYDAY=MO")
    assert (made.title, made.place, made.purpose, made.link) == ("Mandagsmøde", "Rådhuset", "Status", "https://video.example.org/1")
    assert made.changed_at == group.now
    assert ([each.line for each in found.changes], found.unchanged, await group.held()) == ([4], 0, MONDAYS)


async def test_of_a_meeting_without_an_end_the_usual_length_is_taken() -> None:
    group = Group()
    await group.take(event("DTEND:20270104T130000"))
    assert (await group.series()).minutes == 60


async def test_single_dates_are_cancelled_moved_and_added() -> None:
    group = Group()
    out = f"EXDATE;TZID={HOME}:20270111T130000"
    await group.take(
        weekly(out, f"RDATE;TZID={HOME}:20270113T090000"),
        moved("20270118", "LOCATION:Sydby", "DURATION:PT2H", to="20270119T140000"),
        moved("20270125", "STATUS:CANCELLED"),
    )
    assert await group.held() == ["01-04 13:00", "-01-11 13:00", "01-13 09:00", "01-19 14:00", "-01-25 13:00", *MONDAYS[4:]]
    (sydby,) = [each for each in await group.dates() if each.starts]
    assert (sydby.place, sydby.minutes, sydby.on) == ("Sydby", 120, datetime(2027, 1, 18, 13))


async def test_a_date_that_differs_in_nothing_is_not_noted() -> None:
    group = Group()
    await group.take(weekly("LOCATION:Nordby"), moved("20270118", "LOCATION:Nordby", "SUMMARY:Another title"))
    assert await group.dates() == []


async def test_a_date_the_calendar_excludes_though_no_rule_gives_it_is_not_noted() -> None:
    group = Group()
    await group.take(weekly(f"EXDATE;TZID={HOME}:20270112T130000"), moved("20270113", "STATUS:CANCELLED"))
    assert await group.dates() == []


async def test_a_date_of_its_own_that_no_rule_gives_is_an_extra_meeting() -> None:
    group = Group()
    await group.take(weekly(), event(f"RECURRENCE-ID;TZID={HOME}:20270106T090000", start=f"DTSTART;TZID={HOME}:20270106T090000"))
    assert await group.held() == ["01-04 13:00", "01-06 09:00", *MONDAYS[1:]]


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_the_same_calendar_twice_changes_nothing(dialect: str) -> None:
    group = Group()
    lines = sample(dialect).read_bytes().decode().replace("\r\n", "\n").split("\n")
    first = await group.take(lines[1:-2])
    again = await group.take(lines[1:-2])
    assert first.changes
    assert (again.changes, [each.why for each in again.left]) == ((), [each.why for each in first.left])
    assert again.unchanged == len([each for each in first.changes if isinstance(each.step.record, MeetingSeries)])


async def test_what_differs_is_changed_and_what_people_noted_here_stays() -> None:
    group = Group()
    await group.take(weekly("LOCATION:Nordby", "DESCRIPTION:Status"))
    await group.change(
        sequence=0, changed_at=NOW, agenda_url="https://a.example", minutes_url="https://m.example", quorum=4, visibility="group", purpose="Vores"
    )
    found = await group.take(weekly("SEQUENCE:1", "DURATION:PT2H"))
    assert _fields(found) == [{"minutes": (60, 120), "sequence": (0, 1)}]
    kept = await group.series()
    assert (kept.place, kept.purpose, kept.agenda_url, kept.minutes_url, kept.quorum, kept.visibility) == (
        "Nordby", "Vores", "https://a.example", "https://m.example", 4, "group"
    )  # fmt: skip


async def test_what_was_noted_of_a_date_here_stays_when_the_calendar_changes_it() -> None:
    group = Group()
    await group.take(weekly())
    await group.note(datetime(2027, 1, 18, 13), sequence=0, agenda_url="https://a.example", state="agenda", reason="travlt")
    await group.take(weekly("SEQUENCE:1"), moved("20270118", "SEQUENCE:2", to="20270119T090000"))
    (date,) = await group.dates()
    assert (date.starts, date.agenda_url, date.state, date.reason) == (datetime(2027, 1, 19, 9), "https://a.example", "agenda", "travlt")


async def test_only_what_changes_dates_is_news_for_reminders() -> None:
    group = Group()
    await group.take(weekly())
    known = (await group.series()).changed_at
    await group.take(weekly("SEQUENCE:1", "LOCATION:Sydby"))
    assert (await group.series()).changed_at == known
    await group.take(weekly("SEQUENCE:2", start=START.replace("T13", "T14")))
    assert (await group.series()).changed_at == group.now


async def test_an_older_version_is_not_taken_over() -> None:
    group = Group()
    await group.take(weekly("SEQUENCE:1"))
    await group.change(place="Vestby")
    older = weekly("SEQUENCE:1", "LOCATION:Nordby")
    assert _why(await group.compare(older)) == [("older", None)]
    assert _why(await group.compare(older, trust="live")) == [("older", None)]
    assert _fields(await group.compare(older, trust="wins")) == [{"place": ("Vestby", "Nordby")}]
    assert _fields(await group.compare(weekly("SEQUENCE:3", "LOCATION:Nordby"))) == [{"place": ("Vestby", "Nordby"), "sequence": (2, 3)}]


async def test_of_an_equal_version_the_time_of_its_last_change_decides() -> None:
    group = Group()
    await group.take(weekly())
    old, new = (weekly(f"LAST-MODIFIED:2026112{day}T000000Z", "LOCATION:Sydby") for day in (4, 5))
    assert _why(await group.compare(old)) == [("older", None)]
    assert (await group.compare(old, trust="live")).changes
    assert (await group.compare(new)).changes
    assert (await group.compare(weekly("LOCATION:Sydby"))).changes


async def test_an_older_version_that_says_the_same_is_no_news() -> None:
    group = Group()
    await group.take(weekly("SEQUENCE:5"))
    found = await group.compare(weekly("SEQUENCE:1"))
    assert (found.changes, found.left, found.unchanged) == ((), (), 1)


async def test_a_date_that_was_changed_here_since_is_not_taken_over() -> None:
    group = Group()
    await group.take(weekly(), moved("20270118", to="20270119T130000"))
    await group.note(datetime(2027, 1, 18, 13), starts=datetime(2027, 1, 20, 13))
    found = await group.compare(weekly(), moved("20270118", to="20270119T130000"))
    assert (_why(found), found.changes) == ([("older", datetime(2027, 1, 18, 13))], ())
    assert (await group.compare(weekly(), moved("20270118", "SEQUENCE:2", to="20270119T130000"))).changes


async def test_a_date_whose_own_version_is_lower_than_its_series_is_still_followed() -> None:
    group = Group()
    await group.take(weekly("SEQUENCE:9"), moved("20270118", "SEQUENCE:2", to="20270119T130000"))
    await group.take(weekly("SEQUENCE:9"), moved("20270118", "SEQUENCE:3", to="20270120T130000"))
    assert [each.starts for each in await group.dates()] == [datetime(2027, 1, 20, 13)]


async def test_what_the_calendar_does_not_say_of_a_date_is_named_and_stays() -> None:
    group = Group()
    await group.take(weekly())
    await group.note(datetime(2027, 1, 18, 13), cancelled=True, reason="sygdom")
    found = await group.take(weekly("SEQUENCE:8", "LOCATION:Sydby"))
    assert [each.on for each in found.staying] == [datetime(2027, 1, 18, 13)]
    assert "-01-18 13:00" in await group.held()


async def test_a_series_that_is_cancelled_ends_and_one_nobody_knew_is_passed_over() -> None:
    group = Group()
    assert _why(await group.take(weekly("STATUS:CANCELLED"))) == [("cancelled", None)]
    await group.take(weekly())
    found = await group.take(weekly("STATUS:CANCELLED", "SEQUENCE:1"))
    assert _fields(found) == [{"ended": (False, True), "sequence": (0, 1)}]
    assert (await group.compare(weekly("STATUS:CANCELLED", "SEQUENCE:1"))).unchanged == 1


async def test_what_was_ended_here_is_taken_up_by_a_newer_version_alone() -> None:
    group = Group()
    await group.take(weekly())
    await group.change(ended=True)
    assert _why(await group.compare(weekly("SEQUENCE:1"))) == [("ended", None)]
    assert _fields(await group.compare(weekly("SEQUENCE:1"), trust="wins")) == [{"ended": (True, False)}]
    assert _fields(await group.compare(weekly("SEQUENCE:2"))) == [{"ended": (True, False), "sequence": (1, 2)}]


async def test_what_vanished_from_the_calendar_is_named_and_goes_on() -> None:
    group = Group()
    await group.take(weekly(), weekly(uid="two@example.org"))
    await noted(group.database, series("told", source="told"))
    found = await group.take(weekly())
    assert ([each.uid for each in found.vanished], found.changes, found.unchanged) == (["two@example.org"], (), 1)


async def test_a_meeting_of_another_group_is_left_alone() -> None:
    group = Group()
    await group.take(weekly())
    assert _why(await group.compare(weekly("SEQUENCE:9", "LOCATION:Sydby"), group="os2mo/styregruppe")) == [("elsewhere", None)]
    assert (await group.compare(group="os2mo/styregruppe")).vanished == ()


async def test_a_date_alone_changes_a_series_that_is_known() -> None:
    group = Group()
    utc = event("RECURRENCE-ID:20270118T120000Z", "SEQUENCE:1", start="DTSTART:20270119T120000Z")
    assert _why(await group.compare(utc)) == [("alone", datetime(2027, 1, 18, 12))]
    await group.take(weekly())
    assert _why(await group.compare(utc, group="os2mo/styregruppe")) == [("elsewhere", datetime(2027, 1, 18, 12))]
    found = await group.take(utc)
    assert (found.vanished, await group.held("2027-01-26")) == ((), ["01-04 13:00", "01-11 13:00", "01-19 13:00", "01-25 13:00"])


async def test_an_extra_meeting_that_was_taken_back_here_does_not_come_back() -> None:
    group = Group()
    extra = f"RDATE;TZID={HOME}:20270106T090000"
    await group.take(weekly(extra))
    await group.note(datetime(2027, 1, 6, 9), withdrawn=True)
    found = await group.take(weekly(extra, "SEQUENCE:9"))
    assert (_why(found), await group.held()) == ([("withdrawn", datetime(2027, 1, 6, 9))], MONDAYS)


async def test_rules_that_cannot_be_kept_are_all_told_with_their_line() -> None:
    parts = [event(f"RRULE:{rule}", uid=rule) for rule in ("FREQ=HOURLY", "FREQ=WEEKLY", "FREQ=MONTHLY;BYMONTHDAY=32")]
    with pytest.raises(UnusableRules) as raised:
        await Group().compare(*parts)
    assert [line for line, _ in raised.value.wrong] == [4, 16]


async def test_the_last_day_of_a_rule_is_a_day_on_the_wall() -> None:
    group = Group()
    await group.take(event("RRULE:FREQ=WEEKLY;UNTIL=20270117T230000Z", start=START))
    assert await group.held() == MONDAYS[:2]
    assert (await group.series()).rule == "FREQ=WEEKLY;UNTIL=20270117"


async def test_a_first_date_beside_the_rule_is_held_as_well() -> None:
    group = Group()
    await group.take(event(WEEKLY, start=START.replace("20270104", "20270106")))
    assert (await group.held())[:2] == ["01-06 13:00", "01-11 13:00"]


async def test_nothing_is_written_by_looking() -> None:
    group = Group()
    assert (await group.compare(weekly())).changes
    async with group.database.unit_of_work() as unit:
        assert (await unit.meetings.everything(), await unit.meetings.revision()) == ([], 0)


async def test_whole_days_and_utc_are_kept_as_they_are_meant() -> None:
    group = Group()
    await group.take(event(start="DTSTART;VALUE=DATE:20270104"), event(uid="two", start="DTSTART:20270105T120000Z"))
    async with group.database.unit_of_work() as unit:
        found = [(each.starts, each.zone, each.minutes) for each in await unit.meetings.everything()]
    assert found == [(datetime(2027, 1, 4), HOME, 1440), (datetime(2027, 1, 5, 13), HOME, 60)]
