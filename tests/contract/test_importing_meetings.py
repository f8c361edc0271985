# SPDX-License-Identifier: MPL-2.0
"""An import of meetings is shown, permitted, all or nothing, in the audit log, and taken back as one, on every database."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.admins import CONSOLE, appoint_first_admins
from bot.importing_meetings import apply
from bot.localise import Localiser
from bot.meetings_diff import as_json, as_text
from bot.meetings_plan import Given, MeetingsPlan, planned
from bot.operating import Session, session
from config.icalendar.reading import read_calendar
from config.problems import ConfigError
from handlers.meeting_dates import occurrences
from handlers.refusal import Refusal
from storage.audit import AuditFilter
from storage.unit_of_work import Database
from tests.calendars import HOME, event, ics, sample
from tests.conftest import NOW
from tests.contract.catalogue import product, put
from tests.meetings import GROUP, note, series
from tests.unit.bot.operators import ZONE
from tests.unit.handlers.icalendar.stage import moved, weekly

PATH = Path("møder.ics")


@pytest.fixture(autouse=True)
async def community(database: Database) -> None:
    await put(database, "products", os2mo=product("os2mo", name="OS2mo"), os2iot=product("os2iot", name="OS2iot"))
    await appoint_first_admins(database, [CONSOLE], NOW, ZONE)


class Importing:
    """One calendar after another, each an hour later."""

    def __init__(self, database: Database) -> None:
        self.database, self.now, self.localiser = database, NOW, Localiser()

    def given(self, *parts: list[str], group: str = GROUP, current: bool = False) -> Given:
        return Given(calendar=read_calendar(ics(*parts), HOME, PATH), path=PATH, group=group, current=current)

    async def plan(self, given: Given) -> MeetingsPlan:
        async with self.database.unit_of_work() as unit:
            return await planned(given, await session(unit, self.now, ZONE), self.localiser)

    async def apply(self, given: Given, plan: MeetingsPlan) -> bool:
        async with self.database.unit_of_work() as unit:
            undoable = await apply(given, plan, await session(unit, self.now, ZONE), self.localiser)
            await unit.commit()
        return undoable

    async def take(self, *parts: list[str], **options: Any) -> bool:
        self.now += timedelta(hours=1)
        given = self.given(*parts, **options)
        return await self.apply(given, await self.plan(given))

    async def text(self, plan: MeetingsPlan) -> list[str]:
        async with self.database.unit_of_work() as unit:
            return await as_text(plan, unit, self.localiser, "en")

    async def held(self) -> list[str]:
        """When meetings begin in January 2027, on the wall; cancelled ones with a minus."""
        async with self.database.unit_of_work() as unit:
            standing = await unit.meetings.of_groups([GROUP])
            dates = await unit.meetings.dates_of([each.id for each in standing])
        first, last = datetime(2027, 1, 1, tzinfo=ZONE), datetime(2027, 2, 1, tzinfo=ZONE)
        found = [each for of in standing for each in occurrences(of, dates, first, last)]
        return [f"{'-' if each.cancelled else ''}{each.wall:%d. %H:%M}" for each in found]


@pytest.fixture
def importing(database: Database) -> Importing:
    return Importing(database)


async def test_a_calendar_is_taken_over_and_taken_again_differs_in_nothing(importing: Importing) -> None:
    parts = (weekly(f"EXDATE;TZID={HOME}:20270111T130000"), moved("20270118", "SEQUENCE:1", to="20270119T090000"))
    assert await importing.take(*parts)
    assert await importing.held() == ["04. 13:00", "-11. 13:00", "19. 09:00", "25. 13:00"]
    again = await importing.plan(importing.given(*parts))
    assert (again.empty, (await importing.text(again))[-1]) == (True, "0 new, 0 changed, 1 unchanged.")


async def test_it_is_taken_back_as_one(importing: Importing) -> None:
    await importing.take(weekly(), moved("20270118", to="20270119T090000"))
    await importing.take(weekly("SEQUENCE:1", "LOCATION:Sydby"), moved("20270118", "SEQUENCE:2", "STATUS:CANCELLED", to="20270119T090000"))
    async with importing.database.unit_of_work() as unit:
        acting = await session(unit, importing.now, ZONE)
        request = await unit.requests.last_applied(CONSOLE)
        assert request is not None
        await acting.changes.undo(request.id)
        await unit.commit()
    assert await importing.held() == ["04. 13:00", "11. 13:00", "19. 09:00", "25. 13:00"]


async def test_the_audit_says_what_was_changed_and_keeps_no_text_of_it(importing: Importing) -> None:
    await importing.take(weekly("LOCATION:Et sted", "DESCRIPTION:Et emne"))
    async with importing.database.unit_of_work() as unit:
        (found,) = await unit.audit.find(AuditFilter(action="meeting.import"))
    assert (found.subject.partition("/")[0], found.about, found.after["rule"]) == ("meeting_series", "product/os2mo", "FREQ=WEEKLY;BYDAY=MO")
    assert not any(text in str(found) for text in ("Et sted", "Et emne", "Mandagsmøde"))


async def test_a_long_calendar_is_one_transaction_and_cannot_be_taken_back(importing: Importing) -> None:
    parts = [event(uid=str(number), start=f"DTSTART:202701{number % 28 + 1:02}T130000") for number in range(120)]
    assert not await importing.take(*parts)
    async with importing.database.unit_of_work() as unit:
        assert len(await unit.meetings.of_groups([GROUP])) == 120
        assert await unit.requests.waiting(CONSOLE, "") is None


async def test_what_was_changed_since_it_was_shown_is_not_written_over(importing: Importing) -> None:
    given = importing.given(weekly(), weekly(uid="two@example.org"))
    plan = await importing.plan(given)
    async with importing.database.unit_of_work() as unit:
        await note(unit, series("other"))
        await unit.commit()
    with pytest.raises(ConfigError, match="meetings were changed by somebody else since the changes were shown; nothing was written, import again"):
        await importing.apply(given, plan)
    async with importing.database.unit_of_work() as unit:
        assert [each.id for each in await unit.meetings.everything()] == ["other"]


async def test_whoever_may_not_is_refused_before_anything_is_shown(importing: Importing) -> None:
    async with importing.database.unit_of_work() as unit:
        acting = await session(unit, importing.now, ZONE)
        nobody = Session(unit=unit, actor=replace(acting.actor, roles=()), now=importing.now, zone=ZONE)
        with pytest.raises(Refusal) as raised:
            await planned(importing.given(weekly()), nobody, importing.localiser)
    assert raised.value.forbidden == "meeting.import"


@pytest.mark.parametrize(
    ("group", "problem"),
    [
        ("os2mo", "--group: 'os2mo' is no group; write a product and one of styregruppe, "),
        ("styregruppe", "--group: 'styregruppe' is a group of a product: write it as os2mo/styregruppe"),
        ("os2nothing/styregruppe", "--group: 'os2nothing' is no product of the catalogue"),
        ("", "--group: is missing"),
    ],
)
async def test_a_group_that_is_none_is_told(importing: Importing, group: str, problem: str) -> None:
    with pytest.raises(ConfigError) as raised:
        await importing.plan(importing.given(weekly(), group=group))
    assert str(raised.value).startswith(problem)


async def test_a_group_is_known_by_the_name_of_its_product(importing: Importing) -> None:
    await importing.take(weekly(), group=" OS2mo/Koordinationsgruppe ")
    async with importing.database.unit_of_work() as unit:
        assert [each.group for each in await unit.meetings.everything()] == [GROUP]


async def test_rules_that_cannot_be_kept_are_told_with_their_line(importing: Importing) -> None:
    with pytest.raises(ConfigError) as raised:
        await importing.plan(importing.given(event("RRULE:FREQ=HOURLY", uid="a"), weekly(), event("RRULE:FREQ=WEEKLY;BYEASTER=1", uid="c")))
    assert [(each.file, each.line, each.field) for each in raised.value.problems] == [(PATH, 4, "RRULE"), (PATH, 17, "RRULE")]
    assert all(each.message.strip() for each in raised.value.problems)


async def test_a_calendar_without_meetings_is_told(importing: Importing) -> None:
    with pytest.raises(ConfigError, match=r"møder\.ics: holds no meetings to import"):
        await importing.plan(importing.given())


async def test_what_would_change_is_shown_line_by_line(importing: Importing) -> None:
    await importing.take(weekly("LOCATION:Nordby"), weekly(uid="gone@example.org"))
    changed = (weekly("SEQUENCE:1", "LOCATION:Sydby"), moved("20270118", "SEQUENCE:2", to="20270119T090000"), weekly("STATUS:CANCELLED", uid="off@example.org"))
    plan = await importing.plan(importing.given(*changed, event("SUMMARY:Ekstra\x1b[31m", "RRULE:FREQ=DAILY;COUNT=2", uid="new@example.org")))
    text = await importing.text(plan)
    assert [re.sub(r"(line \d+): .* of OS2mo.*", r"\1 …", line) for line in text if not line.startswith("    ")] == [
        "+ line 13 …",
        "+ line 28 …",
        "~ line 4 …",
        "Not taken over: line 20: Mandagsmøde: is cancelled, and was not known here",
        "Note: not in the file; it stays: Mandagsmøde since 2027-01-04 13:00",
        "2 new, 1 changed, 0 unchanged.",
    ]
    nested = [line.strip() for line in text if line.startswith("    ")]
    assert nested[-3:] == ["rule: FREQ=DAILY;COUNT=2", "place: Nordby → Sydby", "sequence: 0 → 1"]
    assert any("Ekstra[31m" in line for line in nested)


async def test_the_same_is_told_as_json(importing: Importing) -> None:
    await importing.take(weekly("LOCATION:Nordby"), weekly(uid="gone@example.org"))
    changed = (weekly("SEQUENCE:1", "LOCATION:Sydby"), moved("20270118", "SEQUENCE:2", to="20270119T090000"), weekly("STATUS:CANCELLED", uid="off@example.org"))
    shown = as_json(await importing.plan(importing.given(*changed)))
    assert [(each["line"], each["kind"], each["entry"]["starts"]) for each in shown["added"]] == [(13, "meeting_dates", "2027-01-19T09:00")]
    assert shown["changed"][0]["fields"] == [{"field": "place", "before": "Nordby", "after": "Sydby"}, {"field": "sequence", "before": 0, "after": 1}]
    assert [(each["line"], each["why"]) for each in shown["not_taken_over"]] == [(20, "cancelled")]
    assert [each["uid"] for each in shown["not_in_file"]] == ["gone@example.org"]
    assert (shown["unchanged"], shown["staying"]) == (0, [])


async def test_a_long_list_is_cut_in_text_and_whole_in_json(importing: Importing) -> None:
    plan = await importing.plan(
        importing.given(*(event(uid=str(number)) for number in range(60)), *(event("STATUS:CANCELLED", uid=f"x{number}") for number in range(60)))
    )
    text = await importing.text(plan)
    assert "+ … and 10 more" in text
    assert "Not taken over: … and 10 more; --json names them all" in text
    assert (len(as_json(plan)["added"]), len(as_json(plan)["not_taken_over"])) == (60, 60)


@pytest.mark.parametrize("dialect", ["apple", "google", "nextcloud", "outlook"])
async def test_every_programs_calendar_is_kept_on_every_database(importing: Importing, dialect: str) -> None:
    given = Given(calendar=read_calendar(sample(dialect).read_bytes(), HOME, PATH), path=PATH, group=GROUP)
    await importing.apply(given, await importing.plan(given))
    importing.now += timedelta(hours=1)
    assert (await importing.plan(given)).empty
