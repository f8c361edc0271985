# SPDX-License-Identifier: MPL-2.0
"""What is written anew or taken away where it stands: only once it is known what became of it."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.posts.post import NothingToSay, NotYet
from storage.deliveries import OPEN, Delivery
from storage.unit_of_work import UnitOfWork

NOT_THERE = "not_there"
_AGAIN = timedelta(seconds=15)


async def standing(delivery: Delivery, unit: UnitOfWork, now: datetime) -> Delivery:
    """With the message it amends, and where that stands. Raises NotYet where it is being posted, NothingToSay where nothing is known to stand anywhere."""
    posted = await unit.deliveries.get(delivery.amends)
    if posted is None:
        raise NothingToSay(NOT_THERE)
    if posted.state in OPEN:
        raise NotYet(now + _AGAIN)
    if not posted.message:
        raise NothingToSay(NOT_THERE)
    return replace(delivery, address=posted.address, message=posted.message)
