# SPDX-License-Identifier: MPL-2.0
"""`os2bot meetings` and `deliveries`: when groups meet; what was posted, and what was not and why."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from config.problems import ConfigError, Problem

FARTHEST = 366  # days


def register(app: typer.Typer) -> None:
    app.command()(meetings)
    app.command()(deliveries)


def meetings(
    group: Annotated[str | None, typer.Option(help="Only of this group, such as os2mo/koordinationsgruppe.", show_default=False)] = None,
    days: Annotated[int, typer.Option(help="How many days ahead.", min=1, max=FARTHEST)] = 60,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with every field.")] = False,
) -> None:
    """List when the groups meet. `os2bot tell` sets meetings up and changes them, `os2bot import meetings` reads a calendar."""
    typer.echo(asyncio.run(_meetings(group, days, as_json=as_json)))


async def _meetings(group: str | None, days: int, *, as_json: bool) -> str:
    from bot.diff_text import json_text  # noqa: PLC0415 - `--help` needs none of it
    from bot.listing_meetings import answers_to, as_documents, as_text, meetings_known  # noqa: PLC0415
    from bot.meetings_plan import group_given  # noqa: PLC0415
    from bot.operating import operator  # noqa: PLC0415

    async with operator(datetime.now(UTC)) as session:
        found = await meetings_known(session, await group_given(group, session.unit) if group else None, days)
        answers = await answers_to(session, found)
    return json_text(as_documents(found, answers)) if as_json else as_text(found, answers, days)


def deliveries(
    why: Annotated[str | None, typer.Option(metavar="KEY", help="Tell what became of this delivery, and when.", show_default=False)] = None,
    retry: Annotated[str | None, typer.Option(metavar="KEY", help="Send this parked delivery again.", show_default=False)] = None,
    state: Annotated[
        str | None, typer.Option(help="Only those in this state, of all times: planned, claimed, sent, late, skipped, failed, parked.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with every field.")] = False,
) -> None:
    """List what is posted of the bot's own accord: a week back, and a week ahead as far as it is planned."""
    if why and retry:
        raise ConfigError(Problem("looks, and --retry acts; keep one", field="--why"))
    typer.echo(asyncio.run(_deliveries(why, retry, state, as_json=as_json)))


async def _deliveries(why: str | None, retry: str | None, state: str | None, *, as_json: bool) -> str:
    from bot import listing_deliveries as listing  # noqa: PLC0415 - `--help` needs none of it
    from bot.diff_text import json_text  # noqa: PLC0415
    from bot.localise import Localiser  # noqa: PLC0415
    from bot.operating import operator  # noqa: PLC0415
    from bot.platforms import configured  # noqa: PLC0415
    from config.settings import load_settings  # noqa: PLC0415
    from handlers.permissions import Target  # noqa: PLC0415

    now = datetime.now(UTC)
    async with operator(now) as session:
        await session.changes.permit("delivery.read", Target())
        localiser, unit, platforms = Localiser(), session.unit, configured(load_settings())
        if retry:
            await listing.one(unit, retry)
            if not await unit.deliveries.reopen(retry, now):
                raise ConfigError(Problem(f"'{retry}' is not parked; `os2bot deliveries --why {retry}` says what became of it"))
            await unit.commit()
            return "It is due again; the running service sends it within seconds."
        if why:
            found = await listing.one(unit, why)
            return json_text(listing.as_documents([found], now)) if as_json else listing.why(found, localiser, now, session.zone, platforms=platforms)
        several = await listing.listed(unit, listing.state_given(state), now)
        return json_text(listing.as_documents(several, now)) if as_json else listing.as_text(several, localiser, now, session.zone, platforms)
