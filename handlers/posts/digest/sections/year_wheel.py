# SPDX-License-Identifier: MPL-2.0
"""The digest's section of the yearly wheel: what falls due in the coming weeks and which windows open; to one person also what they have to do."""

from collections.abc import Sequence
from datetime import date, timedelta

from config.year_wheel import Act, WheelEntry, YearWheel
from handlers.citing import cite
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.shared import shared
from handlers.reply import Bullets, Choice, Part, Phrase, Reply, say
from handlers.role_words import said_day
from handlers.year_wheel.anchors import open_to_all
from handlers.year_wheel.marks import about_of
from handlers.year_wheel.reading import Standing, standing
from handlers.year_wheel.saying import line, said_when
from handlers.year_wheel.settling import done_slots, title_of
from handlers.year_wheel.turning import WheelDate
from storage.directory import Directory
from storage.roles import ASSOCIATION, RoleAssignment, Scope
from storage.unit_of_work import UnitOfWork

AHEAD, BEHIND = timedelta(days=28), timedelta(days=14)
"""What is told: from today until so long ahead; to whoever has to do it, also what was to be done so lately."""
MOST = 8
_LAST, _FIRST = timedelta(days=7), timedelta(days=21)
"""Each day is told of twice: in the week in which it comes into view, and in the last one before it."""


async def year_wheel(issue: Issue, unit: UnitOfWork, wheel: YearWheel, directory: Directory) -> Reply:
    """Of meetings that are told to a group alone it says nothing."""
    years = [issue.today.year - 1, issue.today.year, issue.today.year + 1]
    known = await shared(unit, ("year wheel", issue.today), lambda: standing(wheel, unit, years, open_to_all))
    told = [each for each in known.dates if _tells(issue, each.entry, wheel) and _falls(each, issue.today) and not known.is_done(each)]
    mine = await _of_person(issue, unit, known) if issue.person else []
    parts: list[Part] = []
    if mine:
        lines = tuple(
            [Phrase("wheel.line", {"title": await title_of(each.entry, about, directory), "when": said_when(each, issue.today)}) for each, about in mine[:MOST]]
        )
        parts += [say("digest.year_wheel.yours"), Bullets(lines), *_more(len(mine) - MOST)]
    others = [each for each in told if each not in [one for one, _ in mine]]
    if others:
        parts += [
            *([say("digest.year_wheel.others")] if mine else []),
            Bullets(tuple(_line(each, issue.today) for each in others[:MOST])),
            *_more(len(others) - MOST),
        ]
    choices = tuple([Choice(await _button(each, about, directory), "wheel_done", done_slots(each, about)) for each, about in mine[:MOST]])
    shown = [*(each for each, _ in mine[:MOST]), *others[:MOST]]
    return Reply(parts=tuple(parts), choices=choices, sources=await cite(directory, [each.entry for each in shown]))


def _more(count: int) -> tuple[Part, ...]:
    return (say("digest.year_wheel.more", count=count),) if count > 0 else ()


async def _button(found: WheelDate, about: str, directory: Directory) -> Phrase:
    return Phrase("wheel.done.button.of", {"title": await title_of(found.entry, about, directory)})


def _tells(issue: Issue, entry: WheelEntry, wheel: YearWheel) -> bool:
    """A digest of some products tells what every product does; one of some groups what depends on their meetings."""
    if issue.of_everything:
        return True
    if any(each.over == "products" for each in entry.act):
        return bool(issue.products)
    base = entry.rule.leans_on or entry.rule.beside
    if base:
        return _tells(issue, wheel.by_id[base], wheel)
    return entry.rule.meeting is not None and issue.tells_of_group(entry.rule.meeting.group)


def _line(found: WheelDate, today: date) -> Phrase:
    """Of a longer time what is near: that it begins, or that it ends."""
    if found.last is None or found.first is None or not found.is_window or found.is_deadline:
        return line(found, today)
    ends = _is_told(found.last, today)
    return Phrase(f"digest.year_wheel.{'ends' if ends else 'begins'}", {"title": found.entry.title, "day": said_day(found.last if ends else found.first)})


def _falls(found: WheelDate, today: date) -> bool:
    """Whether it opens or ends soon; of an open date: whether the last day on which it can be is soon. Between its first day and its last a window is told of no more."""
    if found.last is None:
        return found.latest is not None and _is_told(found.latest, today)
    opens = found.first if found.is_window and not found.is_deadline else None
    return any(_is_told(day, today) for day in (opens, found.last) if day)


def _is_told(day: date, today: date) -> bool:
    return today <= day < today + _LAST or today + _FIRST <= day < today + AHEAD


async def _of_person(issue: Issue, unit: UnitOfWork, known: Standing) -> list[tuple[WheelDate, str]]:
    """What this person has to do and nobody has done: for each of the products that it is of."""
    held = [each for each in await unit.roles.of_person(issue.person) if each.holds_on(issue.today)]
    found: list[tuple[WheelDate, str]] = []
    for date_ in known.dates:
        if date_.last is None or not issue.today - BEHIND <= date_.last < issue.today + AHEAD:
            continue
        abouts = [about for act in date_.entry.act for about in _abouts(act, date_.entry, held)]
        found += [(date_, about) for about in dict.fromkeys(abouts) if not known.marks.is_done(date_, about)]
    return found


def _abouts(act: Act, entry: WheelEntry, held: Sequence[RoleAssignment]) -> list[str]:
    """What it is done for by somebody who holds these roles."""
    if act.over == "products":
        return [about_of(entry, each.scope.id) for each in held if each.role in act.roles and each.scope.kind == "product"]
    scope = ASSOCIATION if act.over == "association" else Scope("group", act.over.removeprefix("group/"))
    return [about_of(entry)] if any(each.role in act.roles and each.scope == scope for each in held) else []
