# SPDX-License-Identifier: MPL-2.0
"""What Prometheus may know of Slack: how much was refused, sent and delivered twice, and how the sockets are. Nothing about anybody."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 3.0)


class SlackMetrics:
    """The figures of one process. `reason` of what is refused: signature, stale, oversized, malformed, unknown; a replay is a duplicate."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.refused = Counter("os2bot_slack_refused", "Requests that were refused.", ["reason"], registry=registry)
        self.duplicates = Counter("os2bot_slack_duplicates", "Requests that were delivered before.", registry=registry)
        self.sent = Counter("os2bot_slack_sent", "Calls to Slack, by what came of them.", ["method", "outcome"], registry=registry)
        self.given_up = Counter("os2bot_slack_given_up", "Answers that could not be delivered.", ["reason"], registry=registry)
        self.acknowledged = Histogram("os2bot_slack_ack_seconds", "Seconds until a request was acknowledged.", buckets=_SECONDS, registry=registry)
        self._sockets = Gauge("os2bot_slack_sockets", "Sockets that are open and answer.", registry=registry)
        self._age = Gauge("os2bot_slack_socket_ping_age_seconds", "Seconds since the socket that was heard of last answered a ping.", registry=registry)
        self._waiting = Gauge("os2bot_slack_waiting", "Deliveries in hand.", registry=registry)

    def duplicate(self) -> None:
        self.duplicates.inc()

    def give_up(self, reason: str) -> None:
        self.given_up.labels(reason).inc()

    def watch_sockets(self, many: Callable[[], int], age: Callable[[], float]) -> None:
        self._sockets.set_function(many)
        self._age.set_function(age)

    def watch_work(self, waiting: Callable[[], int]) -> None:
        self._waiting.set_function(waiting)
