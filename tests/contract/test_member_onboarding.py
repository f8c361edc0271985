# SPDX-License-Identifier: MPL-2.0
"""An organisation becomes a member: from the first command to the end, over weeks, by four people on three platforms, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.composing import Composing
from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.changing.records import audited
from handlers.message import LANGUAGES, Asked, Language
from handlers.posts.onboarding_plan import OnboardingPlanner
from handlers.reply import Reply
from storage.audit import AuditFilter
from storage.deliveries import DeliveryFilter
from storage.onboarding import OnboardingRun
from storage.roles import Scope
from storage.unit_of_work import Database
from tests.cast import assemble
from tests.conftest import NOW
from tests.dialogues import Cast
from tests.talking import Heard, Talk

PEOPLE = {
    "secretary": Cast("slack:T0TEST001:U0SEK0001", ("sekretariat association",)),
    "chair": Cast("slack:T0TEST001:U0FORMAND", ("forperson group bestyrelse",)),
    "contact": Cast("matrix:@karen:example.org"),
    "signatory": Cast("console"),
}
ON_SLACK = ("secretary", "chair")
"""Where forms are shown: what is filled in comes whole."""
WORDS: Mapping[Language, Mapping[str, str]] = {
    "da": {
        "begin": "Onboard Gladsaxe Kommune", "yes": "ja", "invite contact": "inviter kontaktpersonen", "invite signatory": "inviter underskriveren hos Gladsaxe",
        "join": "deltag", "mine": "mine trin", "fill in": "udfyld trin {}", "skip": "spring over", "send": "send", "approve": "godkend trin {}",
        "done": "trin {} er færdigt", "reject": "afvis trin {}: side 2 mangler", "step": "vis trin {}", "day": "3. december", "status": "hvor langt er Gladsaxe?",
    },
    "en": {
        "begin": "Please onboard Gladsaxe", "yes": "yes", "invite contact": "invite the contact person", "invite signatory": "invite the signatory of Gladsaxe",
        "join": "join", "mine": "my steps", "fill in": "fill in step {}", "skip": "skip", "send": "send", "approve": "approve step {}",
        "done": "step {} is done", "reject": "reject step {}: page 2 is missing", "step": "show step {}", "day": "3 December", "status": "how far is Gladsaxe?",
    },
}  # fmt: skip

ZONE = ZoneInfo("Europe/Copenhagen")
CHECKED_IN = (30, 91)
"""Days after the end: 30 and 90, and where that is no working day, the next one."""


@dataclass
class Weeks:
    """Everybody, and the day it is. `last`: what was answered to each of them last."""

    database: Database
    language: Language
    now: datetime = NOW
    last: dict[str, Heard] = field(default_factory=dict)

    def __post_init__(self) -> None:
        dispatcher, localiser = Dispatcher(self.database, load_intents()), Localiser()
        self._talks = {who: Talk(dispatcher, localiser, cast.identity, step_by_step=who not in ON_SLACK) for who, cast in PEOPLE.items()}

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)

    async def say(self, who: str, words: str, *, number: int | None = None) -> Heard:
        """`words`: as WORDS has them, else as they are."""
        return await self._heard(who, WORDS[self.language].get(words, words).format(number), None)

    async def choose(self, who: str, place: int, **filled_in: str) -> Heard:
        """A button of the last answer, from 0; and what is filled in in the form that it opens."""
        choice = self.last[who].answer.reply.choices[place]
        return await self._heard(who, "", Asked(choice.intent, {**choice.slots, **filled_in}))

    async def _heard(self, who: str, words: str, asks: Asked | None) -> Heard:
        self.now += timedelta(minutes=1)
        heard = await self._talks[who].say(words, self.now, asks=asks)
        assert heard.outcome in ("answered", "asked_back", "proposed"), f"{who}, {words or asks}: {heard.text}"
        assert not words or heard.language == self.language
        self.last[who] = heard
        return heard

    async def runs(self) -> dict[str, OnboardingRun]:
        async with self.database.unit_of_work() as unit:
            return {each.flow: each for each in await unit.onboarding.everything()}

    async def run(self) -> OnboardingRun:
        return (await self.runs())["new_member"]


@pytest.fixture(params=LANGUAGES)
async def weeks(request: pytest.FixtureRequest, database: Database, catalogue: None) -> Weeks:
    await assemble(database, PEOPLE)
    return Weeks(database, request.param)


async def _code(weeks: Weeks, words: str) -> str:
    heard = await weeks.say("secretary", words)
    return next(word.strip('.,:"') for word in heard.text.split() if word.count("-") == 1 and len(word.strip('.,:"')) == 11)


async def _begun_and_invited(weeks: Weeks) -> None:
    assert (await weeks.say("secretary", "begin")).outcome == "proposed"
    await weeks.choose("secretary", 0)
    for who in ("contact", "signatory"):
        code = await _code(weeks, f"invite {who}")
        weeks.pass_days(1)
        await weeks.say(who, f"{WORDS[weeks.language]['join']} {code}")


async def _answered_by_the_organisation(weeks: Weeks) -> None:
    """Field by field, with a break over the weekend."""
    await weeks.say("contact", "fill in", number=2)
    for answer in ("Karen Eksempel", "karen@gladsaxe.example", "skip", "skip", "62 76 11 13"):
        await weeks.say("contact", answer)
    weeks.now += timedelta(hours=20)
    for answer in ("5798000123458", "skip", "send"):
        await weeks.say("contact", answer)
    for answer in ("fill in", "day", "10", "send"):
        await weeks.say("contact", answer, number=1)
    weeks.pass_days(7)
    await weeks.say("signatory", "approve", number=3)
    await weeks.say("signatory", "done", number=4)


async def _countersigned_at_the_second_attempt(weeks: Weeks) -> None:
    weeks.pass_days(5)
    await weeks.say("chair", "mine")
    await weeks.say("chair", "reject", number=5)
    weeks.pass_days(2)
    assert "2" in (await weeks.say("signatory", "mine")).text
    await weeks.choose("signatory", 0)
    weeks.pass_days(3)
    await weeks.say("chair", "mine")
    await weeks.choose("chair", 0)


async def _registered(weeks: Weeks) -> None:
    weeks.pass_days(2)
    assert (await weeks.say("secretary", "done", number=6)).outcome == "proposed"
    await weeks.say("secretary", "yes")
    weeks.pass_days(3)
    await weeks.say("secretary", "done", number=7)


async def _settled_in(weeks: Weeks) -> None:
    """What the organisation wants: an introduction, a product, people in a group."""
    for number in (8, 10, 13):
        await weeks.say("contact", "step", number=number)
        await weeks.choose("contact", 0)
    await weeks.say("contact", "fill in", number=11)
    for answer in ("OS2kle", "skip", "skip", "send", "yes"):
        await weeks.say("contact", answer)
    await _of_the_membership(weeks, "contact", "fill in", 14)
    for answer in ("OS2kle", "send"):
        await weeks.say("contact", answer)
    weeks.pass_days(10)
    await _of_the_membership(weeks, "contact", "done", 15)
    await _of_the_membership(weeks, "secretary", "step", 9)
    await weeks.choose("secretary", 0, date=(weeks.now + timedelta(days=5)).date().isoformat(), time="13.00")
    for number in (16, 17):
        await _of_the_membership(weeks, "secretary", "done", number)


async def _of_the_membership(weeks: Weeks, who: str, words: str, number: int) -> None:
    """There are two runs by now, so it is asked which is meant; the older one stands first."""
    assert (await weeks.say(who, words, number=number)).outcome == "asked_back"
    await weeks.choose(who, 0)


async def _everything(weeks: Weeks) -> None:
    for part in (_begun_and_invited, _answered_by_the_organisation, _seen_by_all, _countersigned_at_the_second_attempt, _registered, _settled_in):
        await part(weeks)


async def _seen_by_all(weeks: Weeks) -> None:
    waiting = {"da": "4 af 17, venter på sekretariatet", "en": "4 of 17, waiting for the secretariat"}[weeks.language]
    for who in PEOPLE:
        assert waiting in (await weeks.say(who, "status")).text


async def test_four_people_on_three_platforms_take_an_organisation_from_the_first_command_to_membership(weeks: Weeks) -> None:
    await _everything(weeks)
    done = await weeks.run()
    assert (done.state, done.done, done.total, done.organisation, done.language) == ("completed", 16, 16, "gladsaxe", weeks.language)
    assert done.ended_at is not None
    assert done.ended_at - done.started_at > timedelta(weeks=4)
    assert {record.state for record in done.steps.values()} == {"done"}
    await _check_what_it_brought_about(weeks, done)
    await _asked_how_it_goes(weeks, done)
    await _check_the_audit(weeks)


async def _check_what_it_brought_about(weeks: Weeks, done: OnboardingRun) -> None:
    affiliation = (await weeks.runs())["product_affiliation"]
    assert (affiliation.state, affiliation.organisation, affiliation.product) == ("active", "gladsaxe", "os2kle")
    assert affiliation.participants == done.participants
    async with weeks.database.unit_of_work() as unit:
        organisation = await unit.directory.organisation("gladsaxe")
        assert organisation is not None
        assert organisation.membership == "documented"
        held = await unit.roles.over(Scope("organisation", "gladsaxe"), "kontaktperson")
        assert [each.person for each in held] == [done.participants["contact_person"]]
        karen = await unit.people.of(PEOPLE["contact"].identity)
        assert karen is not None
        assert (karen.id, karen.organisation) == (done.participants["contact_person"], "gladsaxe")


async def _asked_how_it_goes(weeks: Weeks, done: OnboardingRun) -> None:
    """A month and three months after the end; the second time they want help, and whoever carried it on hears of it."""
    planner, composing = OnboardingPlanner("da", ZONE), Composing(weeks.database, POSTS, load_intents(), ["slack"], ZONE)
    assert done.ended_at is not None
    async with weeks.database.unit_of_work() as unit:
        plan = await planner.plan(unit, done.ended_at, done.ended_at + timedelta(days=120))
    asked = [each for each in plan.wanted if each.kind == "onboarding_check_in"]
    assert [(each.target, (each.due_at.date() - done.ended_at.date()).days) for each in asked] == [
        (f"person/{done.participants['contact_person']}", days) for days in CHECKED_IN
    ]
    for delivery, place in zip(asked, (0, 1), strict=True):
        weeks.now = delivery.due_at
        [reply] = await composing.previews([delivery])
        assert isinstance(reply, Reply)
        weeks.last["contact"] = replace(weeks.last["contact"], answer=replace(weeks.last["contact"].answer, reply=reply))
        await weeks.choose("contact", place)
    async with weeks.database.unit_of_work() as unit:
        [help_wanted] = await unit.deliveries.find(DeliveryFilter(kinds=("onboarding_help",)))
    assert help_wanted.target == f"person/{done.owner}"


async def _check_the_audit(weeks: Weeks) -> None:
    """Every change of a run stands in it, each going on from where the last one ended, up to what is there now; and no answer about a person does."""
    async with weeks.database.unit_of_work() as unit:
        events = [each for each in reversed(await unit.audit.find(AuditFilter(outcome="done"), limit=1_000)) if each.subject.startswith("onboarding_runs/")]
        for run in await unit.onboarding.everything():
            own = [event for event in events if event.subject == f"onboarding_runs/{run.id}"]
            assert len(own) == run.version + 1
            for before, after in pairwise(own):
                assert {**(after.before or {}), "version": 0} == {**(before.after or {}), "version": 0}
            assert {**(own[-1].after or {}), "version": run.version} == audited(run)
        assert "gladsaxe.example" not in str([(each.before, each.after) for each in events])
