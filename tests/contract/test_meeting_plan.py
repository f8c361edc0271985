# SPDX-License-Identifier: MPL-2.0
"""What is posted about meetings: planned once, withdrawn when it is no longer so, and true when it is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import CollectorRegistry

from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.localise import Localiser
from bot.planning import Planning
from bot.relay import Relay
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.posts.meeting_plan import MeetingPlanner
from storage.attendance import Attendance, Coming
from storage.deliveries import Delivery, DeliveryFilter
from storage.reminders import ReminderPlan
from storage.roles import Scope
from storage.unit_of_work import Database
from tests.contract.records import assignment, link, person
from tests.ledger import CHANNEL, Clock, FakePoster
from tests.meetings import GROUP, MONDAY, date_of, noted, series, subscription

START = datetime(2026, 12, 7, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CHAIR, GROUP_SCOPE = "fake:U0CHAIR", Scope("group", GROUP)


@dataclass
class Stage:
    database: Database
    clock: Clock = field(default_factory=lambda: Clock(START - 8 * DAY))
    poster: FakePoster = field(default_factory=FakePoster)

    async def tick(self) -> None:
        await Planning(self.database, {"meetings": MeetingPlanner("da")}).tick(self.clock.at)

    async def at(self, moment: datetime) -> None:
        """Lets time pass as a service does that is awake every hour."""
        while self.clock.at < moment:
            self.clock.at = min(self.clock.at + HOUR, moment)
            await self.tick()
            await self.relay().drain()
            await self.relay().drain()  # what is for roles is claimed anew once it is known who they are

    def relay(self) -> Relay:
        composing = Composing(self.database, POSTS, load_intents(), ["fake"], ZoneInfo("Europe/Copenhagen"))
        return Relay(self.database, composing, Localiser(), {"fake": self.poster}, DeliveryMetrics(CollectorRegistry()), now=self.clock.now)

    async def ledger(self, *kinds: str) -> Sequence[Delivery]:
        async with self.database.unit_of_work() as unit:
            return await unit.deliveries.find(DeliveryFilter(kinds=kinds))

    def said(self, address: str = CHANNEL) -> list[str]:
        return [
            "\n".join([*(part.text or "\n".join(part.items) or part.url for part in reply.parts), *(f"[{choice.label}]" for choice in reply.choices)])
            for to, _, reply in self.poster.posted if to == address
        ]  # fmt: skip

    async def answer(self, who: str, coming: Coming) -> None:
        async with self.database.unit_of_work() as unit:
            await unit.attendances.put(Attendance(date=date_of().id, person=who, coming=coming, answered_at=self.clock.at))
            await unit.commit()


@pytest.fixture
async def stage(database: Database, catalogue: None) -> Stage:
    return Stage(database)


async def with_chair(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for number in range(4):
            await unit.people.add(person(f"p{number}"))
            await unit.roles.add(assignment(f"r{number}", role="gruppemedlem", scope=GROUP_SCOPE, person=f"p{number}"))
        await unit.people.add(person("guest"))
        await unit.people.attach(link(CHAIR, "p0"))
        await unit.roles.add(assignment("chair", role="forperson", scope=GROUP_SCOPE, person="p0"))
        await unit.commit()


async def test_a_channel_is_reminded_a_week_a_day_and_an_hour_before(stage: Stage) -> None:
    await noted(stage.database, series(rule="", place="DOKK1", link="https://moede.example.org/1", purpose="Planer for 2027"), subscription())
    await stage.at(START + HOUR)
    reminders = await stage.ledger("meeting_reminder")
    assert [(each.due_at, each.state) for each in reminders] == [(START - 7 * DAY, "sent"), (START - DAY, "sent"), (START - HOUR, "sent")]
    first, *_, last = stage.said()
    assert first.splitlines() == [
        "Møde i koordinationsgruppen for OS2mo", "mandag den 7. december 2026 kl. 13.00-14.30 (om 7 dage)", "Formål: Planer for 2027", "Sted: DOKK1",
        "Deltag online", "[Jeg kommer]", "[Jeg kommer måske]", "[Jeg kommer ikke]", "[En anden kommer for mig]",
    ]  # fmt: skip
    assert "(om 60 minutter)" in last


async def test_planning_again_and_again_plans_nothing_twice(stage: Stage) -> None:
    await noted(stage.database, series(), subscription(), subscription("fake:other", about=f"group/{GROUP}", language="en"))
    for _ in range(3):
        await stage.tick()
        stage.clock.at += timedelta(minutes=6)
    keys = [each.key for each in await stage.ledger()]
    assert len(keys) == len(set(keys)) == 2


async def test_a_channel_that_asked_twice_is_told_once_and_others_not_at_all(stage: Stage) -> None:
    await noted(
        stage.database, series(rule=""), subscription(about=f"group/{GROUP}"), subscription(about="product/os2mo"), subscription("fake:other", about="product/os2iot")
    )  # fmt: skip
    await stage.at(START - 6 * DAY)
    assert [address for address, _, _ in stage.poster.posted] == [CHANNEL]


async def test_what_is_for_the_group_alone_is_told_only_where_the_group_is_meant(stage: Stage) -> None:
    await noted(stage.database, series(rule="", visibility="group"), subscription("fake:all"), subscription("fake:own", about=f"group/{GROUP}"))
    await stage.at(START - 6 * DAY)
    assert {address for address, _, _ in stage.poster.posted} == {"fake:own"}


async def test_a_meeting_that_is_cancelled_withdraws_its_reminders_and_says_so(stage: Stage) -> None:
    await noted(stage.database, series(rule=""), subscription())
    await stage.at(START - 6 * DAY)
    await stage.at(START - 1.5 * DAY)
    await noted(stage.database, date_of(cancelled=True, reason="for få tilmeldte", changed_at=stage.clock.at))
    await stage.at(START + HOUR)
    (day_before,) = [each for each in await stage.ledger("meeting_reminder") if each.due_at == START - DAY]
    assert (day_before.state, day_before.reason) == ("skipped", "cancelled")
    assert stage.said()[1:] == ["Møde i koordinationsgruppen for OS2mo mandag den 7. december 2026 kl. 13.00-14.30 er aflyst.\nGrund: for få tilmeldte"]


async def test_a_meeting_that_is_moved_is_reminded_of_at_its_new_time_and_not_at_its_old(stage: Stage) -> None:
    await noted(stage.database, series(rule=""), subscription())
    await stage.at(START - 1.5 * DAY)
    await noted(stage.database, date_of(starts=MONDAY + 2 * DAY, changed_at=stage.clock.at))
    await stage.at(START + 3 * DAY)
    states = [(each.due_at, each.state, each.reason) for each in await stage.ledger("meeting_reminder")]
    assert (START - DAY, "skipped", "moved") in states
    assert [due for due, state, _ in states if state == "sent"] == [START - 7 * DAY, START + DAY, START + 2 * DAY - HOUR]
    assert stage.said()[1].startswith(
        "Møde i koordinationsgruppen for OS2mo mandag den 7. december 2026 kl. 13.00-14.30 er flyttet til onsdag den 9. december 2026 kl. 13.00-14.30."
    )  # fmt: skip


async def test_a_channel_that_wants_no_more_gets_no_more(stage: Stage) -> None:
    await noted(stage.database, series(rule=""), subscription())
    await stage.at(START - 1.5 * DAY)
    async with stage.database.unit_of_work() as unit:
        await unit.subscriptions.remove(CHANNEL, "meeting_reminder")
        await unit.commit()
    before = len(stage.said())
    await stage.at(START + HOUR)
    assert len(stage.said()) == before
    assert {each.reason for each in await stage.ledger("meeting_reminder") if each.state == "skipped"} == {"unsubscribed"}


async def test_after_two_days_of_downtime_what_is_useful_comes_late_and_the_rest_is_recorded(stage: Stage) -> None:
    later = series("later", starts=MONDAY + 7 * DAY - 2 * HOUR, rule="")
    await noted(stage.database, series(rule=""), later, subscription())
    await stage.at(START - 1.5 * DAY)
    before = len(stage.said())
    stage.clock.at = START + DAY / 2
    await stage.tick()
    await stage.relay().drain()
    lost = [each for each in await stage.ledger("meeting_reminder") if each.about.startswith("s/") and each.due_at > START - 2 * DAY]
    assert [(each.due_at, each.state, each.reason) for each in lost] == [(START - DAY, "skipped", "too_late"), (START - HOUR, "skipped", "too_late")]
    (late,) = stage.said()[before:]
    assert late.startswith("Den her kommer for sent: Den skulle have været sendt 07.12.2026 11.00.")
    assert "mandag den 14. december 2026" in late


async def test_points_are_asked_for_ten_days_before(stage: Stage) -> None:
    stage.clock.at = START - 11 * DAY
    await noted(stage.database, series(rule=""), subscription(language="en"))
    await stage.at(START - 9 * DAY)
    (asked,) = stage.said()
    assert asked.startswith(
        "What should be on the agenda? Meeting of the coordination group of OS2mo\nMonday 7 December 2026, 13:00-14:30 (in 10 days)\nThere are no points yet."
    )


async def test_the_chair_hears_that_too_few_come_of_the_group_and_nobody_else(stage: Stage) -> None:
    await with_chair(stage.database)
    await noted(stage.database, series(rule="", quorum=3), subscription())
    await stage.answer("p1", "yes")
    await stage.answer("p2", "no")
    await stage.answer("guest", "yes")
    await stage.at(START - 2 * DAY)
    (warned,) = stage.said(CHAIR)
    assert "1 af de 3, der skal til, har sagt, at de kommer." in warned
    assert "2 har ikke svaret." in warned
    assert "[Skub til dem, der ikke har svaret]" in warned
    for who in ("p0", "p3"):
        await stage.answer(who, "yes")
    await stage.at(START)
    assert len(stage.said(CHAIR)) == 1, "enough come"
    assert "Indtil nu: 4 kommer, 0 måske, 1 har meldt afbud.\nEn af dem kommer som gæst." in stage.said()[-1]


async def test_minutes_are_asked_for_until_they_are_there(stage: Stage) -> None:
    await with_chair(stage.database)
    await noted(stage.database, series(rule=""))
    await stage.at(START + 8 * DAY)
    assert [text.partition(" ")[0] for text in stage.said(CHAIR)] == ["Er", "Der"]
    await noted(stage.database, date_of(state="published"))
    await stage.at(START + 15 * DAY)
    assert len(stage.said(CHAIR)) == 2


async def test_a_group_that_wants_it_is_reminded_each_by_themselves_and_when_it_chose(stage: Stage) -> None:
    await with_chair(stage.database)
    await noted(stage.database, series(rule=""), ReminderPlan(group=GROUP, leads=(120,), agenda_call=0, directly=True))
    await stage.at(START)
    assert len(stage.said(CHAIR)) == 1
    assert {each.reason for each in await stage.ledger("meeting_reminder") if each.state == "skipped"} == {"passed_on", "no_account"}


async def test_a_meeting_that_was_set_too_late_for_a_reminder_gets_those_that_are_left(stage: Stage) -> None:
    await noted(stage.database, subscription())
    stage.clock.at = START - 3 * HOUR
    await noted(stage.database, replace(series(rule=""), changed_at=stage.clock.at))
    await stage.at(START)
    assert [each.due_at for each in await stage.ledger("meeting_reminder")] == [START - HOUR]
