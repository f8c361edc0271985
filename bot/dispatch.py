# SPDX-License-Identifier: MPL-2.0
"""A message becomes its reply, in one transaction: seen before? understood? answered? remembered."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from time import perf_counter
from zoneinfo import ZoneInfo

from bot.acquaintance import actor_of, identities_of, own_language, own_zone, seen, waiting, with_parts
from bot.addressing import as_written, without_address
from bot.answer import Answer, to_json
from bot.asking_back import asked_back
from bot.assuming import assumption
from bot.attempts import attempt
from bot.channel_looks import ChannelLooks, LookedAt
from bot.form_lookups import Wording
from bot.form_talk import Turn, concluded, offering, refused, turn_of
from bot.joining import joined, prefixed
from bot.localise import COMMUNITY, Localiser
from bot.name_choices import NameChoices
from bot.remembering import as_heard_by, subject, without
from bot.understanding import Understanding
from bot.wiring import Context, call, check_wiring
from config.breaks import Break, load_breaks
from config.flows.flow import Flow
from config.flows.load import load_flows
from config.freshness import Rules, load_rules
from config.intents.intent import Intents
from config.problems import ConfigError, Problem
from config.year_wheel import YearWheel
from config.year_wheel_load import load_year_wheel
from handlers import HANDLERS, Handler
from handlers.channels import NotLookedAtError
from handlers.forms import form_for
from handlers.message import Asked, Language, Message, Query
from handlers.refusal import LeftAlone, Refusal
from handlers.reply import Paragraph, Reply, say
from handlers.unanswered.noting import note
from handlers.understanding.collecting import Collecting
from handlers.understanding.interpretation import GONE, Interpretation
from handlers.understanding.lately import AskedLately
from handlers.understanding.text import MAX_CHARACTERS
from handlers.understanding.with_lines import with_lines
from storage.cached import CatalogueCache
from storage.conflict import ChangedMeanwhileError
from storage.conversations import Conversation
from storage.unit_of_work import Database, UnitOfWork

OWN = frozenset((
    "my_data", "audit_log", "open_questions", "home", "help", "calendar_address", "continue_onboarding", "onboarding_status", "list_onboarding", "onboarding_figures",
    "facts_to_confirm",
))  # fmt: skip
"""What is asked of oneself, or only by some: nothing to show to all."""
ATTEMPTS = 3
"""How often a message is begun anew whose transaction lost against another."""


NOTHING_LOOKED_AT = LookedAt()
Observer = Callable[[Answer, float], None]
"""Told of every answer that was given, and how many seconds it took."""


def unobserved(answer: Answer, seconds: float) -> None:
    """Nobody looks."""


class _CatalogueChangedError(Exception):
    """The catalogue is another one than the interpreter was built from."""


class _RefusedError(Exception):
    """What was wanted is refused: nothing of the transaction may be kept."""

    def __init__(self, refusal: Refusal, understood: Interpretation, turn: Turn) -> None:
        super().__init__(str(refusal))
        self.refusal, self.understood, self.turn = refusal, understood, turn


class Dispatcher:
    """Answers messages. One for all platforms. `noting`: what cannot be answered is noted, and offered to be passed on."""

    def __init__(
        self, database: Database, intents: Intents, default: Language = "da", handlers: Mapping[str, Handler] = HANDLERS, observe: Observer = unobserved,
        zone: ZoneInfo = COMMUNITY, *, noting: bool = True, localiser: Localiser | None = None, public_url: str = "",
        breaks: Sequence[Break] | None = None, flows: Callable[[], Mapping[str, Flow]] = load_flows, wheel: Callable[[], YearWheel] = load_year_wheel,
        freshness_rules: Callable[[], Rules] = load_rules,
    ) -> None:  # fmt: skip
        check_wiring(handlers)
        if orphans := sorted(set(intents.by_name) - set(handlers)):
            raise ConfigError(
                *(Problem(f"no handler answers the intent '{intent}'; take its file out, or name one that is answered", field="intents") for intent in orphans)
            )
        self._database = database
        self._intents = intents
        self._default = default
        self._handlers = handlers
        self._observe = observe
        self._zone, self._noting, self._public_url = zone, noting, public_url
        self._freshness_rules = freshness_rules
        self._breaks, self._flows, self._wheel = load_breaks() if breaks is None else breaks, flows, wheel
        self.channel_looks = ChannelLooks()
        self._understanding, self._collecting = Understanding(intents), Collecting(intents)
        self._cache = CatalogueCache()
        self._names, self._localiser = NameChoices(), localiser or Localiser()

    async def prepare(self, now: datetime) -> None:
        """Makes ready for the catalogue as it stands, and answers the examples of the help text to nobody, so that no member waits for what is read first."""
        self._freshness_rules()
        self._flows()  # what is wrong with a flow's file is said at the start, not to the first member who asks
        await self._understanding.refresh(self._database, warm=True)
        async with self._database.unit_of_work() as unit:  # never committed: nothing of it is kept
            for example in (text for intent in self._intents.by_name.values() for text in (*intent.examples.da, *intent.examples.en)):
                with suppress(_CatalogueChangedError, _RefusedError):
                    await self._answered(Message(id="prepare", conversation="prepare", sender="prepare", text=example), unit, now)

    async def answer(self, message: Message, now: datetime) -> Answer | None:
        """The answer; None when this very message was answered before, or was not for the bot. What it changes is kept together with it.

        Raises ChangedMeanwhileError where it lost against others at every attempt: then nothing is kept, and it may be delivered again.
        """
        began = perf_counter()
        lost, looked = 0, LookedAt()
        while True:
            try:
                answer = await self._in_one_transaction(message, now, looked)
            except _CatalogueChangedError:
                await self._understanding.refresh(self._database)  # outside the transaction, of which nothing was kept
            except NotLookedAtError as error:
                looked.add(error.channel, await self.channel_looks.at(error.channel))
            except ChangedMeanwhileError:
                lost += 1
                if lost == ATTEMPTS:
                    raise
            else:
                break
        if answer is not None:
            self._observe(answer, perf_counter() - began)
        return answer

    async def _in_one_transaction(self, message: Message, now: datetime, looked: LookedAt) -> Answer | None:
        try:
            async with self._database.unit_of_work() as unit:
                if not await unit.inbox.accept(message.id, now):
                    return None
                answer = await self._answered(message, unit, now, looked)
                answer = await _keep(answer, message, unit)
                await unit.commit()
        except LeftAlone:
            return None
        except _RefusedError as error:
            return await self._refused(message, error, now)
        return answer

    async def _answered(self, message: Message, unit: UnitOfWork, now: datetime, looked: LookedAt = NOTHING_LOOKED_AT) -> Answer:
        today = now.astimezone(self._zone).date()
        actor = await actor_of(message, unit, today)
        own = own_language(actor) or message.language
        if len(message.text) > MAX_CHARACTERS:
            return Answer(Reply(parts=(say("message.too_long", count=MAX_CHARACTERS),), outcome="not_understood"), own or self._default)
        revision = await unit.directory.revision()
        directory = self._cache.directory(unit.directory, revision)
        interpreter = self._understanding.at(await directory.names_revision())
        if interpreter is None:
            raise _CatalogueChangedError
        before = await unit.conversations.recall(message.conversation, now)
        conversation = as_heard_by(message.sender, before, self._intents)
        wording = Wording(interpreter.read, self._names, self._localiser)
        context = Context(
            unit, directory, self._intents, actor, now, self._zone, looked, wording, self._public_url, self._default, self._breaks, self._flows,
            message.step_by_step, freshness_rules=self._freshness_rules, wheel=self._wheel,
        )  # fmt: skip
        turn = await turn_of(message, context) if message.step_by_step else Turn(message)
        own = own or turn.language
        understood = turn.understood(own or self._default) if turn.reply else self._understood(turn.message, interpreter, today, conversation, own)
        try:
            reply = turn.reply or await self._reply(understood, context)
        except Refusal as refusal:
            raise _RefusedError(refusal, understood, turn) from refusal
        form = _form(reply, understood)
        reply = await concluded(turn, offering(self._collecting.beside(message, understood, reply), understood, message), context)
        told = await seen(actor, unit, now, today)  # last: whoever holds something else waits for nobody's row
        private = (*told, *await waiting(actor, unit))
        reply = with_parts(private, reply)
        await unit.conversations.remember(subject(message, understood, reply, before, now))
        concerns = await identities_of(reply.concerns, unit) if reply.concerns else ()
        return Answer(
            reply, understood.query.language, understood, asked=self._for_all(reply, understood), concerns=concerns, form=form,
            personal=bool(private), zone=own_zone(actor),
        )  # fmt: skip

    def _understood(self, message: Message, interpreter: AskedLately, today: date, conversation: Conversation | None, own: Language | None) -> Interpretation:
        if message.asks is None:
            found = interpreter.interpret(without_address(message.text), today, conversation=conversation, language=own, default=self._default)
            return self._collecting.heard(
                message, with_lines(found, as_written(message.text), lambda text: interpreter.read(text, today), self._intents), conversation, own
            )
        if message.asks.intent not in self._handlers:
            unknown = Query(intent="out_of_scope", language=own or self._default)
            return Interpretation(queries=(unknown,), certain=False, confidence=0.0, why=GONE)
        return interpreter.asked(message.asks, today, conversation=conversation, language=own, default=self._default)

    def _for_all(self, reply: Reply, understood: Interpretation) -> tuple[Asked, ...]:
        """The questions, unless what they ask or tell is somebody's own."""
        if reply.outcome not in ("answered", "unknown") or not understood.certain or any(self._own(query.intent) for query in understood.queries):
            return ()
        return tuple(Asked(query.intent, query.slots, query.words) for query in understood.queries)

    def _own(self, intent: str) -> bool:
        known = self._intents.by_name.get(intent)
        return known is None or known.telling or intent in OWN

    async def look(self, message: Message, now: datetime) -> Answer:
        """What would be answered to a message that `asks` something. Nothing is kept of it, and nothing that waits is told."""
        while True:
            try:
                async with self._database.unit_of_work() as unit:
                    return await self._answered(message, unit, now)
            except _RefusedError as error:
                return Answer(_refusing(error.refusal), error.understood.query.language, error.understood)
            except _CatalogueChangedError:
                await self._understanding.refresh(self._database)

    async def _refused(self, message: Message, error: _RefusedError, now: datetime) -> Answer | None:
        """Keeps nothing of what was wanted; that somebody tried what they may not is in the audit."""
        refusal, understood = error.refusal, error.understood
        reply, query = _refusing(refusal), understood.query
        form = _form(reply, understood)
        async with self._database.unit_of_work() as unit:
            if not await unit.inbox.accept(message.id, now):
                return None
            actor = await actor_of(message, unit, now.astimezone(self._zone).date())
            context = Context(unit, unit.directory, self._intents, actor, now, self._zone)
            offered = reply if error.turn.filling else offering(reply, understood, message)  # a form that goes on is not offered anew
            reply = await refused(error.turn, refusal, offered, context)
            if refusal.guess:
                await unit.link_codes.guessed(actor.identity, now)
            if refusal.forbidden:
                await unit.audit.record(attempt(actor, refusal, now))
            else:
                before = await unit.conversations.recall(message.conversation, now)
                await unit.conversations.remember(without(subject(message, understood, reply, before, now), refusal.forgets))
            again = Asked(query.intent, query.slots, query.words) if refusal.in_private else None
            answer = Answer(reply, query.language, understood, form=form, again=again, zone=own_zone(actor))
            answer = await _keep(answer, message, unit)
            await unit.commit()
        return answer

    async def _reply(self, understood: Interpretation, context: Context) -> Reply:
        if not understood.certain:
            return await asked_back(understood, context)
        replies = [await self._one(query, context) for query in understood.queries]
        assumed = [await assumption(query, context.directory) for query in understood.queries]
        return joined([prefixed(reply, parts) for reply, parts in zip(replies, assumed, strict=True)])

    async def _one(self, query: Query, context: Context) -> Reply:
        reply = await call(self._handlers[query.intent], query, context)
        if reply.outcome == "unknown" and self._noting:
            return await note(query, reply, context.unit.questions, context.directory, context.now)
        return reply


async def _keep(answer: Answer, message: Message, unit: UnitOfWork) -> Answer:
    """With whatever the message changed, its reply is kept until it is sent."""
    if not message.event:
        return answer
    kept = to_json(answer)
    await unit.inbox.keep_reply(message.event, kept)
    return replace(answer, kept=kept)


def _form(reply: Reply, understood: Interpretation) -> Asked | None:
    """What a form can be opened for, where something is asked back that one asks for."""
    query = understood.query
    return Asked(query.intent, query.slots) if reply.outcome == "asked_back" and understood.certain and form_for(query.intent, query.slots) else None


def _refusing(refusal: Refusal) -> Reply:
    parts = (Paragraph(refusal.phrase),)
    return Reply(parts=parts, outcome=refusal.outcome, choices=refusal.choices, missing=refusal.missing, in_private=refusal.in_private)
