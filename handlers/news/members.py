# SPDX-License-Identifier: MPL-2.0
"""Which organisations became members, and which onboardings were completed: only organisations and products, and only runs that may be shown."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta

from handlers.changing.describing_onboarding import said_subject
from handlers.news.saying import NAMED
from handlers.onboarding.flows import Flows
from handlers.posts.digest.shared import shared
from handlers.reply import Listing, Phrase
from storage.catalogue_news import FactChange
from storage.onboarding import OnboardingRun
from storage.unit_of_work import UnitOfWork

WELCOMING = ("new_member", "product_affiliation", "vendor_partner")
"""The flows whose end is worth telling: somebody has come."""


async def completed_runs(unit: UnitOfWork, since: datetime, until: datetime, wanted: Callable[[str], bool]) -> list[OnboardingRun]:
    """Those that are shown in a channel: that is the organisation's yes (`handlers/posts/onboarding_endings.py`). `wanted`: of which products; empty: of none."""
    first, last = (datetime.combine(moment.astimezone(UTC).date(), time(), UTC) for moment in (since, until + timedelta(days=1)))
    ended = await shared(unit, ("ended", first, last), lambda: _shown(unit, first, last))
    return [each for each in ended if each.ended_at and since <= each.ended_at < until and wanted(each.product)]


async def _shown(unit: UnitOfWork, first: datetime, last: datetime) -> list[OnboardingRun]:
    return [each for each in await unit.onboarding.ended(first, last) if each.state == "completed" and each.flow in WELCOMING and each.channel]


async def member_lines(members: Sequence[FactChange], runs: Sequence[OnboardingRun], unit: UnitOfWork) -> list[Phrase]:
    """What was said at the end of an onboarding is so since then; what a file says became known only now. A run that made a member is not told besides."""
    known = await unit.directory.organisations({each.key for each in members})
    names = {each.key: known[each.key].name if each.key in known else each.key for each in members}
    told = [Phrase("news.member.new", {"organisation": names[each.key]}) for each in members if each.origin == "told"]
    documented = sorted((names[each.key] for each in members if each.origin != "told"), key=str.casefold)
    if len(documented) > NAMED:
        told.append(Phrase("news.member.documented.many", {"count": len(documented)}))
    elif documented:
        told.append(Phrase("news.member.documented", {"organisations": Listing(tuple(documented))}))
    flows = Flows(unit.onboarding, dict)
    others = [(run, await flows.readable(run)) for run in runs if not (run.flow == "new_member" and run.organisation in names)]
    return told + [Phrase("news.run", {"subject": await said_subject(run, unit), "flow": flow.title}) for run, flow in others if flow]
