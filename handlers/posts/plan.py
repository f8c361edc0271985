# SPDX-License-Identifier: MPL-2.0
"""What is to be posted, worked out from what is so: the same whenever, and by whichever process, it is worked out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from storage.deliveries import Delivery
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Plan:
    """`reasons`: what a delivery is about → why it is no longer wanted, as the end of a key `delivery.reason.…`."""

    wanted: tuple[Delivery, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)


class Planner(Protocol):
    """Of the deliveries of some kinds."""

    @property
    def kinds(self) -> tuple[str, ...]: ...

    async def revision(self, unit: UnitOfWork) -> str:
        """Another one as soon as anything may have changed that it plans from; cheap."""

    async def plan(self, unit: UnitOfWork, first: datetime, last: datetime) -> Plan:
        """Everything that falls due from `first` until before `last` (UTC)."""
