# SPDX-License-Identifier: MPL-2.0
"""The relay: what is due is posted once, in order, late where it is late, and whoever answers for it hears where it cannot be."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import CollectorRegistry

from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.localise import Localiser
from bot.outcomes import CallError, Outcome
from bot.relay import Relay
from bot.relay_pace import RelayPace
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.posts.post import NothingToSay, Post
from handlers.posts.routing import role_target
from handlers.reply import Reply, say
from storage.deliveries import DeliveryFilter
from storage.roles import ASSOCIATION, Scope
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import absence, assignment, link, person
from tests.ledger import CHANNEL, HOUR, MINUTE, Clock, FakePoster, delivery, in_ledger, row

GROUP = Scope("group", "os2mo/styregruppe")
PACE = RelayPace(first=10, attempts=3)


async def spoken(post: Post) -> Reply:
    """Says which delivery it is."""
    if post.about == "nothing":
        raise NothingToSay("no_longer")
    if post.about == "broken":
        raise RuntimeError("it cannot be composed")
    return Reply(parts=(say("delivery.reason.with_code", reason=post.key, code=post.target),))


@dataclass
class Stage:
    database: Database
    clock: Clock = field(default_factory=Clock)
    poster: FakePoster = field(default_factory=FakePoster)
    fallback: str = ""

    def relay(self, **pace: Any) -> Relay:
        composing = Composing(self.database, {**POSTS, "test": spoken}, load_intents(), ["fake"], ZoneInfo("Europe/Copenhagen"))
        metrics = DeliveryMetrics(CollectorRegistry())
        chosen = RelayPace(first=10, attempts=3, **pace)
        return Relay(self.database, composing, Localiser(), {"fake": self.poster}, metrics, fallback=self.fallback, pace=chosen, now=self.clock.now)

    async def drain(self) -> int:
        return await self.relay().drain()

    async def later(self, passed: timedelta) -> int:
        self.clock.at += passed
        return await self.drain()

    async def reason(self, key: str) -> tuple[str, str]:
        found = await row(self.database, key)
        return found.state, found.reason


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def failing(outcome: Outcome, code: str, times: int = 99, wait: float = 0.0) -> Callable[[str], None]:
    left = [times]

    def fail(key: str) -> None:
        left[0] -= 1
        if left[0] >= 0 and not key.startswith("delivery_parked"):
            raise CallError(outcome, code, wait)

    return fail


async def test_what_is_due_is_posted_and_recorded(stage: Stage) -> None:
    await in_ledger(stage.database, delivery("a"))
    await stage.drain()
    assert stage.poster.posted[0][:2] == (CHANNEL, "a")
    assert stage.poster.words() == [f"a ({CHANNEL})"]
    found = await row(stage.database, "a")
    assert (found.state, found.message) == ("sent", f"{CHANNEL}:0")
    assert await stage.drain() == 0


async def test_each_target_is_served_in_order(stage: Stage) -> None:
    some = [delivery(f"{where}{number}", target=f"fake:{where}", due_at=NOW - number * MINUTE) for where in "xy" for number in range(5)]
    await in_ledger(stage.database, *some)
    await stage.relay(most=3).drain()
    for where in "xy":
        assert [key for key in stage.poster.keys if key.startswith(where)] == [f"{where}{number}" for number in reversed(range(5))]


async def test_what_comes_late_says_when_it_should_have_come(stage: Stage) -> None:
    await in_ledger(stage.database, delivery("a"), delivery("b", due_at=NOW - MINUTE * 4))
    await stage.later(5 * MINUTE + timedelta(seconds=1))
    assert [words.startswith("Den her kommer for sent: Den skulle have været sendt 24.11.2026 13.00.") for words in stage.poster.words()] == [False, True]
    assert [(await row(stage.database, key)).state for key in "ab"] == ["late", "late"]


async def test_what_is_of_no_use_any_more_is_skipped_and_says_why(stage: Stage) -> None:
    await in_ledger(stage.database, delivery("a", useful_until=NOW))
    await stage.drain()
    assert stage.poster.posted == []
    assert await stage.reason("a") == ("skipped", "too_late")


async def test_a_composer_that_has_nothing_to_say_is_heard(stage: Stage) -> None:
    await in_ledger(stage.database, delivery("a", about="nothing"), delivery("b", kind="unknown"))
    await stage.drain()
    assert [await stage.reason("a"), await stage.reason("b")] == [("skipped", "no_longer"), ("skipped", "no_composer")]


async def test_one_that_cannot_be_composed_holds_up_no_other(stage: Stage) -> None:
    await in_ledger(stage.database, delivery("a", about="broken"), delivery("b", target="fake:other"))
    await stage.drain()
    assert stage.poster.keys == ["b"]
    assert await stage.reason("a") == ("failed", "internal")


async def test_what_fails_is_tried_again_and_what_follows_waits_for_it(stage: Stage) -> None:
    stage.poster.fail = failing(Outcome.LATER, "ratelimited", 1)
    await in_ledger(stage.database, delivery("a", due_at=NOW - MINUTE), delivery("b"))
    await stage.drain()
    assert stage.poster.posted == []
    assert await stage.reason("a") == ("failed", "later:ratelimited")
    assert await stage.reason("b") == ("due", "waits_its_turn")
    await stage.later(MINUTE)
    assert stage.poster.keys == ["a", "b"]
    assert (await row(stage.database, "b")).attempts == 1


async def test_a_platform_that_asks_to_wait_is_given_the_time(stage: Stage) -> None:
    stage.poster.fail = failing(Outcome.LATER, "ratelimited", 1, wait=600)
    await in_ledger(stage.database, delivery("a"))
    await stage.drain()
    await stage.later(9 * MINUTE)
    assert stage.poster.posted == []
    await stage.later(2 * MINUTE)
    assert stage.poster.keys == ["a"]


async def test_an_unclear_outcome_is_cleared_up_and_not_posted_twice(stage: Stage) -> None:
    stage.poster.after = failing(Outcome.UNCLEAR, "timeout", 1)
    await in_ledger(stage.database, delivery("a"))
    await stage.drain()
    assert await stage.reason("a") == ("failed", "unclear:timeout")
    await stage.later(MINUTE)
    assert stage.poster.keys == ["a"]
    assert (await row(stage.database, "a")).state == "sent"


async def test_what_the_platform_refuses_is_parked_and_the_owner_hears_of_it(stage: Stage) -> None:
    await _secretary(stage.database)
    stage.poster.fail = failing(Outcome.REFUSED, "is_archived")
    await in_ledger(stage.database, delivery("a", kind="delivery_parked", target=CHANNEL, values=PARKED), delivery("b"))
    await stage.drain()
    assert await stage.reason("b") == ("parked", "refused:is_archived")
    await stage.drain()
    (notice,) = [words for address, _, words in stage.poster.posted if address == "fake:U0SEKR"]
    said = " ".join(part.text for part in notice.parts)
    assert f"En prøve til {CHANNEL} kunne ikke sendes" in said
    assert "Platformen afviste den (is_archived)" in said
    assert "os2bot deliveries --retry b" in said


@pytest.mark.parametrize(("outcome", "again"), [(Outcome.UNCLEAR, True), (Outcome.LATER, False), (Outcome.REFUSED, False)])
async def test_what_is_sent_after_all_is_looked_for_where_it_may_have_been_posted_and_only_there(stage: Stage, outcome: Outcome, again: bool) -> None:
    stage.poster.after = failing(outcome, "x")
    asked: list[bool] = []
    usual = stage.poster.post

    async def noted(*given: Any, again: bool) -> str:
        asked.append(again)
        return await usual(*given, again=again)

    stage.poster.post = noted  # type: ignore[method-assign,assignment]
    await in_ledger(stage.database, delivery("a", useful_until=NOW + 9 * HOUR))
    for _ in range(3):
        await stage.later(5 * MINUTE)
    assert (await row(stage.database, "a")).state == "parked"
    stage.poster.after, asked[:] = lambda _: None, []
    async with stage.database.unit_of_work() as unit:
        assert await unit.deliveries.reopen("a", stage.clock.at)
        await unit.commit()
    await stage.drain()
    assert asked == [again]
    assert outcome is not Outcome.UNCLEAR or stage.poster.keys == ["a"], "it stood there already"


PARKED = {"kind": "test", "target": CHANNEL, "reason": "refused:x", "due_at": NOW.isoformat(), "about": "x"}


async def _secretary(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.add(person("sekr"))
        await unit.people.attach(link("fake:U0SEKR", "sekr"))
        await unit.roles.add(assignment("s", role="sekretariat", scope=ASSOCIATION, person="sekr"))
        await unit.commit()


async def test_what_has_failed_often_enough_is_parked_and_stands_in_the_fallback_channel(stage: Stage) -> None:
    stage.fallback = "fake:drift"
    stage.poster.fail = lambda key: failing(Outcome.UNCLEAR, "status_500")(key) if key == "a" else None
    await in_ledger(stage.database, delivery("a", useful_until=NOW + 9 * HOUR))
    for _ in range(3):
        await stage.later(5 * MINUTE)
    assert await stage.reason("a") == ("parked", "unclear:status_500")
    assert [(address, key) for address, key, _ in stage.poster.posted] == [("fake:drift", "a:fallback")]
    assert await stage.reason("delivery_parked:a") == ("skipped", "no_holder")


async def test_what_is_for_a_role_goes_to_whoever_holds_it_now(stage: Stage) -> None:
    async with stage.database.unit_of_work() as unit:
        for each in ("anne", "bo", "carl"):
            await unit.people.add(person(each))
            await unit.people.attach(link(f"fake:{each}", each))
        await unit.roles.add(assignment("1", role="forperson", scope=GROUP, person="anne"))
        await unit.roles.add(assignment("2", role="forperson", scope=GROUP, person="bo"))
        await unit.absences.add(absence("away", "bo", deputy_person="carl"))
        await unit.commit()
    await in_ledger(stage.database, delivery("a", target=role_target(("referent", "forperson"), GROUP)))
    await stage.drain()
    assert sorted(address for address, _, _ in stage.poster.posted) == ["fake:anne", "fake:carl"]
    assert await stage.reason("a") == ("skipped", "passed_on")
    assert await stage.reason("a>anne") == ("sent", "")


async def test_whoever_cannot_be_reached_is_no_riddle(stage: Stage) -> None:
    async with stage.database.unit_of_work() as unit:
        await unit.people.add(person("anne"))
        await unit.people.attach(link("elsewhere:anne", "anne"))
        await unit.commit()
    wanted = {"person/anne": "no_account", "person/nobody": "nobody", "role/referent/group/os2mo/styregruppe": "no_holder"}
    await in_ledger(stage.database, *(delivery(target, target=target) for target in wanted))
    await stage.drain()
    assert {target: (await row(stage.database, target)).reason for target in wanted} == wanted


async def test_a_clock_that_jumps_over_the_lease_does_not_post_twice(stage: Stage) -> None:
    going = asyncio.Event()

    async def slowly(address: str, reply: object, key: str, since: object, *, again: bool) -> str:
        stage.poster.posted.append((address, key, reply))  # type: ignore[arg-type]
        await going.wait()
        return key

    stage.poster.post = slowly  # type: ignore[method-assign]
    await in_ledger(stage.database, delivery("a"))
    relay = stage.relay()
    draining = asyncio.create_task(relay.drain())
    async with asyncio.timeout(10):
        while not stage.poster.posted:
            await asyncio.sleep(0)
    stage.clock.at += HOUR / 2
    relay.wake()
    again = asyncio.create_task(relay.drain())
    for _ in range(50):
        await asyncio.sleep(0)
    going.set()
    await asyncio.gather(draining, again)
    assert stage.poster.keys == ["a"]
    assert (await row(stage.database, "a")).state == "sent"


async def test_a_process_that_stood_still_posts_nothing_that_another_may_have_taken_over(stage: Stage) -> None:
    await in_ledger(stage.database, delivery("a", due_at=NOW - MINUTE), delivery("b"))

    def stand_still(key: str) -> None:
        stage.clock.at += timedelta(seconds=61) if key == "a" else timedelta()

    stage.poster.after = stand_still
    await stage.drain()
    assert stage.poster.keys == ["a", "b"]
    assert [(await row(stage.database, key)).attempts for key in "ab"] == [1, 2], "what followed was claimed anew"


async def test_a_clock_that_steps_back_and_forward_an_hour_loses_and_doubles_nothing(stage: Stage) -> None:
    await in_ledger(stage.database, *(delivery(f"d{number}", due_at=NOW + number * 10 * MINUTE, useful_until=NOW + 9 * HOUR) for number in range(12)))
    for step in (20, 30, -60, 30, 60, 60, 60):
        await stage.later(step * MINUTE)
    assert stage.poster.keys == [f"d{number}" for number in range(12)]


async def test_the_service_stops_with_what_is_in_hand_written_down(stage: Stage) -> None:
    await in_ledger(stage.database, *(delivery(f"d{number}", target=f"fake:{number}") for number in range(20)))
    stop = asyncio.Event()
    stage.poster.after = lambda _: stop.set() if len(stage.poster.posted) == 5 else None
    relay = stage.relay(most=5)
    await asyncio.wait_for(relay.run(stop), 10)
    async with stage.database.unit_of_work() as unit:
        states = [each.state for each in await unit.deliveries.find(DeliveryFilter())]
    assert states.count("sent") == len(stage.poster.posted)
    assert states.count("claimed") == 0
