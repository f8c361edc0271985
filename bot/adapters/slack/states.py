# SPDX-License-Identifier: MPL-2.0
"""The states of installations under way: what keeps somebody from being led into one that another began. Each is used once, within ten minutes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore

MINUTES = 10


class OAuthStates(AsyncSQLAlchemyOAuthStateStore):
    """`engine`: an AsyncEngine with the tables of migration 0003."""

    def __init__(self, engine: Any, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(MINUTES * 60, engine)
        self._now = now

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """What has expired goes first."""
        async with self.engine.begin() as connection:
            await connection.execute(self.oauth_states.delete().where(self.oauth_states.c.expire_at <= self._moment()))
        return await super().async_issue(*args, **kwargs)

    async def async_consume(self, state: str) -> bool:
        """Deleted and counted in one statement: of two that come with the same state, one is let in."""
        columns = self.oauth_states.c
        async with self.engine.begin() as connection:
            deleted = await connection.execute(self.oauth_states.delete().where(columns.state == state, columns.expire_at > self._moment()))
        return bool(deleted.rowcount == 1)

    def _moment(self) -> datetime:
        """As slack_sdk keeps moments: in UTC, without saying so."""
        return self._now().astimezone(UTC).replace(tzinfo=None)
