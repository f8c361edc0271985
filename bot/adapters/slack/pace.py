# SPDX-License-Identifier: MPL-2.0
"""How long Slack is waited for, and how often something is looked at; in seconds."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """`answer`: for an answer of Slack's. `stale`: without a sign of life, before a socket is given up. `look`: between two looks at a socket.

    `slow`: before somebody is told that their answer takes its time. `recover`: between two looks for what nobody holds. `pause`: how one waits before trying again.
    """

    answer: float = 10.0
    stale: float = 10.0
    look: float = 1.0
    slow: float = 1.0
    recover: float = 5.0
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
