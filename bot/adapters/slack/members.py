# SPDX-License-Identifier: MPL-2.0
"""What Slack says of its users: whether somebody is a guest, and their language. Looked up when it is needed, kept in memory for minutes, never stored.

https://docs.slack.dev/reference/methods/users.info
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.outcomes import SlackCallError
from bot.adapters.slack.sending import Sender
from bot.outcomes import Outcome
from handlers.message import Language

_KEPT, _AGAIN = 600.0, 30.0  # seconds; the shorter where Slack did not say
_MANY = 5_000


@dataclass(frozen=True, slots=True)
class Member:
    """`guest`: a guest account, or a user of another workspace. `language`: of their Slack; None where it is neither Danish nor English."""

    guest: bool = False
    language: Language | None = None


class Members:
    """`home`: the community's time zone. Where Slack does not say, what it said last still holds; without that, somebody counts as a guest until it does.

    An app that may not ask (without `users:read`) knows no guests by their account. Whoever comes from another workspace is one all the same.
    """

    def __init__(self, sender: Sender, home: str = "", clock: Callable[[], float] = time.monotonic) -> None:
        self._sender, self._home, self._clock = sender, home, clock
        self._known: dict[tuple[str, str], tuple[Member, float]] = {}

    async def of(self, client: AsyncWebClient, team: str, user: str) -> Member:
        known = self._known.get((team, user))
        if known and known[1] > self._clock():
            return known[0]
        try:
            found = await self._sender.repeat("users.info", lambda: client.users_info(user=user, include_locale=True), attempts=2)
            member, kept = _member(found["user"], team, self._home), _KEPT
        except (SlackCallError, KeyError, TypeError) as error:
            may_not_ask = isinstance(error, SlackCallError) and error.outcome is Outcome.REFUSED
            member, kept = known[0] if known else Member(guest=not may_not_ask), _KEPT if may_not_ask else _AGAIN
        if len(self._known) >= _MANY:
            self._known.clear()
        self._known[team, user] = (member, self._clock() + kept)
        return member


def _member(user: dict[str, object], team: str, home: str) -> Member:
    """Slack itself speaks no Danish: that somebody at home in the community's time zone reads it in English says nothing of their language."""
    guest = bool(user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger"))
    foreign = str(user.get("team_id") or team) != team and not user.get("enterprise_user")
    locale = str(user.get("locale") or "")[:2]
    english = locale == "en" and str(user.get("tz") or "") != home
    return Member(guest or foreign, "da" if locale == "da" else "en" if english else None)
