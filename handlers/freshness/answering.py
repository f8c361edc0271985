# SPDX-License-Identifier: MPL-2.0
"""What somebody answers who was asked whether a fact still holds: it does, it has changed, or they cannot know."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.catalogue.entries import Adoption, DocumentedRole
from config.freshness import Rules
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.changing.telling import Told, of_secretariat
from handlers.freshness.asked_of import SHOWN, Waiting, check_alone, choices, listed, may_hear, standings, three, waiting_for
from handlers.freshness.fact_ids import role_in
from handlers.freshness.saying import FactWords
from handlers.freshness.standing import Standing
from handlers.message import Query
from handlers.refusal import Refusal, asking
from handlers.reply import Bullets, Choice, Heading, Paragraph, Part, Phrase, Reply, say
from handlers.roles.giving import as_confirmed
from storage.freshness import FactReview
from storage.people import People
from storage.roles import RoleAssignments
from storage.unit_of_work import UnitOfWork

_MOST = 50
"""Facts that are answered at once: what a button carries is told by a stranger."""


async def answer_fact(
    query: Query, actor: Actor, unit: UnitOfWork, people: People, roles: RoleAssignments, changes: Changes, freshness_rules: Rules, now: datetime, today: date, zone: ZoneInfo,
) -> Reply:  # fmt: skip
    """Of the facts that are named, or that the speaker was asked about; asks which, where that may be several, and shows what is left to answer."""
    check_alone(actor)
    found = await standings(unit, freshness_rules, today, zone)
    words = FactWords(unit.directory, people, actor.id)
    own = waiting_for(actor.id, found) if actor.person else []
    meant = _named(query, [each for each in found if may_hear(each, actor)]) if query.slots.keys() & {"fact", "facts"} else _only(own, query)
    answer = query.slots.get("answer") or query.slots.get("item", "")
    if not meant:
        return await _which(own, words, answer)
    if answer not in _ANSWERED:
        return await _one(meant[0], words)
    answering = _Answering(unit, actor, changes, roles, words, now, today)
    reply = await _ANSWERED[answer](answering, meant)
    left = [each for each in own if each.now.fact.id not in {one.fact.id for one in meant}]
    return await _with_left(reply, left, words)


def _named(query: Query, found: Sequence[Standing]) -> list[Standing]:
    ids = dict.fromkeys([query.slots["fact"]] if "fact" in query.slots else query.slots["facts"].split()[:_MOST])
    known = {each.fact.id: each for each in found}
    if not all(each in known for each in ids):
        raise Refusal("freshness.gone")
    return [known[each] for each in ids]


def _only(own: Sequence[Waiting], query: Query) -> list[Standing]:
    """The one that is waited for; all of them, where that is said."""
    if len(own) == 1 or (query.slots.get("item") == "all" and own):
        return [each.now for each in own]
    return []


async def _which(own: Sequence[Waiting], words: FactWords, answer: str) -> Reply:
    if not own:
        raise Refusal("freshness.nothing_waits", outcome="answered")
    raise asking("freshness.which", choices=await choices(own[:SHOWN], words, answer))


async def _one(now: Standing, words: FactWords) -> Reply:
    """One fact with its three answers."""
    parts = (Heading(await words.under(now.fact)), Paragraph(await words.line(now)), say("freshness.three"))
    return Reply(parts=parts, outcome="asked_back", choices=three(now.fact.id))


async def _with_left(reply: Reply, left: Sequence[Waiting], words: FactWords) -> Reply:
    """What else the speaker was asked, with its choices, below what was done."""
    if not left:
        return reply
    shown = left[:SHOWN]
    parts: list[Part] = [say("freshness.left", count=len(left)), *await listed(shown, words)]
    return replace(reply, parts=(*reply.parts, *parts), choices=(*reply.choices, *await choices(shown, words)))


@dataclass(frozen=True, slots=True)
class _Answering:
    """By one speaker, now."""

    unit: UnitOfWork
    actor: Actor
    changes: Changes
    roles: RoleAssignments
    words: FactWords
    now: datetime
    today: date

    async def right(self, meant: Sequence[Standing]) -> Reply:
        """It is confirmed; who was asked is forgotten."""
        steps = [step for each in meant for step in await self._confirmed(each)]
        reply = Reply(parts=(say("freshness.thanks", count=len(meant)), Bullets(tuple([await self.words.whole(each.fact) for each in meant]))))
        return await self.changes.at_once("fact.answer", steps, reply, undo=Phrase("freshness.undo"))

    async def changed(self, meant: Sequence[Standing]) -> Reply:
        """Nobody is asked again until it says something else; the secretariat hears of it, and what can be put right here is offered."""
        steps = [await self._review(each, changed_at=self.now, changed_by=self.actor.id, states=each.fact.states, asked=()) for each in meant]
        said = Bullets(tuple([await self.words.whole(each.fact) for each in meant]))
        secretariat = [to for to in await of_secretariat(self.roles, self.today) if to != f"person/{self.actor.id}"]
        keeps_it = self.actor.holds("sekretariat") or self.actor.holds("admin")
        told = [] if keeps_it else [Told(to, (say("told.fact.changed", count=len(meant)), said)) for to in secretariat]
        offered = tuple(choice for each in meant for choice in _put_right(each))
        parts = (say("freshness.changed.own" if keeps_it else "freshness.changed"), said, *((say("freshness.put_right"),) if offered else ()))
        return await self.changes.at_once("fact.answer", steps, Reply(parts=parts, choices=offered), told=told, undo=Phrase("freshness.undo"))

    async def not_mine(self, meant: Sequence[Standing]) -> Reply:
        """Whoever comes next is asked instead, and this person never again."""
        if not all(self.actor.id in {asked.person for asked in each.asked} for each in meant):
            raise Refusal("freshness.not_asked")
        steps = [await self._review(each, not_mine=(*sorted(each.not_mine - {self.actor.id}), self.actor.id)) for each in meant]
        reply = Reply(parts=(say("freshness.not_mine"), Bullets(tuple([await self.words.whole(each.fact) for each in meant]))))
        return await self.changes.at_once("fact.answer", steps, reply, undo=Phrase("freshness.undo"))

    async def _confirmed(self, now: Standing) -> list[Step]:
        review = await self._review(now, confirmed_at=self.now, confirmed_by=self.actor.id, changed_at=None, changed_by=None, states=now.fact.states, asked=())
        held = await self.roles.get(role_in(now.fact.id)) if role_in(now.fact.id) else None
        return [Step(held, as_confirmed(held, self.actor, self.now)), review] if held else [review]

    async def _review(self, now: Standing, **answered: object) -> Step:
        before = await self.unit.freshness.of(now.fact.id)
        return Step(before, replace(before or FactReview(fact=now.fact.id), **answered))  # type: ignore[arg-type] # fields of its own


_ANSWERED = {"right": _Answering.right, "all": _Answering.right, "changed": _Answering.changed, "not_mine": _Answering.not_mine}
"""What is answered → what becomes of it."""


def _put_right(now: Standing) -> tuple[Choice, ...]:
    """What can be put right in the conversation."""
    fact = now.fact
    if fact.assignment:
        slots = {"assignment": fact.assignment.id}
        return (Choice(Phrase("freshness.hand_over"), "hand_over_role", slots), Choice(Phrase("freshness.end"), "end_role", slots))
    match fact.entry:
        case Adoption() as entry:
            return (Choice(Phrase("freshness.adoption"), "change_adoption", {"product": entry.product, "organisation": entry.organisation}),)
        case DocumentedRole() as entry:
            return (Choice(Phrase("freshness.appoint"), "appoint_role", {"product": entry.product, "role": entry.role}),)
        case _:
            return ()
