# SPDX-License-Identifier: MPL-2.0
"""What channels have asked for: a channel, the kind of message that is posted there, and in which language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Kind = Literal["welcome"]
"""welcome: whoever comes into the channel is greeted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """`channel`: where it is posted, such as `slack:T0123:C0123`; `slack:T0123` is the whole workspace. `by`: the id of whoever asked for it."""

    channel: str
    kind: Kind
    language: str
    since: datetime
    by: str


def is_workspace(channel: str) -> bool:
    """Whether a whole workspace of Slack is meant. A room of Matrix may have an id without a colon in it."""
    return channel.startswith("slack:") and channel.count(":") == 1


class Subscriptions(Protocol):
    async def of(self, channel: str, kind: Kind) -> Subscription | None: ...

    async def everything(self) -> Sequence[Subscription]:
        """Ordered by channel and kind."""

    async def add(self, subscription: Subscription) -> None: ...

    async def remove(self, channel: str, kind: Kind) -> None: ...
