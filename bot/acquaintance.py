# SPDX-License-Identifier: MPL-2.0
"""Who is speaking, and what they are told although they did not ask: what is kept of them, and what concerns them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from handlers.actor import Actor
from handlers.changing.telling import addresses_of
from handlers.changing.vouching import alone
from handlers.message import LANGUAGES, Language, Message
from handlers.reply import Heading, Part, Phrase, Reply, say
from handlers.reply_json import from_json
from storage.unit_of_work import UnitOfWork


async def actor_of(message: Message, unit: UnitOfWork, today: date) -> Actor:
    """The sender, with the roles they hold today; a guest of the platform with none. Nothing is kept of somebody who only asks."""
    person = await unit.people.of(message.sender)
    actor = Actor(
        identity=message.sender, conversation=message.conversation, private=message.private, person=person, channel=message.channel, doubt=message.doubt
    )  # fmt: skip
    if message.guest:  # decides over nobody but themselves, whatever was told of them elsewhere
        return actor
    held = await unit.roles.of_person(person.id) if person else ()
    return replace(actor, roles=tuple(each for each in held if each.holds_on(today)))


async def seen(actor: Actor, unit: UnitOfWork, now: datetime, today: date) -> tuple[Part, ...]:
    """Notes that the person was here today, once a day, and gives what they must hear of what is kept of them: where it is surely they who hear it."""
    hears = alone(actor)
    if actor.person is None or (actor.person.seen_on >= today and (actor.person.informed_at or not hears)):
        return ()
    person = await unit.people.of(actor.identity)  # as this very message may have left them
    if person is None:
        return ()
    uninformed = person.informed_at is None and hears
    await unit.people.mark_seen(person.id, max(today, person.seen_on), now if uninformed else person.informed_at)
    return (say("privacy.informed"),) if uninformed else ()


async def waiting(actor: Actor, unit: UnitOfWork) -> tuple[Part, ...]:
    """What waits for this person, where surely nobody else reads it; from then on it no longer waits."""
    if actor.person is None or not alone(actor):
        return ()
    parts: list[Part] = []
    for notice in await unit.notices.waiting(addresses_of(actor.person.id, actor.roles)):
        if await unit.notices.told(notice.id):
            parts += from_json(notice.reply).parts
    return (Heading(Phrase("notices.title")), *parts) if parts else ()


async def identities_of(people: Iterable[str], unit: UnitOfWork) -> tuple[str, ...]:
    """Every identity of these people, ordered. Of somebody who is gone, the identities themselves stand among them."""
    known = {each for each in people if ":" in each}
    return tuple(sorted(known | {linked.identity for person in people for linked in await unit.people.identities(person)}))


def with_parts(before: tuple[Part, ...], reply: Reply) -> Reply:
    return replace(reply, parts=(*before, *reply.parts)) if before else reply


def own_language(actor: Actor) -> Language | None:
    """What they set themselves."""
    return next((language for language in LANGUAGES if actor.person and actor.person.language == language), None)


def own_zone(actor: Actor) -> str:
    """The reader's own, where nobody else reads along."""
    return actor.person.time_zone or "" if actor.person and actor.private else ""
