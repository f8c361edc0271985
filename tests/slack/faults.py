# SPDX-License-Identifier: MPL-2.0
"""What goes wrong at Slack when a test wants it to, and the pace Slack allows in a channel."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.slack.records import Call

KINDS = ("ratelimited", "server_error", "timeout_before", "timeout_after", "reset_before", "reset_after", "garbage")
EVERY = 1_000_000
"""Times: until it is healed."""


@dataclass
class Fault:
    method: str  # "*": any
    kind: str
    times: int
    retry_after: int = 1  # seconds
    status: int = 500
    where: Callable[[Call], bool] = lambda _: True


@dataclass
class Pace:
    """So many a second in one channel, and so many at once."""

    per_second: float
    burst: int
    methods: frozenset[str]
    left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, channel: str, now: float) -> float:
        """Seconds until the next may come; 0 takes one."""
        tokens, at = self.left.get(channel, (float(self.burst), now))
        tokens = min(float(self.burst), tokens + (now - at) * self.per_second)
        if tokens >= 1:
            self.left[channel] = (tokens - 1, now)
            return 0
        self.left[channel] = (tokens, now)
        return (1 - tokens) / self.per_second


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._pace: Pace | None = None

    def fail(self, method: str, times: int, kind: str, *, retry_after: int = 1, status: int = 500, where: Callable[[Call], bool] = lambda _: True) -> None:
        """The next calls of this method go wrong so; `kind` is one of KINDS or `error:<code of Slack>`."""
        assert kind in KINDS or kind.startswith("error:"), f"{kind} is none of {KINDS} and no error:<code>"
        self._faults.append(Fault(method, kind, times, retry_after, status, where))

    def heal(self) -> None:
        self._faults.clear()
        self._pace = None

    def rate_limit(self, per_second: float = 1, burst: int = 1, methods: tuple[str, ...] = ("chat.postMessage",)) -> None:
        self._pace = Pace(per_second, burst, frozenset(methods))

    def next(self, call: Call, now: float) -> Fault | None:
        for fault in self._faults:
            if fault.times > 0 and fault.method in {call.method, "*"} and fault.where(call):
                fault.times -= 1
                return fault
        if self._pace and call.method in self._pace.methods and (wait := self._pace.wait(str(call.get("channel", "")), now)):
            return Fault(call.method, "ratelimited", 1, max(1, math.ceil(wait)))
        return None
