# SPDX-License-Identifier: MPL-2.0
"""A dispatcher that answers as ever, and of whose work nothing is kept."""

from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

from bot.dispatch import Dispatcher
from config.breaks import load_breaks
from config.flows.load import load_flows
from config.intents.intent import load_intents
from config.year_wheel_load import load_year_wheel

if TYPE_CHECKING:
    from bot.app import Application
    from storage.unit_of_work import Database, UnitOfWork


def dry_dispatcher(app: "Application") -> Dispatcher:
    settings = app.settings
    return Dispatcher(
        Unkept(app.database),
        load_intents(settings.config_dir),
        settings.language,
        zone=settings.zone,
        noting=False,
        breaks=load_breaks(settings.config_dir),
        flows=partial(load_flows, settings.config_dir),
        wheel=partial(load_year_wheel, settings.config_dir),
    )


class Unkept:
    """A database whose units of work are all undone, committed or not."""

    def __init__(self, database: "Database") -> None:
        self._database = database

    def unit_of_work(self) -> "UnitOfWork":
        return cast("UnitOfWork", _UnkeptUnit(self._database.unit_of_work()))

    async def close(self) -> None:
        await self._database.close()


class _UnkeptUnit:
    """Everything of the unit of work but its commit."""

    def __init__(self, unit: "UnitOfWork") -> None:
        self._unit = unit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    async def __aenter__(self) -> Self:
        await self._unit.__aenter__()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._unit.__aexit__(kind, error, trace)

    async def commit(self) -> None:
        """Keeps nothing."""
