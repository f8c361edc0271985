# SPDX-License-Identifier: MPL-2.0
"""What was withdrawn from the ledger, and is wanted after all."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from storage.deliveries import Delivery, DeliveryFilter
from storage.unit_of_work import UnitOfWork

NOTHING_WAITS = "nothing_waits"
WITHDRAWN = frozenset((NOTHING_WAITS, "no_longer"))
_MOST = 100_000


async def withdrawn(unit: UnitOfWork, kinds: tuple[str, ...], first: datetime, last: datetime, reasons: Collection[str] = WITHDRAWN) -> frozenset[str]:
    """Keys of what was not sent because it was wanted no longer: for one of these reasons."""
    skipped = await unit.deliveries.find(DeliveryFilter(states=("skipped",), kinds=kinds, after=first, before=last), _MOST)
    return frozenset(each.key for each in skipped if each.reason in reasons)


def anew(wanted: Iterable[Delivery], gone: Collection[str]) -> Iterator[Delivery]:
    """What was withdrawn stays so: where it is wanted after all, it is another one."""
    for each in wanted:
        key, number = each.key, 1
        while key in gone:
            number += 1
            key = f"{each.key}:{number}"
        yield replace(each, key=key)
