# SPDX-License-Identifier: MPL-2.0
"""Onboarding in the digest, and one person's own tasks: as numbers in a channel, by name where the board stands, and what waits for somebody to themselves alone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from config.flows.load import to_document
from handlers.onboarding.progress import settled
from handlers.posts.digest.own_scope import own_scope
from storage.agenda import AgendaItem
from storage.attendance import Attendance
from storage.freshness import Asking, FactReview
from storage.meetings import date_id
from storage.onboarding import OnboardingRun, PinnedFlow
from storage.roles import ASSOCIATION, Scope
from storage.unit_of_work import Database
from tests.contract.nudge_stage import flow, run, step
from tests.contract.records import assignment, person
from tests.contract.section_stage import DAY, GROUP, LATELY, MONDAY, OTHER_GROUP, WEEK, ZONE, Sections, issue
from tests.meetings import MONDAY as WALL
from tests.meetings import series

FLOW = flow(step("first", due={"days": 4}), step("second", owner="secretariat"))
BEGUN = MONDAY - 10 * DAY


@pytest.fixture
async def sections(database: Database, catalogue: None) -> Sections:
    made = Sections(database)
    await made.keep(PinnedFlow(flow="small", version=1, document=to_document(FLOW), pinned_at=BEGUN), *(person(name) for name in ("anne", "ole", "secretary")))
    return made


def begun(id_: str, **fields: Any) -> OnboardingRun:
    """Anne is the contact person, of Favrskov; its first step is hers."""
    made = run(id_, **{"started_at": BEGUN, **fields})
    return settled(made, FLOW, made.started_at, ZONE)


def role(name: Any, who: str, scope: Scope = ASSOCIATION, **fields: Any) -> Any:
    return assignment(f"{name}-{who}-{scope.id}", role=name, scope=scope, person=who, **{"valid_from": BEGUN.date(), **fields})


async def test_onboardings_are_counted_in_a_channel_with_how_long_they_usually_have_taken_and_nobody_is_named(sections: Sections) -> None:
    assert await sections.says("onboarding") == []
    await sections.keep(begun("a"), begun("b", started_at=MONDAY - DAY), begun("c", state="paused"), begun("d", state="completed", ended_at=LATELY))
    assert await sections.says("onboarding") == ["2 onboardinger er i gang. Typisk har de varet 6 arbejdsdage indtil nu."]
    assert await sections.says("onboarding", "en") == ["2 onboardings are under way. Typically they have taken 6 working days so far."]
    channels: list[dict[str, Any]] = [{}, {"person": "anne"}]
    for fields in channels:
        assert "Favrskov" not in " ".join(await sections.says("onboarding", **fields)), fields


async def test_where_the_board_stands_and_to_the_secretariat_each_is_told_as_the_board_tells_it(sections: Sections) -> None:
    await sections.keep(begun("a"), role("sekretariat", "secretary"))
    line = "Lille forløb: Favrskov Kommune: 0 af 2 trin, venter på organisationen, senest 3. december 2026"
    readers: list[dict[str, Any]] = [{"shows_board": True}, {"person": "secretary"}]
    for fields in readers:
        lines = await sections.says("onboarding", **fields)
        assert lines == ["En onboarding er i gang. Den har varet 6 arbejdsdage indtil nu.", line], fields
        assert not {"anne", "ole"} & set(" ".join(lines).lower().split())


async def test_a_product_is_told_of_its_own_onboardings(sections: Sections) -> None:
    await sections.keep(begun("a"), begun("b", product="os2mo"))
    assert len(await sections.says("onboarding", products=["os2mo"])) == 1
    assert await sections.says("onboarding", products=["os2iot"]) == []


async def test_many_onboardings_on_the_board_are_counted(sections: Sections) -> None:
    await sections.keep(*(begun(f"{number:02}") for number in range(12)))
    lines = await sections.says("onboarding", shows_board=True)
    assert sum("Favrskov" in line for line in lines) == 8
    assert lines[-1] == "… og 4 mere. Skriv »vis alle onboardinger«, så viser jeg dem, du må se."


async def _busy(sections: Sections) -> None:
    """A task of each kind for Anne."""
    task = AgendaItem(id="t", group=GROUP, kind="action", text="Skriv til leverandøren", added_at=LATELY, responsible="anne", due=date(2026, 12, 2))
    member = role("gruppemedlem", "anne", Scope("group", GROUP), valid_to=date(2026, 12, 31))
    others = [AgendaItem(id="o", group=GROUP, kind="action", text="Ikke din", added_at=LATELY, responsible="ole", by="anne"),
              AgendaItem(id="d", group=GROUP, kind="action", text="Gjort", added_at=LATELY, responsible="anne", done=True)]  # fmt: skip
    await sections.keep(begun("a"), task, *others, member, series(rule="", starts=WALL + DAY), series("o", group=OTHER_GROUP, rule="", starts=WALL + DAY))


async def test_what_waits_for_one_person_is_told_to_them_alone_what_is_due_first_at_first(sections: Sections) -> None:
    assert await sections.says("my_tasks", person="anne") == []
    await _busy(sections)
    lines = await sections.says("my_tasks", person="anne")
    assert [line.split(":")[0].split(" (")[0] for line in lines[:4]] == ["Opgave", "First", "Svar på, om du kommer", "Din rolle som medlem"]
    assert "skulle være gjort 3. december 2026" in lines[1]
    assert lines[0] == "Opgave: Skriv til leverandøren (senest 2. december 2026)"
    assert lines[2] == "Svar på, om du kommer: Møde i koordinationsgruppen for OS2mo, tirsdag den 8. december 2026 kl. 13.00-14.30"
    assert lines[3].startswith("Din rolle som medlem (koordinationsgruppen for OS2mo) slutter 30. december 2026.")
    english = await sections.says("my_tasks", "en", person="anne")
    assert english[0].startswith("Task: Skriv til leverandøren")
    assert english[3].startswith("Your role as")
    channels: list[dict[str, Any]] = [{}, {"groups": [GROUP]}]
    for fields in channels:
        assert await sections.says("my_tasks", **fields) == [], fields
    assert not any("leverandøren" in line for line in await sections.says("my_tasks", person="ole"))


async def test_tasks_can_be_done_by_a_click(sections: Sections) -> None:
    await _busy(sections)
    reply = await sections.reply("my_tasks", issue(person="anne"))
    assert [(each.intent, sorted(each.slots)) for each in reply.choices] == [
        ("meeting_note", ["action", "item"]),
        ("continue_onboarding", ["run", "step"]),
        ("attend_meeting", ["item", "meeting"]),
    ]
    assert sections.labels(reply)[2] == "Jeg kommer: Møde i koordinationsgruppen for OS2mo"


async def test_what_is_answered_or_far_away_or_of_a_group_they_left_is_no_task(sections: Sections) -> None:
    answer = Attendance(date=date_id("s", WALL), person="anne", coming="maybe", answered_at=LATELY)
    left = role("gruppemedlem", "anne", Scope("group", OTHER_GROUP), valid_to=LATELY.date())
    staying = role("gruppemedlem", "anne", Scope("group", GROUP), valid_to=(MONDAY + 31 * DAY).date())
    far = series("f", rule="", starts=WALL + 15 * DAY)
    await sections.keep(series(rule=""), answer, left, staying, far, series("o", group=OTHER_GROUP, rule="", starts=WALL + DAY))
    assert await sections.says("my_tasks", person="anne") == []


async def test_a_task_of_a_closed_group_is_not_told_to_whoever_has_left_it(sections: Sections) -> None:
    task = AgendaItem(id="t", group=GROUP, kind="action", text="Fortroligt", added_at=LATELY, responsible="anne")
    await sections.keep(series(visibility="group", starts=WALL + 60 * DAY, rule=""), task)
    assert await sections.says("my_tasks", person="anne") == []
    await sections.keep(role("gruppemedlem", "anne", Scope("group", GROUP)))
    assert (await sections.says("my_tasks", person="anne"))[0] == "Opgave: Fortroligt"


async def test_facts_that_somebody_was_asked_about_stand_in_one_line_until_they_have_answered(sections: Sections) -> None:
    asked = [FactReview(fact=f"{kind}/os2mo", asked=(Asking(person="anne", at=LATELY, stage="first"),)) for kind in ("level", "contact")]
    await sections.keep(*asked)
    assert (await sections.says("my_tasks", person="anne"))[0] == "2 oplysninger venter på, at du siger, om de stadig passer: skriv »hvad skal jeg bekræfte«"
    assert (await sections.says("my_tasks", "en", person="anne"))[0].startswith("2 facts wait for you to say whether they still hold")
    assert [each.intent for each in (await sections.reply("my_tasks", issue(person="anne"))).choices] == ["facts_to_confirm"]
    assert await sections.says("my_tasks", person="ole") == []
    async with sections.database.unit_of_work() as unit:
        for each in asked:
            await unit.freshness.save(replace(each, not_mine=("anne",)))
        await unit.commit()
    assert await sections.says("my_tasks", person="anne") == []


async def test_many_tasks_are_counted_and_each_still_has_its_place_by_when_it_is_due(sections: Sections) -> None:
    await sections.keep(*(
        AgendaItem(id=f"{number:02}", group=GROUP, kind="action", text=f"Nummer {number}", added_at=LATELY + timedelta(minutes=number), responsible="anne",
                   due=(MONDAY + (20 - number) * DAY).date()) for number in range(12)
    ))  # fmt: skip
    lines = await sections.says("my_tasks", person="anne")
    assert [line.split(" (")[0] for line in lines[:8]] == [f"Opgave: Nummer {number}" for number in range(11, 3, -1)]
    assert lines[8] == "… og 4 mere."


async def test_the_tasks_of_hundreds_are_worked_out_in_one_transaction_each_their_own(sections: Sections) -> None:
    await _busy(sections)
    async with sections.database.unit_of_work() as unit:
        anne, ole, nobody = [await sections.reply("my_tasks", issue(person=who), unit) for who in ("anne", "ole", "nobody")]
    assert len(sections.words(anne)) == 5
    assert [line.partition(" (")[0] for line in sections.words(ole)[:2]] == ["Second", "Opgave: Ikke din"], (
        "there is no secretariat: whoever carries the run on does its steps"
    )
    assert nobody.parts == ()


async def test_a_person_is_told_of_what_they_have_a_role_in_and_the_secretariat_of_everything(sections: Sections) -> None:
    gone = role("produktkoordinator", "anne", Scope("product", "os2web"), valid_to=LATELY.date())
    of_two = [role("produktkoordinator", "anne", Scope("product", "os2mo")), role("referent", "anne", Scope("group", OTHER_GROUP)), gone]
    of_all = [role("sekretariat", "secretary"), role("kontaktperson", "secretary", Scope("product", "os2mo"))]
    await sections.keep(*of_two, *of_all, role("kontaktperson", "ole", Scope("organisation", "aarhus")))
    async with sections.database.unit_of_work() as unit:
        assert await own_scope("anne", unit, MONDAY.date()) == (frozenset({"os2mo"}), frozenset({OTHER_GROUP}))
        for who in ("secretary", "ole", "nobody"):
            assert await own_scope(who, unit, MONDAY.date()) == (frozenset(), frozenset()), who
    assert WEEK == 7 * DAY
