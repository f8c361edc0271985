# SPDX-License-Identifier: MPL-2.0
"""What Prometheus may know: how much is answered, how fast, and by which version. Nothing about anybody."""

import time
from importlib.metadata import version
from platform import python_version

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot.answer import Answer

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """The figures of one process, in a registry of its own."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call] # a second series for every first one, and nobody asks for it
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        about = Info("os2bot", "Which os2bot this is.", registry=self.registry)
        about.info({"version": version("os2bot"), "python": python_version()})
        uptime = Gauge("os2bot_uptime_seconds", "Seconds since the service started.", registry=self.registry)
        began = time.monotonic()
        uptime.set_function(lambda: time.monotonic() - began)
        self.revision = Gauge("os2bot_catalogue_revision", "Grows when the catalogue changes; looked up once a minute.", registry=self.registry)
        self.failures = Counter("os2bot_answer_failures", "Messages that could not be answered because of an error.", registry=self.registry)
        self.oversized = Counter("os2bot_http_oversized", "Requests whose body was too large.", registry=self.registry)
        self.leading = Gauge("os2bot_leading", "1 where this process is connected to the platform, 0 where it stands by.", ["platform"], registry=self.registry)
        self._answers = Counter("os2bot_answers", "Messages answered, by what was asked and what came of it.", ["intent", "outcome"], registry=self.registry)
        self._seconds = Histogram("os2bot_answer_seconds", "Seconds from a message to its reply.", buckets=_SECONDS, registry=self.registry)

    def answered(self, answer: Answer, seconds: float) -> None:
        """The dispatcher's observer."""
        intent = answer.interpretation.query.intent if answer.interpretation else "none"
        self._answers.labels(intent, answer.reply.outcome).inc()
        self._seconds.observe(seconds)

    def text(self) -> bytes:
        return generate_latest(self.registry)
