# SPDX-License-Identifier: MPL-2.0
"""What happens in a community in a week, as a digest tells of it: written straight into the database, for nothing of it is what these tests prove.

Everybody and everything decided here is made up; organisations and products are those of the shipped catalogue.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from config.catalogue.entries import Adoption, AdoptionKind, Article, Entry, key_of
from config.catalogue.values import Bilingual
from config.flows.load import load_flows
from handlers.onboarding.flows import Flows
from handlers.releases.keeping import lists_of
from storage.agenda import AgendaItem
from storage.attendance import Attendance, Coming
from storage.catalogue import Stored
from storage.catalogue_news import FactChange, FactKind, Stated
from storage.meetings import MeetingDate, MeetingSeries, date_id
from storage.onboarding import OnboardingRun
from storage.people import Person
from storage.questions import UnansweredQuestion
from storage.releases import Release, ReleaseFeed
from storage.unit_of_work import UnitOfWork
from tests.cast import assignment

ZONE = ZoneInfo("Europe/Copenhagen")
LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
SOURCE = "told-to-os2bot"
CHANNEL = "slack:T0TEST001:C0NYHED01"


class Stage:
    """One unit of work; nothing is committed here. Times given as `2026-12-03 10.00` are Copenhagen's."""

    def __init__(self, unit: UnitOfWork) -> None:
        self.unit, self._flows = unit, Flows(unit.onboarding, load_flows)
        self._numbers = count(1)

    async def meets(self, group: str, when: str, **fields: Any) -> MeetingSeries:
        """A single meeting, known for long unless `changed_at` says otherwise."""
        starts = _wall(when)
        base: dict[str, Any] = {"zone": ZONE.key, "minutes": 90, "changed_at": LONG_AGO}
        series = MeetingSeries(id=self._id("series"), group=group, starts=starts, uid=self._id("uid"), **{**base, **fields})
        await self.unit.meetings.add(series)
        return series

    async def moved(self, series: MeetingSeries, to: str, *, at: str, reason: str = "") -> None:
        await self._otherwise(series, at, starts=_wall(to), reason=reason)

    async def cancelled(self, series: MeetingSeries, *, at: str, reason: str = "") -> None:
        await self._otherwise(series, at, cancelled=True, reason=reason)

    async def answers(self, series: MeetingSeries, *coming: Coming) -> None:
        """One of the group's own people for each answer."""
        for each in coming:
            person = await self.person(f"gruppemedlem group {series.group}")
            await self.unit.attendances.put(Attendance(date=date_id(series.id, series.starts), person=person, coming=each, answered_at=LONG_AGO))

    async def person(self, *roles: str, organisation: str = "") -> str:
        """Somebody who shows no name."""
        person = Person(id=self._id("person"), created_at=LONG_AGO, seen_on=LONG_AGO.date(), organisation=organisation or None)
        await self.unit.people.add(person)
        for role in roles:
            await self.unit.roles.add(assignment(role, person=person.id, organisation=organisation or None, since=LONG_AGO.date()))
        return person.id

    async def decides(self, group: str, text: str, *, at: str) -> None:
        await self.unit.agenda.add(AgendaItem(id=self._id("decision"), group=group, kind="decision", text=text, added_at=_moment(at)))

    async def is_member(self, organisation: str, *, at: str, leaves: bool = False) -> None:
        stated = Stated(value="documented", source=SOURCE, as_of=at[:10])
        await self._news("membership", organisation, "", at, *((stated, None) if leaves else (None, stated)))

    async def changes(self, product: str, fact: FactKind, before: str, after: str, *, at: str, key: str = "") -> None:
        values = [Stated(value=each, source=SOURCE, as_of=at[:10]) if each else None for each in (before, after)]
        await self._news(fact, key or product, product, at, *values)

    async def uses(self, organisation: str, product: str, kind: AdoptionKind, *, at: str) -> None:
        await self._put("adoptions", Adoption(product=product, organisation=organisation, kind=kind, source=SOURCE, as_of=at[:10]))
        await self.changes(product, "adoption", "", kind, at=at, key=f"{product}/{organisation}")

    async def coordinates(self, product: str, organisation: str, *, since: str) -> None:
        await self.unit.roles.add(assignment(f"produktkoordinator product {product}", organisation=organisation, since=date.fromisoformat(since)))

    async def releases(self, product: str, version: str, *, at: str) -> None:
        """In the first of the lists that the product has; nothing, where it has none."""
        known = await self.unit.directory.product(product)
        for feed in lists_of(known)[:1] if known else ():
            if await self.unit.releases.feed(feed) is None:
                await self.unit.releases.add_feed(ReleaseFeed(url=feed, products=product, read_at=_moment(at)))
            url = f"{feed.removesuffix('.atom')}/tag/{version}"
            release = Release(
                product=product,
                id=f"{product}-{version}",
                feed=feed,
                version=version,
                url=url,
                published_at=_moment(at),
                first_seen_at=_moment(at) + timedelta(hours=1),
            )
            await self.unit.releases.put(release)

    async def under_way(self, flow: str, organisation: str, *, done: int, total: int, since: str, product: str = "") -> None:
        await self._run(flow, organisation, product, started_at=_moment(since), done=done, total=total, waiting_on="organisation", waiting_since=_moment(since))

    async def completed(self, flow: str, organisation: str, *, at: str, product: str = "") -> None:
        """Where its channel may show it."""
        await self._run(flow, organisation, product, started_at=LONG_AGO, done=9, total=9, state="completed", ended_at=_moment(at), channel=CHANNEL)

    async def waits(self, product: str, *, at: str, times: int = 1) -> None:
        """A question nobody has answered."""
        number = await self.unit.questions.number()
        slots = {"product": product} if product else {}
        await self.unit.questions.add(UnansweredQuestion(
            number=number, key=f"product_info/{product}/{number}", intent="product_info", asked_at=_moment(at), owner=f"produktkoordinator/product/{product}", language="da",
            slots=slots, times=times,
        ))  # fmt: skip

    async def answered(self, product: str, title: Bilingual, *, at: str) -> None:
        """For all, so that it is an article now."""
        id_, number = self._id("answer"), await self.unit.questions.number()
        await self._put("articles", Article(
            id=id_, kind="article", title=title, body=Bilingual(da="Svaret.", en="The answer."), source=SOURCE, review_by=_moment(at).date() + timedelta(days=365),
            answers=(f"kept/{product}",), as_of=at[:10],
        ))  # fmt: skip
        await self.unit.questions.add(UnansweredQuestion(
            number=number, key=id_, intent="product_info", asked_at=LONG_AGO, owner=f"produktkoordinator/product/{product}", language="da", slots={"product": product},
            state="answered", answered_at=_moment(at), article=id_,
        ))  # fmt: skip

    def _id(self, what: str) -> str:
        return f"{what}-{next(self._numbers):03}"

    async def _otherwise(self, series: MeetingSeries, at: str, **fields: Any) -> None:
        id_ = date_id(series.id, series.starts)
        await self.unit.meetings.add_date(MeetingDate(id=id_, series=series.id, on=series.starts, changed_at=_moment(at), sequence=1, **fields))

    async def _news(self, fact: FactKind, key: str, product: str, at: str, before: Stated | None, after: Stated | None) -> None:
        await self.unit.catalogue_news.record([FactChange(at=_moment(at), fact=fact, key=key, product=product, before=before, after=after, origin="told")])

    async def _put(self, kind: str, entry: Entry) -> None:
        await self.unit.catalogue.put(kind, {key_of(entry): Stored(entry, None)})

    async def _run(self, flow: str, organisation: str, product: str, **fields: Any) -> None:
        _, version = await self._flows.pinned(flow, LONG_AGO)
        run = OnboardingRun(
            id=self._id("run"), flow=flow, flow_version=version, started_by="p", owner="p", organisation=organisation, product=product, **fields
        )
        await self.unit.onboarding.add(run)


def _wall(text: str) -> datetime:
    return datetime.fromisoformat(text.replace(".", ":"))


def _moment(text: str) -> datetime:
    return _wall(text).replace(tzinfo=ZONE).astimezone(UTC)


def days(first: str, many: int) -> Sequence[str]:
    """So many days from the first one on, as `2026-12-03`."""
    return [str(date.fromisoformat(first) + timedelta(days=number)) for number in range(many)]
