# SPDX-License-Identifier: MPL-2.0
"""What is remembered of a message, so that the next one may lean on it. Never what somebody wrote freely."""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from config.intents.intent import Intents
from handlers.message import Message
from handlers.reply import Reply
from handlers.understanding.deciding import CANCEL, CONFIRM, CORRECT
from handlers.understanding.interpretation import NO_SUCH_CHOICE, Interpretation
from handlers.understanding.rules import FREE
from storage.conversations import OTHERS, Conversation, Suggestion

_NOT_KEPT = ("of", "code", "zone", "name", "title", "link", *FREE)


def digest(identity: str) -> str:
    """Tells two senders apart without saying who they are."""
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def as_heard_by(sender: str, conversation: Conversation | None, intents: Intents) -> Conversation | None:
    """The conversation as this sender may lean on it. What somebody else was about to tell is not theirs to complete; choices may be tried by number, and each is checked."""
    if conversation is None or conversation.by in ("", digest(sender)):
        return conversation
    intent = intents.by_name.get(conversation.intent)
    if intent is None or not intent.telling:
        return replace(conversation, by=OTHERS)
    return replace(conversation, by=OTHERS, intent="", slots={}, missing=())


def subject(message: Message, understood: Interpretation, reply: Reply, before: Conversation | None, now: datetime) -> Conversation:
    """What the next message may lean on. An unclear one leaves the last subject standing, with the new choices."""
    query = understood.query
    intent = query.slots.get("of", query.candidates[0] if query.intent == "ambiguous" and query.candidates else query.intent)
    guessed = {assumed.id for assumed in query.assumed} if reply.outcome == "asked_back" else set()
    slots = {slot: value for slot, value in query.slots.items() if slot not in _NOT_KEPT and value not in guessed}
    choices = tuple(Suggestion(choice.intent, choice.slots) for choice in reply.choices)
    if before and reply.outcome in ("declined", "not_understood"):
        if before.by not in ("", digest(message.sender)):
            return before  # somebody else's conversation goes on as it was
        kept = before.choices if understood.why == NO_SUCH_CHOICE else choices
        return replace(before, at=now, choices=kept, missing=() if reply.outcome == "declined" else before.missing)
    if before and before.by == digest(message.sender) and query.intent in (CONFIRM, CORRECT) and reply.outcome == "proposed":
        return replace(before, at=now, choices=choices)  # shown once more: what was told is still what is corrected
    if before and before.by == digest(message.sender) and query.intent == CANCEL and reply.outcome == "answered":
        return replace(before, at=now, choices=choices, missing=())  # what was not done is still what is spoken of
    missing = reply.missing or query.missing
    by = digest(message.sender)
    return Conversation(id=message.conversation, intent=intent, slots=slots, at=now, language=query.language, by=by, missing=missing, choices=choices)


def without(conversation: Conversation, slots: Collection[str]) -> Conversation:
    """The same, but that the next message may not lean on these slots."""
    return replace(conversation, slots={slot: value for slot, value in conversation.slots.items() if slot not in slots})
