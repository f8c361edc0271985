# SPDX-License-Identifier: MPL-2.0
"""What Prometheus may know of Matrix: how much was received, sent and given up, and how old the last sync is. Nothing about anybody."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge


class MatrixMetrics:
    """The figures of one process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.duplicates = Counter("os2bot_matrix_duplicates", "Events that were delivered before.", registry=registry)
        self.sent = Counter("os2bot_matrix_sent", "Events sent, by what came of them.", ["type", "outcome"], registry=registry)
        self.given_up = Counter("os2bot_matrix_given_up", "Answers that could not be delivered.", ["reason"], registry=registry)
        self.undecrypted = Counter("os2bot_matrix_undecrypted", "Encrypted messages whose key never came.", registry=registry)
        self.failed_syncs = Counter("os2bot_matrix_failed_syncs", "Syncs that were not answered as they should be.", ["code"], registry=registry)
        self.backfilled = Counter("os2bot_matrix_backfilled", "Events that a sync had left out, and that were fetched.", registry=registry)
        self._age = Gauge("os2bot_matrix_sync_age_seconds", "Seconds since the last sync was answered.", registry=registry)
        self._waiting = Gauge("os2bot_matrix_waiting", "Deliveries in hand.", registry=registry)

    def duplicate(self) -> None:
        self.duplicates.inc()

    def give_up(self, reason: str) -> None:
        self.given_up.labels(reason).inc()

    def watch(self, age: Callable[[], float], waiting: Callable[[], int]) -> None:
        self._age.set_function(age)
        self._waiting.set_function(waiting)
