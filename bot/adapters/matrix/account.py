# SPDX-License-Identifier: MPL-2.0
"""The bot's account on its homeserver, as an operator sets it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`user`: as `@os2bot:example.org`. `store`: a directory for keys and tokens, of the bot alone. `allows`: whether people of this homeserver may invite the bot.

    Logs in by `access_token` (with `refresh_token` where it expires), else once by `password`. Secrets are never logged, and not part of its repr.
    """

    homeserver: str
    user: str
    store: Path
    allows: Callable[[str], bool]
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
