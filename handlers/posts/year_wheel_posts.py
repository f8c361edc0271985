# SPDX-License-Identifier: MPL-2.0
"""What is said of the yearly wheel to those who have to act: what is due, how to say that it is done, and that a day is another now."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.year_wheel import YearWheel
from handlers.citing import cite
from handlers.posts.onboarding_days import is_daytime, morning, next_morning
from handlers.posts.post import NothingToSay, NotYet, Post
from handlers.posts.year_wheel_plan import CANCELLED, DONE, MOVED, NO_LONGER, REMINDER, days_at_stake
from handlers.reply import Bullets, Choice, Heading, Part, Phrase, Reply, say
from handlers.role_words import said_day
from handlers.year_wheel.anchors import everything
from handlers.year_wheel.reading import Standing, standing
from handlers.year_wheel.saying import line, rule_of
from handlers.year_wheel.settling import done_slots, title_of
from handlers.year_wheel.turning import WheelDate
from storage.deliveries import OPEN, DeliveryFilter, State
from storage.directory import Directory
from storage.unit_of_work import UnitOfWork

_SENT: tuple[State, ...] = ("sent", "late")


async def year_wheel(post: Post, unit: UnitOfWork, wheel: YearWheel, directory: Directory, now: datetime, zone: ZoneInfo) -> Reply:
    """To one person: what is due, with a button to say that it is done. One that is late says what is so now, and waits for the morning of a working day."""
    known = await _known(post, unit, wheel)
    found = _as_planned(post, known, wheel)
    await _check_untold(post, unit)
    _check_daytime(now, zone)
    today, about = now.astimezone(zone).date(), post.values["about"]
    heading = Heading(await title_of(found.entry, about, directory))
    sources = await cite(directory, [found.entry])
    if found.last is None:
        return Reply(parts=(heading, *_open(found, known, today), *rule_of(found.entry)), sources=sources)
    parts: tuple[Part, ...] = (heading, _due(found, found.last, today), *_reckoned(found), *rule_of(found.entry), *_how(found, about))
    return Reply(parts=parts, choices=(_choice(found, about),), sources=sources)


async def year_wheel_changed(post: Post, unit: UnitOfWork, wheel: YearWheel, directory: Directory, now: datetime, zone: ZoneInfo) -> Reply:
    """To whoever was told of another day."""
    known = await _known(post, unit, wheel)
    found = _find(post, known)
    due = found.last.isoformat() if found and found.last else ""
    today, was, about = now.astimezone(zone).date(), post.values["was"], post.values["about"]
    entry = wheel.by_id.get(post.values["entry"])
    if entry is None or due != post.values["due"] or all(each < today for each in days_at_stake(found, was)):
        raise NothingToSay(NO_LONGER)
    _check_daytime(now, zone)
    heading, sources = Heading(await title_of(entry, about, directory)), await cite(directory, [entry])
    if found is None or found.last is None:
        off = say("post.wheel.off", day=said_day(date.fromisoformat(was)))
        return Reply(parts=(heading, off, *([Bullets((line(found, today),))] if found else [])), sources=sources)
    said = (
        say("post.wheel.moved", before=said_day(date.fromisoformat(was)), day=said_day(found.last)) if was else say("post.wheel.set", day=said_day(found.last))
    )
    if known.marks.is_done(found, about):
        return Reply(parts=(heading, said), sources=sources)
    anew = (say("post.wheel.anew"),) if known.marks.of(found, about) else ()
    return Reply(parts=(heading, said, *_reckoned(found), *anew, *_how(found, about)), choices=(_choice(found, about),), sources=sources)


async def _known(post: Post, unit: UnitOfWork, wheel: YearWheel) -> Standing:
    return await standing(wheel, unit, [int(post.values["year"])], everything)


def _find(post: Post, known: Standing) -> WheelDate | None:
    return known.find(post.values["entry"], int(post.values["year"]), post.values["which"])


def _as_planned(post: Post, known: Standing, wheel: YearWheel) -> WheelDate:
    """Raises NothingToSay where it is done, or its day is another."""
    found, due = _find(post, known), post.values["due"]
    if found is None:
        raise NothingToSay(CANCELLED if post.values["entry"] in wheel.by_id else NO_LONGER)
    if (found.last.isoformat() if found.last else "") != due:
        raise NothingToSay(NO_LONGER if not due else MOVED if found.last else CANCELLED)
    if known.marks.is_done(found, post.values["about"]):
        raise NothingToSay(DONE)
    return found


async def _check_untold(post: Post, unit: UnitOfWork) -> None:
    """Whoever acts in two roles hears of it once."""
    others = await unit.deliveries.find(DeliveryFilter(states=(*OPEN, *_SENT), about=post.about, target=post.target))
    same = [each for each in others if each.kind == REMINDER and each.due_at == post.due_at and each.key != post.key]
    if any(each.state in _SENT or each.key < post.key for each in same):
        raise NothingToSay("overtaken")


def _check_daytime(now: datetime, zone: ZoneInfo) -> None:
    if not is_daytime(now, zone):
        raise NotYet(morning(next_morning(now, zone), zone))


def _due(found: WheelDate, last: date, today: date) -> Part:
    left = (last - today).days
    if left < 0:
        return say("post.wheel.past", day=said_day(last))
    if found.is_window and not found.is_deadline:
        return say("post.wheel.ends", day=said_day(last), count=left)
    return say("post.wheel.due", day=said_day(last), count=left)


def _reckoned(found: WheelDate) -> tuple[Part, ...]:
    return (say("wheel.reckoned", day=said_day(found.meeting.wall.date())),) if found.meeting and found.is_deadline else ()


def _open(found: WheelDate, known: Standing, today: date) -> tuple[Part, ...]:
    """What depends on the day that nobody has set, and how to set it."""
    leaning = [each for each in known.dates if each.entry.rule.leans_on == found.entry.id and each.is_open and each.entry.rule.before]
    return (say("post.wheel.open", year=str(found.year)), Bullets(tuple(line(each, today) for each in leaning)), say("post.wheel.open.how"))


def _how(found: WheelDate, about: str) -> Sequence[Part]:
    done = found.entry.done
    if done is None:
        return ()
    return (say("post.wheel.how.product" if about.startswith("product/") else "post.wheel.how", words=done),)


def _choice(found: WheelDate, about: str) -> Choice:
    return Choice(Phrase("wheel.done.button"), "wheel_done", done_slots(found, about))
