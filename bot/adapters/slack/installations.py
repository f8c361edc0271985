# SPDX-License-Identifier: MPL-2.0
"""The workspaces that installed the app by OAuth: kept in our database by slack_sdk's own store, their tokens encrypted.

Nothing here may be called within a unit of work: each call has a transaction of its own, and on SQLite one waits for the other.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from logging import Logger, getLogger
from typing import Any, TypeVar

from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore, SQLAlchemyInstallationStore

from bot.adapters.slack.sealing import Seal

KEPT, MANY = 60.0, 500  # seconds that a decrypted token stays in memory, and of how many workspaces
_SECRETS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token")
_RENEWED = ("bot_token", "bot_refresh_token", "bot_token_expires_at")
_WEBHOOK = ("incoming_webhook_url", "incoming_webhook_channel", "incoming_webhook_channel_id", "incoming_webhook_configuration_url")

Clock = Callable[[], float]
Of = TypeVar("Of", Bot, Installation)


@dataclass(frozen=True, slots=True)
class InstalledIn:
    """A workspace in which the app is installed, without its secrets. `team` is empty where a whole organisation installed it."""

    team: str
    enterprise: str
    name: str


class EncryptedInstallationStore(AsyncInstallationStore):
    """`engine`: an AsyncEngine with the tables of migration 0003. `keys`: the first encrypts, all decrypt.

    A workspace has one installation: what it had before goes when it installs the app anew. A webhook is not asked for; one that comes is not kept.
    """

    def __init__(self, engine: Any, client_id: str, keys: Sequence[str], *, clock: Clock = time.monotonic, now: Clock = time.time) -> None:
        self._rows = AsyncSQLAlchemyInstallationStore(client_id, engine)
        self._seal, self._clock, self._now = Seal(keys), clock, now
        self._known: dict[tuple[str, str], tuple[Bot, float]] = {}

    @property
    def logger(self) -> Logger:
        return getLogger(__name__)

    async def async_save(self, installation: Installation) -> None:
        """Raises BoltError where it cannot be kept: Bolt then says so to whoever installs."""
        kept = self._closed(Installation(**installation.to_dict_for_copying()))
        for name in _WEBHOOK:
            setattr(kept, name, None)
        try:
            await self._rows.async_save(kept)
            await self._delete(kept.team_id, kept.enterprise_id, lambda table: table.c.installed_at < _moment(kept.installed_at))
        except Exception as error:
            raise BoltError(f"the installation could not be kept ({type(error).__name__})") from error

    async def async_save_bot(self, bot: Bot) -> None:
        """Its renewed token."""
        await self._rows.async_save_bot(self._closed(_copy(bot)))
        self._known.clear()

    async def bot_of(self, team: str, enterprise: str = "", *, fresh: bool = False) -> Bot | None:
        """The workspace's bot; None where the app is not installed. Found by its team alone: a workspace may join an organisation later.

        `fresh`: past what is in memory. Raises UnreadableSecretError.
        """
        known = self._known.get((team, "" if team else enterprise))
        if known and known[1] > self._clock() and not fresh:
            return _copy(known[0])
        rows = await self._read(self._rows.bots, team, enterprise)
        if not rows:
            return None
        bot = self._opened(SQLAlchemyInstallationStore.build_bot_entity(rows[0]))
        if len(self._known) >= MANY:
            self._known.clear()
        self._known[team, "" if team else enterprise] = (bot, self._clock() + KEPT)
        return _copy(bot)

    async def installed(self) -> Sequence[InstalledIn]:
        """Every workspace, ordered by its id."""
        found = {(row["team_id"] or "", row["enterprise_id"] or ""): row for row in reversed(await self._read(self._rows.bots))}
        return [InstalledIn(team, enterprise, row["team_name"] or row["enterprise_name"] or "") for (team, enterprise), row in sorted(found.items())]

    async def async_find_bot(self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False) -> Bot | None:
        return await self.bot_of("" if is_enterprise_install else team_id or "", enterprise_id or "")

    async def async_find_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None, is_enterprise_install: bool | None = False
    ) -> Installation | None:  # fmt: skip
        found = await self._rows.async_find_installation(
            enterprise_id=enterprise_id, team_id=team_id, user_id=user_id, is_enterprise_install=is_enterprise_install
        )  # fmt: skip
        if found is None:
            return None
        bot = await self.async_find_bot(enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install)
        opened = self._opened(found)
        for name in _RENEWED if bot else ():  # since it was installed
            setattr(opened, name, getattr(bot, name))
        return opened

    async def forget(self, team: str, enterprise: str = "", user: str | None = None, *, before: float | None = None) -> None:
        """After app_uninstalled and tokens_revoked: the workspace's bot and installations, or with `user` that person's installation alone.

        `before`: when it happened (event_time). What was installed later stays: Slack may deliver an event an hour late.
        """
        moment = _moment(self._now() if before is None else before)

        def which(table: Any) -> Any:
            earlier = table.c.installed_at <= moment
            return earlier if user is None else earlier & (table.c.user_id == user)

        await self._delete(team, enterprise, which, bots=user is None)

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self.forget(team_id or "", enterprise_id or "")

    async def async_delete_installation(self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None) -> None:
        await self.forget(team_id or "", enterprise_id or "", user_id)

    async def _read(self, table: Any, team: str | None = None, enterprise: str = "") -> list[Any]:
        """Rows with a bot's token, the newest first; of one workspace where it is named."""
        where = [table.c.client_id == self._rows.client_id, table.c.bot_token.is_not(None)]
        where += [] if team is None else [_of(table, team, enterprise)]
        async with self._rows.engine.connect() as connection:
            found = await connection.execute(table.select().where(*where).order_by(table.c.installed_at.desc(), table.c.id.desc()))
            return list(found.mappings())

    async def _delete(self, team: str | None, enterprise: str | None, which: Callable[[Any], Any], *, bots: bool = True) -> None:
        async with self._rows.engine.begin() as connection:
            for table in (self._rows.bots, self._rows.installations) if bots else (self._rows.installations,):
                workspace = (table.c.client_id == self._rows.client_id) & _of(table, team or "", enterprise or "")
                await connection.execute(table.delete().where(workspace, which(table)))
        self._known.clear()

    def _closed(self, kept: Of) -> Of:
        return _changed(kept, self._seal.close)

    def _opened(self, kept: Of) -> Of:
        return _changed(kept, self._seal.open)


def _changed(kept: Of, how: Callable[[str | None], str | None]) -> Of:
    for name in _SECRETS:
        if hasattr(kept, name):
            setattr(kept, name, how(getattr(kept, name)))
    return kept


def _of(table: Any, team: str, enterprise: str) -> Any:
    return table.c.team_id == team if team else (table.c.enterprise_id == enterprise) & table.c.team_id.is_(None)


def _copy(bot: Bot) -> Bot:
    """Bolt writes into what it is given."""
    return Bot(**bot.to_dict_for_copying())


def _moment(seconds: float) -> datetime:
    """As slack_sdk keeps moments: in UTC, without saying so."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
