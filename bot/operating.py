# SPDX-License-Identifier: MPL-2.0
"""Whoever sits at the machine: what a command does in one unit of work, as far as they are permitted to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer

from bot.acquaintance import actor_of
from bot.adapters.console.render import render
from bot.admins import CONSOLE
from bot.app import Application, application
from bot.attempts import attempt
from config.settings import load_settings
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.message import Message
from handlers.refusal import Refusal
from handlers.reply import Paragraph, Reply
from storage.unit_of_work import UnitOfWork

REFUSED = 1
"""Exit status of a command that its user is not permitted to give, or that cannot be done."""
_UNBROKEN = 10_000  # columns: errors are not wrapped


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One unit of work, and who acts in it."""

    unit: UnitOfWork
    actor: Actor
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The community's date."""
        return self.now.astimezone(self.zone).date()

    @property
    def changes(self) -> Changes:
        return Changes(self.unit, self.actor, self.now, self.today)


@asynccontextmanager
async def operator(now: datetime) -> AsyncIterator[Session]:
    """A session of the person behind the console. What is refused there is one sentence on stderr, and exit status 1."""
    async with application(load_settings()) as app:
        try:
            async with app.database.unit_of_work() as unit:
                yield await session(unit, now, app.settings.zone)
        except Refusal as refusal:
            await _attempted(app, refusal, now)
            typer.echo(f"os2bot: {_sentence(app, refusal)}", err=True)
            raise typer.Exit(REFUSED) from None


async def session(unit: UnitOfWork, now: datetime, zone: ZoneInfo) -> Session:
    command = f"command:{uuid4()}"
    message = Message(id=command, conversation=command, sender=CONSOLE, text="", private=True)
    return Session(unit=unit, actor=await actor_of(message, unit, now.astimezone(zone).date()), now=now, zone=zone)


async def _attempted(app: Application, refusal: Refusal, now: datetime) -> None:
    """That somebody tried what they may not is in the audit."""
    if not refusal.forbidden:
        return
    async with app.database.unit_of_work() as unit:
        actor = (await session(unit, now, app.settings.zone)).actor
        await unit.audit.record(attempt(actor, refusal, now))
        await unit.commit()


def _sentence(app: Application, refusal: Refusal) -> str:
    return render(app.localiser.reply(Reply(parts=(Paragraph(refusal.phrase),)), "en"), width=_UNBROKEN)
