# SPDX-License-Identifier: MPL-2.0
"""The port that every platform implements."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.localise import LocalisedReply
from handlers.message import Message

OnMessage = Callable[[Message], Awaitable[LocalisedReply | None]]
"""Answers a message; None where it was answered before."""


class Adapter(Protocol):
    """A platform: takes messages in and shows replies."""

    async def run(self, on_message: OnMessage) -> None:
        """Connects, hands every message to `on_message` and shows its reply, until the platform or the person ends it."""
