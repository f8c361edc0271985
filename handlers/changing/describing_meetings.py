# SPDX-License-Identifier: MPL-2.0
"""What steps change of meetings, agendas, answers, calendar addresses, calendars that are followed, and reminders, a line or more for each."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.changing.steps import Record, Step
from handlers.icalendar.feed_address import said_calendar
from handlers.recurrence.said import said
from handlers.recurrence.wall_time import moment
from handlers.reply import Hours, Listing, Phrase, Value
from handlers.role_words import said_address, said_day, said_scope
from storage.agenda import AgendaItem
from storage.attendance import Attendance
from storage.calendars import CalendarAddress, CalendarFeed
from storage.meetings import MeetingDate, MeetingSeries, of_date_id
from storage.reminders import DAY, HOUR, MINUTE, ReminderPlan
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

Party = Callable[[str], Awaitable[Value]]
"""How a person is said, by their id."""
_TEXTS = ("title", "purpose", "place", "link", "agenda_url", "minutes_url")
"""Fields of a series, or of a date, that are said as they are."""
_SPANS = (("weeks", 7 * DAY), ("days", DAY), ("hours", HOUR), ("minutes", MINUTE))


class MeetingLines:
    """`steps`: a series that they make is not stored yet."""

    def __init__(self, unit: UnitOfWork, party: Party, steps: Sequence[Step]) -> None:
        self._unit, self._party = unit, party
        self._made = {step.record.id: step.record for step in steps if isinstance(step.record, MeetingSeries)}

    async def of(self, step: Step) -> list[Value]:
        before = step.before
        match step.record:
            case MeetingSeries() as series:
                return [*self._of_series(before, series, await self._group(series.group))]
            case MeetingDate() as date:
                return await self._date(before, date)
            case ReminderPlan() as plan:
                return [*_of_plan(before, plan, await self._group(plan.group))]
            case AgendaItem() as item:
                return await self._item(before, item)
            case Attendance() as attendance:
                return [await self._attendance(attendance, gone=step.after is None)]
            case CalendarAddress() as address:
                return [Phrase("line.calendar.gone" if step.after is None else "line.calendar.new", {"scope": await self._shown_by(address)})]
            case CalendarFeed() as feed:
                key = "line.feed.gone" if step.after is None else "line.feed.new"
                return [Phrase(key, {"calendar": said_calendar(feed), "group": await self._group(feed.group)})]
            case record:
                raise TypeError(f"{type(record).__name__} is no record of meetings")

    async def _group(self, group: str) -> Value:
        return await said_scope(Scope("group", group), self._unit.directory)

    def _of_series(self, before: Record | None, series: MeetingSeries, group: Value) -> Iterator[Value]:
        old = before if isinstance(before, MeetingSeries) else None
        values: dict[str, Value] = {"group": group, "when": said(series.rule, series.starts.time(), series.minutes, series.starts.date())}
        if old is None or old.ended != series.ended or _when(old) != _when(series):
            yield Phrase(_series_key(old, series), values)
        else:
            yield Phrase("line.meeting.series", {"group": group})
        if series.ended:
            return
        yield from _texts(old, series)
        if series.quorum != (old.quorum if old else 0):
            yield Phrase("line.meeting.quorum" if series.quorum else "line.meeting.no_quorum", {"count": series.quorum})
        if series.visibility != (old.visibility if old else "open"):
            yield Phrase(f"line.meeting.visibility.{series.visibility}")

    async def _date(self, before: Record | None, date: MeetingDate) -> list[Value]:
        old = before if isinstance(before, MeetingDate) else MeetingDate(id=date.id, series=date.series, on=date.on, changed_at=date.changed_at)
        zone, group, usual = await self._of(date.series)
        new = _lasting(date, usual, zone)
        values: dict[str, Value] = {
            "group": group,
            "when": _lasting(date if date.extra and (before is None or old.withdrawn) else old, usual, zone),
            "to": new,
            "reason": date.reason,
        }
        key = _date_key(old, date, new=before is None)
        if date.withdrawn:
            return [Phrase(key, values)]
        found: list[Value] = [Phrase(key, values), *_texts(old, date)]
        if date.minutes != old.minutes and date.minutes:
            found.append(Phrase("line.meeting.minutes", {"length": said_span(date.minutes)}))
        if date.state != old.state:
            found.append(Phrase(f"line.date.state.{date.state}"))
        return found

    async def _of(self, series_id: str) -> tuple[str, Value, int]:
        """The zone in which a series takes place, its group, and how many minutes its meetings last."""
        series = self._made.get(series_id) or await self._unit.meetings.series(series_id)
        return (series.zone, await self._group(series.group), series.minutes) if series else ("UTC", Phrase("nothing"), 0)

    async def _item(self, before: Record | None, item: AgendaItem) -> list[Value]:
        values: dict[str, Value] = {"group": await self._group(item.group), "text": item.text}
        if item.withdrawn:
            return [Phrase("line.agenda.withdrawn", values)]
        if isinstance(before, AgendaItem) and before.done != item.done:
            return [Phrase("line.agenda.done" if item.done else "line.agenda.open", values)]
        found: list[Value] = [Phrase(f"line.agenda.{item.kind}", values)]
        if item.responsible:
            found.append(Phrase("line.agenda.responsible", {"who": await self._party(item.responsible)}))
        if item.due:
            found.append(Phrase("line.agenda.due", {"date": said_day(item.due)}))
        if item.date:
            found.append(Phrase("line.agenda.meeting", {"when": await self._when(item.date)}))
        return found

    async def _when(self, date_id: str) -> Value:
        """When the meeting with this id of a date is now."""
        series, on = of_date_id(date_id)
        zone, _, usual = await self._of(series)
        date = await self._unit.meetings.date(date_id)
        return _lasting(date or MeetingDate(id=date_id, series=series, on=on, changed_at=datetime.min.replace(tzinfo=UTC)), usual, zone)

    async def _attendance(self, attendance: Attendance, *, gone: bool) -> Value:
        _, group, _ = await self._of(of_date_id(attendance.date)[0])
        values: dict[str, Value] = {"group": group, "when": await self._when(attendance.date), "who": await self._party(attendance.person)}
        if gone:
            return Phrase("line.attendance.gone", values)
        if attendance.deputy:
            return Phrase("line.attendance.deputy.named", {**values, "deputy": await self._party(attendance.deputy)})
        return Phrase(f"line.attendance.{attendance.coming}", values)

    async def _shown_by(self, address: CalendarAddress) -> Value:
        return Phrase("line.calendar.own") if address.scope.startswith("person/") else await said_address(address.scope, self._unit.directory)


def _lasting(date: MeetingDate, usual: int, zone: str) -> Hours:
    """When the meeting is, as far as its date says. `usual`: minutes that one of its series lasts."""
    start = moment(date.starts or date.on, zone).at.astimezone(ZoneInfo(zone))
    return Hours(start, start + timedelta(minutes=date.minutes or usual), zone)


def _when(series: MeetingSeries) -> tuple[str, datetime, str, int]:
    return series.rule, series.starts, series.zone, series.minutes


def _series_key(before: MeetingSeries | None, after: MeetingSeries) -> str:
    if after.ended:
        return "line.meeting.ended"
    if before is not None and before.ended:
        return "line.meeting.goes_on"
    return "line.meeting.repeated" if after.rule else "line.meeting.once"


def _date_key(before: MeetingDate, after: MeetingDate, *, new: bool) -> str:
    if after.withdrawn:
        return "line.date.withdrawn"
    if after.extra and (new or before.withdrawn):
        return "line.date.extra"
    if after.cancelled != before.cancelled:
        return ("line.date.cancelled.reason" if after.reason else "line.date.cancelled") if after.cancelled else "line.date.not_cancelled"
    if after.starts != before.starts:
        return ("line.date.moved.reason" if after.reason else "line.date.moved") if after.starts else "line.date.as_planned"
    return "line.date"


def _texts(before: MeetingSeries | MeetingDate | None, after: MeetingSeries | MeetingDate) -> Iterator[Value]:
    """A line for each text that is another now."""
    for field in _TEXTS:
        new = getattr(after, field, "")
        if new != getattr(before, field, ""):
            name = Phrase(f"meeting.field.{field}")
            yield Phrase("line.meeting.field", {"field": name, "text": new}) if new else Phrase("line.meeting.no_field", {"field": name})


def _of_plan(before: Record | None, plan: ReminderPlan, group: Value) -> Iterator[Value]:
    old = before if isinstance(before, ReminderPlan) else None
    usual = old or ReminderPlan(group=plan.group)
    values: dict[str, Value] = {"group": group}
    if plan.leads:
        yield Phrase("line.reminders", {**values, "leads": Listing(tuple(said_span(lead) for lead in plan.leads))})
    else:
        yield Phrase("line.reminders.none", values)
    if plan.agenda_call != usual.agenda_call:
        yield Phrase("line.reminders.agenda_call", {"lead": said_span(plan.agenda_call)}) if plan.agenda_call else Phrase("line.reminders.no_agenda_call")
    if (quiet := (plan.quiet_from, plan.quiet_until)) != (usual.quiet_from, usual.quiet_until):
        start, end = (each.isoformat("minutes") for each in quiet)
        yield Phrase("line.reminders.always") if start == end else Phrase("line.reminders.quiet", {"from": start, "until": end})
    if plan.directly != usual.directly:
        yield Phrase("line.reminders.directly" if plan.directly else "line.reminders.not_directly")


def said_span(minutes: int) -> Phrase:
    """`1 uge`, `2 dage`, `90 minutter`: in the largest unit that says it in whole numbers."""
    unit, length = next((unit, length) for unit, length in _SPANS if minutes % length == 0)
    return Phrase(f"span.{unit}", {"count": minutes // length})
