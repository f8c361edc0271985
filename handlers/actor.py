# SPDX-License-Identifier: MPL-2.0
"""Who is speaking: the identity their platform vouches for, and what the bot knows of the person behind it."""

from dataclasses import dataclass

from config.roles import Role
from handlers.message import Doubt
from storage.people import Identity, Person
from storage.roles import RoleAssignment, Scope

UNKNOWN = "unknown"
"""The id of somebody the bot keeps nothing of."""
SYSTEM = "system"
"""The id of the bot itself: what settings, files and retention do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """`roles`: those held today. `private`: nobody else reads this conversation. `channel`: where it takes place, if that is one.

    `doubt`: why this may be somebody else, at their account; `handlers/changing/vouching.py` says what that forbids.
    """

    identity: Identity
    conversation: str
    private: bool
    person: Person | None = None
    roles: tuple[RoleAssignment, ...] = ()
    channel: str = ""
    doubt: Doubt = ""

    @property
    def id(self) -> str:
        return self.person.id if self.person else UNKNOWN

    @property
    def via(self) -> str:
        """The platform."""
        return self.identity.partition(":")[0]

    @property
    def organisation(self) -> str | None:
        return self.person.organisation if self.person else None

    def holds(self, role: Role, scope: Scope | None = None) -> bool:
        """Whether the role is held, over this scope or, without one, over anything."""
        return any(held.role == role and scope in (None, held.scope) for held in self.roles)
