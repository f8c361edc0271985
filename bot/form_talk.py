# SPDX-License-Identifier: MPL-2.0
"""Forms that are filled in within the conversation, in the transaction of the message that fills: whose message goes to the form, and what is kept of it.

A step is kept together with the note of its message and its reply: it is taken whole, once, or not at all.
"""

from dataclasses import dataclass, replace

from bot.addressing import is_addressed, without_address
from bot.wiring import Context
from handlers.forms import form_carrying, form_for
from handlers.forms.stepwise import said
from handlers.forms.stepwise.beginning import put_by, save
from handlers.forms.stepwise.shown import asking, offer
from handlers.forms.stepwise.state import Filling, from_draft, key
from handlers.forms.stepwise.step import Stepped, step, words
from handlers.message import Asked, Language, Message, Query
from handlers.onboarding.forms import learn
from handlers.refusal import Refusal
from handlers.reply import Reply, say
from handlers.understanding.interpretation import Interpretation
from storage.drafts import KEPT, Draft
from storage.unit_of_work import UnitOfWork

_SPEAKERS = ("my_profile", "report_absence", "change_adoption")
"""Intents that are about whoever speaks, whether they say so or not."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A message as it stands to the form that its sender fills in here.

    `message`: what is to be answered: the form's own question, where it is sent. `reply`: the form's answer, where it is one to the form.
    `draft`, `filling`: what was filled in before, while it goes on. `language`: the one to answer in, unless the person has one of their own.
    """

    message: Message
    reply: Reply | None = None
    draft: Draft | None = None
    filling: Filling | None = None
    language: Language | None = None
    sends: bool = False

    def understood(self, language: Language) -> Interpretation:
        """How a message to the form was understood. Nothing of what it says is remembered."""
        query = Query(intent=said.INTENT, language=language)
        return Interpretation(queries=(query,), certain=True, confidence=1.0, why="form")


async def turn_of(message: Message, context: Context) -> Turn:
    """What the message is to a form. Costs one indexed read."""
    draft = await context.unit.drafts.of(message.sender, key(message.conversation)) if message.private and not context.actor.doubt else None
    filling = from_draft(draft.values) if draft and context.now - draft.saved_at <= KEPT else None
    if filling is None and draft and draft.values.get("form", "").startswith("flow/"):
        await learn(context.unit.onboarding)  # it was begun before this process was, or in another
        filling = from_draft(draft.values) if context.now - draft.saved_at <= KEPT else None
    if draft is None or filling is None:
        return _asking_for_forms(message)
    turn = Turn(message, draft=draft, filling=filling)
    stepped = await _stepped(message, filling, context)
    if stepped is None:
        return turn
    if stepped.send:
        return replace(turn, message=replace(message, text="", asks=stepped.send), language=filling.language, sends=True)
    if stepped.filling:
        await save(replace(stepped.filling, aside=0), context.actor, context.unit.drafts, context.now, draft)
    else:
        await context.unit.drafts.withdraw(draft)
        await put_by(filling, draft.owner, context.unit.drafts, context.now)
    return replace(turn, reply=await stepped.reply(context.lookups), language=filling.language)


def _asking_for_forms(message: Message) -> Turn:
    language = said.listing(without_address(message.text)) if message.asks is None else None
    return Turn(replace(message, asks=Asked(said.INTENT)), language=language) if language else Turn(message)


async def _stepped(message: Message, filling: Filling, context: Context) -> Stepped | None:
    """None where the message is not for the form: it is addressed to the bot, or chooses something else."""
    if message.asks:
        chosen = said.said_by(message.asks.slots) if message.asks.intent == said.INTENT and message.asks.slots.get("form") == filling.form else None
        return await step(filling, chosen, context.lookups) if chosen and chosen.do != "words" else None
    number = said.number(message.text) if filling.aside else None
    if is_addressed(message) or (number is not None and number <= filling.aside):
        return None
    return await words(filling, str(number - filling.aside) if number else message.text, context.lookups)


async def concluded(turn: Turn, reply: Reply, context: Context) -> Reply:
    """After the answer: a form that was sent is over; one that was not spoken of goes on, and is asked below."""
    if turn.draft is None or turn.filling is None or turn.reply:
        return reply
    if turn.sends:
        await _over(turn.draft, turn.filling, context.unit)
        return reply
    if await context.unit.drafts.of(turn.draft.owner, turn.draft.form) != turn.draft:
        return reply  # what was asked has ended it, or begun another
    return await _below(turn.filling, turn.draft, reply, context)


async def refused(turn: Turn, refusal: Refusal, reply: Reply, context: Context) -> Reply:
    """After a refusal, of which nothing was kept: the form goes on at the field that it is about, or where it was."""
    if turn.draft is None or turn.filling is None:
        return reply
    field = next((name for name in refusal.missing if turn.filling.shape.field(name)), None) if turn.sends else None
    return await _below(replace(turn.filling, at=field) if field else turn.filling, turn.draft, reply, context)


async def _below(filling: Filling, draft: Draft, reply: Reply, context: Context) -> Reply:
    aside = replace(filling, aside=len(reply.choices))
    await save(aside, context.actor, context.unit.drafts, context.now, draft)
    goes_on = await asking(aside, context.lookups, say("steps.goes_on", title=aside.shape.title))
    return replace(reply, parts=(*reply.parts, *goes_on.parts), choices=(*reply.choices, *goes_on.choices))


async def _over(draft: Draft, filling: Filling, unit: UnitOfWork) -> None:
    await unit.drafts.withdraw(draft)
    await unit.drafts.remove(draft.owner, filling.form)


def offering(reply: Reply, understood: Interpretation, message: Message) -> Reply:
    """With the choice to be asked field by field, where a form asks for what is missing and the platform shows none."""
    begun = any(choice.intent == said.INTENT for choice in reply.choices)
    if begun or not message.step_by_step or reply.outcome != "asked_back":
        return reply
    query = understood.query
    if not understood.certain and not query.missing:
        return reply
    slots = {name: value for name, value in query.slots.items() if name != "of" and (name != "who" or query.intent not in _SPEAKERS)}
    intent = query.slots.get("of", query.intent)
    form = form_carrying(intent, slots) if reply.missing or query.missing else form_for(intent, slots)
    return replace(reply, choices=(*reply.choices, offer(form.id, slots))) if form else reply
