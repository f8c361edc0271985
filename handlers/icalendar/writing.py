# SPDX-License-Identifier: MPL-2.0
"""Meetings as a calendar that other programs subscribe to (RFC 5545, and RFC 7986 for what it says of itself). Equal meetings give equal bytes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.prop import vDuration, vRecur, vUri

from config.icalendar.texts import visible
from handlers.icalendar.dates import taking_place
from handlers.icalendar.timezone import timezone
from handlers.meeting_dates import Occurrence, occurrences
from handlers.recurrence.parts import written
from handlers.recurrence.rule import parsed
from handlers.recurrence.wall_time import moment, wall
from handlers.reply import Phrase, Value
from storage.meetings import MeetingDate, MeetingSeries

PRODUCT = "-//OS2//os2bot//DA"
AGAIN = timedelta(hours=1)
"""How often it is worth asking again."""

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_RULE = "-" * 20
"""Below it stands what is not the purpose of the meeting; no reader of ours takes it for that."""

Say = Callable[[Value], str]
"""Words in the language of whoever reads the calendar."""


@dataclass(frozen=True, slots=True)
class Published:
    """`dates`: those of this series; withdrawn ones are not among them. `group`: whose meetings they are, as it is said."""

    series: MeetingSeries
    dates: Sequence[MeetingDate]
    group: Value


def uid_of(series_id: str) -> str:
    """The UID (RFC 5545, section 3.8.4.7) of a series that was told to the bot; one that was imported keeps its own."""
    return f"{series_id}@os2bot"


def calendar(name: str, published: Iterable[Published], say: Say) -> bytes:
    """A VCALENDAR in UTF-8, its lines folded. Series that have ended are not in it; cancelled dates are, and marked as such."""
    standing = [each for each in published if not each.series.ended]
    made = Calendar()
    texts = {"VERSION": "2.0", "PRODID": PRODUCT, "CALSCALE": "GREGORIAN", "METHOD": "PUBLISH", "NAME": visible(name), "X-WR-CALNAME": visible(name)}
    for prop, text in texts.items():
        made.add(prop, text)
    made.add("REFRESH-INTERVAL", vDuration(AGAIN), parameters={"VALUE": "DURATION"})
    made.add("X-PUBLISHED-TTL", vDuration(AGAIN))
    for zone in sorted({each.series.zone for each in standing} - {"UTC"}):
        made.add_component(timezone(zone, min(_first_year(each) for each in standing)))
    for each in standing:
        for event in _Series(each, say).events():
            made.add_component(event)
    return bytes(made.to_ical())


def _first_year(published: Published) -> int:
    return min(time_.year for time_ in (published.series.starts, *(each.starts or each.on for each in published.dates)))


class _Series:
    """The events of one series: itself, and each date on which something is otherwise."""

    def __init__(self, published: Published, say: Say) -> None:
        self._series, self._say = published.series, say
        self._group = visible(say(published.group))
        self._title = self._series.title or say(Phrase("calendar.meeting", {"group": published.group}))
        self._found = list(_otherwise(published.series, published.dates))
        self._given = taking_place(self._series, [each.on for each in self._found])

    def events(self) -> Iterator[Event]:
        """A single meeting is one event, as it is now: programs take a RECURRENCE-ID for a date of a series."""
        added = [each.on for each in self._found if each.on not in self._given]
        if not self._series.rule and not added:
            yield self._event(self._found[0] if self._found else _only(self._series))
            return
        yield self._whole(added)
        for each in self._found:
            if _deviates(each):
                event = self._event(each)
                self._time(event, "RECURRENCE-ID", each.on, day=_whole_days(self._series.starts, self._series.minutes))
                yield event

    def _whole(self, added: Sequence[datetime]) -> Event:
        event = self._event(_only(self._series))
        day = _whole_days(self._series.starts, self._series.minutes)
        if self._series.rule:
            event.add("RRULE", vRecur.from_ical(_rule(self._series, day=day)))
        if added:
            event.add("RDATE", [self._value(each, day=day) for each in added])
        return event

    def _event(self, found: Occurrence) -> Event:
        series = self._series
        event = Event()
        event.add("UID", series.uid)
        event.add("SEQUENCE", series.sequence + (found.date.sequence if found.date else 0))
        for prop in ("DTSTAMP", "LAST-MODIFIED"):
            event.add(prop, found.known_at.replace(microsecond=0))
        day = _whole_days(found.set_for, found.minutes)
        self._time(event, "DTSTART", found.set_for, day=day)
        if found.minutes:
            self._time(event, "DTEND", _end(found), day=day)
        event.add("SUMMARY", visible(self._said_title(found)))
        event.add("STATUS", "CANCELLED" if found.cancelled else "CONFIRMED")
        event.add("TRANSP", "TRANSPARENT" if found.cancelled else "OPAQUE")
        self._texts(event, found)
        return event

    def _said_title(self, found: Occurrence) -> str:
        return self._say(Phrase("calendar.cancelled", {"title": self._title})) if found.cancelled else self._title

    def _texts(self, event: Event, found: Occurrence) -> None:
        if description := self._description(found):
            event.add("DESCRIPTION", visible(description))
        if found.place or found.link:
            event.add("LOCATION", visible(found.place or found.link))
        if found.link:
            address = "".join(visible(found.link).split())
            event.add("URL", vUri(address))
            event.add("CONFERENCE", vUri(address), parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
        event.add("CATEGORIES", [self._group])
        if self._series.visibility == "group":
            event.add("CLASS", "PRIVATE")

    def _description(self, found: Occurrence) -> str:
        said = [Phrase("calendar.reason", {"reason": found.reason})] if found.reason else []
        said += [
            Phrase(f"calendar.{name}", {"url": url})
            for name, url in (("link", found.link), ("agenda", found.agenda_url), ("minutes", found.minutes_url))
            if url
        ]
        return "\n".join([*filter(None, (self._series.purpose,)), *((_RULE, *map(self._say, said)) if said else ())])

    def _time(self, event: Event, prop: str, wall_time: datetime, *, day: bool) -> None:
        event.add(prop, self._value(wall_time, day=day))

    def _value(self, wall_time: datetime, *, day: bool) -> date:
        return wall_time.date() if day else wall_time.replace(tzinfo=ZoneInfo(self._series.zone))


def _otherwise(series: MeetingSeries, dates: Sequence[MeetingDate]) -> Iterator[Occurrence]:
    """The meetings of which something is known of their own, one for each date of which that still holds."""
    for each in sorted(dates, key=lambda each: each.on):
        at = moment(each.starts or each.on, series.zone).at
        yield from (found for found in occurrences(series, [each], at, at + _MINUTE) if found.on == each.on)


def _only(series: MeetingSeries) -> Occurrence:
    """The series' first meeting, as if nothing were known of it."""
    at = moment(series.starts, series.zone).at
    return Occurrence(series, series.starts, series.starts, at, at + timedelta(minutes=series.minutes))


def _deviates(found: Occurrence) -> bool:
    date_ = found.date
    return date_ is not None and bool(
        date_.starts or date_.minutes or date_.cancelled or date_.place or date_.link or date_.agenda_url or date_.minutes_url or date_.reason
    )  # fmt: skip


def _whole_days(start: datetime, minutes: int) -> bool:
    """Whether it is a matter of days: from midnight, for a number of them. That is how calendars keep a whole day, and how it is kept here."""
    return start.time() == time() and minutes > 0 and timedelta(minutes=minutes) % _DAY == timedelta()


def _end(found: Occurrence) -> datetime:
    if _whole_days(found.set_for, found.minutes):
        return found.set_for + timedelta(minutes=found.minutes)
    return wall(found.ends_at, found.series.zone)


def _rule(series: MeetingSeries, *, day: bool) -> str:
    """The rule, with its last day as calendars want it (section 3.3.10): a day for days, else the moment at which that day ends."""
    rule = parsed(series.rule)
    if rule.until is None or day:
        return written(rule)
    end = moment(datetime.combine(rule.until, time(23, 59, 59)), series.zone).at.astimezone(UTC)
    return written(rule).replace(f"UNTIL={rule.until:%Y%m%d}", f"UNTIL={end:%Y%m%dT%H%M%SZ}")
