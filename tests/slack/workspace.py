# SPDX-License-Identifier: MPL-2.0
"""Who and what there is in a workspace: people, channels and the app's own identity. Every name is made up."""

from dataclasses import dataclass, field
from typing import Any

JSON = dict[str, Any]


@dataclass
class App:
    """The app as Slack knows it, whichever workspaces it is installed in."""

    id: str = "A0TEST001"
    client_id: str = "1111.2222"
    client_secret: str = "client-secret-of-the-stand-in"
    signing_secret: str = "signing-secret-of-the-stand-in"
    app_token: str = "xapp-1-A0TEST001-stand-in"
    redirect_uris: tuple[str, ...] = ()
    """Empty: any is taken, as long as the exchange names the same as the grant."""


@dataclass
class User:
    id: str
    name: str
    real_name: str = ""
    team_id: str = ""
    """Another team's id: a stranger from a Slack Connect organisation."""
    tz: str = "Europe/Copenhagen"
    tz_offset: int = 3600
    locale: str = "da-DK"
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    is_admin: bool = False
    deleted: bool = False


@dataclass
class Channel:
    id: str
    name: str = ""
    is_im: bool = False
    is_private: bool = False
    is_member: bool = True
    """Whether the bot is in it."""
    is_archived: bool = False
    is_ext_shared: bool = False
    may_post: bool = True
    user: str = ""
    """The person at the other end of a direct conversation."""
    members: set[str] | None = None
    """None: everybody is in it."""

    @property
    def kind(self) -> str:
        """As `channel_type` says it in message events."""
        return "im" if self.is_im else "group" if self.is_private else "channel"

    @property
    def read_scope(self) -> str:
        return {"im": "im", "group": "groups", "channel": "channels"}[self.kind]

    def has(self, user: str) -> bool:
        return user == self.user if self.is_im else self.members is None or user in self.members


@dataclass
class Workspace:
    id: str = "T0TEST001"
    name: str = "Prøvekommunen"
    domain: str = "proevekommunen"
    bot_user_id: str = "U0BOT0001"
    bot_id: str = "B0BOT0001"
    bot_name: str = "os2bot"
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    installed: bool = True

    def __post_init__(self) -> None:
        self.users.setdefault(self.bot_user_id, User(self.bot_user_id, self.bot_name, is_bot=True))

    def add_user(self, user: User) -> User:
        user.team_id = user.team_id or self.id
        return self.users.setdefault(user.id, user)

    def add_channel(self, channel: Channel) -> Channel:
        return self.channels.setdefault(channel.id, channel)

    def user(self, user_id: str) -> User:
        assert user_id in self.users, f"nobody is called {user_id} in {self.id}: {sorted(self.users)}"
        return self.users[user_id]

    def im(self, user_id: str) -> Channel:
        """The direct conversation of this person and the bot, opened when first asked for."""
        self.user(user_id)
        channel_id = f"D{user_id[1:]}"
        return self.channels.setdefault(channel_id, Channel(channel_id, is_im=True, user=user_id))


def populated(workspace: Workspace | None = None) -> Workspace:
    """A workspace with three members, a guest, a stranger, and the usual kinds of channels."""
    place = workspace or Workspace()
    for user in (
        User("U0ASTRID1", "astrid", "Astrid Prøvesen"),
        User("U0BIRGER1", "birger", "Birger Eksempel", is_admin=True),
        User("U0EMILY01", "emily", "Emily Sample", locale="en-GB", tz="Europe/London", tz_offset=0),
        User("U0GUEST01", "gusti", "Gusti Gæst", is_restricted=True, is_ultra_restricted=True),
        User("U0OTHER01", "olga", "Olga Fremmed", team_id="T0OTHER01"),
    ):
        place.add_user(user)
    for channel in (
        Channel("C0GENERAL", "general"),
        Channel("C0SHARED1", "med-naboen", is_ext_shared=True),
        Channel("C0ARCHIVE", "gammelt", is_archived=True),
        Channel("C0OUTSIDE", "uden-bot", is_member=False),
        Channel("C0RULED01", "kun-opslag", may_post=False),
        Channel("G0PRIVATE", "fortroligt", is_private=True),
    ):
        place.add_channel(channel)
    return place
