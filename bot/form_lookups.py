# SPDX-License-Identifier: MPL-2.0
"""Implements `handlers.forms.stepwise.lookups.Lookups` on the catalogue, the database and the texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.localise import Localiser
from bot.name_choices import NameChoices
from config.intents.intent import Intents
from handlers.actor import Actor
from handlers.forms import NEEDED, FieldKind, Option, question_options
from handlers.message import LANGUAGES
from handlers.reply import Phrase, Value
from handlers.understanding.reading import Reading
from storage.directory import Directory
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Wording:
    """What of the bot as a whole is needed to read what is filled in: how messages are read, the names there are, and the texts."""

    reads: Callable[[str, date], Reading]
    names: NameChoices
    localiser: Localiser


@dataclass(frozen=True, slots=True)
class FormLookups:
    """For one message. `wording` is None where nothing that somebody wrote is filled in."""

    unit: UnitOfWork
    directory: Directory
    intents: Intents
    actor: Actor
    today: date
    wording: Wording | None

    @property
    def me(self) -> str:
        return self.actor.identity

    def read(self, text: str) -> Reading:
        return self._wording().reads(text, self.today)

    async def like(self, kind: FieldKind, text: str) -> Sequence[str]:
        return [id_ for id_, _ in await self._wording().names.like(kind, text, self.directory)]

    async def named(self, kind: FieldKind, id_: str) -> Value | None:
        if kind == "person":
            return await self._person(id_)
        found = await (self.directory.product(id_) if kind == "product" else self.directory.organisation(id_))
        return found.name if found else None

    async def _person(self, identity: str) -> Value:
        """By the name that they let others see; else as their platform knows them."""
        if identity == self.actor.identity:
            return Phrase("steps.yourself")
        person = await self.unit.people.of(identity)
        return person.name if person and person.name else identity

    async def questions(self, form: str) -> Sequence[Option]:
        needed = NEEDED.get(form, "question.answer")
        return await question_options(self.actor, self.unit.questions, self.directory, self.intents, needed)

    def labels(self, value: Value) -> Sequence[str]:
        return [self._wording().localiser.words(value, language) for language in LANGUAGES]

    def _wording(self) -> Wording:
        if self.wording is None:
            raise RuntimeError("nothing is read here")
        return self.wording
