# SPDX-License-Identifier: MPL-2.0
"""Which meeting, or which group, somebody means who takes part: the one they name, else that of this channel, else that of their own groups."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.meeting_dates import Occurrence
from handlers.meetings.finding import Finding
from handlers.meetings.grouping import MOST_OFFERED, group_of, kept, named, names_group, reminding, slots_of
from handlers.meetings.known import belongs, is_told_here, may_know, own_groups
from handlers.message import Query
from handlers.permissions import Action, Target, permitting
from handlers.posts.meeting_found import meeting_of
from handlers.refusal import Refusal, asking
from handlers.reply import Choice
from handlers.role_words import said_scope
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

_TIMES = frozenset(("on", "from", "period"))


async def meeting_meant(query: Query, actor: Actor, unit: UnitOfWork, now: datetime, zone: ZoneInfo) -> Occurrence:
    """The one that is given by its id, or takes place on the day that is named; else the next that is not cancelled. Asks which where it may be several."""
    if given := query.slots.get("meeting"):
        return await _given(given, actor, unit)
    dated = bool(query.slots.keys() & _TIMES)
    meant = replace(await _placed(query, actor, unit), words="")  # why somebody comes or not is nobody's to ask
    return await Finding(meant, actor, unit, now, zone).next_one(lambda each: dated or not (each.cancelled or each.at <= now))


async def last_meant(query: Query, actor: Actor, unit: UnitOfWork, now: datetime, zone: ZoneInfo) -> Occurrence:
    """… else the last that was held; on a day without its year the last there was, if there was one."""
    if given := query.slots.get("meeting"):
        return await _given(given, actor, unit)
    dated = bool(query.slots.keys() & _TIMES)
    return await Finding(await _placed(query, actor, unit), actor, unit, now, zone).last_one(lambda each: dated or not each.cancelled)


async def _given(given: str, actor: Actor, unit: UnitOfWork) -> Occurrence:
    """What a channel was reminded of may be answered there, by whoever reads it."""
    try:
        found = await meeting_of(given, unit.meetings)
    except ValueError:  # from a button that nobody of ours made
        found = None
    if found and (may_know(found.series, actor) or await is_told_here(found.series, actor, unit.subscriptions)):
        return found
    if found and not actor.private and belongs(actor, found.series.group):
        raise Refusal("private.needed", in_private=True)
    raise Refusal("meeting.meant.gone", outcome="unknown")


async def _placed(query: Query, actor: Actor, unit: UnitOfWork) -> Query:
    """In a group's own channel that group is meant, unless another is named, or the speaker belongs to others and not to this one."""
    here = await _of_channel(actor, unit) if not names_group(query) else ()
    own = own_groups(actor)
    meant = [each for each in here if each in own] or ([] if own else list(here))
    return replace(query, slots={**query.slots, **slots_of(meant[0])}) if len(meant) == 1 else query


async def _of_channel(actor: Actor, unit: UnitOfWork) -> Sequence[str]:
    abouts = [each.about.partition("/") for each in await reminding(actor.channel, unit.subscriptions)]
    return [id_ for kind, _, id_ in abouts if kind == "group"]


async def group_meant(query: Query, actor: Actor, unit: UnitOfWork, action: Action) -> str:
    """The id of the group, whether or not any meeting of it is known. Of several, those in which the actor may do this. Asks which where it may be several."""
    if given := query.slots.get("meeting"):
        return (await _given(given, actor, unit)).series.group
    placed = await _placed(query, actor, unit)
    found = [each for each in await _possible(placed, actor, unit) if named(placed)(each)]
    permitted = [each for each in found if permitting(actor, action, Target(scope=Scope("group", each)))] or found
    if len(permitted) > 1:
        raise await _which_group(permitted, query, unit)
    only = await _only_known(placed, actor, unit) if not permitted else None
    return permitted[0] if permitted else only or await group_of(placed, actor, unit.directory)


async def _only_known(query: Query, actor: Actor, unit: UnitOfWork) -> str | None:
    """The one group whose meetings the speaker may know of, where no other can be meant."""
    known = {each.group for each in await unit.meetings.standing() if may_know(each, actor)}
    return next(iter(known)) if len(known) == 1 and not names_group(query) else None


async def _possible(query: Query, actor: Actor, unit: UnitOfWork) -> Sequence[str]:
    """The speaker's own groups; where they are of none that is named, those of the product that meet, as far as it is known, and those of the catalogue."""
    own = [each for each in own_groups(actor) if named(query)(each)]
    product = query.slots.get("product")
    if own or not product or "group_type" in query.slots:
        return own
    meeting = {each.group for each in await unit.meetings.standing()}
    return sorted(meeting | {f"{product}/{each.type}" for each in await unit.directory.groups(product=product)})


async def _which_group(found: Collection[str], query: Query, unit: UnitOfWork) -> Refusal:
    choices = [
        Choice(await said_scope(Scope("group", each), unit.directory), query.intent, {**kept(query), **slots_of(each)}) for each in list(found)[:MOST_OFFERED]
    ]
    return asking("meeting.meant.which_of_groups", "product", "group_type", choices=tuple(choices))
