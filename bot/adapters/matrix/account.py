# SPDX-License-Identifier: MPL-2.0
"""The bot's account on its homeserver, as an operator sets it."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`user`: as `@os2bot:example.org`. `store`: a directory for keys and tokens, of the bot alone. `allowed`: homeservers whose people may invite the bot; `*`: any.

    Logs in by `access_token` (with `refresh_token` where it expires), else once by `password`. Secrets are never logged, and not part of its repr.
    """

    homeserver: str
    user: str
    store: Path
    allowed: frozenset[str] = frozenset()
    device: str = ""
    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)
    recovery_key: str = field(default="", repr=False)

    @property
    def server_name(self) -> str:
        """The part of the user's id after the first colon."""
        return self.user.partition(":")[2]

    def lets_in(self, user: str) -> bool:
        """Whether this person's homeserver is one whose people may invite the bot."""
        return "*" in self.allowed or user.partition(":")[2].lower() in (self.allowed or {self.server_name.lower()})
