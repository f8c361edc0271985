# SPDX-License-Identifier: MPL-2.0
"""Why the weekly digest came, or did not: what the ledger holds of the last ones of the channel, or of the asker's own."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.posts.digest.plan import DIGEST
from handlers.posts.words import said_reason
from handlers.reply import Bullets, Part, Phrase, Reply, Value, say
from handlers.subscribing.setting import place_of
from storage.deliveries import Delivery, DeliveryFilter
from storage.unit_of_work import UnitOfWork

_BACK, _AHEAD = timedelta(days=28), timedelta(days=8)
MOST = 4


async def why_digest(actor: Actor, unit: UnitOfWork, now: datetime, zone: ZoneInfo) -> Reply:
    """In a channel of the channel's, else of the asker's own; the newest first. That nothing was asked for, where that is why."""
    channel = place_of(actor)
    asked = await unit.subscriptions.in_channel(channel, DIGEST) if channel else ()
    found = [each for each in await _rows(channel, unit, now) if not _is_beside(each)]
    parts: list[Part] = [say("why.digest.lines"), Bullets(tuple(_line(each, now, zone) for each in found[::-1][:MOST]))] if found else []
    if not asked:
        return Reply(parts=(*parts, say("why.digest.not_asked")))
    if any(each.paused for each in asked):
        return Reply(parts=(*parts, say("why.digest.paused")))
    return Reply(parts=tuple(parts) or (say("why.digest.none_yet"),))


async def _rows(channel: str, unit: UnitOfWork, now: datetime) -> list[Delivery]:
    if not channel:
        return []
    wanted = DeliveryFilter(target=channel, after=now - _BACK, before=now + _AHEAD)
    return [each for each in await unit.deliveries.find(wanted) if each.kind == DIGEST]


def _is_beside(delivery: Delivery) -> bool:
    """That it was passed on to where a person is met says nothing."""
    return delivery.reason == "passed_on"


def _line(delivery: Delivery, now: datetime, zone: ZoneInfo) -> Value:
    due, at = delivery.due_at.astimezone(zone), delivery.history[-1].at.astimezone(zone)
    match delivery.seen_at(now):
        case "sent" | "late" as state:
            return Phrase(f"why.digest.{state}", {"due": due, "at": at})
        case "skipped":
            return Phrase("why.digest.skipped", {"due": due, "reason": said_reason(delivery.reason)})
        case "parked":
            return Phrase("why.digest.parked", {"due": due, "reason": said_reason(delivery.reason)})
        case "planned":
            return Phrase("why.digest.planned", {"due": due})
        case _:
            return Phrase("why.digest.under_way", {"due": due})
