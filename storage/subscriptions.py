# SPDX-License-Identifier: MPL-2.0
"""What channels have asked for: a channel, the kind of message that is posted there, what of, and in which language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Kind = Literal["welcome", "meeting_reminder", "onboarding_board"]
"""welcome: whoever comes into the channel is greeted · meeting_reminder: meetings are reminded of there · onboarding_board: all onboardings are shown there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """`channel`: where it is posted, such as `slack:T0123:C0123`; `slack:T0123` is the whole workspace. `by`: the id of whoever asked for it.

    `about`: of what alone, such as `group/os2mo/koordinationsgruppe` or `product/os2mo`; empty: everything. A channel has one of a kind about the same.
    """

    channel: str
    kind: Kind
    language: str
    since: datetime
    by: str
    about: str = ""


def is_workspace(channel: str) -> bool:
    """Whether a whole workspace of Slack is meant. A room of Matrix may have an id without a colon in it."""
    return channel.startswith("slack:") and channel.count(":") == 1


class Subscriptions(Protocol):
    """Lists are ordered by channel, kind and about."""

    async def of(self, channel: str, kind: Kind, about: str = "") -> Subscription | None:
        """The one about just this: one about everything is not one about something."""

    async def of_kind(self, kind: Kind) -> Sequence[Subscription]: ...

    async def everything(self) -> Sequence[Subscription]: ...

    async def add(self, subscription: Subscription) -> None: ...

    async def remove(self, channel: str, kind: Kind, about: str = "") -> None: ...
