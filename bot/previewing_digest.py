# SPDX-License-Identifier: MPL-2.0
"""`os2bot preview digest`: one digest before it is posted, composed by what composes it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.app import Application
from bot.composing import Composing, language_of
from bot.listing import somebody
from bot.people_plan import known_names
from bot.platforms import configured
from config.freshness import load_rules
from config.problems import ConfigError, Problem
from handlers import POSTS, Composer
from handlers.message import Language
from handlers.posts.digest.digest import WEEK, composed, issue_for
from handlers.posts.digest.issue import Sections
from handlers.posts.digest.plan import DIGEST, digest_of
from handlers.posts.digest.weeks import due_in, ends, monday_of, week_of
from handlers.posts.post import Post
from handlers.reply import Reply
from storage.directory import Directory
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork

_NOWHERE = "preview"
"""In place of a channel."""
_WEEK = re.compile(r"20\d\d-W\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which digest. `channel`: as it is subscribed; `person`: an id, or the beginning of one; without either, one about these `products`, or about everything.

    `week`: such as `2026-W50`; empty: the next that is due. `language`: None: that of the subscription, else the community's.
    """

    channel: str = ""
    person: str = ""
    products: Sequence[str] = ()
    week: str = ""
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class DigestPreview:
    """`reply`: what it would say; or the reason why it would say nothing."""

    reply: Reply | str
    language: Language


async def previewed_digest(app: Application, wish: Wish, now: datetime) -> DigestPreview:
    """As if it were posted when it is due, as far as is known now. Nothing is kept. Raises ConfigError for what there is not."""
    async with app.database.unit_of_work() as unit:
        asked = await _subscribed(wish, unit)
        compose = POSTS[DIGEST] if asked else _composer(asked := await _imagined(wish, unit, now, app.settings.language))
    week, due, until = _due(wish.week, asked[0], now.astimezone(app.settings.zone), app.settings.zone.key)
    delivery = digest_of(asked, week, due, until)
    delivery = replace(delivery, language=wish.language or language_of(delivery))
    rules = partial(load_rules, app.settings.config_dir)
    composing = Composing(app.database, {DIGEST: compose}, app.intents, configured(app.settings), app.settings.zone, app.wheel, rules)
    [reply] = await composing.previews([delivery])
    return DigestPreview(reply, language_of(delivery))


async def _subscribed(wish: Wish, unit: UnitOfWork) -> Sequence[Subscription]:
    """What stands of the channel or the person; nothing, where an imagined reader is meant."""
    if sum(map(bool, (wish.channel, wish.person, wish.products))) > 1:
        raise ConfigError(Problem("--channel, --person and --product each say whose digest it is; keep one of them"))
    whose = await _person(wish, unit) or wish.channel
    asked = await unit.subscriptions.in_channel(whose, DIGEST) if whose else ()
    if wish.channel and not asked:
        raise ConfigError(Problem(f"no digest is asked for in '{wish.channel}'; without --channel you see the one about everything", field="--channel"))
    return asked


async def _imagined(wish: Wish, unit: UnitOfWork, now: datetime, language: Language) -> Sequence[Subscription]:
    """As if it had been asked for: about these products, or about everything."""
    abouts = [f"product/{each}" for each in await _products(wish.products, unit)] or [""]
    whose = await _person(wish, unit) or _NOWHERE
    return [Subscription(channel=whose, kind=DIGEST, language=language, since=now, by="", about=each) for each in abouts]


async def _person(wish: Wish, unit: UnitOfWork) -> str:
    return f"person/{(await somebody(wish.person, unit.people)).id}" if wish.person else ""


async def _products(given: Sequence[str], unit: UnitOfWork) -> Sequence[str]:
    known = await known_names(unit.directory)
    try:
        return sorted({known.product(each.strip()) for each in given})
    except ValueError as error:
        raise ConfigError(Problem(str(error), field="--product")) from error


def _composer(asked: Sequence[Subscription]) -> Composer:
    """Composes what nobody asked for: the news of a week."""

    async def compose(post: Post, unit: UnitOfWork, sections: Sections, directory: Directory, now: datetime, zone: ZoneInfo) -> Reply:
        return await composed(await issue_for(asked, unit, now - WEEK, now, now, zone, post.language), asked, sections, directory)

    return compose


def _due(wanted: str, asked: Subscription, now: datetime, zone: str) -> tuple[str, datetime, datetime]:
    """The week, and from when until when its digest is of use."""
    if wanted and not _WEEK.fullmatch(wanted):
        raise _no_week(wanted)
    try:
        monday = monday_of(wanted or week_of(now.date()))
    except ValueError as error:
        raise _no_week(wanted) from error
    due = due_in(monday, asked, zone)
    if not wanted and due < now:
        monday += timedelta(weeks=1)
        due = due_in(monday, asked, zone)
    return week_of(monday), due, max(ends(monday, zone), due)


def _no_week(wanted: str) -> ConfigError:
    return ConfigError(Problem(f"'{wanted}' is no week; write it as 2026-W50", field="--week"))
