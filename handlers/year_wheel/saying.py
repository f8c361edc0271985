# SPDX-License-Identifier: MPL-2.0
"""The dates of the wheel in words: when, and where the date is open, since when it has to be known."""

from collections.abc import Sequence
from datetime import date

from config.year_wheel import WheelEntry
from handlers.onboarding.working_days import is_working_day
from handlers.reply import Paragraph, Part, Phrase, Value, say
from handlers.role_words import said_day
from handlers.year_wheel.counting import working_day_before
from handlers.year_wheel.turning import WheelDate


def line(found: WheelDate, today: date, *, done: bool = False) -> Phrase:
    """One line of the wheel."""
    return Phrase("wheel.line.done" if done else "wheel.line", {"title": found.entry.title, "when": said_when(found, today)})


def said_when(found: WheelDate, today: date) -> Value:
    """`18. maj 2027`, `senest 17. april 2027`, `10. maj 2027 til 30. maj 2027`; of an open one, what it depends on."""
    if found.last is None:
        return _said_open(found, today)
    last = said_day(found.last)
    if found.is_deadline:
        if is_working_day(found.last):
            return Phrase("wheel.by", {"day": last})
        return Phrase("wheel.by.day_off", {"day": last, "before": said_day(working_day_before(found.last))})
    if found.first is not None and found.is_window:
        return Phrase("wheel.between", {"first": said_day(found.first), "last": last})
    return Phrase("wheel.outside", {"day": last}) if found.outside else last


def _said_open(found: WheelDate, today: date) -> Value:
    """Of one that is over it is merely not known when it was."""
    if found.latest is None or found.if_on is None or found.latest < today:
        return Phrase("wheel.unknown" if found.latest and found.latest < today else "wheel.open")
    if found.is_deadline:
        return Phrase("wheel.open.by", {"day": said_day(found.latest), "meeting": said_day(found.if_on)})
    return Phrase("wheel.open.within", {"first": said_day(found.earliest or found.latest), "last": said_day(found.latest)})


def told(dates: Sequence[WheelDate], today: date, *, done: bool = False) -> tuple[Part, ...]:
    """All that the wheel says of one entry: when, the rule, where it stands, and what else is to be known."""
    first = dates[0]
    when = tuple(say("wheel.told.done" if done else "wheel.told", title=each.entry.title, when=said_when(each, today)) for each in dates)
    meeting = (_held(first),) if first.meeting and first.last and first.is_deadline else ()
    return (*when, *meeting, *rule_of(first.entry))


def rule_of(entry: WheelEntry) -> tuple[Paragraph, ...]:
    """What its source says, and what else is to be known."""
    said = say("wheel.rule.section", rule=entry.says, section=entry.section) if entry.section else Paragraph(entry.says)
    return (said, *((Paragraph(entry.note),) if entry.note else ()))


def _held(found: WheelDate) -> Paragraph:
    return say("wheel.reckoned", day=said_day(found.meeting.wall.date())) if found.meeting else say("wheel.open")
