# SPDX-License-Identifier: MPL-2.0
"""Whoever has to act is reminded of the yearly wheel: on working mornings, once each, of the day that is so now, and of nothing that is done."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from storage.memory import MemoryDatabase
from storage.memory.state import State
from storage.roles import ASSOCIATION
from storage.unit_of_work import Database
from storage.year_marks import YearMark, mark_id
from tests.contract.records import assignment, link, person
from tests.contract.year_wheel_stage import CHAIR, IOT, MO, SECRETARY, SINCE, WheelStage, nine

NOTICE = date(2027, 4, 17)
"""By when notice is given of 18 May; a Saturday."""
DAY = timedelta(days=1)


@pytest.fixture
async def stage(memory_with_catalogue: State) -> WheelStage:
    database = MemoryDatabase()
    database.state = memory_with_catalogue.copied()
    made = WheelStage(database)
    await made.prepare()
    return made


def about(stage: WheelStage, address: str, title: str) -> list[str]:
    """What has this heading; one that is late says so above."""
    bare = [(said, said.partition("\n")[2] if said.startswith("Den her kommer for sent") else said) for said in stage.said(address)]
    return [said for said, without in bare if without.startswith(title)]


async def test_the_chair_and_the_secretariat_are_reminded_of_the_notice_on_working_mornings_before_it(stage: WheelStage) -> None:
    await stage.schedule()
    await stage.mornings(date(2027, 3, 1), date(2027, 4, 30))
    for who in (CHAIR, SECRETARY):
        assert len(about(stage, who, "Indkaldelse til generalforsamlingen")) == 4
    days = sorted({each.due_at.astimezone().date() for each in await stage.ledger("year_wheel") if "assembly-notice" in each.about})
    assert days == [date(2027, 3, 19), date(2027, 4, 2), date(2027, 4, 9), date(2027, 4, 16)]  # 20 March, 3, 10 and 17 April are Saturdays


async def test_a_reminder_says_the_day_the_rule_the_meeting_and_how_to_say_that_it_is_done(stage: WheelStage) -> None:
    await stage.schedule()
    await stage.mornings(date(2027, 4, 9), date(2027, 4, 9))
    said = about(stage, CHAIR, "Indkaldelse")[-1]
    assert "Fristen er 17. april 2027. Der er 8 dage til." in said
    assert "mindst 1 måneds varsel" in said
    assert "§ 7, stk. 2" in said
    assert "regnet fra mødet 18. maj 2027" in said
    assert 'skriv "årshjul: indkaldelsen er sendt ud"' in said
    assert said.endswith("[Det er gjort]")


async def test_what_is_done_is_not_reminded_of_any_more(stage: WheelStage) -> None:
    await stage.schedule()
    await stage.mornings(date(2027, 3, 19), date(2027, 4, 8))
    before = len(about(stage, CHAIR, "Indkaldelse"))
    await stage.done("assembly-notice", NOTICE)
    await stage.mornings(date(2027, 4, 9), date(2027, 4, 30))
    assert len(about(stage, CHAIR, "Indkaldelse")) == before == 2
    assert not about(stage, SECRETARY, "Indkaldelse")[2:]


async def test_what_is_done_after_it_was_planned_is_withdrawn_and_why_knows_it(stage: WheelStage) -> None:
    await stage.schedule()
    await stage.mornings(date(2027, 4, 8), date(2027, 4, 8))
    await stage.done("assembly-notice", NOTICE)
    await stage.mornings(date(2027, 4, 9), date(2027, 4, 9))
    planned = [each for each in await stage.ledger("year_wheel") if "assembly-notice" in each.about and each.due_at == nine(date(2027, 4, 9))]
    assert planned
    assert {(each.state, each.reason) for each in planned} == {("skipped", "done")}


async def test_where_it_was_not_done_after_all_it_is_reminded_of_again(stage: WheelStage) -> None:
    await stage.schedule()
    await stage.mornings(date(2027, 4, 7), date(2027, 4, 7))
    await stage.done("assembly-notice", NOTICE)
    stage.clock.at = nine(date(2027, 4, 8))
    await stage.tick()
    async with stage.database.unit_of_work() as unit:
        await unit.year_marks.remove("assembly-notice/2027//group/bestyrelse")
        await unit.commit()
    stage.clock.at += timedelta(minutes=20)
    await stage.tick()
    before = len(about(stage, CHAIR, "Indkaldelse"))
    await stage.mornings(date(2027, 4, 9), date(2027, 4, 9))
    assert len(about(stage, CHAIR, "Indkaldelse")) == before + 1


async def test_where_the_meeting_is_moved_whoever_was_told_hears_of_the_new_day_once_and_the_reminders_move(stage: WheelStage) -> None:
    await stage.schedule()
    await stage.mornings(date(2027, 3, 19), date(2027, 3, 20))
    stage.clock.at = nine(date(2027, 3, 22)) + timedelta(hours=3)
    await stage.change(starts=datetime(2027, 5, 25, 10))
    await stage.wake()
    word = stage.said(CHAIR)[-1]
    assert "Jeg skrev tidligere 17. april 2027. Datoen er flyttet, og nu er fristen 24. april 2027." in word
    await stage.mornings(date(2027, 3, 23), date(2027, 4, 24))
    assert sum("Jeg skrev tidligere" in said for said in stage.said(CHAIR)) == 1
    days = [each.due_at.astimezone().date() for each in await stage.ledger("year_wheel") if "assembly-notice" in each.about and each.state == "sent"]
    assert sorted(set(days)) == [date(2027, 3, 19), date(2027, 3, 24), date(2027, 4, 9), date(2027, 4, 16), date(2027, 4, 23)]


async def test_where_the_notice_was_given_of_the_old_day_it_is_to_be_given_anew(stage: WheelStage) -> None:
    await stage.schedule()
    await stage.mornings(date(2027, 3, 19), date(2027, 3, 19))
    await stage.done("assembly-notice", NOTICE)
    stage.clock.at = nine(date(2027, 4, 1) - DAY)
    await stage.change(starts=datetime(2027, 5, 26, 10))
    await stage.wake()
    assert "Det, der allerede er gjort, gjaldt den gamle dato" in stage.said(CHAIR)[-1]
    await stage.mornings(date(2027, 4, 1), date(2027, 4, 26))
    assert len(about(stage, CHAIR, "Indkaldelse")) > 3


async def test_moved_there_and_back_and_there_again_every_word_is_said(stage: WheelStage) -> None:
    await stage.schedule()
    await stage.mornings(date(2027, 3, 19), date(2027, 3, 19))
    for number, day in enumerate((25, 18, 25)):
        stage.clock.at = nine(date(2027, 3, 22) + number * DAY) + timedelta(hours=1)
        await stage.change(starts=datetime(2027, 5, day, 10))
        await stage.wake()
    said = [each for each in stage.said(CHAIR) if "Jeg skrev tidligere" in each]
    assert ["nu er fristen 24. april" in each for each in said] == [True, False, True]


async def test_where_the_meeting_is_cancelled_whoever_was_told_hears_that_the_day_no_longer_counts(stage: WheelStage) -> None:
    await stage.schedule()
    await stage.mornings(date(2027, 3, 19), date(2027, 3, 19))
    stage.clock.at = nine(date(2027, 3, 22)) + timedelta(hours=1)
    await stage.change(cancelled=True)
    await stage.wake()
    assert "Mødet er aflyst eller har ingen dato, så den frist gælder ikke." in stage.said(CHAIR)[-1]
    await stage.mornings(date(2027, 4, 1), date(2027, 4, 6))
    assert sum("Fristen er 17. april" in each for each in stage.said(CHAIR)) == 1
    assert not [each for each in await stage.ledger("year_wheel") if each.state in ("planned", "due") and "assembly-notice" in each.about]


async def test_nobody_is_told_of_a_day_that_they_were_not_told_otherwise(stage: WheelStage) -> None:
    await stage.schedule()
    stage.clock.at = nine(date(2027, 2, 1)) + timedelta(hours=1)
    await stage.change(starts=datetime(2027, 5, 25, 10))
    await stage.wake()
    assert await stage.ledger("year_wheel_changed") == []


async def test_while_no_meeting_is_scheduled_those_who_set_it_are_asked_early_in_the_year_and_no_day_is_made_up(stage: WheelStage) -> None:
    await stage.mornings(date(2027, 1, 4), date(2027, 3, 31))
    said = about(stage, SECRETARY, "Generalforsamling\n")
    assert len(said) == 3  # 15 January, 15 February, 15 March
    assert "Datoen for 2027 er ikke fastsat." in said[0]
    assert "Indkaldelse til generalforsamlingen: datoen er ikke fastsat; senest 30. april 2027, hvis den holdes den 31. maj 2027" in said[0]
    assert not about(stage, SECRETARY, "Indkaldelse")
    await stage.schedule()
    await stage.mornings(date(2027, 4, 1), date(2027, 4, 30))
    assert len(about(stage, SECRETARY, "Generalforsamling\n")) == 3


async def test_a_meeting_that_is_scheduled_too_late_for_its_notice_is_said_at_once(stage: WheelStage) -> None:
    stage.clock.at = nine(date(2027, 4, 23)) + timedelta(hours=2)  # a Friday
    await stage.schedule(datetime(2027, 5, 11, 10))
    await stage.wake()
    await stage.mornings(date(2027, 4, 24), date(2027, 5, 11))
    said = about(stage, CHAIR, "Indkaldelse")
    assert len(said) == 1
    assert "Fristen var 10. april 2027. Er det gjort?" in said[0]


async def test_coordinators_are_reminded_each_of_their_own_product_and_one_who_is_done_is_left_alone(stage: WheelStage) -> None:
    await stage.mornings(date(2027, 5, 19), date(2027, 5, 19))
    assert about(stage, MO, "Selvevaluering: OS2mo")
    assert about(stage, IOT, "Selvevaluering: OS2iot")
    assert "senest 30. juni 2027. Der er 42 dage til." in stage.said(MO)[-1]
    async with stage.database.unit_of_work() as unit:
        id_ = mark_id("self-evaluation", 2027, "1", "product/os2mo")
        await unit.year_marks.put(
            YearMark(id=id_, entry="self-evaluation", year=2027, which="1", about="product/os2mo", of=date(2027, 6, 30), done_at=stage.clock.at)
        )
        await unit.commit()
    await stage.mornings(date(2027, 6, 14), date(2027, 6, 30))
    assert len(stage.said(MO)) == 1
    assert len(stage.said(IOT)) == 3


async def test_a_product_without_a_coordinator_is_in_the_ledger_with_why_nobody_was_told(stage: WheelStage) -> None:
    await stage.mornings(date(2027, 5, 19), date(2027, 5, 19))
    reasons = {each.reason for each in await stage.ledger("year_wheel") if "product/os2display" in each.about}
    assert reasons == {"no_holder"}


async def test_whoever_acts_in_two_roles_is_told_once(stage: WheelStage) -> None:
    async with stage.database.unit_of_work() as unit:
        await unit.roles.add(assignment("both", role="sekretariat", scope=ASSOCIATION, person="chair", organisation=None, valid_from=SINCE))
        await unit.commit()
    await stage.schedule()
    await stage.mornings(date(2027, 4, 9), date(2027, 4, 9))
    assert len(about(stage, CHAIR, "Indkaldelse")) == 1


async def test_a_new_chair_is_reminded_in_the_place_of_the_old_one(stage: WheelStage) -> None:
    await stage.schedule()
    await stage.mornings(date(2027, 4, 8), date(2027, 4, 8))
    async with stage.database.unit_of_work() as unit:
        held = next(each for each in await unit.roles.everything() if each.id == "r-chair")
        await unit.roles.save(replace(held, valid_to=date(2027, 4, 8)))
        await unit.people.add(person("next"))
        await unit.people.attach(link("fake:U0NEXT", "next"))
        await unit.roles.add(assignment("r-next", role="forperson", scope=held.scope, person="next", organisation=None, valid_from=date(2027, 4, 8)))
        await unit.commit()
    before = len(stage.said(CHAIR))
    await stage.mornings(date(2027, 4, 9), date(2027, 4, 9))
    assert about(stage, "fake:U0NEXT", "Indkaldelse")
    assert len(stage.said(CHAIR)) == before


async def test_everybody_is_written_to_in_their_own_language(memory_with_catalogue: State) -> None:
    database = MemoryDatabase()
    database.state = memory_with_catalogue.copied()
    stage = WheelStage(database)
    await stage.prepare(languages={"chair": "en"})
    await stage.schedule()
    await stage.mornings(date(2027, 4, 9), date(2027, 4, 9))
    assert stage.said(CHAIR)[0].startswith("Notice of the general assembly")
    assert stage.said(SECRETARY)[0].startswith("Indkaldelse")


async def test_after_a_long_downtime_the_newest_is_said_once_and_late_in_the_morning(stage: WheelStage) -> None:
    await stage.schedule()
    stage.clock.at = nine(date(2027, 3, 18))
    await stage.wake()
    stage.clock.at = nine(date(2027, 4, 20)) + timedelta(hours=11)  # in the evening
    await stage.wake()
    assert not about(stage, CHAIR, "Indkaldelse")
    stage.clock.at = nine(date(2027, 4, 21))
    await stage.wake()
    said = about(stage, CHAIR, "Indkaldelse")
    assert len(said) == 1
    assert "Fristen var 17. april 2027. Er det gjort?" in said[0]


async def test_an_extraordinary_assembly_has_its_own_notice(stage: WheelStage) -> None:
    await stage.schedule()
    await stage.schedule(datetime(2027, 9, 14, 10), "ex", title="Ekstraordinær generalforsamling")
    await stage.mornings(date(2027, 8, 20), date(2027, 8, 30))
    said = about(stage, CHAIR, "Indkaldelse til den ekstraordinære")
    assert "Fristen er 30. august 2027." in said[0]
    assert not about(stage, CHAIR, "Indkaldelse til generalforsamlingen")


@pytest.mark.parametrize("times", [1, 3])
async def test_however_often_and_by_how_many_it_is_planned_it_is_said_once(database: Database, catalogue: None, times: int) -> None:
    stage = WheelStage(database)
    await stage.prepare()
    await stage.schedule()
    stage.clock.at = nine(date(2027, 4, 8))
    for _ in range(times):
        await stage.tick()
    killed = WheelStage(database, stage.clock, stage.poster)  # a new process: nothing but the database is left
    stage.clock.at = nine(date(2027, 4, 9))
    for each in (stage, killed, stage, killed):
        await each.wake()
    assert len(about(stage, CHAIR, "Indkaldelse")) == 1
    assert len(about(stage, SECRETARY, "Indkaldelse")) == 1
