# SPDX-License-Identifier: MPL-2.0
"""Plans what is said of the yearly wheel: reminders to those who have to act, and word of a moved date to whoever was told otherwise."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from config.year_wheel import Act, YearWheel
from handlers.posts.onboarding_days import is_daytime, morning, next_morning
from handlers.posts.plan import Plan
from handlers.posts.routing import role_target
from handlers.posts.withdrawn import anew, withdrawn
from handlers.posts.year_wheel_dues import AFTERWARDS, KNOWN, dues
from handlers.year_wheel.anchors import everything, open_to_all
from handlers.year_wheel.marks import about_of, is_of_products
from handlers.year_wheel.reading import Standing, standing
from handlers.year_wheel.turning import WheelDate
from storage.deliveries import OPEN, Delivery, DeliveryFilter
from storage.directory import ProductFilter
from storage.roles import ASSOCIATION, Scope
from storage.unit_of_work import UnitOfWork

REMINDER, CHANGED = "year_wheel", "year_wheel_changed"
DONE, MOVED, CANCELLED, NO_LONGER = "done", "moved", "cancelled", "no_longer"
_LONGEST = timedelta(days=300)
"""No reminder is further ahead."""
_TOLD = timedelta(days=400)
"""How long ago somebody may have been told of a date that is another now."""
_NOW = timedelta(minutes=10)
"""By so much what is planned begins before now."""
_MOST = 10_000
_NEVER = date(2000, 1, 1)

Told = Mapping[tuple[str, str], Sequence[Delivery]]
"""What it was about and to whom → what was sent, the oldest first."""
Targets = Sequence[tuple[str, str]]
"""For whom, and what it is done for."""


class YearWheelPlanner:
    """Implements `Planner`. `language`: for whom no other is known. `zone`: the community's, in which it is morning. `wheel`: as the files have it."""

    kinds = (REMINDER, CHANGED)

    def __init__(self, language: str, zone: ZoneInfo, wheel: Callable[[], YearWheel]) -> None:
        self._language, self._zone, self._wheel = language, zone, wheel

    async def revision(self, unit: UnitOfWork) -> str:
        return f"{await unit.meetings.revision()}/{await unit.directory.revision()}"

    async def plan(self, unit: UnitOfWork, first: datetime, last: datetime) -> Plan:
        years = range(first.year - 1, (last + _LONGEST).year + 1)
        known = await standing(self._wheel(), unit, years, everything)
        products = await live_products(unit) if any(is_of_products(each) for each in self._wheel().entries) else ()
        told = await self._told(unit, first, last)
        found = [each for date_ in known.dates for each in self._of(date_, known, products, first, last) if not _is_said_already(each, told)]
        gone = await withdrawn(unit, (REMINDER,), first, last, (DONE, MOVED, CANCELLED, NO_LONGER))
        changed = [each for each in self._changed(told, known, first) if each.due_at < last]
        return Plan((*anew(found, gone), *changed), await self._reasons(unit, known, first, last))

    def _of(self, date_: WheelDate, known: Standing, products: Sequence[str], first: datetime, last: datetime) -> Iterator[Delivery]:
        """Each reminder of this span for each of those who act and have not done it."""
        for due in (each for each in dues(date_, self._zone) if first <= each.at < last):
            for target, about in self._targets(date_, products):
                if known.marks.is_done(date_, about):
                    continue
                values = {**values_of(date_, about), "lead": due.lead}
                key = f"{REMINDER}:{about_key(date_, about)}@{values['due'] or 'open'}:{due.lead}:{target}"
                yield self._delivery(REMINDER, key, target, due.at, due.until, values, about_key(date_, about))

    def _targets(self, date_: WheelDate, products: Sequence[str]) -> Targets:
        """What is told to a group alone is told to no product's people."""
        found: list[tuple[str, str]] = []
        for act in date_.entry.act:
            if act.over == "products":
                closed = date_.meeting is not None and not open_to_all(date_.meeting.series)
                found += [(role_target(act.roles, Scope("product", each)), about_of(date_.entry, each)) for each in products if not closed]
            else:
                found.append((role_target(act.roles, _scope(act)), about_of(date_.entry)))
        return found

    async def _told(self, unit: UnitOfWork, first: datetime, last: datetime) -> Told:
        sent = await unit.deliveries.find(DeliveryFilter(states=("sent", "late"), kinds=self.kinds, after=first - _TOLD, before=last), _MOST)
        told: dict[tuple[str, str], list[Delivery]] = {}
        for each in sorted(sent, key=lambda each: (each.history[-1].at, each.due_at)):
            told.setdefault((each.about, each.target), []).append(each)
        return told

    def _changed(self, told: Told, known: Standing, first: datetime) -> list[Delivery]:
        """Whoever was told of a day hears of the day that it is now: once for each day that it became."""
        return [found for (_, target), before in sorted(told.items()) if (found := self._word(target, before, known, first))]

    def _word(self, target: str, before: Sequence[Delivery], known: Standing, first: datetime) -> Delivery | None:
        values = before[-1].values
        if values["entry"] not in self._wheel().by_id or (before[-1].kind == REMINDER and not values["due"]):
            return None
        date_ = known.find(values["entry"], int(values["year"]), values["which"])
        due = date_.last.isoformat() if date_ and date_.last else ""
        at = first + _NOW
        today = at.astimezone(self._zone).date()
        days = days_at_stake(date_, values["due"])
        if due == values["due"] or all(each < today for each in days):
            return None
        number = sum(each.kind == CHANGED for each in before)
        at = at if is_daytime(at, self._zone) else morning(next_morning(at, self._zone), self._zone)
        until = morning(max(days) + AFTERWARDS, self._zone)
        after = {**values, "due": due, "was": values["due"]}
        return self._delivery(
            CHANGED, f"{CHANGED}:{before[-1].about}@{due or 'open'}~{number}:{target}", target, at, until, after, before[-1].about, before[-1].language
        )

    def _delivery(
        self, kind: str, key: str, target: str, at: datetime, until: datetime, values: Mapping[str, str], about: str, language: str = ""
    ) -> Delivery:  # fmt: skip
        return Delivery(key=key, kind=kind, about=about, target=target, due_at=at, useful_until=until, language=language or self._language, values=values)

    async def _reasons(self, unit: UnitOfWork, known: Standing, first: datetime, last: datetime) -> Mapping[str, str]:
        """Of what is planned and may be wanted no longer: it is done, its day is another, or the meeting is off."""
        planned = await unit.deliveries.find(DeliveryFilter(states=OPEN, kinds=(REMINDER,), after=first, before=last), _MOST)
        return {each.about: self._reason(each.values, known) for each in planned}

    def _reason(self, values: Mapping[str, str], known: Standing) -> str:
        date_ = known.find(values["entry"], int(values["year"]), values["which"])
        if date_ is None or date_.last is None:
            return CANCELLED if values["due"] and values["entry"] in self._wheel().by_id else NO_LONGER
        if known.marks.is_done(date_, values["about"]):
            return DONE
        return MOVED if values["due"] not in ("", date_.last.isoformat()) else NO_LONGER


def _is_said_already(reminder: Delivery, told: Told) -> bool:
    """Where people were told of another day they hear that it has changed: that is the word that says it at once."""
    before = [each for (about, _), sent in told.items() if about == reminder.about for each in sent]
    return reminder.values["lead"] == KNOWN and any(each.values["due"] != reminder.values["due"] for each in before)


def about_key(date_: WheelDate, about: str) -> str:
    """What a delivery is about: `year_wheel/assembly-notice/2027///group/bestyrelse`."""
    return f"{REMINDER}/{date_.entry.id}/{date_.year}/{date_.which}//{about}"


def values_of(date_: WheelDate, about: str) -> dict[str, str]:
    """What composing it needs. `due`: the day it was planned for; empty: it is open."""
    due = date_.last.isoformat() if date_.last else ""
    return {"entry": date_.entry.id, "year": str(date_.year), "which": date_.which, "about": about, "due": due}


async def live_products(unit: UnitOfWork) -> Sequence[str]:
    """Those that are not retired, and are the community's own products and projects."""
    page = await unit.directory.products(ProductFilter(), limit=_MOST)
    return [each.id for each in page.items if each.kind != "community_service" and each.status.value != "retired"]


def _scope(act: Act) -> Scope:
    return ASSOCIATION if act.over == "association" else Scope("group", act.over.removeprefix("group/"))


def days_at_stake(date_: WheelDate | None, was: str) -> Sequence[date]:
    """The day that was told, the day that it is now, and the meeting that it is reckoned from: as long as one of them is to come, a change of it matters."""
    days = [*([date.fromisoformat(was)] if was else []), *([date_.last] if date_ and date_.last else [])]
    return [*days, *([date_.meeting.wall.date()] if date_ and date_.meeting else [])] or [_NEVER]
