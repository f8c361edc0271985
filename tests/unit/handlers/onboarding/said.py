# SPDX-License-Identifier: MPL-2.0
"""A secretariat, the people of one organisation and a stranger, who say things to the bot by choice, as a button does."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.acquaintance import actor_of
from bot.adapters.console.render import render
from bot.localise import Localiser
from bot.wiring import Context, parameters, services
from config.flows.flow import Flow
from config.intents.intent import load_intents
from handlers import HANDLERS
from handlers.message import Doubt, Message, Query
from handlers.onboarding.progress import progress
from handlers.refusal import Refusal
from handlers.reply import Paragraph, Reply
from storage.memory import MemoryDatabase
from storage.memory.state import State
from storage.onboarding import OnboardingRun
from storage.people import LinkedIdentity, Person
from storage.roles import ASSOCIATION, RoleAssignment, Scope
from storage.seeding import seed
from tests.conftest import NOW
from tests.unit.handlers.onboarding.flows import FLOW, NEWER

ZONE = ZoneInfo("Europe/Copenhagen")
SECRETARIAT, CONTACT, SIGNATORY, STRANGER, NEW = (f"slack:T0TEST001:U0{name}" for name in ("SEK", "KONTAKT", "LEDER", "FREMMED", "NY"))
EVERYBODY = (SECRETARIAT, CONTACT, SIGNATORY, STRANGER)
_ROLES = ((SECRETARIAT, "sekretariat", ASSOCIATION), (STRANGER, "kontaktperson", Scope("organisation", "odense")))


NOTHING: Mapping[str, str] = {}
_catalogue: list[State] = []


async def _seeded() -> State:
    """Read once: it is the same for all."""
    if not _catalogue:
        database = MemoryDatabase()
        await seed(database)
        _catalogue.append(database.state)
    return _catalogue[0].copied()


class Room:
    """`flow`: as the file has it now. Each message is a transaction: kept whole, or refused and nothing kept."""

    def __init__(self, flow: Flow = FLOW) -> None:
        self.database, self.now, self.flow = MemoryDatabase(), NOW, flow
        self.ids: dict[str, str] = {}
        self.pinned: dict[int, Flow] = {}

    async def prepare(self) -> None:
        self.database.state = await _seeded()
        async with self.database.unit_of_work() as unit:
            for identity in EVERYBODY:
                person = Person(id=uuid4().hex, created_at=NOW, seen_on=NOW.date(), organisation="odense" if identity == STRANGER else None)
                await unit.people.add(person)
                await unit.people.attach(LinkedIdentity(identity=identity, person=person.id, linked_at=NOW))
                self.ids[identity] = person.id
            for identity, role, scope in _ROLES:
                held = RoleAssignment(
                    id=uuid4().hex, role=role, scope=scope, person=self.ids[identity], valid_from=NOW.date(), recorded_at=NOW, confirmed_at=NOW  # type: ignore[arg-type]
                )  # fmt: skip
                await unit.roles.add(held)
            await unit.commit()

    async def begin(self) -> None:
        """The secretariat begins it, and names the people of the organisation."""
        await self.prepare()
        await self.say(SECRETARIAT, "begin_onboarding", organisation="favrskov", flow=self.flow.flow)
        for owner, identity in (("contact_person", CONTACT), ("signatory", SIGNATORY)):
            await self.say(SECRETARIAT, "invite_participant", owner=owner, person=identity)

    async def say(
        self, identity: str, intent: str, given: Mapping[str, str] = NOTHING, *, yes: bool = True, dies: bool = False, **slots: str
    ) -> Reply | Refusal:
        """`yes`: to what it shows. `dies`: the process is killed before its transaction is kept."""
        asked = {name: value for name, value in {**given, **slots}.items() if value}
        said = await self.sent(identity, lambda context: HANDLERS[intent](Query(intent=intent, slots=asked), **_services(intent, context)), dies=dies)
        if yes and isinstance(said, Reply) and said.outcome == "proposed":
            return await self.sent(identity, _confirmed, dies=dies)
        return said

    async def sent(
        self, identity: str, work: Callable[[Context], Awaitable[Reply]], *, dies: bool = False, private: bool = True, doubt: Doubt = "", channel: str = ""
    ) -> Reply | Refusal:
        async with self.database.unit_of_work() as unit:
            message = Message(id="m", conversation=identity, sender=identity, text="", private=private, doubt=doubt, channel=channel)
            actor = await actor_of(message, unit, self.now.astimezone(ZONE).date())
            context = Context(unit, unit.directory, load_intents(), actor, self.now, ZONE, flows=lambda: {self.flow.flow: self.flow})
            try:
                reply = await work(context)
            except Refusal as refusal:
                return refusal
            if not dies:
                await unit.commit()
            return reply

    async def go_on(self, count: int) -> None:
        """Whoever it waits for does what is next, so many times."""
        for _ in range(count):
            run = self.run
            for each in progress(run, self.flow_of(run), self.now, ZONE).open[:1]:
                identity = {"contact_person": CONTACT, "signatory": SIGNATORY}.get(each.step.owner, SECRETARIAT)
                await self.say(identity, "answer_step", answers_to(each.step.kind), run=run.id, step=each.step.id)

    @property
    def run(self) -> OnboardingRun:
        return next(iter(self.database.state.onboarding_runs.values()))

    def flow_of(self, run: OnboardingRun) -> Flow:
        return self.pinned.get(run.flow_version) or (self.flow if self.flow not in (FLOW, NEWER) else FLOW if run.flow_version == 1 else NEWER)


async def _confirmed(context: Context) -> Reply:
    waiting = await context.unit.requests.waiting(context.actor.identity, context.actor.conversation)
    return await context.speaking.changes.confirm(waiting.id) if waiting else Reply(parts=())


def answers_to(kind: str) -> Mapping[str, str]:
    return {"value": {"choice": "yes", "approval": "approved"}.get(kind, "done"), "mail": "a@example.org", "text": "noget"}


def _services(intent: str, context: Context) -> Mapping[str, object]:
    return services(parameters(HANDLERS[intent]), context)


def words(said: Reply | Refusal) -> str:
    """As it is read, in Danish."""
    reply = said if isinstance(said, Reply) else Reply(parts=(Paragraph(said.phrase),))
    return render(Localiser().reply(reply, "da"), width=10_000)
