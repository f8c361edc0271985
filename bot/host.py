# SPDX-License-Identifier: MPL-2.0
"""What the bot offers its platforms besides answers: looking without keeping anything, words, names to choose from, drafts, and whom to greet."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.acquaintance import actor_of
from bot.answer import from_json
from bot.answering import Answering
from bot.localise import LocalisedReply, Localiser
from bot.name_choices import NameChoices
from config.intents.intent import Intents
from handlers.forms import NEEDED, FieldKind, question_options
from handlers.message import LANGUAGES, Language, Message
from handlers.onboarding.forms import learn
from handlers.posts.agenda_thread import Called, called_for
from handlers.reply import Value
from handlers.welcome import greeting
from storage.drafts import KEPT, Draft
from storage.unit_of_work import Database


class BotHost:
    """One for all platforms. Implements `bot.adapter.Host`."""

    def __init__(
        self, answering: Answering, localiser: Localiser, database: Database, intents: Intents, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self._answering, self._localiser, self._database, self._intents, self._zone, self._now = answering, localiser, database, intents, zone, now
        self._names = NameChoices()

    async def look(self, message: Message) -> LocalisedReply:
        return await self._answering.look(message)

    def kept(self, reply: str) -> LocalisedReply:
        return self._answering.localised(from_json(reply))

    def words(self, value: Value, language: Language) -> str:
        return self._localiser.words(value, language)

    async def suggest(self, kind: FieldKind, typed: str, sender: Message, form: str) -> Sequence[tuple[str, str]]:
        async with self._database.unit_of_work() as unit:
            if kind in ("organisation", "product"):
                return await self._names.like(kind, typed, unit.directory)
            if kind != "question":
                return ()
            actor = await actor_of(sender, unit, self.today())
            found = await question_options(actor, unit.questions, unit.directory, self._intents, NEEDED.get(form, "question.answer"))
        language = next((each for each in LANGUAGES if actor.person and actor.person.language == each), sender.language or "da")
        offered = [(each.value, self._localiser.words(each.label, language)) for each in found]
        return [each for each in offered if typed.casefold() in each[1].casefold()]

    async def learn_forms(self) -> None:
        async with self._database.unit_of_work() as unit:
            await learn(unit.onboarding)

    async def named(self, kind: FieldKind, id_: str) -> str | None:
        async with self._database.unit_of_work() as unit:
            match kind:
                case "organisation":
                    organisation = await unit.directory.organisation(id_)
                    return organisation.name if organisation else None
                case "product":
                    product = await unit.directory.product(id_)
                    return product.name if product else None
                case _:
                    return f"#{id_}" if id_.isdigit() else None

    async def language(self, identity: str) -> Language | None:
        async with self._database.unit_of_work() as unit:
            person = await unit.people.of(identity)
        return next((each for each in LANGUAGES if person and person.language == each), None)

    async def draft(self, owner: str, form: str) -> Mapping[str, str]:
        async with self._database.unit_of_work() as unit:
            found = await unit.drafts.of(owner, form)
        return found.values if found and self._now() - found.saved_at <= KEPT else {}

    async def save_draft(self, owner: str, form: str, values: Mapping[str, str]) -> None:
        async with self._database.unit_of_work() as unit:
            if values:
                await unit.drafts.save(Draft(owner=owner, form=form, saved_at=self._now(), values=values))
            else:
                await unit.drafts.remove(owner, form)
            await unit.commit()

    async def greets(self, channel: str) -> Language | None:
        async with self._database.unit_of_work() as unit:
            wanted = await unit.subscriptions.of(channel, "welcome")
        return next((language for language in LANGUAGES if wanted and not wanted.paused and wanted.language == language), None)

    async def collecting(self, channel: str, message: str) -> Called | None:
        async with self._database.unit_of_work() as unit:
            return await called_for(channel, message, unit.deliveries)

    def greeting(self, language: Language) -> LocalisedReply:
        return self._localiser.reply(greeting(), language)

    def today(self) -> date:
        return self._now().astimezone(self._zone).date()
