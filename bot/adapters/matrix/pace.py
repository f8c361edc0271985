# SPDX-License-Identifier: MPL-2.0
"""How long the homeserver is waited for, and how often something is looked at; in seconds."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """`answer`: for an answer of the homeserver's. `first`: for that to a sync with everything in it. `poll`: that a sync waits for news.

    `stale`: since the last sync, before the bot counts as not connected. `backoff`, `longest`: the first and the longest pause after a failure.
    `slow`: before somebody sees that the bot is typing; `slower`: before it says so. `read`: before it is noted up to where was read; an answer shows that by itself, and a slow one is noted at once.
    `key`: that an encrypted message waits for its key. `recover`: between two looks for what nobody holds. `refused`: before a homeserver that lets nobody in is asked again.
    """

    answer: float = 20.0
    first: float = 300.0
    poll: float = 30.0
    stale: float = 90.0
    backoff: float = 0.5
    longest: float = 20.0
    slow: float = 0.4
    slower: float = 4.0
    read: float = 20.0
    key: float = 60.0
    recover: float = 5.0
    refused: float = 600.0
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
