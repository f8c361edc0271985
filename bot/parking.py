# SPDX-License-Identifier: MPL-2.0
"""What a delivery brings about that is given up: its owner hears of it, and what it said stands in the operator's fallback channel."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.posts.bulk import ANNOUNCED
from handlers.posts.parked import KIND
from handlers.posts.routing import role_target
from handlers.subscribing.unreachable import GONE, pause_unreachable, told_of_pause
from storage.deliveries import Delivery, planned
from storage.roles import ASSOCIATION
from storage.unit_of_work import UnitOfWork

_USEFUL = timedelta(days=14)
"""For so long somebody is told that something was not posted."""
_OPERATORS = role_target(("sekretariat", "admin"), ASSOCIATION)


async def consequences(parked: Sequence[Delivery], unit: UnitOfWork, fallback: str, now: datetime) -> list[Delivery]:
    """What else is to be sent: to whoever answers for what was given up, and, for a channel that is gone, to whoever asked for something there."""
    told: list[Delivery] = []
    for each in parked:
        gone = each.reason.partition(":")[2] in GONE
        told += await pause_unreachable(each.target, unit, now) if gone else ()
        hears = await told_of_pause(each.target, unit) if gone else ()
        told += [*(one for one in notices(each, fallback, now) if one.kind != KIND or one.target not in hears)]
    return told


def notices(parked: Delivery, fallback: str, now: datetime) -> list[Delivery]:
    """Of a notice that is parked itself nobody is told: it is in the log and the ledger. What becomes of an announcement is reported in one message.

    `fallback`: a channel; empty: there is none.
    """
    if parked.kind == KIND or parked.kind in ANNOUNCED:
        return []
    told = [_notice(parked, now)]
    of_channel = not parked.target.startswith(("person/", "role/", "members/"))
    if fallback and fallback != parked.target and of_channel and parked.reply:
        told.append(_elsewhere(parked, fallback, now))
    return told


def _notice(parked: Delivery, now: datetime) -> Delivery:
    values = {"kind": parked.kind, "about": parked.about, "target": parked.target, "reason": parked.reason, "due_at": parked.due_at.isoformat()}
    notice = Delivery(
        key=f"{KIND}:{parked.key}", kind=KIND, about=parked.key, target=parked.owner or _OPERATORS, due_at=now, useful_until=now + _USEFUL, language=parked.language,
        values=values,
    )  # fmt: skip
    return planned(notice, now)


def _elsewhere(parked: Delivery, fallback: str, now: datetime) -> Delivery:
    """The same words, in the same hour."""
    copy = replace(parked, key=f"{parked.key}:fallback", target=fallback, address=fallback, state="planned", holder="", attempts=0, message="", history=())
    return planned(replace(copy, owner=_OPERATORS), now)
