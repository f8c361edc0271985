# SPDX-License-Identifier: MPL-2.0
"""What the digest reads of a window of time is in it, and nothing else; on every database."""

from datetime import timedelta

from storage.questions import UnansweredQuestion
from storage.roles import Scope
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import ON, assignment, item, meeting_date, question

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


async def test_what_was_noted_in_a_span_is_found_of_all_groups_without_its_end_and_without_what_was_withdrawn(database: Database) -> None:
    first, last = item("b", kind="decision", added_at=NOW), item("a", kind="decision", group="bestyrelse", added_at=NOW + HOUR - SECOND)
    point, withdrawn = item("p", added_at=NOW), item("w", kind="decision", added_at=NOW, withdrawn=True)
    outside = [item("o", kind="decision", added_at=NOW - SECOND), item("e", kind="decision", added_at=NOW + HOUR)]
    async with database.unit_of_work() as unit:
        for each in (last, first, point, withdrawn, *outside):
            await unit.agenda.add(each)
        assert list(await unit.agenda.noted(NOW, NOW + HOUR, "decision")) == [first, last]
        assert list(await unit.agenda.noted(NOW, NOW + HOUR)) == [first, point, last]
        assert list(await unit.agenda.noted(NOW + DAY, NOW + 2 * DAY)) == []


async def test_questions_are_found_by_when_they_were_answered_and_open_or_closed_ones_are_not(database: Database) -> None:
    def answered(number: int, at: timedelta, **fields: object) -> UnansweredQuestion:
        return question(number, **{"state": "answered", "answer": "Ja.", "answered_at": NOW + at, **fields})

    inside = [answered(1, HOUR), answered(2, timedelta())]
    outside = [answered(3, -SECOND), answered(4, DAY), answered(5, HOUR, state="closed"), question(6)]
    async with database.unit_of_work() as unit:
        for each in (*inside, *outside):
            await unit.questions.add(each)
        assert list(await unit.questions.answered(NOW, NOW + DAY)) == inside


async def test_roles_over_several_scopes_are_those_over_each(database: Database) -> None:
    one, two = assignment("a"), assignment("b", scope=Scope("product", "os2iot"), role="product_owner")
    others = [assignment("c", scope=Scope("product", "os2web")), assignment("d", scope=Scope("organisation", "os2mo")), assignment("e", withdrawn=True)]
    async with database.unit_of_work() as unit:
        for each in (one, two, *others):
            await unit.roles.add(each)
        assert list(await unit.roles.over_any("product", ["os2mo", "os2iot", "none"])) == [one, two]
        assert list(await unit.roles.over_any("product", ["os2mo", "os2iot"], "produktkoordinator")) == [one]
        assert list(await unit.roles.over_any("product", [])) == []
        assert list(await unit.roles.over_any("product", [f"p{number}" for number in range(1200)] + ["os2mo"])) == [one]


async def test_dates_are_found_by_the_days_on_which_they_are_or_were_to_be(database: Database) -> None:
    inside, moved_away = meeting_date("a"), meeting_date("b", starts=ON + 30 * DAY)
    moved_here = meeting_date("c", on=ON - 30 * DAY, starts=ON + HOUR)
    outside = [meeting_date("d", on=ON + DAY), meeting_date("e", on=ON - HOUR), meeting_date("f", withdrawn=True)]
    async with database.unit_of_work() as unit:
        for each in (inside, moved_away, moved_here, *outside):
            await unit.meetings.add_date(each)
        assert list(await unit.meetings.dates_within(ON, ON + DAY)) == [inside, moved_away, moved_here]


async def test_dates_are_found_by_when_they_were_changed(database: Database) -> None:
    changed, later, before = meeting_date("b", changed_at=NOW), meeting_date("a", changed_at=NOW + DAY), meeting_date("c", changed_at=NOW - SECOND)
    async with database.unit_of_work() as unit:
        for each in (changed, later, before, meeting_date("d", changed_at=NOW, withdrawn=True)):
            await unit.meetings.add_date(each)
        assert list(await unit.meetings.dates_changed(NOW)) == [later, changed]
