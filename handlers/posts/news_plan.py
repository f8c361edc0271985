# SPDX-License-Identifier: MPL-2.0
"""Plans news of products and of members: one post for each channel or person on the working morning after something happened that concerns it; else none."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.actor import SYSTEM, UNKNOWN
from handlers.posts.bulk import spread
from handlers.posts.news_scope import NEWS, Audience, audience_of, by_channel, since_of, told_of_members, told_of_products, until_of
from handlers.posts.onboarding_days import morning, mornings
from handlers.posts.plan import Plan
from handlers.posts.withdrawn import anew, withdrawn
from storage.deliveries import Delivery
from storage.subscriptions import Kind
from storage.unit_of_work import UnitOfWork

UNSUBSCRIBED, PAUSED = "unsubscribed", "paused"
UNTIL = "until"
"""The value that says until when what a post tells of happened (ISO 8601)."""
LONGEST = timedelta(days=60)
"""What happened before is no news. News that could not be posted in time is posted afterwards for as long."""
_GONE = ("no_longer", UNSUBSCRIBED, PAUSED)


class NewsPlanner:
    """Implements `Planner`. `zone`: the community's, in which it is morning."""

    kinds = NEWS

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    async def revision(self, unit: UnitOfWork) -> str:
        asked = [
            f"{each.channel} {each.kind} {each.about} {each.since.isoformat()} {each.language} {each.paused}"
            for kind in NEWS
            for each in await unit.subscriptions.of_kind(kind)
        ]
        known = f"{await unit.catalogue_news.revision()} {await unit.onboarding.revision()}"
        return hashlib.sha256("\n".join([known, *asked]).encode()).hexdigest()

    async def plan(self, unit: UnitOfWork, first: datetime, last: datetime) -> Plan:
        wanted: list[Delivery] = []
        reasons = await self._nobody_asks(unit, first, last)
        for kind in NEWS:
            for channel, asked in by_channel(await unit.subscriptions.of_kind(kind)).items():
                reasons[_about(kind, channel)] = PAUSED if any(each.paused for each in asked) else "no_longer"
                if not any(each.paused for each in asked):
                    wanted += await self._of(kind, await audience_of(asked, unit, last, self._zone), unit, first, last)
        return Plan(tuple(anew(spread(wanted), await withdrawn(unit, NEWS, first, last, _GONE))), reasons)

    async def _nobody_asks(self, unit: UnitOfWork, first: datetime, last: datetime) -> dict[str, str]:
        """What is planned: it is wanted by nobody, unless somebody asks for it still."""
        return {each.about: UNSUBSCRIBED for each in (await unit.deliveries.standing(NEWS, first, last)).values()}

    async def _of(self, kind: Kind, audience: Audience, unit: UnitOfWork, first: datetime, last: datetime) -> list[Delivery]:
        found = []
        for day in mornings(first, last, self._zone):
            at = morning(day, self._zone)
            since, until = since_of(at, self._zone), until_of(at)
            if await _happened(kind, audience, unit, since, until, self._zone):
                found.append(_planned(kind, audience, str(day), at, until))
        return found


async def _happened(kind: Kind, audience: Audience, unit: UnitOfWork, since: datetime, until: datetime, zone: ZoneInfo) -> bool:
    if kind == "product_news":
        return bool(await told_of_products(audience, unit, since, until, zone))
    return any(await told_of_members(audience, unit, since, until, zone))


def _planned(kind: Kind, audience: Audience, day: str, at: datetime, until: datetime) -> Delivery:
    one = audience.asked[0]
    values: Mapping[str, str] = {UNTIL: until.isoformat()}
    return Delivery(
        key=f"{kind}:{day}:{one.channel}", kind=kind, about=_about(kind, one.channel), target=one.channel, address="" if one.channel.startswith("person/") else one.channel,
        due_at=at, useful_until=at + LONGEST, language=one.language, values=values, owner="" if one.by in (SYSTEM, UNKNOWN) else f"person/{one.by}",
    )  # fmt: skip


def _about(kind: Kind, channel: str) -> str:
    return f"{kind}/{channel}"
