# SPDX-License-Identifier: MPL-2.0
"""How fresh everything is: for one product fact by fact, for all of them in figures. Fit for all to read: whom facts are asked of is said as a role, never by name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from config.freshness import Rules
from handlers.actor import Actor
from handlers.freshness.asked_of import is_open_to, standings, waiting_for
from handlers.freshness.next_question import Question, monday
from handlers.freshness.rounds import expected, questions
from handlers.freshness.saying import FactWords
from handlers.freshness.standing import Standing
from handlers.freshness.who import who_on
from handlers.message import Query
from handlers.reply import Bullets, Paragraph, PartialDate, Phrase, Reply, Table, Value, say
from handlers.role_words import said_day
from handlers.unknown import no_such_product
from storage.people import People
from storage.unit_of_work import UnitOfWork

State = Literal["good", "due", "stale", "changed"]
STATES: tuple[State, ...] = ("good", "due", "stale", "changed")
"""good: its time is not over · due: it will be within the weeks in which people are asked · stale: its time is over · changed: somebody said that it does not hold."""
_SHOWN = 20
_ROWS = 25


@dataclass(frozen=True, slots=True)
class Fresh:
    """One fact as the report has it. `asks`: as what somebody is asked next, where anybody can be; `week`: in which (its Monday)."""

    now: Standing
    state: State
    asks: str
    week: date | None


async def freshness(unit: UnitOfWork, rules: Rules, today: date, zone: ZoneInfo, product: str = "") -> list[Fresh]:
    """Of every fact, or of one product's; by id. When each is asked about next is worked out over all of them, as everybody's room is shared."""
    found = await standings(unit, rules, today, zone)
    asked = questions(found, await who_on(today, rules, unit), rules, zone)
    weeks, by_fact = expected(asked, today, rules), {each.standing.fact.id: each for each in asked}
    return [_fresh(each, by_fact.get(each.fact.id), weeks, rules, today) for each in found if product in ("", each.fact.product)]


def _fresh(now: Standing, question: Question | None, weeks: Mapping[str, date], rules: Rules, today: date) -> Fresh:
    soon = monday(now.until) - timedelta(weeks=rules.asking.ahead_weeks) <= today
    state: State = "changed" if now.paused_since else "stale" if now.is_stale(today) else "due" if soon else "good"
    return Fresh(now, state, question.stage if question else "nobody", weeks.get(now.fact.id))


async def freshness_report(query: Query, actor: Actor, unit: UnitOfWork, people: People, freshness_rules: Rules, today: date, zone: ZoneInfo) -> Reply:
    """Of the product that is named; without one, of all."""
    wanted = query.slots.get("product", "")
    if not wanted:
        return _of_all(_known(await freshness(unit, freshness_rules, today, zone), actor), await _names(unit))
    product = await unit.directory.product(wanted)
    if product is None:
        return no_such_product(query)
    found = _known(await freshness(unit, freshness_rules, today, zone, product.id), actor)
    return await _of_one(product.name, found, FactWords(unit.directory, people))


def _known(found: Sequence[Fresh], actor: Actor) -> list[Fresh]:
    """Without what is not for this reader."""
    return [each for each in found if is_open_to(each.now, actor)]


async def _names(unit: UnitOfWork) -> Mapping[str, str]:
    return {each.id: each.name for each in (await unit.directory.products(limit=1_000)).items}


async def _of_one(product: str, found: Sequence[Fresh], words: FactWords) -> Reply:
    """What needs a look first."""
    counts: dict[str, Value] = {state: sum(each.state == state for each in found) for state in STATES}
    first = say("freshness.report.product", product=product, count=len(found), **counts)
    ordered = sorted(found, key=lambda each: (each.now.until, each.now.fact.id))
    lines = Bullets(tuple([await _line(each, words) for each in ordered[:_SHOWN]]))
    more = (say("freshness.report.more", count=len(found) - _SHOWN),) if len(found) > _SHOWN else ()
    return Reply(parts=(first, lines, *more, say("freshness.report.how")))


async def _line(each: Fresh, words: FactWords) -> Value:
    return Phrase(f"freshness.report.{each.state}", {"line": await words.line(each.now), "until": said_day(each.now.until), "next": _next(each)})


def _next(each: Fresh) -> Value:
    if each.asks == "nobody":
        return Phrase("freshness.next.nobody")
    if each.week is None:
        return Phrase("freshness.next.later")
    week: dict[str, Value] = {"week": each.week.isocalendar().week, "year": each.week.isocalendar().year}
    if each.now.asked:  # or it would seem as if nobody were asked before that
        return Phrase("freshness.next.again", {**week, "asked": each.now.asked[-1].at.isocalendar().week})
    return Phrase("freshness.next.week", week)


def _of_all(found: Sequence[Fresh], names: Mapping[str, str]) -> Reply:
    """A row for each product, that with most to look at first; what belongs to none in one row."""
    rows: dict[str, list[Fresh]] = defaultdict(list)
    for each in found:
        rows[each.now.fact.product].append(each)
    ordered = sorted(rows, key=lambda product: (-_open(rows[product]), product))
    table = Table(
        (Phrase("column.product"), *(Phrase(f"freshness.column.{state}") for state in STATES), Phrase("freshness.column.oldest")),
        tuple((names.get(product) or Phrase("freshness.no_product"), *_counted(rows[product])) for product in ordered[:_ROWS]),
    )
    total = say("freshness.report.all", count=len(found), **{state: sum(each.state == state for each in found) for state in STATES})
    more = (say("freshness.report.more_products", count=len(ordered) - _ROWS),) if len(ordered) > _ROWS else ()
    return Reply(parts=(total, table, *more, Paragraph(Phrase("freshness.report.one"))))


def _open(found: Sequence[Fresh]) -> int:
    return sum(each.state != "good" for each in found)


def _counted(found: Sequence[Fresh]) -> tuple[Value, ...]:
    oldest = min(found, key=lambda each: each.now.since).now
    day: Value = said_day(oldest.since) if oldest.confirmed else PartialDate(oldest.fact.as_of)
    return (*(str(sum(each.state == state for each in found)) for state in STATES), day)


async def waiting_count(unit: UnitOfWork, person: str, rules: Rules, today: date, zone: ZoneInfo) -> int:
    """How many facts wait for this person's word: for their own digest."""
    return len(waiting_for(person, await standings(unit, rules, today, zone)))
