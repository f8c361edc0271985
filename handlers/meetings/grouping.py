# SPDX-License-Identifier: MPL-2.0
"""Which group somebody means who arranges meetings: the one that they name, those that they have a part in, or what the channel is reminded of."""

import re
from collections.abc import Sequence
from typing import get_args

from config.catalogue.values import GroupType
from handlers.actor import Actor
from handlers.meetings.known import Fits, named_groups, own_groups
from handlers.message import Query
from handlers.named import check_named
from handlers.refusal import asking
from handlers.reply import Choice, Phrase
from handlers.role_words import said_scope
from handlers.understanding.rules import FREE
from handlers.understanding.slotting import OWN_GROUPS
from storage.directory import Directory
from storage.roles import Scope
from storage.subscriptions import Subscription, Subscriptions

MOST_OFFERED = 6
_OF_PRODUCTS: tuple[str, ...] = tuple(each for each in get_args(GroupType) if each not in OWN_GROUPS)
_PRODUCT = re.compile(r"(?<![\w/.@-])os2\w+", re.IGNORECASE)
"""What is written like a product: where it is none that is known, it is said to be none."""
_KEEPERS = ("produktkoordinator", "stedfortraeder", "tovholder")
"""Roles over a product that have a part in every group of it."""


async def group_of(query: Query, actor: Actor, directory: Directory) -> str:
    """The group, as in a scope. Asks for what is missing of it; raises Refusal for one that there cannot be."""
    await check_named(query, directory)
    product, kind = query.slots.get("product"), query.slots.get("group_type")
    if kind is not None and kind not in get_args(GroupType):
        raise asking("meeting.ask.group", "group_type", "product")
    if kind in OWN_GROUPS:
        return kind or ""
    if product and kind:
        return f"{product}/{kind}"
    unknown = _PRODUCT.search(query.words) if product is None else None
    if unknown:
        raise asking("meeting.ask.known_product", "product", name=unknown[0])
    if kind:
        offered = [each for each in own_groups(actor) if each.endswith(f"/{kind}")]
        raise asking("meeting.ask.product", "product", choices=await _choices(offered, query, directory), group=Phrase(f"group.{kind}"))
    if product:
        known = {each.type for each in await directory.groups(product=product)}
        offered = [f"{product}/{each}" for each in sorted(_OF_PRODUCTS, key=lambda each: each not in known)]
        name = await said_scope(Scope("product", product), directory)
        raise asking("meeting.ask.group_type", "group_type", choices=await _choices(offered, query, directory), product=name)
    raise asking("meeting.ask.group", "group_type", "product", choices=await _choices(own_groups(actor), query, directory))


async def _choices(groups: Sequence[str], query: Query, directory: Directory) -> tuple[Choice, ...]:
    """One for each, where there are few."""
    offered = groups if len(groups) <= MOST_OFFERED else ()
    return tuple([Choice(await said_scope(Scope("group", each), directory), query.intent, {**kept(query), **slots_of(each)}) for each in offered])


def kept(query: Query) -> dict[str, str]:
    """What a choice carries on: nothing that somebody wrote freely."""
    return {slot: value for slot, value in query.slots.items() if slot not in FREE}


def slots_of(group: str) -> dict[str, str]:
    """The slots that name it."""
    product, _, kind = group.rpartition("/")
    return {"product": product, "group_type": kind} if product else {"group_type": kind}


def names_group(query: Query) -> bool:
    return bool(query.slots.keys() & {"product", "group_type"})


def named(query: Query) -> Fits:
    """Those that the message names, in whole or in part; a group of the association belongs to no product, whatever was spoken of before."""
    kind = query.slots.get("group_type")
    return (lambda group: group == kind) if kind in OWN_GROUPS else named_groups(query)


def of_speaker(actor: Actor) -> Fits:
    """Those that the speaker has a part in: by a role over them, over their product, or, as chair, over the association."""
    own, products = frozenset(own_groups(actor)), frozenset(held.scope.id for held in actor.roles if held.scope.kind == "product" and held.role in _KEEPERS)
    chairs = any(held.role == "forperson" and held.scope.kind == "association" for held in actor.roles)
    return lambda group: group in own or group.partition("/")[0] in products or (chairs and "/" not in group)


async def of_channel(actor: Actor, subscriptions: Subscriptions) -> Fits:
    """Those whose meetings the channel is reminded of."""
    abouts = [each.about for each in await reminding(actor.channel, subscriptions)]
    return lambda group: any(is_about(about, group) for about in abouts)


def is_about(about: str, group: str) -> bool:
    """Whether what a channel asked for takes in this group."""
    return about in ("", f"group/{group}") or ("/" in group and about == f"product/{group.partition('/')[0]}")


async def reminding(channel: str, subscriptions: Subscriptions) -> list[Subscription]:
    """What this channel is reminded of."""
    return [each for each in await subscriptions.of_kind("meeting_reminder") if channel and each.channel == channel]
