# SPDX-License-Identifier: MPL-2.0
"""Which meeting, or which series, somebody means who changes it. Where several fit it is asked, with a choice for each."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.meeting_dates import Occurrence, occurrence
from handlers.meetings.grouping import MOST_OFFERED, kept, named, names_group, of_channel, of_speaker
from handlers.meetings.known import Calendar, belongs, is_told_here, may_know, taking_place
from handlers.meetings.told import reason_told
from handlers.message import Query
from handlers.named import check_named
from handlers.periods import lying_behind, names_year, said_period, span_of
from handlers.posts.meeting_found import hours, title
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Outcome, Phrase
from handlers.role_words import said_scope
from storage.meetings import MeetingSeries, of_date_id
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

BACK, AHEAD = timedelta(days=400), timedelta(days=550)
"""How far from now a meeting is looked for that is not named by its date."""
_AROUND = timedelta(days=2)
_NEAREST = 3
_SOON = timedelta(days=183)
"""A day that is nearer than when it was last may be the coming one."""
_GROUP, _DAYS = ("product", "group_type"), ("on", "from", "period")

NONE_THEN = "meeting.change.none_then"
"""What is said where a day was named on which there is no meeting."""

Wanted = Callable[[Occurrence], bool]
WantedSeries = Callable[[MeetingSeries], bool]


@dataclass(frozen=True, slots=True)
class Finding:
    """For one message. `zone`: the community's. `by_day`: whether the day that is named says which meeting is meant, and not something else.

    `behind`: a meeting that was held is meant; a day without its year is the last there was.
    """

    query: Query
    actor: Actor
    unit: UnitOfWork
    now: datetime
    zone: ZoneInfo
    by_day: bool = True
    behind: bool = False

    async def next_one(self, wanted: Wanted) -> Occurrence:
        """The meeting that is meant: by its id, by its group and day, or the next of the group that is wanted."""
        return await self._one(wanted, self.now, self.now + AHEAD, lambda found: found[0])

    async def last_one(self, wanted: Wanted) -> Occurrence:
        """… or the last of the group that has begun."""
        if not self.behind:
            return await replace(self, behind=True).last_one(wanted)
        return await self._one(wanted, self.now - BACK, self.now, lambda found: found[-1])

    async def series(self, wanted: WantedSeries = bool) -> MeetingSeries:
        """The series that is meant; one whose last meeting is over counts too, where no other goes on."""
        if chosen := await self._chosen():
            return chosen.series
        found = await self.every_series()
        found = await self._going_on([each for each in found if wanted(each)] or found, self.now)
        if len(found) > 1 and (day := self._day()):
            found = list({each.series.id: each.series for each in await self._on(found, *day)}.values()) or found
        if len(found) > 1:
            raise await self._which([await self._example(each) for each in found])
        return found[0]

    async def every_series(self) -> list[MeetingSeries]:
        """Those of every group that is meant. Raises Refusal where there is none."""
        return await self._series()

    async def which(self) -> Refusal:
        """Asks which of the meetings to come is meant."""
        return await self._which(await self._nearest(await self._series()))

    async def _going_on(self, found: list[MeetingSeries], at: datetime) -> list[MeetingSeries]:
        """Those that have a meeting after this moment; where none has, all."""
        coming = {each.series.id for each in await self._all(found, at, self.now + AHEAD)} if len(found) > 1 else frozenset[str]()
        return [each for each in found if each.id in coming] or found

    async def _one(self, wanted: Wanted, first: datetime, last: datetime, pick: Callable[[Sequence[Occurrence]], Occurrence]) -> Occurrence:
        if chosen := await self._chosen():
            return chosen
        series = await self._series()
        if days := self._days():
            there = await self._on(series, *days[0]) or (await self._on(series, *days[1]) if days[1:] else [])
            return await self._single([each for each in there if wanted(each)] or there, series)
        by_group: dict[str, list[Occurrence]] = defaultdict(list)
        for each in await self._all(series, first, last):
            if wanted(each):
                by_group[each.series.group].append(each)
        return await self._single([pick(found) for found in by_group.values()], series)

    async def _chosen(self) -> Occurrence | None:
        """The one whose id a choice gave."""
        if (id_ := self.query.slots.get("meeting")) is None:
            return None
        try:
            series_id, on = of_date_id(id_)
        except ValueError:  # from a button that nobody of ours made
            raise Refusal("meeting.meant.gone", outcome="unknown") from None
        series = await self.unit.meetings.series(series_id)
        found = occurrence(series, on, await self.unit.meetings.date(id_)) if series and await self._told(series) else None
        if found is None:
            raise Refusal("meeting.meant.gone", outcome="unknown")
        return found

    async def _series(self) -> list[MeetingSeries]:
        """Those of the group that is named; else of the speaker's own, of the channel's, or, for whoever keeps all of them, of any."""
        await check_named(self.query, self.unit.directory)
        standing = [each for each in await self.unit.meetings.standing() if await self._told(each)]
        if not names_group(self.query):
            return await self._unnamed(standing)
        found = [each for each in standing if named(self.query)(each.group)]
        if not found:
            raise await self._none_known()
        own = [each for each in found if of_speaker(self.actor)(each.group)]
        return found if "product" in self.query.slots else own or found

    async def _unnamed(self, standing: Sequence[MeetingSeries]) -> list[MeetingSeries]:
        for fits in (of_speaker(self.actor), await of_channel(self.actor, self.unit.subscriptions)):
            if found := [each for each in standing if fits(each.group)]:
                return found
        if standing and (self.actor.holds("sekretariat") or self.actor.holds("admin")):
            return list(standing)
        raise asking("meeting.meant.which_group", "product", "group_type")

    async def _told(self, series: MeetingSeries) -> bool:
        """Whether this speaker may hear of it here."""
        here = belongs(self.actor, series.group) and await is_told_here(series, self.actor, self.unit.subscriptions)
        return here or may_know(series, self.actor)

    def _day(self) -> tuple[date, date] | None:
        """The day or the time that is named, and the day after it."""
        if (wrong := self.query.slots.get("impossible")) and self.by_day:
            raise asking("date.impossible", "on", day=wrong)
        return next(iter(self._days()), None)

    def _days(self) -> list[tuple[date, date]]:
        """The same; where it lies behind, and may be the coming one after all, both."""
        return [span for value in self._times() if (span := span_of(value, self._today))]

    @property
    def _today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def _time(self) -> str:
        return next(iter(self._times()), "")

    def _times(self) -> list[str]:
        slots = _DAYS if self.by_day else ()
        value = next((value for slot in slots if (value := self.query.slots.get(slot))), "")
        span = span_of(value, self._today) if self.behind and value else None
        if span is None or span[0] <= self._today or names_year(self.query.words, span[0].year):
            return [value] if value else []
        return [lying_behind(value, self._today), *([value] if span[0] - self._today < _SOON else [])]

    async def _on(self, series: Sequence[MeetingSeries], first: date, after: date) -> list[Occurrence]:
        """Those that now are on these days by the clock on the wall; where there is none, those that were moved away from them."""
        begin, end = (datetime.combine(day, time(), UTC) for day in (first, after))
        found = [each for each in await self._all(series, begin - _AROUND, end + _AROUND) if first <= each.wall.date() < after]
        if found:
            return found
        return [each for each in await self._all(series, begin - BACK, end + BACK) if each.moved and first <= each.on.date() < after]

    async def _all(self, series: Sequence[MeetingSeries], first: datetime, last: datetime) -> list[Occurrence]:
        return await taking_place(series, self.unit.meetings, first, last)

    async def _single(self, found: Sequence[Occurrence], series: Sequence[MeetingSeries]) -> Occurrence:
        if len(found) == 1:
            return found[0]
        if found:
            raise await self._which(sorted(found, key=lambda each: each.at))
        choices = await self._choices((await self._nearest(series))[:_NEAREST])
        outcome: Outcome = "asked_back" if choices else "unknown"
        if named_time := self._time():
            raise Refusal(NONE_THEN, {"period": said_period(named_time)}, outcome=outcome, choices=choices, forgets=_DAYS)
        raise Refusal("meeting.none_held" if self.behind else "meeting.change.none", outcome=outcome, choices=choices)

    async def _nearest(self, series: Sequence[MeetingSeries]) -> list[Occurrence]:
        """Those that were held, the last first; else those to come."""
        if self.behind:
            return (await self._all(series, self.now - BACK, self.now))[::-1]
        return await self._all(series, self.now, self.now + AHEAD)

    async def _which(self, found: Sequence[Occurrence]) -> Refusal:
        """Asks. A reason that was given is not kept: it is asked for again, rather than lost without a word."""
        choices = await self._choices(found[:MOST_OFFERED])
        return asking("meeting.change.which_and_why" if reason_told(self.query.words) else "meeting.meant.which", choices=choices)

    async def _choices(self, found: Sequence[Occurrence]) -> tuple[Choice, ...]:
        """One for each, which says by its id what the slots said that named it."""
        named_by = (*_GROUP, "impossible", *(_DAYS if self.by_day else ()))
        rest = {slot: value for slot, value in kept(self.query).items() if slot not in named_by}
        return tuple([Choice(await said_meeting(each, self.unit), self.query.intent, {**rest, "meeting": each.id}) for each in found])

    async def _example(self, series: MeetingSeries) -> Occurrence:
        """A meeting by which a series is known: the next, or else its last."""
        coming = await self._all([series], self.now, self.now + AHEAD)
        past = coming or await self._all([series], self.now - BACK, self.now)
        if not past:
            raise Refusal("meeting.change.none", outcome="unknown")
        return coming[0] if coming else past[-1]

    async def _none_known(self) -> Refusal:
        if await Calendar(self.unit.meetings, self.actor).is_kept_from_others(named(self.query)):
            return Refusal("private.needed", in_private=True)
        product, kind = self.query.slots.get("product"), self.query.slots.get("group_type")
        scope = Scope("group", f"{product}/{kind}" if product else kind or "") if kind else Scope("product", product or "")
        return Refusal("meeting.change.none_known", outcome="unknown", group=await said_scope(scope, self.unit.directory))


async def said_meeting(found: Occurrence, unit: UnitOfWork) -> Phrase:
    """What it is, and when."""
    return Phrase("meeting.meant.choice", {"meeting": await title(found, unit.directory), "when": hours(found)})
