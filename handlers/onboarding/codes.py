# SPDX-License-Identifier: MPL-2.0
"""A code that somebody brings: an invitation to take part in a run, or one half of linking two accounts. Nobody has to know which."""

from datetime import date, datetime

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.linking import digest, link_identity
from handlers.message import Query
from handlers.onboarding.answering import Speaking
from handlers.onboarding.inviting import join_onboarding
from handlers.reply import Reply
from storage.link_codes import LinkCodes
from storage.people import People
from storage.unit_of_work import UnitOfWork


async def bring_code(
    query: Query, actor: Actor, people: People, link_codes: LinkCodes, unit: UnitOfWork, changes: Changes, speaking: Speaking, now: datetime, today: date,
) -> Reply:  # fmt: skip
    """Takes an invitation where it is one; everything else is said of accounts, as it was before there were invitations."""
    code = query.slots.get("code", "")
    if code and actor.private and await unit.onboarding.is_invitation(digest(code), now):
        return await join_onboarding(query, speaking)
    return await link_identity(query, actor, people, link_codes, unit, changes, now, today)
