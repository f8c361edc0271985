# SPDX-License-Identifier: MPL-2.0
"""The figures of the relay: what became of deliveries, and how long after their time."""

from collections.abc import Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from storage.deliveries import SETTLED, Delivery

_SECONDS = (0.1, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 3600.0, 86400.0)


class DeliveryMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._states = Counter("os2bot_deliveries", "Changes of deliveries, by their kind and what they became.", ["kind", "state"], registry=registry)
        self._lateness = Histogram(
            "os2bot_delivery_lateness_seconds", "Seconds from when it was due to when it was posted.", buckets=_SECONDS, registry=registry
        )
        self.planned_at = Gauge("os2bot_planned_timestamp_seconds", "When it was last planned what is to be posted (Unix time).", registry=registry)

    def settled(self, deliveries: Sequence[Delivery], now: datetime) -> None:
        """Told of each change of state that was written down."""
        for each in deliveries:
            self._states.labels(each.kind, each.state).inc()
            if each.state in SETTLED and each.message:
                self._lateness.observe(max(0.0, (now - each.due_at).total_seconds()))
