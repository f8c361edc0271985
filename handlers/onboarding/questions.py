# SPDX-License-Identifier: MPL-2.0
"""How far an organisation's onboarding is: from its run; where none is kept, what everybody may know."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers import articles
from handlers.actor import Actor
from handlers.freshness.marks import Marks
from handlers.message import Query
from handlers.onboarding.finding import Finding
from handlers.onboarding.flows import Flows
from handlers.onboarding.showing import whole
from handlers.refusal import Refusal
from handlers.reply import Reply, say
from storage.directory import Directory
from storage.unit_of_work import UnitOfWork


async def onboarding_status(
    query: Query, actor: Actor, unit: UnitOfWork, directory: Directory, flows: Flows, now: datetime, zone: ZoneInfo, marks: Marks
) -> Reply:
    """The run, as far as the reader has a part in it. Of others' runs nothing is said, not even that there are any."""
    finding = Finding(query=query, actor=actor, unit=unit, flows=flows, now=now, zone=zone)
    try:
        found = await finding.one(ended=True)
    except Refusal as refusal:
        if refusal.outcome == "asked_back" or refusal.forbidden:
            raise  # it is theirs, but it is in doubt who asks
        return await _unknown(query, directory, marks)
    return await whole(found, finding)


async def _unknown(query: Query, directory: Directory, marks: Marks) -> Reply:
    organisation = await directory.organisation(query.slots.get("organisation", ""))
    before = say("onboarding_status.of", organisation=organisation.name) if organisation else say("onboarding_status.ours")
    reply = await articles.answer(query, directory, marks, before=(before,))
    return Reply(parts=reply.parts, outcome="unknown", sources=reply.sources)
