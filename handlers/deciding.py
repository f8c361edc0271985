# SPDX-License-Identifier: MPL-2.0
"""Yes, no, and take it back: what becomes of a change that was shown, or that a calendar which is followed asks for."""

from dataclasses import replace
from datetime import datetime

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.meetings.calendar_changes import carry_out_offer, leave_offer, show_offer
from handlers.message import Query
from handlers.refusal import Refusal
from handlers.reply import Reply, say
from storage.change_requests import ChangeRequests
from storage.unit_of_work import UnitOfWork

SHOW = "show"
"""The value of `item` that asks to see the change once more, as it was shown somewhere else."""
CALENDAR = "calendar"
"""The slot that names a calendar which is followed, where it is its changes that are answered."""


async def confirm_change(query: Query, actor: Actor, requests: ChangeRequests, unit: UnitOfWork, changes: Changes, now: datetime) -> Reply:
    """Carries out what was just shown. Where something else was said in between, it is shown again first: the yes may have meant that."""
    if CALENDAR in query.slots:
        return await carry_out_offer(query, actor, unit, changes, now)
    if named := query.slots.get("change"):
        return await (changes.show(named) if query.slots.get("item") == SHOW else changes.confirm(named))
    return await changes.show(await _waiting(actor, requests))


async def cancel_change(query: Query, actor: Actor, requests: ChangeRequests, unit: UnitOfWork, changes: Changes) -> Reply:
    """Forgets it."""
    if CALENDAR in query.slots:
        return await leave_offer(query, unit, changes)
    return await changes.cancel(query.slots.get("change") or await _waiting(actor, requests))


async def correct_change(query: Query, actor: Actor, requests: ChangeRequests, unit: UnitOfWork, changes: Changes, now: datetime) -> Reply:
    """Says how to correct what is shown, and shows it again."""
    if CALENDAR in query.slots:  # it is corrected where it comes from
        return await show_offer(query, actor, unit, changes, now)
    shown = await changes.show(query.slots.get("change") or await _waiting(actor, requests))
    return replace(shown, parts=(say("change.what_is_wrong"), *shown.parts))


async def undo_change(query: Query, actor: Actor, requests: ChangeRequests, changes: Changes) -> Reply:
    """Takes back the last change that was carried out, or the one that a button names."""
    if named := query.slots.get("change"):
        return await changes.undo(named)
    last = await requests.last_applied(actor.identity)
    if last is None:
        raise Refusal("change.nothing_to_undo")
    return await changes.undo(last.id)


async def _waiting(actor: Actor, requests: ChangeRequests) -> str:
    waiting = await requests.waiting(actor.identity, actor.conversation)
    if waiting is None:
        raise Refusal("change.nothing_waiting")
    return waiting.id
