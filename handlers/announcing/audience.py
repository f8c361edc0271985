# SPDX-License-Identifier: MPL-2.0
"""To whom an announcement goes: the channels of a product, those that asked for one kind of message, or all; each once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from handlers.actor import Actor
from storage.announcements import Announcement
from storage.roles import ASSOCIATION, Scope
from storage.subscriptions import Kind, Subscription, is_workspace

PERSON = "person/"
EVERYBODY = "everybody"
"""In place of a kind: whatever a channel has asked for."""
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Audience:
    """`product`: its channels alone; empty: all. `kind`: those that asked for this; empty: for anything."""

    product: str = ""
    kind: str = ""

    @property
    def scope(self) -> Scope:
        """What somebody must have a right over to speak to them."""
        return Scope("product", self.product) if self.product else ASSOCIATION

    def fits(self, asked: Subscription) -> bool:
        """Whether this subscription is one of theirs.

        A channel that asked for everything is no product's channel: it would get every product's announcements, from people who answer for something else. It is
        reached by what goes to all channels. A person has asked for just one kind of message, and is written to only where that kind is meant.
        """
        if is_workspace(asked.channel) or self.kind not in ("", asked.kind) or (asked.channel.startswith(PERSON) and not self.kind):
            return False
        return not self.product or asked.about == f"product/{self.product}" or asked.about.startswith(f"group/{self.product}/")


@dataclass(frozen=True, slots=True)
class Reached:
    """`targets`: where it is posted, and in which language it is signed there. `paused`, `gone`: how many are left out, since somebody paused them or the bot is there no more."""

    targets: Mapping[str, str] = field(default_factory=dict)
    paused: int = 0
    gone: int = 0


def audience_of(announcement: Announcement) -> Audience:
    return Audience(announcement.product, announcement.kind)


def reached(everything: Sequence[Subscription], audience: Audience) -> Reached:
    """Of these subscriptions: a channel counts once, however much it has asked for."""
    own: dict[str, list[Subscription]] = defaultdict(list)
    for each in everything:
        if audience.fits(each):
            own[each.channel].append(each)
    gone = {each.channel for each in everything if each.paused == "gone"} & own.keys()
    targets = {channel: found[0].language for channel, asked in own.items() if (found := [each for each in asked if not each.paused]) and channel not in gone}
    return Reached(dict(sorted(targets.items())), len(own.keys() - targets.keys() - gone), len(gone))


def as_whom(actor: Actor, role: str, audience: Audience) -> str:
    """For which organisation somebody speaks in this role; empty: for none that is known."""
    held = [each for each in actor.roles if each.role == role and each.scope == audience.scope]
    return next((each.organisation for each in held if each.organisation), "") or actor.organisation or ""
