# SPDX-License-Identifier: MPL-2.0
"""That something of the wheel is done: said by whoever acts, or the secretariat; then nobody is reminded of it any more."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.year_wheel import WheelEntry, YearWheel
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.demands import of_mark
from handlers.changing.steps import Step
from handlers.forms.stepwise.lookups import Lookups
from handlers.meetings.known import may_know
from handlers.message import Query
from handlers.permissions import Target, own_products, permitting
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Phrase, Reply, Value, say
from handlers.role_words import said_day, said_scope
from handlers.year_wheel.marks import about_of, is_of_products, product_in
from handlers.year_wheel.naming import named
from handlers.year_wheel.reading import Standing, standing
from handlers.year_wheel.turning import WheelDate
from storage.directory import Directory
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork
from storage.year_marks import YearMark, mark_id

_BACK, _AHEAD = timedelta(days=90), timedelta(days=200)
"""How long before and after a date it is what is meant by "it is done", where no date is named."""
_OFFERED = 5
_YEAR = re.compile(r"[0-9]{4}")


async def wheel_done(
    query: Query, actor: Actor, unit: UnitOfWork, wheel: YearWheel, directory: Directory, lookups: Lookups, changes: Changes, now: datetime, today: date
) -> Reply:
    """Notes it at once: it can be undone."""
    years = [today.year - 1, today.year, today.year + 1]
    known = await standing(wheel, unit, years, lambda series: may_know(series, actor))
    settling = _Settling(query, actor, wheel, directory, lookups, known, today)
    found, about = await settling.meant()
    if found.last is None:
        raise Refusal("wheel.done.open", title=found.entry.title)
    values: dict[str, Value] = {"title": await settling.title(found.entry, about), "day": said_day(found.last)}
    await changes.permit("year_wheel.settle", Target(scope=of_mark(about)))
    if known.marks.is_done(found, about):
        return Reply(parts=(say("wheel.done.already", **values),))
    id_ = mark_id(found.entry.id, found.year, found.which, about)
    after = YearMark(id=id_, entry=found.entry.id, year=found.year, which=found.which, about=about, of=found.last, done_at=now)
    step = Step(known.marks.of(found, about), after)
    return await changes.at_once("year_wheel.settle", [step], Reply(parts=(say("wheel.done", **values),)), undo=Phrase("wheel.undo"))


@dataclass(frozen=True, slots=True)
class _Settling:
    """For one message. Raises Refusal where it is not clear what is done."""

    query: Query
    actor: Actor
    wheel: YearWheel
    directory: Directory
    lookups: Lookups
    known: Standing
    today: date

    async def meant(self) -> tuple[WheelDate, str]:
        """The date, and what it is done for."""
        slots = self.query.slots
        if "entry" in slots:
            return self._chosen(slots), slots.get("about", "")
        entries = [each for each in named(self.wheel, slots.get("text") or self.query.words) if each.act and each.done]
        if not entries:
            raise asking("wheel.done.which", choices=await self._choices())
        about = about_of(entries[0], await self._product(entries[0]) if is_of_products(entries[0]) else "")
        return self._nearest(entries[0], about), about

    def _chosen(self, slots: Mapping[str, str]) -> WheelDate:
        """From a button, which may be old."""
        year = slots.get("year", "")
        found = self.known.find(slots["entry"], int(year), slots.get("which", "")) if _YEAR.fullmatch(year) else None
        if found is None or not _is_done_for(found.entry, slots.get("about", "")):
            raise Refusal("wheel.done.gone")
        return found

    def _nearest(self, entry: WheelEntry, about: str) -> WheelDate:
        """The first that is not done yet, of those about now; else the one that is, or that is open."""
        own = [each for each in self.known.dates if each.entry.id == entry.id]
        dated = [each for each in own if each.last and self.today - _BACK <= each.last <= self.today + _AHEAD]
        undone = [each for each in dated if not self.known.marks.is_done(each, about)]
        open_ = [each for each in own if each.is_open and each.year >= self.today.year]
        found = [*undone, *dated, *open_]
        if not found:
            raise Refusal("wheel.done.none", title=entry.title)
        return found[0]

    async def _product(self, entry: WheelEntry) -> str:
        """The product that is named; else the only one of the speaker."""
        slots = self.query.slots
        read = [] if slots.get("product") else list(self.lookups.read(self.query.words).ids("product"))
        found = [slots["product"]] if slots.get("product") else read
        own = sorted({each.scope.id for each in self.actor.roles if each.role == "tovholder" and each.scope.kind == "product"} | own_products(self.actor.roles))
        candidates = found or own
        if len(candidates) == 1:
            return candidates[0]
        raise asking("wheel.done.product", "product", choices=tuple([await self._of_product(entry, each) for each in candidates[:_OFFERED]]))

    async def _of_product(self, entry: WheelEntry, product: str) -> Choice:
        about = about_of(entry, product)
        return self._choice(self._nearest(entry, about), about, await said_scope(Scope("product", product), self.directory))

    async def _choices(self) -> tuple[Choice, ...]:
        """What this person may say is done, and is not."""
        dates = [each for each in self.known.dates if each.entry.done and each.last and self.today - _BACK <= each.last <= self.today + _AHEAD]
        open_ = [(each, about_of(each.entry)) for each in dates if not is_of_products(each.entry)]
        mine = [(each, about) for each, about in open_ if not self.known.marks.is_done(each, about) and self._may(about)]
        return tuple(self._choice(each, about, each.entry.title) for each, about in mine[:_OFFERED])

    def _may(self, about: str) -> bool:
        return permitting(self.actor, "year_wheel.settle", Target(scope=of_mark(about))) is not None

    def _choice(self, found: WheelDate, about: str, label: Value) -> Choice:
        return Choice(label, "wheel_done", done_slots(found, about))

    async def title(self, entry: WheelEntry, about: str) -> Value:
        return await title_of(entry, about, self.directory)


def _is_done_for(entry: WheelEntry, about: str) -> bool:
    """Whether this is what it is done for: any one product, or else always the same."""
    return bool(product_in(about)) if is_of_products(entry) else about == about_of(entry)


async def title_of(entry: WheelEntry, about: str, directory: Directory) -> Value:
    """With the product that it is of."""
    product = product_in(about)
    return Phrase("wheel.title.of", {"title": entry.title, "product": await said_scope(Scope("product", product), directory)}) if product else entry.title


def done_slots(found: WheelDate, about: str) -> Mapping[str, str]:
    """By which a choice says which date it is, and for what."""
    return {"entry": found.entry.id, "year": str(found.year), "which": found.which, "about": about}
