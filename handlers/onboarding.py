# SPDX-License-Identifier: MPL-2.0
"""Getting started as a new member organisation, and what is known of how far it is."""

from handlers import articles
from handlers.message import Query
from handlers.reply import Reply, say
from storage.directory import Directory


async def onboarding_start(query: Query, directory: Directory) -> Reply:
    """What a new member does first, or how one of the accesses is got."""
    return await articles.answer(query, directory)


async def onboarding_status(query: Query, directory: Directory) -> Reply:
    """No run is kept here: says so, and who knows."""
    organisation = await directory.organisation(query.slots.get("organisation", ""))
    before = say("onboarding_status.of", organisation=organisation.name) if organisation else say("onboarding_status.ours")
    reply = await articles.answer(query, directory, before=(before,))
    return Reply(parts=reply.parts, outcome="unknown", sources=reply.sources)
