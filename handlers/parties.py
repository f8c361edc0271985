# SPDX-License-Identifier: MPL-2.0
"""Whom a message means: the speaker, somebody who is mentioned, an organisation, a mailbox. Nobody is found by a name."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from handlers.actor import Actor
from handlers.changing.steps import Step
from handlers.message import Query
from handlers.refusal import Refusal
from storage.people import Identity, LinkedIdentity, People, Person
from storage.roles import RoleAssignment

_COLLEAGUE = re.compile(r"kolleg|colleague|co-?worker", re.IGNORECASE)
_IDENTITY = re.compile(r"console|slack:[TE][A-Z0-9]+:[UW][A-Z0-9]+|matrix:@[^:\s]+:\S+")


def is_identity(text: str) -> bool:
    """Whether a platform knows somebody by this."""
    return _IDENTITY.fullmatch(text) is not None


def speaks_of_colleague(words: str) -> bool:
    """Whether a colleague is spoken of: "my colleague takes over" is not "I take over"."""
    return _COLLEAGUE.search(words) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who holds something. `steps`: what must be noted first, for somebody the bot has not met."""

    person: str | None = None
    organisation: str | None = None
    mailbox: str | None = None
    steps: tuple[Step, ...] = ()

    @property
    def named(self) -> bool:
        return bool(self.person or self.organisation or self.mailbox)

    def is_holder(self, held: RoleAssignment) -> bool:
        """Whether this is the one who holds it."""
        if self.person or held.person:
            return self.person == held.person
        return (self.organisation, self.mailbox or held.mailbox) == (held.organisation, held.mailbox)


def newcomer(identity: Identity, now: datetime, today: date, *, organisation: str | None = None, informed: bool = False) -> tuple[Person, tuple[Step, ...]]:
    """A record for somebody, and the steps that make it. `informed`: they are being told what is kept of them."""
    person = Person(id=uuid4().hex, created_at=now, seen_on=today, organisation=organisation, informed_at=now if informed else None)
    return person, (Step(None, person), Step(None, LinkedIdentity(identity=identity, person=person.id, linked_at=now)))


@dataclass(frozen=True)
class Parties:
    """Finds who is meant, for one message."""

    actor: Actor
    people: People
    now: datetime
    today: date

    async def speaker(self) -> Party:
        """Whoever speaks."""
        if self.actor.person:
            return Party(person=self.actor.person.id, organisation=self.actor.organisation)
        person, steps = newcomer(self.actor.identity, self.now, self.today, informed=True)
        return Party(person=person.id, steps=steps)

    async def mentioned(self, query: Query, but: Collection[str] = ()) -> Party:
        """The one who is named in the message, a person before a mailbox before an organisation. `but`: ids that are not meant."""
        organisation = next((value for slot in ("organisation", "organisation2") if (value := query.slots.get(slot)) and value not in but), None)
        for slot in ("person", "person2"):
            if (identity := query.slots.get(slot)) and not await self._is(identity, but):
                return await self._person(identity, organisation, query.words)
        if mailbox := query.slots.get("mailbox"):
            return Party(mailbox=mailbox, organisation=organisation)
        return Party(organisation=organisation)

    async def meant(self, query: Query, but: Collection[str] = ()) -> Party:
        """The one who is named; else the speaker, or their organisation, where the message says "I" or "we"."""
        found = await self.mentioned(query, but)
        if found.person or found.mailbox:
            return found
        speaker = await self.speaker()
        if query.slots.get("who") == "me" and speaker.person not in but:
            return Party(person=speaker.person, organisation=found.organisation or speaker.organisation, steps=speaker.steps)
        if not found.organisation and query.slots.get("who") == "us" and self.actor.organisation not in (*but, None):
            return Party(organisation=self.actor.organisation)
        return found

    async def _is(self, identity: Identity, but: Collection[str]) -> bool:
        person = await self.people.of(identity)
        return person is not None and person.id in but

    async def _person(self, identity: Identity, organisation: str | None, query_words: str) -> Party:
        if not is_identity(identity):
            raise Refusal("holder.unknown_mention", outcome="asked_back", mention=identity)
        if identity == self.actor.identity:
            speaker = await self.speaker()
            return Party(person=speaker.person, organisation=organisation or speaker.organisation, steps=speaker.steps)
        if person := await self.people.of(identity):
            return Party(person=person.id, organisation=organisation or person.organisation)
        if organisation is None and speaks_of_colleague(query_words):
            organisation = self.actor.organisation
        made, steps = newcomer(identity, self.now, self.today, organisation=organisation)
        return Party(person=made.id, organisation=organisation, steps=steps)
