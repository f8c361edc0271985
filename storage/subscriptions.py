# SPDX-License-Identifier: MPL-2.0
"""What channels and people have asked for: the kind of message that is posted there, what of, when, and in which language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal, Protocol

Kind = Literal["welcome", "meeting_reminder", "onboarding_board", "digest", "product_news", "new_members"]
"""welcome: whoever comes into the channel is greeted · meeting_reminder: meetings are reminded of there · onboarding_board: all onboardings are shown there ·
digest: what happened and what is coming, once a week · product_news: what became otherwise with products, the next working morning ·
new_members: which organisations became members, the next working morning."""
Pause = Literal["", "asked", "gone"]
"""Empty: it is not paused · asked: somebody wanted it so · gone: the bot was let out of the channel, or the channel was closed."""
MORNING = time(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """`channel`: where it is posted, such as `slack:T0123:C0123`; `slack:T0123` is the whole workspace, `person/ID` somebody alone. `by`: the id of whoever asked for it.

    `about`: of what alone, such as `group/os2mo/koordinationsgruppe` or `product/os2mo`; empty: everything. A channel has one of a kind about the same.
    `weekday`, `clock`: of a digest: when it is posted, by the community's clock (0: Monday). All of one channel have the same.
    `paused_at`: since when it is paused.
    """

    channel: str
    kind: Kind
    language: str
    since: datetime
    by: str
    about: str = ""
    weekday: int = 0
    clock: time = MORNING
    paused: Pause = ""
    paused_at: datetime | None = None


def is_workspace(channel: str) -> bool:
    """Whether a whole workspace of Slack is meant. A room of Matrix may have an id without a colon in it."""
    return channel.startswith("slack:") and channel.count(":") == 1


class Subscriptions(Protocol):
    """Lists are ordered by channel, kind and about."""

    async def of(self, channel: str, kind: Kind, about: str = "") -> Subscription | None:
        """The one about just this: one about everything is not one about something."""

    async def in_channel(self, channel: str, kind: Kind | None = None) -> Sequence[Subscription]:
        """All of one channel; of one kind, where it is said."""

    async def of_kind(self, kind: Kind) -> Sequence[Subscription]: ...

    async def everything(self) -> Sequence[Subscription]: ...

    async def add(self, subscription: Subscription) -> None: ...

    async def remove(self, channel: str, kind: Kind, about: str = "") -> None: ...
