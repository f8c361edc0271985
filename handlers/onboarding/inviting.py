# SPDX-License-Identifier: MPL-2.0
"""How the organisation's people come into a run: by a code that one of them uses once, or because somebody who carries it on names them."""

from dataclasses import replace
from datetime import timedelta

from config.flows.flow import INVITED, Owner
from config.roles import Role
from handlers.changing.describing_onboarding import said_subject
from handlers.changing.steps import Step
from handlers.changing.telling import Told
from handlers.changing.vouching import vouched
from handlers.linking import digest, fresh_code
from handlers.message import Query
from handlers.onboarding.answering import Saying, Speaking
from handlers.onboarding.finding import Found
from handlers.onboarding.owners import carried_on_by
from handlers.onboarding.rights import of_run
from handlers.onboarding.showing import open_it, summary
from handlers.parties import Parties, newcomer
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Heading, Paragraph, Phrase, Reply, say
from storage.link_codes import GUESSED_WITHIN, GUESSES
from storage.onboarding import INVITATION_VALID, STANDING, Invitation, OnboardingRun

_SPEAKING: tuple[Owner, ...] = ("contact_person", "signatory")
"""Parts in which somebody speaks for the organisation."""
_TRUSTED: tuple[Role, ...] = ("sekretariat", "admin")


async def invite_participant(query: Query, speaking: Speaking) -> Reply:
    """Somebody who is mentioned takes part at once; else there is a code to hand on, once."""
    saying = speaking.of(query)
    found = await saying.finding.one()
    await speaking.changes.permit("onboarding.manage", of_run(found.run))
    owner = _owner(query, found)
    who = await Parties(speaking.actor, speaking.unit.people, speaking.now, saying.finding.today).mentioned(query)
    if who.person:
        _check_not_oneself(who.person, owner, found.run, saying)
        after = replace(found.run, participants={**found.run.participants, owner: who.person}, touched="", touched_at=speaking.now)
        return await speaking.changes.propose("onboarding.manage", [*who.steps, Step(found.run, after)])
    return await _code(saying, found, owner)


def _owner(query: Query, found: Found) -> Owner:
    """Which part they take: the one that is named; the only one that nobody has; else it is asked."""
    parts = [each for each in INVITED if any(step.owner == each for step in found.flow.steps)]
    named = query.slots.get("owner") or query.slots.get("item", "")
    if wanted := next((each for each in parts if each == named), None):
        return wanted
    if named in INVITED:
        raise Refusal("onboarding.no_such_part", flow=found.flow.title, owner=Phrase(f"onboarding.owner.{named}"))
    missing = [each for each in parts if each not in found.run.participants] or parts
    if len(missing) == 1:
        return missing[0]
    slots = {name: value for name, value in query.slots.items() if name == "person"} | {"run": found.run.id}
    raise asking("onboarding.ask.part", choices=tuple(Choice(Phrase(f"onboarding.owner.{each}"), query.intent, {**slots, "owner": each}) for each in parts))


def _check_not_oneself(person: str, owner: str, run: OnboardingRun, saying: Saying) -> None:
    """Whoever carries a run on does not speak for its organisation by their own word, unless they work there, or are the secretariat."""
    actor = saying.speaking.actor
    of_it = actor.organisation == run.organisation or any(actor.holds(role) for role in _TRUSTED)
    if person == actor.id and owner in _SPEAKING and not of_it:
        raise Refusal("onboarding.not_oneself", forbidden="onboarding.join", owner=Phrase(f"onboarding.owner.{owner}"))


async def _code(saying: Saying, found: Found, owner: Owner) -> Reply:
    """Only where nobody else reads it: whoever has the code takes part."""
    speaking = saying.speaking
    if not speaking.actor.private:
        raise Refusal("private.needed", in_private=True)
    vouched(speaking.actor, "onboarding.manage")
    code = fresh_code()
    invitation = Invitation(digest=digest(code), run=found.run.id, owner=owner, by=speaking.actor.id, expires_at=speaking.now + INVITATION_VALID)
    await speaking.unit.onboarding.invite(invitation)
    await speaking.changes.pass_on("onboarding.manage", of_run(found.run), f"organisation/{found.run.organisation}", ())
    days = INVITATION_VALID // timedelta(days=1)
    return Reply(parts=(say("onboarding.code", code=code, count=days, owner=Phrase(f"onboarding.owner.{owner}")), say("onboarding.code.hand_on", code=code)))


async def join_onboarding(query: Query, speaking: Speaking) -> Reply:
    """Whoever brings a code takes part, and is welcomed: how long it takes, and what comes first."""
    if not speaking.actor.private:
        raise Refusal("private.needed", in_private=True)
    if "code" not in query.slots:
        raise asking("onboarding.ask.code", "code")
    vouched(speaking.actor, "onboarding.join")
    return await joined(await taken(query.slots["code"], speaking), speaking, query)


async def taken(code: str, speaking: Speaking) -> Invitation:
    """A wrong, an old and a used code are all one answer: a guess learns nothing."""
    actor = speaking.actor
    if await speaking.unit.link_codes.guesses(actor.identity, speaking.now - GUESSED_WITHIN) >= GUESSES:
        raise Refusal("link.too_many", forbidden="onboarding.join")
    invitation = await speaking.unit.onboarding.take_invitation(digest(code), speaking.now)
    if invitation is None:
        raise Refusal("onboarding.wrong_code", forbidden="onboarding.join", guess=True)
    return invitation


async def joined(invitation: Invitation, speaking: Speaking, query: Query) -> Reply:
    saying = speaking.of(query)
    run = await speaking.unit.onboarding.run(invitation.run)
    if run is None or run.state not in STANDING:
        raise Refusal("onboarding.over_for_you")
    person, steps = (speaking.actor.person, ()) if speaking.actor.person else newcomer(
        speaking.actor.identity, speaking.now, saying.finding.today, organisation=run.organisation or None, informed=True
    )  # fmt: skip
    if invitation.by == person.id:
        _check_not_oneself(person.id, invitation.owner, run, saying)
    after = replace(run, participants={**run.participants, invitation.owner: person.id}, touched="", touched_at=speaking.now)
    found = await saying.finding.found(after)
    told = _replaced(run, invitation, person.id, found)
    return await speaking.changes.at_once("onboarding.join", [*steps, Step(run, after)], await _welcome(saying, found, invitation), told=told)


def _replaced(run: OnboardingRun, invitation: Invitation, person: str, found: Found) -> list[Told]:
    """Whoever had this part before hears that somebody else has it now, and so does whoever carries the run on."""
    before = run.participants.get(invitation.owner)
    if before in (None, person):
        return []
    said = say("told.run.replaced", flow=found.flow.title, owner=Phrase(f"onboarding.owner.{invitation.owner}"))
    return [Told(to, (said,)) for to in dict.fromkeys((f"person/{before}", *carried_on_by(run)))]


async def _welcome(saying: Saying, found: Found, invitation: Invitation) -> Reply:
    subject = await said_subject(found.run, saying.speaking.unit)
    heading = Heading(Phrase("onboarding.label", {"flow": found.flow.title, "subject": subject}))
    takes = say("onboarding.welcome.takes", count=found.flow.weeks, minutes=found.flow.minutes, owner=Phrase(f"onboarding.owner.{invitation.owner}"))
    own = [each.step for each in found.progress.open if each.step.owner == invitation.owner]
    parts = (heading, Paragraph(found.flow.welcome), takes, Paragraph(summary(found.run)), say("onboarding.welcome.aside"), say("privacy.onboarding"))
    return Reply(parts=parts, choices=tuple(open_it(found, step) for step in own[:3]))
