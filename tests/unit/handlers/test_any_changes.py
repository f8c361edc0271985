# SPDX-License-Identifier: MPL-2.0
"""Whatever is appointed, ended, handed over, confirmed, undone, merged and erased, in whatever order: the rules of roles hold."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.acquaintance import actor_of
from bot.admins import appoint_first_admins
from config.roles import ROLES, Role
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.records import audited
from handlers.changing.steps import Step
from handlers.linking import joined
from handlers.message import Message
from handlers.refusal import Refusal
from storage.audit import AuditFilter
from storage.memory import MemoryDatabase
from storage.people import LinkedIdentity, Person
from storage.roles import ASSOCIATION, RoleAssignment, Scope
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW

ZONE = ZoneInfo("Europe/Copenhagen")
ADMINS = ("slack:T0TEST001:U0ADMIN01", "slack:T0TEST001:U0ADMIN02")
OTHERS = tuple(f"matrix:@person{number}:example.org" for number in range(4))
EVERYBODY = (*ADMINS, *OTHERS)
SCOPES: tuple[tuple[Role, Scope], ...] = (
    ("produktkoordinator", Scope("product", "os2mo")), ("gruppemedlem", Scope("group", "os2mo/styregruppe")), ("admin", ASSOCIATION),
    ("forperson", Scope("group", "os2mo/styregruppe")), ("kontaktperson", Scope("organisation", "aarhus")),
)  # fmt: skip
ORGANISATIONS = (None, "aarhus", "odense")

who = st.sampled_from(EVERYBODY)
mostly_admins = st.sampled_from((ADMINS[0], ADMINS[0], ADMINS[1], *OTHERS))
days = st.integers(0, 40)
at_once = st.sampled_from((True, True, True, False))
"""Whether the yes follows at once, or later, or never."""
appointing = st.tuples(
    st.just("appoint"), mostly_admins, at_once, st.sampled_from((*SCOPES[:1] * 4, *SCOPES)), who, st.sampled_from(ORGANISATIONS), days, st.booleans()
)
seldom_admins = st.sampled_from((*OTHERS * 4, *ADMINS))
acts = st.one_of(
    appointing,
    appointing,
    appointing,
    st.tuples(st.just("end"), mostly_admins, at_once, st.integers(0, 30), days),
    st.tuples(st.just("hand_over"), mostly_admins, at_once, st.integers(0, 30), who, days),
    st.tuples(st.just("confirm_role"), mostly_admins, at_once, st.integers(0, 30)),
    st.tuples(st.just("settle"), mostly_admins, st.sampled_from(["confirm", "cancel", "undo", "undo"])),
    st.tuples(st.just("erase"), seldom_admins, at_once),
    st.tuples(st.just("merge"), seldom_admins, at_once, seldom_admins),
    st.tuples(st.just("pass"), st.integers(1, 60)),
)


@dataclass
class World:
    """The bot's memory, the clock, and everything that was ever seen of roles."""

    database: MemoryDatabase = field(default_factory=MemoryDatabase)
    now: datetime = NOW
    seen: dict[str, RoleAssignment] = field(default_factory=dict)
    merged: list[frozenset[str | None]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    async def begin(self) -> None:
        await appoint_first_admins(self.database, ADMINS, self.now, ZONE)
        async with self.database.unit_of_work() as unit:
            for identity in OTHERS:
                person = Person(id=uuid4().hex, created_at=self.now, seen_on=self.today)
                await unit.people.add(person)
                await unit.people.attach(LinkedIdentity(identity=identity, person=person.id, linked_at=self.now))
            await unit.commit()

    async def act(self, identity: str, work: Callable[[UnitOfWork, Actor, Changes], Awaitable[object]]) -> None:
        """One message of this person: kept whole, or refused and nothing kept."""
        async with self.database.unit_of_work() as unit:
            actor = await actor_of(Message(id="m", conversation="c", sender=identity, text="", private=True), unit, self.today)
            try:
                await work(unit, actor, Changes(unit, actor, self.now, self.today))
            except Refusal:
                return
            await unit.commit()

    async def do(self, act: tuple[Any, ...]) -> None:
        match act:
            case ("pass", number):
                self.now += timedelta(days=number)
            case ("settle", identity, how):
                await self.act(identity, lambda unit, actor, changes: self._settle(unit, actor, changes, how))
            case (_, identity, yes, *_):
                await self.act(identity, lambda unit, actor, changes: self._propose(act, unit, actor, changes))
                if yes:
                    await self.act(identity, lambda unit, actor, changes: self._settle(unit, actor, changes, "confirm"))

    async def _propose(self, act: tuple[Any, ...], unit: UnitOfWork, actor: Actor, changes: Changes) -> None:
        match act:
            case ("appoint", _, _, (role, scope), holder, organisation, after, careless):
                await self._appoint(unit, changes, role, scope, holder, organisation, after, careless=careless)
            case ("end", _, _, place, after):
                await self._end(unit, changes, place, after)
            case ("hand_over", _, _, place, holder, after):
                await self._hand_over(unit, changes, place, holder, after)
            case ("confirm_role", _, _, place):
                await self._still(unit, changes, place)
            case ("erase", _, _):
                await self._erase(unit, actor, changes)
            case ("merge", first, _, second):
                await self._merge(unit, changes, first, second)

    async def _person(self, unit: UnitOfWork, identity: str) -> str | None:
        person = await unit.people.of(identity)
        return person.id if person else None

    async def _held(self, unit: UnitOfWork, place: int) -> RoleAssignment:
        held = [each for each in await unit.roles.everything() if not each.withdrawn and (each.valid_to is None or each.valid_to > self.today)]
        if not held:
            raise Refusal("role.none_held")
        known = list(self.seen)  # ids are drawn by lot: the order in which they came is not
        return sorted(held, key=lambda each: known.index(each.id) if each.id in known else len(known))[place % len(held)]

    def _made(self, role: Role, scope: Scope, person: str | None, organisation: str | None, start: date) -> RoleAssignment:
        if person is None and organisation is None:
            raise Refusal("role.none_held")
        return RoleAssignment(
            id=uuid4().hex, role=role, scope=scope, person=person, organisation=organisation, valid_from=start, recorded_at=self.now, confirmed_at=self.now
        )  # fmt: skip

    async def _appoint(
        self, unit: UnitOfWork, changes: Changes, role: Role, scope: Scope, holder: str, organisation: str | None, after: int, *, careless: bool
    ) -> None:
        """`careless`: whoever holds a sole role is not ended with it, as no handler would plan it."""
        start = self.today + timedelta(days=after)
        made = self._made(role, scope, await self._person(unit, holder), organisation, start)
        stops = [each for each in await unit.roles.over(scope, role) if ROLES[role].sole and each.overlaps(start, None) and each.valid_from <= start]
        ended = [] if careless else [Step(each, replace(each, valid_to=start)) for each in stops]
        await changes.propose("role.appoint", [*ended, Step(None, made)])

    async def _end(self, unit: UnitOfWork, changes: Changes, place: int, after: int) -> None:
        held = await self._held(unit, place)
        await changes.propose("role.end", [Step(held, replace(held, valid_to=max(held.valid_from, self.today + timedelta(days=after))))])

    async def _hand_over(self, unit: UnitOfWork, changes: Changes, place: int, holder: str, after: int) -> None:
        held = await self._held(unit, place)
        day = max(held.valid_from, self.today + timedelta(days=after))
        made = self._made(held.role, held.scope, await self._person(unit, holder), None, day)
        await changes.propose("role.hand_over", [Step(held, replace(held, valid_to=day)), Step(None, made)])

    async def _still(self, unit: UnitOfWork, changes: Changes, place: int) -> None:
        held = await self._held(unit, place)
        await changes.propose("role.confirm", [Step(held, replace(held, confirmed_at=self.now))])

    async def _settle(self, unit: UnitOfWork, actor: Actor, changes: Changes, how: str) -> None:
        request = await (unit.requests.last_applied(actor.identity) if how == "undo" else unit.requests.waiting(actor.identity, "c"))
        if request:
            await {"confirm": changes.confirm, "cancel": changes.cancel, "undo": changes.undo}[how](request.id)

    async def _erase(self, unit: UnitOfWork, actor: Actor, changes: Changes) -> None:
        if actor.person:
            await changes.propose("person.forget", [Step(actor.person, None)])

    async def _merge(self, unit: UnitOfWork, changes: Changes, first: str, second: str) -> None:
        steps = await joined(first, second, unit, self.now, self.today)
        await changes.propose("identity.link", steps)

    async def check(self) -> None:
        async with self.database.unit_of_work() as unit:
            every = {each.id: each for each in await unit.roles.everything()}
            self._check_sole(list(every.values()))
            assert any(each.role == "admin" and each.person and each.holds_on(self.today) for each in every.values()), "an admin is always there"
            for each in every.values():
                assert not each.overlaps(self.today, None) or each.person or each.organisation or each.mailbox, "a role that lasts is held by somebody"
                assert each.person is None or await unit.people.person(each.person) is not None, "whoever holds a role exists"
            await self._check_history(every, unit)
            await self._check_audit(every, unit)
            self.seen = every

    def _check_sole(self, every: Sequence[RoleAssignment]) -> None:
        for one in every:
            for other in every:
                same = one.id != other.id and (one.role, one.scope) == (other.role, other.scope) and ROLES[one.role].sole
                lasts = not one.withdrawn and (one.valid_to is None or one.valid_to > one.valid_from)
                assert not (same and lasts and other.overlaps(one.valid_from, one.valid_to)), "a sole role has one holder at a time"

    async def _check_history(self, every: dict[str, RoleAssignment], unit: UnitOfWork) -> None:
        for id_, before in self.seen.items():
            after = every[id_]  # nothing that was there is gone
            fixed = ("role", "scope", "valid_from", "recorded_at", "organisation", "mailbox", "source")
            assert all(getattr(before, name) == getattr(after, name) for name in fixed), "what was recorded stays"
            assert after.person in (before.person, None) or {before.person, after.person} <= await self._same(after.person, unit), (
                "only merging changes a holder"
            )

    async def _same(self, person: str | None, unit: UnitOfWork) -> frozenset[str | None]:
        """The ids that are, or were until a moment ago, one person's."""
        found = await unit.people.person(person or "")
        if found and found.merged:
            self.merged.append(frozenset({found.id, *found.merged}))
        return frozenset().union(*(ids for ids in self.merged if person in ids))

    async def _check_audit(self, every: dict[str, RoleAssignment], unit: UnitOfWork) -> None:
        """The audit, replayed from the first event to the last, is the present."""
        replayed: dict[str, Any] = {}
        for event in reversed(await unit.audit.find(AuditFilter())):
            kind, _, id_ = event.subject.partition("/")
            if kind == "role_assignments" and event.outcome == "done":
                assert {**event.before, "version": 0} == {**replayed.get(id_, {}), "version": 0}, "each event goes on from where the last one ended"
                replayed[id_] = event.after
        assert {id_: {**each, "version": 0} for id_, each in replayed.items()} == {id_: {**audited(each), "version": 0} for id_, each in every.items()}


@settings(max_examples=600)
@given(st.lists(acts, min_size=5, max_size=40))
def test_whatever_is_done_in_whatever_order_the_rules_of_roles_hold(done: list[tuple[Any, ...]]) -> None:
    async def play() -> None:
        world = World()
        await world.begin()
        await world.check()
        for act in done:
            await world.do(act)
            await world.check()

    asyncio.run(play())
