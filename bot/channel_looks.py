# SPDX-License-Identifier: MPL-2.0
"""Asks platforms about their channels, outside of any transaction, for handlers that need to know."""

from collections.abc import Awaitable, Callable

from handlers.channels import ChannelState, NotLookedAtError

Look = Callable[[str], Awaitable[ChannelState]]
"""What is to be known of a channel such as `slack:T0123:C0123`."""


class ChannelLooks:
    """Each platform that is connected says how its channels are looked at."""

    def __init__(self) -> None:
        self._looks: dict[str, Look] = {}

    def by(self, platform: str, look: Look) -> None:
        self._looks[platform] = look

    async def at(self, channel: str) -> ChannelState:
        """A platform that cannot be asked has nothing in the way."""
        look = self._looks.get(channel.partition(":")[0])
        return await look(channel) if look else ChannelState()


class LookedAt:
    """What was found for one message. Implements `handlers.channels.Channels`."""

    def __init__(self) -> None:
        self._found: dict[str, ChannelState] = {}

    def known(self, channel: str) -> ChannelState:
        if channel not in self._found:
            raise NotLookedAtError(channel)
        return self._found[channel]

    def add(self, channel: str, state: ChannelState) -> None:
        self._found[channel] = state
