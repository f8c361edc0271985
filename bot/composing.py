# SPDX-License-Identifier: MPL-2.0
"""What becomes of a claimed delivery before anything is sent: whether it is still useful, to whom it goes, and what it says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.wiring import Context, check_wiring, parameters, services
from config.freshness import Rules, load_rules
from config.intents.intent import Intents
from config.year_wheel import YearWheel
from config.year_wheel_load import load_year_wheel
from handlers import Composer
from handlers.actor import SYSTEM, Actor
from handlers.message import LANGUAGES, Language
from handlers.posts.amending import standing
from handlers.posts.bulk import ANNOUNCED
from handlers.posts.post import NothingToSay, NotYet, Post
from handlers.posts.routing import routed
from handlers.reply import Reply
from handlers.reply_json import to_json
from storage.cached import CatalogueCache
from storage.deliveries import Delivery
from storage.unit_of_work import Database, UnitOfWork

LATE = timedelta(minutes=5)
"""What is sent so much after its time says that it is late."""
_BOT = Actor(identity=SYSTEM, conversation=SYSTEM, private=False)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Composed:
    """What became of one: `delivery` in its next state, and what takes its place. `error`: what went wrong, where something did."""

    delivery: Delivery
    instead: tuple[Delivery, ...] = ()
    error: Exception | None = None


class Composing:
    """`posts`: kind → what composes it. `platforms`: those that have credentials, the first preferred. `wheel`: the yearly wheel, as the files have it."""

    def __init__(
        self, database: Database, posts: Mapping[str, Composer], intents: Intents, platforms: Sequence[str], zone: ZoneInfo,
        wheel: Callable[[], YearWheel] = load_year_wheel, freshness_rules: Callable[[], Rules] = load_rules,
    ) -> None:  # fmt: skip
        check_wiring(posts)
        self._wheel, self._freshness_rules = wheel, freshness_rules
        self._cache = CatalogueCache()
        self._database, self._posts, self._intents, self._platforms, self.zone = database, posts, intents, platforms, zone

    async def composed(self, claimed: Sequence[Delivery], now: datetime) -> list[Composed]:
        """All in one transaction, of which nothing is kept. Where one goes wrong it is tried alone: the database may have given up the transaction, with all that came after."""
        async with self._database.unit_of_work() as unit:
            found = [await self._one(each, unit, now) for each in claimed]
        if len(claimed) == 1:
            return found
        return [one for each in found for one in (await self.composed([each.delivery], now) if each.error else [each])]

    async def previews(self, deliveries: Sequence[Delivery]) -> list[Reply | str]:
        """What each would say if it were posted at its time, as far as is known now; or why nothing would be."""
        async with self._database.unit_of_work() as unit:
            return [await self._previewed(each, unit) for each in deliveries]

    async def anew(self, delivery: Delivery, unit: UnitOfWork, now: datetime) -> Reply | None:
        """What it would say if it were posted now; None: nothing."""
        try:
            return await self._reply(delivery, unit, now)
        except (NothingToSay, NotYet):
            return None

    async def _previewed(self, delivery: Delivery, unit: UnitOfWork) -> Reply | str:
        try:
            return await self._reply(delivery, unit, delivery.due_at)
        except NothingToSay as nothing:
            return nothing.reason
        except NotYet:
            return "not_yet"

    async def _one(self, delivery: Delivery, unit: UnitOfWork, now: datetime) -> Composed:
        if delivery.useful_until <= now:
            return Composed(delivery.became("skipped", now, "too_late"))
        try:
            if not delivery.address:
                return await self._routed(delivery, unit, now)
            if delivery.reply and not _composed_anew(delivery):
                return Composed(delivery)
            amending = await standing(delivery, unit, now) if delivery.amends else delivery
            return Composed(replace(amending, reply=to_json(await self._reply(amending, unit, now))))
        except NothingToSay as nothing:
            return Composed(delivery.became("skipped", now, nothing.reason))
        except NotYet as later:
            return Composed(replace(delivery.became("due", now, "not_yet", next_at=later.until), attempts=0))
        except Exception as error:  # noqa: BLE001 - whatever it is, no other delivery waits for this one
            _log.exception("A delivery could not be composed", action="post_uncomposed", key=delivery.key)
            return Composed(delivery, error=error)

    async def _routed(self, delivery: Delivery, unit: UnitOfWork, now: datetime) -> Composed:
        """It is claimed anew once its address is known: by a process that can send there."""
        found = await routed(delivery, unit, self._platforms, now, now.astimezone(self.zone).date())
        if found.instead:
            return Composed(delivery.became("skipped", now, "passed_on"), found.instead)
        return Composed(replace(delivery.became("due", now, next_at=now), address=found.address, attempts=0))

    async def _reply(self, delivery: Delivery, unit: UnitOfWork, now: datetime) -> Reply:
        compose = self._posts.get(delivery.kind)
        if compose is None:
            raise NothingToSay("no_composer")
        post = Post(
            key=delivery.key, about=delivery.about, target=delivery.target, due_at=delivery.due_at, language=language_of(delivery), values=delivery.values,
            late=late(delivery, now),
        )  # fmt: skip
        directory = self._cache.directory(unit.directory, await unit.directory.revision())
        context = Context(unit, directory, self._intents, _BOT, now, self.zone, freshness_rules=self._freshness_rules, wheel=self._wheel)
        return await compose(post, **services(parameters(compose), context))


def _composed_anew(delivery: Delivery) -> bool:
    """Whether it may have been taken back or put right since, and surely nobody has seen it: what was announced, and not posted at the first attempt."""
    return delivery.kind in ANNOUNCED and delivery.perhaps_posted_since is None


def late(delivery: Delivery, now: datetime) -> bool:
    return now - delivery.due_at > LATE


def language_of(delivery: Delivery) -> Language:
    return next((each for each in LANGUAGES if each == delivery.language), "da")
