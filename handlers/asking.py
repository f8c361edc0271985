# SPDX-License-Identifier: MPL-2.0
"""Asking back: what is not clear, with choices that each are a whole question."""

from collections.abc import Iterable

from config.catalogue.values import Bilingual
from config.intents.intent import Intents
from handlers.kept import kept_answer
from handlers.message import Query
from handlers.reply import Choice, Reply, Value, say
from storage.directory import Directory

_OFFERED = 5


async def ask_back(query: Query, directory: Directory, intents: Intents) -> Reply:
    """What is missing, or which of several questions was meant; or an answer that somebody wrote for just this."""
    if kept := await kept_answer(query, directory):
        return kept
    if query.missing == ("organisation",) and query.intent != "ambiguous":
        return Reply(parts=(say("ask_back.your_organisation"),), outcome="asked_back")
    products = [product for id_ in query.candidates if (product := await directory.product(id_))]
    asked = query.slots.get("of") or next((intent for intent in (query.intent, *query.candidates) if intent in intents.by_name), query.intent)
    if products:
        choices = [Choice(product.name, asked, _slots(query, product=product.id)) for product in products]
        return Reply(parts=(say("ask_back.which_product"),), choices=tuple(choices[:_OFFERED]), outcome="asked_back")
    if query.missing and len(query.candidates) <= 1:
        of: Value = _asks(intents, asked)
        return Reply(parts=(say(f"ask_back.missing.{query.missing[0]}", asks=of), say("ask_back.name_it")), outcome="asked_back")
    choices = [Choice(_asks(intents, intent), intent, _slots(query)) for intent in _offered(query.candidates, intents)]
    if not choices:
        return await not_understood(query)
    named = await directory.product(query.slots.get("product", ""))
    asked_about = say("ask_back.which_question_about", product=named.name) if named else say("ask_back.which_question")
    return Reply(parts=(asked_about,), choices=tuple(choices[:_OFFERED]), outcome="asked_back")


async def not_understood(query: Query) -> Reply:
    """Nothing in the message was recognised."""
    return Reply(parts=(say("not_understood.empty" if not query.words else "not_understood.answer"), say("not_understood.help")), outcome="not_understood")


def _offered(candidates: Iterable[str], intents: Intents) -> list[str]:
    """To be erased is offered only to whoever most likely asks for it: it frightens everybody else."""
    found = [intent for intent in candidates if intent in intents.by_name]
    return [intent for intent in found if intent not in ("out_of_scope", "help") and (intent != "forget_me" or intent == found[0])]


def _asks(intents: Intents, intent: str) -> Value:
    known = intents.by_name.get(intent)
    return known.asks if known else Bilingual(intent, intent)


def _slots(query: Query, **more: str) -> dict[str, str]:
    return {slot: value for slot, value in query.slots.items() if slot != "of"} | more
