# SPDX-License-Identifier: MPL-2.0
"""What `os2bot subscriptions` does: permitted, audited and undone as in chat."""

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import get_args

from bot.listing import short, table
from bot.operating import Session, operator
from config.problems import ConfigError, Problem
from config.settings import load_settings
from handlers.actor import UNKNOWN
from handlers.changing.describing_subscriptions import WEEKDAYS
from handlers.changing.steps import Step
from handlers.message import LANGUAGES
from handlers.permissions import Action, Target
from handlers.reply import Reply
from handlers.subscribing.setting import Wanted, pause_steps, resume_steps, set_steps
from storage.subscriptions import Kind, Subscription

COLUMNS = ("channel", "kind", "about", "language", "when", "paused", "since")
_PERSON = "person/"
_CHANNEL = re.compile(r"slack:[A-Z0-9]+:[CDG][A-Z0-9]+|matrix:!\S+")


async def known(session: Session) -> Sequence[Subscription]:
    """Raises Refusal for whoever keeps none."""
    await session.changes.permit("channel.subscribe", Target())
    return await session.unit.subscriptions.everything()


def as_text(found: Sequence[Subscription], width: int | None = None) -> str:
    if not found:
        return "No channel has asked for anything."
    return table(COLUMNS, [_row(each) for each in found], width)


async def set_subscription(
    channel: str, kind: str, abouts: Sequence[str], weekday: str | None, at: str | None, language: str | None, now: datetime
) -> str:  # fmt: skip
    """Says what is so from then on. Raises ConfigError for what cannot be."""
    wanted_kind, day, clock = _kind(kind), _weekday(weekday), _clock(at)
    if language is not None and language not in LANGUAGES:
        raise ConfigError(Problem(f"must be one of {', '.join(LANGUAGES)}", field="--language"))
    if wanted_kind != "digest" and (weekday, at) != (None, None):
        raise ConfigError(Problem("only a digest has a day and an hour", field="--weekday" if weekday is not None else "--time"))
    if not _CHANNEL.fullmatch(channel):
        raise ConfigError(Problem("is no channel; write it such as slack:T0123:C0123 or matrix:!room:example.org", field=channel[:100] or "CHANNEL"))
    async with operator(now) as session:
        there = [each for each in await session.unit.subscriptions.in_channel(channel) if each.kind == wanted_kind]
        await _check_abouts(abouts, session)
        about = tuple(abouts) or tuple(each.about for each in there) or ("",)
        usual = Subscription(channel=channel, kind=wanted_kind, language=load_settings().language, since=now, by=session.actor.id or UNKNOWN)
        steps = set_steps(Wanted(about, day, clock, language), there, usual, now)
        await _done(steps, "channel.subscribe", session)
    return "It was so already." if not steps else f"{channel} gets {wanted_kind} of {', '.join(each or 'everything' for each in about)}."


async def turn(channel: str, kind: str | None, turned: str, now: datetime) -> str:
    """Pauses, resumes or ends it."""
    wanted = _kind(kind) if kind else None
    async with operator(now) as session:
        there = await session.unit.subscriptions.in_channel(channel, wanted)
        if not there:
            raise ConfigError(Problem("has asked for nothing of it; `os2bot subscriptions list` shows what there is", field=channel[:100] or "CHANNEL"))
        steps = {"pause": pause_steps(there, now), "resume": resume_steps(there), "off": [Step(each, None) for each in there]}[turned]
        await _done(steps, "channel.subscribe", session)
    said = {"pause": "Paused", "resume": "Resumed", "off": "Ended"}[turned]
    return f"{said}: {', '.join(sorted({step.record.kind for step in steps if isinstance(step.record, Subscription)}))}." if steps else "It was so already."


async def _done(steps: Sequence[Step], action: Action, session: Session) -> None:
    if steps:
        await session.changes.at_once(action, steps, Reply(parts=()))
        await session.unit.commit()


async def _check_abouts(abouts: Sequence[str], session: Session) -> None:
    groups = {each.id for each in await session.unit.directory.groups()}
    for about in (each for each in abouts if each):
        kind, _, id_ = about.partition("/")
        if not (kind == "product" and await session.unit.directory.product(id_)) and not (kind == "group" and id_ in groups):
            raise ConfigError(Problem(f"'{about[:100]}' is no product or group of the catalogue; write it such as product/os2mo", field="--about"))


def _kind(given: str) -> Kind:
    found: Kind | None = next((kind for kind in get_args(Kind) if kind == given), None)
    if found is None:
        raise ConfigError(Problem(f"must be one of {', '.join(get_args(Kind))}", field="KIND"))
    return found


def _weekday(given: str | None) -> int | None:
    if given is not None and given.lower() not in WEEKDAYS:
        raise ConfigError(Problem(f"must be one of {', '.join(WEEKDAYS)}", field="--weekday"))
    return None if given is None else WEEKDAYS.index(given.lower())


def _clock(given: str | None) -> time | None:
    try:
        return None if given is None else time.fromisoformat(given if re.fullmatch(r"\d\d:\d\d", given) else "")
    except ValueError:
        raise ConfigError(Problem("must be a time such as 09:00", field="--time")) from None


def _row(each: Subscription) -> tuple[str, ...]:
    where = f"{_PERSON}{short(each.channel.removeprefix(_PERSON))}" if each.channel.startswith(_PERSON) else each.channel
    when = f"{WEEKDAYS[each.weekday]} {each.clock:%H:%M}" if each.kind == "digest" else ""
    return (where, each.kind, each.about or "everything", each.language, when, each.paused, f"{each.since:%Y-%m-%d}")
