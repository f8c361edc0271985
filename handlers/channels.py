# SPDX-License-Identifier: MPL-2.0
"""What a platform knows of its channels: looked up by whoever can ask the platform, outside of any transaction, and given to the handler."""

from dataclasses import dataclass
from typing import Protocol

from handlers.reply import Value


class NotLookedAtError(Exception):
    """Nobody has asked the platform about this channel yet. Whoever can does, and begins the message anew."""

    def __init__(self, channel: str) -> None:
        super().__init__(f"the platform was not asked about {channel}")
        self.channel = channel


@dataclass(frozen=True, slots=True)
class ChannelState:
    """`problems`: why nothing can be posted there, each as a sentence that says what to do."""

    problems: tuple[Value, ...] = ()


class Channels(Protocol):
    def known(self, channel: str) -> ChannelState:
        """What was found. Raises NotLookedAtError where nobody looked."""


class NoChannels:
    """Nobody to ask, and so nothing in the way."""

    def known(self, channel: str) -> ChannelState:
        """`channel` may be any."""
        return ChannelState()


NO_CHANNELS = NoChannels()
