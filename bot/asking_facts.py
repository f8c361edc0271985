# SPDX-License-Identifier: MPL-2.0
"""Writes down, week by week, who is asked whether which facts still hold. What is written is planned and posted like everything else."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from config.freshness import WEEKDAYS, Rules
from handlers.freshness.asked_of import standings
from handlers.freshness.fact_ids import role_in
from handlers.freshness.next_question import monday
from handlers.freshness.rounds import Chosen, chosen, questions
from handlers.freshness.standing import Standing
from handlers.freshness.who import who_on
from handlers.onboarding.working_days import after_working_days, is_working_day
from handlers.posts.freshness_plan import ASK
from handlers.posts.onboarding_days import is_daytime, morning, next_morning
from storage.conflict import ChangedMeanwhileError
from storage.deliveries import DeliveryFilter, Planned
from storage.freshness import Asking, FactReview
from storage.unit_of_work import Database, UnitOfWork

EVERY = timedelta(hours=1)
"""How often it is looked at, where nothing is known to have changed: somebody may have come back, or have got another role."""
NAME = "freshness_rounds"
_WEEK, _DAY = timedelta(weeks=1), timedelta(days=1)
_BACK = timedelta(weeks=3)
_MOST = 10_000

_log = structlog.get_logger(__name__)


class AskingFacts:
    """`zone`: the community's. Any number of replicas may do it: what one has written the other finds, and the slower one's is not kept."""

    def __init__(self, database: Database, rules: Rules, zone: ZoneInfo) -> None:
        self._database, self._rules, self._zone = database, rules, zone

    async def tick(self, now: datetime) -> int:
        """One transaction; how many facts somebody is asked about who was not before."""
        try:
            async with self._database.unit_of_work() as unit:
                asked = await self._round(unit, now)
                await unit.commit()
        except ChangedMeanwhileError:
            return 0  # whoever was faster has done it; what is left is looked at the next time
        if asked:
            _log.info("People are asked whether facts still hold", action="facts_asked", facts=asked)
        return asked

    async def _round(self, unit: UnitOfWork, now: datetime) -> int:
        at = asking_moment(now, self._rules, self._zone)
        if at is None:
            return 0
        week = monday(at.astimezone(self._zone).date())
        before = await unit.deliveries.progress(NAME)
        revision = f"{week} {await unit.freshness.revision()} {await unit.directory.revision()}"
        if before and before.revision == revision and before.at <= now < before.at + EVERY:
            return 0
        await _unsent(unit, now)
        today = now.astimezone(self._zone).date()
        found = await standings(unit, self._rules, today, self._zone)
        await _forget_ended_roles(found, unit)
        who = await who_on(at.astimezone(self._zone).date(), self._rules, unit)
        picked = chosen(questions(found, who, self._rules, self._zone), week, self._rules, await self._closed(unit, found, week))
        for each in picked:
            await _write(each, at, unit)
        revision = f"{week} {await unit.freshness.revision()} {await unit.directory.revision()}"
        await unit.deliveries.keep_progress(Planned(name=NAME, until=at, revision=revision, at=now))
        return len(picked)

    async def _closed(self, unit: UnitOfWork, found: Iterable[Standing], week: date) -> frozenset[str]:
        """Whoever has their message of this week, or has it before them."""
        first, last = (datetime.combine(day, time(), self._zone) for day in (week, week + _WEEK))
        sent = await unit.deliveries.find(DeliveryFilter(kinds=(ASK,), after=first, before=last), _MOST)
        written = {each.person for now in found for each in now.asked if first <= each.at < last}
        return frozenset(written | {each.target.partition("/")[2] for each in sent if each.state != "skipped"})


def asking_moment(now: datetime, rules: Rules, zone: ZoneInfo) -> datetime | None:
    """When people are asked in this week: on the morning of its day, at once where that has passed. None: this week is over for that."""
    week = monday(now.astimezone(zone).date())
    day = week + WEEKDAYS.index(rules.asking.weekday) * _DAY
    at = morning(day if is_working_day(day) else after_working_days(week, 0), zone)
    if at < now:
        at = now if is_daytime(now, zone) else morning(next_morning(now, zone), zone)
    return at if monday(at.astimezone(zone).date()) == week else None


async def _unsent(unit: UnitOfWork, now: datetime) -> None:
    """What was to be asked in a message that was never sent was not asked: the service was down all week."""
    late = await unit.deliveries.find(DeliveryFilter(states=("skipped",), kinds=(ASK,), after=now - _BACK, before=now), _MOST)
    lost = {(each.target.partition("/")[2], each.due_at) for each in late if each.reason == "too_late"}
    for review in await unit.freshness.everything() if lost else ():
        kept = tuple(each for each in review.asked if (each.person, each.at) not in lost)
        if kept != review.asked:
            await unit.freshness.save(replace(review, asked=kept))


async def _forget_ended_roles(found: Sequence[Standing], unit: UnitOfWork) -> None:
    """What was asked about a role is of no use when that is over."""
    held = {each.fact.id for each in found}
    for review in await unit.freshness.everything():
        if role_in(review.fact) and review.fact not in held:
            await unit.freshness.remove(review.fact)


async def _write(picked: Chosen, at: datetime, unit: UnitOfWork) -> None:
    question = picked.question
    fact = question.standing.fact.id
    before = await unit.freshness.of(fact)
    new = tuple(Asking(person=person, at=at, stage=question.stage) for person in picked.people)
    kept = () if question.anew else question.standing.asked
    if before is None:
        await unit.freshness.add(FactReview(fact=fact, asked=new))
    else:
        told = replace(before, changed_at=None, changed_by=None) if question.anew else before
        await unit.freshness.save(replace(told, asked=(*kept, *new)))
