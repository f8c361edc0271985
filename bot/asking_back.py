# SPDX-License-Identifier: MPL-2.0
"""What is answered to a message that is not sure enough: asked back, or answered all the same where the speaker or the channel says what it leaves out."""

from dataclasses import replace

from bot.wiring import Context, parameters, services
from handlers import ALONE
from handlers.asking import ask_back, not_understood
from handlers.message import Query
from handlers.reply import Reply, say
from handlers.understanding.interpretation import GONE, NO_SUCH_CHOICE, Interpretation

_LEAST = 0.05
"""Likelihood from which something is offered."""


async def asked_back(understood: Interpretation, context: Context) -> Reply:
    query = understood.query
    if understood.why == NO_SUCH_CHOICE:
        return Reply(parts=(say("choice.none"),), outcome="not_understood")
    if understood.why == GONE:
        return Reply(parts=(say("choice.gone"),), outcome="not_understood")
    if understood.why in ("empty", "unfamiliar"):
        return await not_understood(query)
    if query.missing and (reply := await _alone(query, context)):
        return reply
    if not query.missing:
        query = replace(query, candidates=tuple(candidate.intent for candidate in understood.candidates[:3] if candidate.likelihood >= _LEAST))
    return await ask_back(query, context.directory, context.intents)


async def _alone(query: Query, context: Context) -> Reply | None:
    """The answer to the one question that is meant, where it needs no more words for this speaker here."""
    asked = query.slots.get("of") or (query.candidates[0] if len(query.candidates) == 1 else query.intent)
    handler = ALONE.get(asked)
    if handler is None:
        return None
    slots = {slot: value for slot, value in query.slots.items() if slot != "of"}
    return await handler(replace(query, intent=asked, slots=slots), **services(parameters(handler), context))
