# SPDX-License-Identifier: MPL-2.0
"""Somebody says something to many channels at once: shown first, as it is going to stand there and with how many it reaches, and posted after a yes."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil
from uuid import uuid4

from config.roles import Role
from handlers.actor import Actor
from handlers.announcing.audience import EVERYBODY, KINDS, PERSON, Audience, Reached, as_whom, reached
from handlers.announcing.shown import shown
from handlers.announcing.written import written
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.changing.vouching import alone
from handlers.message import Query
from handlers.permissions import Target, permitting
from handlers.posts.bulk import EVERY
from handlers.refusal import Refusal, asking
from handlers.reply import Bullets, Part, Phrase, Reply, Value, say
from handlers.role_words import said_scope
from storage.announcements import Announcement
from storage.deliveries import DeliveryFilter
from storage.directory import Directory
from storage.unit_of_work import UnitOfWork

NAMED = 10
"""Channels that are named to whoever may know of all of them."""
_LATELY = timedelta(days=14)
_MANY = 100_000
_TRUSTED: tuple[Role, ...] = ("sekretariat", "admin")


async def announce(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, directory: Directory, now: datetime) -> Reply:
    """To the channels of a product, to whoever asked for one kind of message, or to all channels."""
    audience = await _audience(query, directory)
    await changes.permit("announcement.post", Target(scope=audience.scope))
    grant = permitting(actor, "announcement.post", Target(scope=audience.scope))
    text = written(query, "announcement.what")
    found = reached(await unit.subscriptions.everything(), audience)
    if not found.targets:
        raise await _nobody(audience, found, directory)
    role = grant.who if grant else ""
    announcement = Announcement(
        id=uuid4().hex, text=text, by=actor.id, role=role, written_at=now, organisation=as_whom(actor, role, audience), language=query.language,
        product=audience.product, kind=audience.kind, targets=found.targets,
    )  # fmt: skip
    notes = (say("announcement.stands_so"), *await shown(announcement, directory), *await _reach(audience, found, actor, unit, now))
    return await changes.propose("announcement.post", [Step(None, announcement)], notes=notes)


async def _audience(query: Query, directory: Directory) -> Audience:
    """Raises Refusal where it is not said, or not known, who is meant: nothing goes to all because somebody misspelt a product."""
    product, kind = query.slots.get("product", ""), query.slots.get("item", "")
    if product and await directory.product(product) is None:
        raise Refusal("announcement.to_whom", outcome="asked_back")
    if not product and kind not in (*KINDS, EVERYBODY):
        raise asking("announcement.to_whom")
    return Audience(product, kind if kind in KINDS else "")


async def _nobody(audience: Audience, found: Reached, directory: Directory) -> Refusal:
    key = "announcement.nobody.paused" if found.paused or found.gone else "announcement.nobody"
    if not audience.product:
        return Refusal(key)
    return Refusal(f"{key}.of", product=await said_scope(audience.scope, directory))


async def _reach(audience: Audience, found: Reached, actor: Actor, unit: UnitOfWork, now: datetime) -> tuple[Part, ...]:
    """How many, and which platforms; which channels, only to whoever looks after all of them and where nobody reads along: a room may be somebody's secret."""
    lines = [await _to_whom(audience, unit.directory), *_places(found), *_left_out(found), *await _troubled(found, unit, now)]
    parts: list[Part] = [say("announcement.reaches"), Bullets(tuple(lines))]
    channels = [each for each in found.targets if not each.startswith(PERSON)]
    if channels and alone(actor) and any(actor.holds(role) for role in _TRUSTED):
        more = (Phrase("announcement.more", {"count": len(channels) - NAMED}),) if len(channels) > NAMED else ()
        parts += [say("announcement.channels"), Bullets((*channels[:NAMED], *more))]
    if (minutes := ceil(len(found.targets) * EVERY / timedelta(minutes=1))) > 1:
        parts.append(say("announcement.takes", count=minutes))
    return tuple(parts)


async def _to_whom(audience: Audience, directory: Directory) -> Value:
    kind = Phrase(f"form.announce.item.{audience.kind or EVERYBODY}")
    if not audience.product:
        return Phrase("announcement.to", {"kind": kind})
    product = await said_scope(audience.scope, directory)
    return Phrase("announcement.to.both", {"kind": kind, "product": product}) if audience.kind else Phrase("announcement.to.product", {"product": product})


def _places(found: Reached) -> Iterator[Value]:
    channels = Counter(target.partition(":")[0] for target in found.targets if not target.startswith(PERSON))
    for platform, count in sorted(channels.items()):
        yield Phrase("announcement.on", {"platform": Phrase(f"platform.{platform}"), "count": count})
    if people := len(found.targets) - channels.total():
        yield Phrase("announcement.people", {"count": people})
    languages = Counter(found.targets.values())
    if len(languages) > 1:
        yield Phrase("announcement.languages", {"danish": str(languages["da"]), "english": str(languages["en"])})


def _left_out(found: Reached) -> Iterator[Value]:
    if found.paused:
        yield Phrase("announcement.paused", {"count": found.paused})
    if found.gone:
        yield Phrase("announcement.gone", {"count": found.gone})


async def _troubled(found: Reached, unit: UnitOfWork, now: datetime) -> list[Value]:
    """Where something was given up lately, and nothing came through since: it is tried again."""
    parked = await unit.deliveries.find(DeliveryFilter(states=("parked",), after=now - _LATELY), _MANY)
    last = {each.target: each.due_at for each in parked if each.target in found.targets}
    through = await unit.deliveries.find(DeliveryFilter(states=("sent", "late"), after=min(last.values())), _MANY) if last else ()
    troubled = last.keys() - {each.target for each in through if each.due_at > last.get(each.target, now)}
    return [Phrase("announcement.troubled", {"count": len(troubled)})] if troubled else []
