# SPDX-License-Identifier: MPL-2.0
"""One person on two platforms: shown by a code from each side, so that neither a leaked code nor a stranger can join them."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.changing.vouching import vouched
from handlers.merging import merged_meetings
from handlers.message import Query
from handlers.parties import newcomer
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Phrase, Reply, say
from storage.link_codes import GUESSED_WITHIN, GUESSES, VALID, LinkCode, LinkCodes
from storage.people import Identity, LinkedIdentity, People, Person
from storage.roles import Absence
from storage.unit_of_work import UnitOfWork

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without what is read alike
_LENGTH = 10  # 50 bits: five guesses an hour find none


async def link_identity(
    query: Query, actor: Actor, people: People, link_codes: LinkCodes, unit: UnitOfWork, changes: Changes, now: datetime, today: date
) -> Reply:
    """Gives the first code, takes it on the other platform and gives the second, takes that on the first, and shows what becomes one."""
    if not actor.private:
        raise Refusal("private.needed", in_private=True)
    vouched(actor, "identity.link")  # a code given away here would bring somebody else in
    if query.slots.get("item") == "unlink" or "negated" in query.slots:
        return await _unlink(query, actor, people, changes)
    if "code" not in query.slots:
        code = await _new(link_codes, actor.identity, None, now)
        return Reply(parts=(say("link.first", code=code, minutes=int(VALID.total_seconds() // 60)), say("link.warning")))
    taken = await _taken(query.slots["code"], actor, link_codes, now)
    if taken.second is None:
        code = await _new(link_codes, taken.first, actor.identity, now)
        return Reply(parts=(say("link.second", code=code, platform=Phrase(f"platform.{_platform(taken.first)}")), say("link.warning")))
    steps = await joined(taken.first, taken.second, unit, now, today)
    return await changes.propose("identity.link", steps, notes=(say("link.check", identity=taken.second),))


async def _new(link_codes: LinkCodes, first: Identity, second: Identity | None, now: datetime) -> str:
    code = fresh_code()
    await link_codes.add(LinkCode(digest=digest(code), first=first, second=second, expires_at=now + VALID))
    return code


def fresh_code() -> str:
    """A code that nobody guesses, in a shape that is read aloud without mistakes."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return f"{code[:5]}-{code[5:]}"


async def _taken(code: str, actor: Actor, link_codes: LinkCodes, now: datetime) -> LinkCode:
    """The code that was brought. The wrong hands, a used or an old one are all one answer: a guess learns nothing."""
    if await link_codes.guesses(actor.identity, now - GUESSED_WITHIN) >= GUESSES:
        raise Refusal("link.too_many", forbidden="identity.link")
    taken = await link_codes.take(digest(code), now)
    meant_for_actor = taken is not None and (taken.first != actor.identity if taken.second is None else taken.first == actor.identity)
    if taken is None or not meant_for_actor:
        raise Refusal("link.wrong", forbidden="identity.link", guess=True)
    return taken


def digest(code: str) -> str:
    """SHA-256 of a code, however it was typed."""
    plain = "".join(char for char in code.upper() if char.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def _platform(identity: Identity) -> str:
    return identity.partition(":")[0]


async def joined(first: Identity, second: Identity, unit: UnitOfWork, now: datetime, today: date) -> list[Step]:
    """The steps by which the second identity leads to the first one's person; what a second person holds, the first holds then."""
    kept, steps = await unit.people.of(first), list[Step]()
    if kept is None:
        kept, made = newcomer(first, now, today, informed=True)
        steps += made
    other = await unit.people.of(second)
    link = LinkedIdentity(identity=second, person=kept.id, linked_at=now)
    if other is None:
        return [*steps, Step(None, link)]
    if other.id == kept.id:
        raise Refusal("link.already")
    steps += [Step(each, replace(each, person=kept.id, linked_at=now)) for each in await unit.people.identities(other.id)]
    steps += [Step(each, replace(each, person=kept.id)) for each in await unit.roles.everything() if each.person == other.id and not each.withdrawn]
    steps += [Step(each, _of_one(each, kept.id, other.id)) for each in await unit.absences.everything_of(other.id) if not each.withdrawn]
    steps += [Step(each, replace(each, asker=kept.id)) for each in await unit.questions.of(other.id)]
    steps += await merged_meetings(kept.id, other.id, unit)
    return [*steps, Step(kept, _merged(kept, other)), Step(other, None)]


def _of_one(absence: Absence, kept: str, other: str) -> Absence:
    """The absence, with one person where there were two; nobody stands in for themselves."""
    person = kept if absence.person == other else absence.person
    deputy = kept if absence.deputy_person == other else absence.deputy_person
    return replace(absence, person=person, deputy_person=None if deputy == person else deputy)


def _merged(kept: Person, other: Person) -> Person:
    """What the first did not tell, the second may have."""
    return replace(
        kept, organisation=kept.organisation or other.organisation, language=kept.language or other.language, time_zone=kept.time_zone or other.time_zone,
        name=kept.name or other.name, name_consent_at=kept.name_consent_at or other.name_consent_at, merged=(*kept.merged, other.id, *other.merged),
        seen_on=max(kept.seen_on, other.seen_on),
    )  # fmt: skip


async def _unlink(query: Query, actor: Actor, people: People, changes: Changes) -> Reply:
    linked = await people.identities(actor.person.id) if actor.person else []
    wanted = query.slots.get("platform", "")
    others: Sequence[LinkedIdentity] = [each for each in linked if each.identity != actor.identity]
    found = [each for each in others if _platform(each.identity) == wanted] or ([] if wanted else others)
    if not found:
        raise Refusal("link.none")
    if len(found) > 1:
        platforms = sorted({_platform(each.identity) for each in found})
        raise asking(
            "link.which", choices=tuple(Choice(Phrase(f"platform.{each}"), "link_identity", {"item": "unlink", "platform": each}) for each in platforms)
        )
    return await changes.propose("identity.unlink", [Step(found[0], None)])
