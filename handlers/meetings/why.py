# SPDX-License-Identifier: MPL-2.0
"""Why something was posted, or was not: what the ledger holds of it, in plain words. About a channel to whoever asks there, else to whoever may look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.vouching import vouched
from handlers.meetings.grouping import is_about, named, names_group, reminding
from handlers.meetings.known import own_groups
from handlers.meetings.which import group_meant
from handlers.message import Query
from handlers.periods import span_of, time_of
from handlers.permissions import Target, permitting
from handlers.posts.meeting_found import hours, meeting_of, title
from handlers.posts.meeting_nudge import KIND
from handlers.posts.meeting_plan import KINDS
from handlers.posts.words import said_reason, said_target
from handlers.refusal import Refusal, asking
from handlers.reply import Bullets, Part, Phrase, Reply, Value, say
from handlers.subscribing.told import names_digest
from handlers.subscribing.why import why_digest
from storage.deliveries import Delivery, DeliveryFilter, State, StateChange
from storage.meetings import MeetingSeries, of_date_id
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

LATELY = timedelta(days=14)
"""How far back it is looked for where no day is named."""
_LONGEST_LEAD = timedelta(days=62)
_MOST = 3
_TROUBLE: tuple[State, ...] = ("parked", "failed", "skipped", "late")
_HELPS = frozenset((
    "cancelled", "internal", "later", "moved", "no_account", "no_composer", "no_holder", "nobody", "not_connected", "refused", "revoked", "too_late", "unclear",
    "unsubscribed", "waits_its_turn",
))  # fmt: skip
"""Reasons for which there is something that helps, or nothing to be done: `why.help.…`."""


async def why_delivery(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, now: datetime, today: date, zone: ZoneInfo) -> Reply:
    """What became of what was to be posted about a group's meetings: what was not sent in time first, each change with its time, and what helps."""
    vouched(actor, "delivery.read")
    if names_digest(query):
        return await why_digest(actor, unit, now, zone)
    looking = await _looking(query, actor, unit, changes)
    found = _telling(await _found(looking, query, unit, now, today, zone))
    if not found and looking.me and not looking.series:
        raise await _refused(actor, unit, changes)
    if not found:
        return await _nothing(looking, unit, zone)
    parts = [part for each in found for part in await _said(each, looking, unit, now, zone)]
    return Reply(parts=tuple(parts))


@dataclass(frozen=True, slots=True)
class _Looking:
    """`here`: the channel that it is about; empty: every place. `me`: the target of whoever asks. `series`: those that may be looked into, by their id."""

    here: str
    me: str
    series: Mapping[str, MeetingSeries]

    def covers(self, delivery: Delivery) -> bool:
        if delivery.target == self.me and delivery.kind in (*KINDS, KIND):
            return True
        return delivery.about.rpartition("/")[0] in self.series and self.here in ("", delivery.target)


async def _looking(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes) -> _Looking:
    """Raises Refusal where nobody may tell the asker."""
    everything, me = await unit.meetings.everything(), f"person/{actor.id}"
    meant = [each for each in everything if named(query)(each.group)]
    if actor.channel and not await _means_elsewhere(query, actor, meant, unit):
        return _Looking(actor.channel, "", {each.id: each for each in meant})
    if names_group(query):
        scope = await _scope(query, actor, unit)
        await changes.permit("delivery.read", Target(scope=scope))
        of_scope = [each for each in everything if scope.id in (each.group, each.group.rpartition("/")[0])]
        return _Looking("", "", {each.id: each for each in of_scope})
    own = [each for each in everything if permitting(actor, "delivery.read", Target(scope=Scope("group", each.group)))]
    if not own and actor.person is None:
        raise asking("why.where", "product", "group_type")
    return _Looking("", me, {each.id: each for each in own})


async def _refused(actor: Actor, unit: UnitOfWork, changes: Changes) -> Refusal:
    """To somebody for whom nothing was planned, and who may not look into what was for others: as where they name their group."""
    meeting = {each.group for each in await unit.meetings.everything()}
    for group in own_groups(actor):
        if group in meeting:
            await changes.permit("delivery.read", Target(scope=Scope("group", group)))
    return asking("why.where", "product", "group_type")


async def _means_elsewhere(query: Query, actor: Actor, meant: Sequence[MeetingSeries], unit: UnitOfWork) -> bool:
    """Whether somebody names a group of which this channel is not reminded, and may be told of other places: where nobody else reads it."""
    if not names_group(query) or not actor.private:
        return False
    abouts = [each.about for each in await reminding(actor.channel, unit.subscriptions)]
    if any(is_about(about, each.group) for about in abouts for each in meant):
        return False
    return any(permitting(actor, "delivery.read", Target(scope=Scope("group", each.group))) for each in meant)


async def _scope(query: Query, actor: Actor, unit: UnitOfWork) -> Scope:
    if "group_type" not in query.slots:
        return Scope("product", query.slots["product"])
    return Scope("group", await group_meant(query, actor, unit, "delivery.read"))


async def _found(looking: _Looking, query: Query, unit: UnitOfWork, now: datetime, today: date, zone: ZoneInfo) -> list[Delivery]:
    """Of the meetings on the day that is named; else what was due lately. The newest first."""
    span = span_of(day, today) if (day := time_of(query.slots, today)) else None
    first, last = (now - _LONGEST_LEAD, now + _LONGEST_LEAD) if span else (now - LATELY, now)
    wanted = DeliveryFilter(kinds=(*KINDS, KIND), target=looking.here, about=query.slots.get("meeting", ""), after=first, before=last)
    found = [each for each in await unit.deliveries.find(wanted) if looking.covers(each) and each.reason != "passed_on"]
    if span:
        found = [each for each in found if span[0] <= await _day(each, unit) < span[1] or span[0] <= each.due_at.astimezone(zone).date() < span[1]]
    return found[::-1]


async def _day(delivery: Delivery, unit: UnitOfWork) -> date:
    """The day of the meeting that it is about."""
    found = await meeting_of(delivery.about, unit.meetings)
    return found.wall.date() if found else of_date_id(delivery.about)[1].date()


def _telling(found: Sequence[Delivery]) -> list[Delivery]:
    """What went wrong, the newest first; where nothing did, the last one that there was."""
    trouble = [each for each in found if each.state in _TROUBLE]
    return trouble[:_MOST] or list(found[:1])


async def _said(delivery: Delivery, looking: _Looking, unit: UnitOfWork, now: datetime, zone: ZoneInfo) -> Sequence[Part]:
    state, meeting = delivery.seen_at(now), await meeting_of(delivery.about, unit.meetings)
    values: dict[str, Value] = {
        "what": Phrase(f"delivery.kind.{delivery.kind}"), "where": Phrase("why.here") if delivery.target == looking.here else said_target(delivery.target),
        "due": delivery.due_at.astimezone(zone), "state": Phrase(f"delivery.state.{state}"),
    }  # fmt: skip
    about = [say("why.about", meeting=await title(meeting, unit.directory), when=hours(meeting))] if meeting else []
    reason = delivery.reason.partition(":")[0]
    helps = [say(f"why.help.{reason}")] if reason in _HELPS and state != "sent" else []
    mend = [say("delivery.parked.mend", key=delivery.key)] if state == "parked" and not looking.here else []
    return (say("delivery.why", **values), *about, Bullets(tuple(_change(each, zone) for each in delivery.history)), *helps, *mend)


def _change(change: StateChange, zone: ZoneInfo) -> Phrase:
    values: dict[str, Value] = {"at": change.at.astimezone(zone), "state": Phrase(f"delivery.state.{change.state}")}
    return Phrase("why.change.reason", {**values, "reason": said_reason(change.reason)}) if change.reason else Phrase("why.change", values)


async def _nothing(looking: _Looking, unit: UnitOfWork, zone: ZoneInfo) -> Reply:
    """Nothing was to be posted; and why, as far as it can be told."""
    asked_for = await reminding(looking.here, unit.subscriptions) if looking.here else await unit.subscriptions.of_kind("meeting_reminder")
    standing = [each for each in looking.series.values() if not each.ended]
    fitting = [each for each in asked_for if any(is_about(each.about, series.group) for series in standing)]
    if not standing:
        because: tuple[Part, ...] = (say("why.no_meetings"),)
    elif not fitting:
        because = (say("why.not_asked_for" if looking.here else "why.no_channel"), say("why.how_to_ask"))
    else:
        because = (say("why.since", date=max(each.since for each in fitting).astimezone(zone)),)
    return Reply(parts=(say("why.nothing", days=LATELY.days), *because))
