# SPDX-License-Identifier: MPL-2.0
"""Notes what could not be answered: intent and subject, never the words, never who asked."""

import hashlib
import json
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from handlers.articles import shown
from handlers.citing import cite
from handlers.message import Query
from handlers.reply import Choice, Phrase, Reply, say
from handlers.role_words import said_scope
from storage.conflict import ChangedMeanwhileError
from storage.directory import Directory
from storage.questions import Questions, UnansweredQuestion
from storage.roles import Scope

_SUBJECT = ("product", "organisation", "vendor", "group_type", "level", "period", "role", "item", "scope", "category")
"""Slots that say what a question is about. Nothing that somebody wrote freely is among them."""
MOST_TIMES = 1_000_000


async def note(query: Query, reply: Reply, questions: Questions, directory: Directory, now: datetime) -> Reply:
    """The reply with an offer to pass the question on; or, where the same was asked and answered before, with that answer.

    A question asked before is counted, not noted again.
    """
    key = _key(query)
    if answered := await directory.articles(answers_line(query.intent, key)):
        cited = await cite(directory, answered)
        return replace(
            reply,
            parts=(say("unanswered.before"), *(part for each in answered for part in shown(each)), *reply.parts),
            outcome="answered",
            sources=(*cited, *reply.sources),
        )
    noted = await _noted(query, key, questions, now)
    offer = Choice(Phrase("unanswered.pass_on", {"owner": await said_owner(noted.owner, directory)}), "pass_on_question", {"number": str(noted.number)})
    return replace(reply, parts=(*reply.parts, say("unanswered.noted")), choices=(*reply.choices, offer))


def answers_line(intent: str, key: str) -> str:
    """What an article answers that was made from the answer to such a question."""
    return f"{intent}/asked-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def _subject(query: Query) -> dict[str, str]:
    return {slot: query.slots[slot] for slot in _SUBJECT if slot in query.slots}


def _key(query: Query) -> str:
    return json.dumps([query.intent, _subject(query)], sort_keys=True, ensure_ascii=False)


async def _noted(query: Query, key: str, questions: Questions, now: datetime) -> UnansweredQuestion:
    subject = _subject(query)
    known = await questions.open_like(key)
    if known is None:
        number = await questions.number()  # from here on nobody else notes the same: looked for once more
        known = await questions.open_like(key)
    if known is not None:
        with suppress(ChangedMeanwhileError):  # somebody else asks the same at this moment: to lose one count harms nobody
            await questions.save(replace(known, times=min(known.times + 1, MOST_TIMES)))
        return known
    made = UnansweredQuestion(
        number=number, key=key, intent=query.intent, slots=subject, asked_at=now, owner=_owner(subject), language=query.language,
    )  # fmt: skip
    await questions.add(made)
    return made


def _owner(subject: dict[str, str]) -> str:
    """Whoever coordinates the product, else the secretariat."""
    return f"produktkoordinator/product/{subject['product']}" if "product" in subject else "sekretariat/association"


async def said_owner(owner: str, directory: Directory) -> Phrase:
    """`produktkoordinatoren for OS2mo`, `sekretariatet`."""
    role, _, scope = owner.partition("/")
    kind, _, id_ = scope.partition("/")
    if kind == "product":
        return Phrase("who.of", {"role": Phrase(f"role.{role}"), "scope": await said_scope(Scope("product", id_), directory)})
    return Phrase("who.the_secretariat")
