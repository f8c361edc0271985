# SPDX-License-Identifier: MPL-2.0
"""Plans what is posted about meetings: to which channels and people, and word of what was moved or cancelled to those who were told otherwise."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.roles import Role
from handlers.meeting_dates import Occurrence, occurrences
from handlers.posts.meeting_dues import BACK, CALL, CHANGED, MINUTES, REMINDER, WARNING, Due, dues, longest
from handlers.posts.plan import Plan
from handlers.posts.reminder_times import told_at
from handlers.posts.routing import members_target, role_target
from handlers.posts.withdrawn import anew, withdrawn
from handlers.recurrence.wall_time import moment
from storage.deliveries import Delivery, DeliveryFilter
from storage.meetings import MeetingDate
from storage.reminders import ReminderPlan
from storage.roles import Scope
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork

KINDS = (REMINDER, CALL, WARNING, MINUTES, CHANGED)
CHAIR: tuple[Role, ...] = ("forperson", "tovholder", "produktkoordinator", "sekretariat")
MINUTE_TAKER: tuple[Role, ...] = ("referent", *CHAIR)
UNSUBSCRIBED = "unsubscribed"
_QUIET = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Group:
    """Who is told of a group's meetings, and how."""

    id: str
    plan: ReminderPlan
    channels: tuple[Subscription, ...]

    @property
    def scope(self) -> Scope:
        return Scope("group", self.id)


class MeetingPlanner:
    """Implements `Planner`. `language`: for whom no other is known."""

    kinds = KINDS

    def __init__(self, language: str) -> None:
        self._language = language

    async def revision(self, unit: UnitOfWork) -> str:
        return str(await unit.meetings.revision())

    async def plan(self, unit: UnitOfWork, first: datetime, last: datetime) -> Plan:
        groups = await _groups(unit)
        found = await _found(unit, first - BACK, last + longest(groups.plans))
        wanted = [each for occurrence in found for each in self._of(occurrence, groups.of(occurrence.series.group), first, last)]
        changed = [
            each for occurrence in found if _is_changed(occurrence, first)
            for each in await self._changed(occurrence, groups.of(occurrence.series.group).plan, unit) if first <= each.due_at < last
        ]  # fmt: skip
        gone = await withdrawn(unit, KINDS, first, last, (UNSUBSCRIBED,))
        return Plan((*anew(wanted, gone), *changed), _reasons(found))

    def _of(self, occurrence: Occurrence, group: "_Group", first: datetime, last: datetime) -> Iterator[Delivery]:
        for due in dues(occurrence, group.plan):
            if first <= due.at < last:
                yield from (self._delivery(occurrence, due, target, language) for target, language in self._targets(due, occurrence, group))

    def _targets(self, due: Due, occurrence: Occurrence, group: "_Group") -> Iterator[tuple[str, str]]:
        """Each with its language. What is told to the group alone goes to channels that asked for this very group; and to none that asked later than it is due."""
        match due.to:
            case "channels":
                own = f"group/{group.id}"
                for each in group.channels:
                    if each.since <= due.at and (occurrence.series.visibility == "open" or each.about == own):
                        yield each.channel, each.language
            case "members":
                yield members_target(group.scope), self._language
            case "chair" | "minute_taker":
                yield role_target(CHAIR if due.to == "chair" else MINUTE_TAKER, group.scope), self._language

    async def _changed(self, occurrence: Occurrence, plan: ReminderPlan, unit: UnitOfWork) -> list[Delivery]:
        """Whoever was told of the meeting as it was is told how it is now."""
        told = await unit.deliveries.find(DeliveryFilter(states=("sent", "late"), kinds=(REMINDER, CALL, CHANGED), about=occurrence.id))
        targets = {each.target: each for each in told if version(each.key) != _version(occurrence)}
        until = _coming(occurrence)
        due = Due(CHANGED, "channels", told_at(occurrence.known_at, occurrence.series.zone, plan, until), until)
        return [self._delivery(occurrence, due, target, before.language) for target, before in sorted(targets.items())]

    def _delivery(self, occurrence: Occurrence, due: Due, target: str, language: str) -> Delivery:
        rest = "".join(f":{value}" for value in due.values.values())
        address = "" if target.startswith(("role/", "members/", "person/")) else target
        owner = role_target(CHAIR, Scope("group", occurrence.series.group))
        key = f"{due.kind}:{occurrence.id.replace('/', ':', 1)}@{_version(occurrence)}{rest}:{target}"
        return Delivery(
            key=key, kind=due.kind, about=occurrence.id, target=target, address=address, due_at=due.at, useful_until=due.until, language=language, values=due.values,
            owner=owner,
        )  # fmt: skip


def _version(occurrence: Occurrence) -> str:
    """When it takes place, or that it does not: what was posted of another is out of date."""
    return "cancelled" if occurrence.cancelled else occurrence.wall.isoformat(timespec="minutes")


def version(key: str) -> str:
    """That of the meeting as it was when this was posted."""
    after = key.partition("@")[2]
    return "cancelled" if after.startswith("cancelled") else after[: len("2027-01-04T13:00")]


def _is_changed(occurrence: Occurrence, first: datetime) -> bool:
    """Whether word of a change may be due from then on, and the meeting, as it was or as it is, is still to come."""
    return occurrence.date is not None and first - _QUIET <= occurrence.known_at and first < _coming(occurrence)


def _coming(occurrence: Occurrence) -> datetime:
    """Until when it is of use to know that it is otherwise."""
    return max(occurrence.at, moment(occurrence.on, occurrence.series.zone).at)


def _reasons(found: Sequence[Occurrence]) -> Mapping[str, str]:
    said = {each.id: "cancelled" if each.cancelled else "moved" for each in found if each.cancelled or each.moved}
    return {**{each.id: UNSUBSCRIBED for each in found}, **said}


async def _found(unit: UnitOfWork, first: datetime, last: datetime) -> list[Occurrence]:
    standing = await unit.meetings.standing()
    dates: dict[str, list[MeetingDate]] = defaultdict(list)
    for each in await unit.meetings.dates_of([series.id for series in standing]):
        dates[each.series].append(each)
    return [each for series in standing for each in occurrences(series, dates[series.id], first, last)]


async def _groups(unit: UnitOfWork) -> "_Groups":
    plans = {each.group: each for each in await unit.reminder_plans.everything()}
    channels: dict[str, list[Subscription]] = defaultdict(list)
    for each in await unit.subscriptions.of_kind("meeting_reminder"):
        if not each.paused:
            channels[each.about].append(each)
    return _Groups(plans, channels)


class _Groups:
    """A channel that asked for a group twice, by itself and with its product, is told once."""

    def __init__(self, plans: Mapping[str, ReminderPlan], channels: Mapping[str, Sequence[Subscription]]) -> None:
        self.plans, self._channels = plans, channels
        self._known: dict[str, _Group] = {}

    def of(self, group: str) -> _Group:
        if group not in self._known:
            self._known[group] = self._looked_up(group)
        return self._known[group]

    def _looked_up(self, group: str) -> _Group:
        product = group.partition("/")[0] if "/" in group else ""
        abouts = ("", *([f"product/{product}"] if product else []), f"group/{group}")
        chosen = {each.channel: each for about in abouts for each in self._channels.get(about, ())}
        return _Group(group, self.plans.get(group) or ReminderPlan(group=group), tuple(chosen[channel] for channel in sorted(chosen)))
