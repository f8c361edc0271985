# SPDX-License-Identifier: MPL-2.0
"""What one person is asked: every fact that waits for their word, under what it is about, with the choices to answer it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from config.freshness import Rules
from handlers.actor import Actor
from handlers.changing.vouching import vouched
from handlers.freshness.facts import every_fact
from handlers.freshness.rights import ANSWER
from handlers.freshness.saying import FactWords
from handlers.freshness.standing import Standing, standing
from handlers.message import Query
from handlers.refusal import Refusal
from handlers.reply import Bullets, Choice, Heading, Part, Phrase, Reply, Value, say
from handlers.visibility import may_see_entry
from storage.freshness import Asking
from storage.people import People
from storage.unit_of_work import UnitOfWork

SHOWN = 10
"""Facts that are listed at once; the others are counted."""
_PRODUCTS = 4
"""Products of which all can be confirmed by one choice."""
ANSWERS = ("right", "changed", "not_mine")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A fact, and how this person was last asked about it."""

    now: Standing
    asking: Asking


_KNOWN: "WeakKeyDictionary[UnitOfWork, list[Standing]]" = WeakKeyDictionary()
"""What was worked out in a unit of work that changes nothing: many messages are composed in one."""


async def standings(unit: UnitOfWork, rules: Rules, today: date, zone: ZoneInfo) -> list[Standing]:
    """Of every fact, as it is now."""
    reviews = {each.fact: each for each in await unit.freshness.everything()}
    return [standing(fact, reviews.get(fact.id), rules, zone) for fact in await every_fact(unit.directory, unit.roles, rules, today, zone)]


async def standings_once(unit: UnitOfWork, rules: Rules, today: date, zone: ZoneInfo) -> list[Standing]:
    """The same, worked out once for as long as the unit of work lasts."""
    if unit not in _KNOWN:
        _KNOWN[unit] = await standings(unit, rules, today, zone)
    return _KNOWN[unit]


def waiting_for(person: str, found: Sequence[Standing], at: datetime | None = None) -> list[Waiting]:
    """What still waits for this person's word; `at`: only what they were asked then. By what it is about."""
    waiting = []
    for now in found:
        own = [each for each in now.asked if each.person == person and at in (None, each.at)]
        if own and person not in now.not_mine and now.paused_since is None:
            waiting.append(Waiting(now, own[-1]))
    return sorted(
        waiting,
        key=lambda each: (not each.now.fact.product, each.now.fact.product, each.now.fact.organisation if not each.now.fact.product else "", each.now.fact.id),
    )


async def facts_to_confirm(query: Query, actor: Actor, unit: UnitOfWork, people: People, freshness_rules: Rules, today: date, zone: ZoneInfo) -> Reply:
    """What the speaker was asked and has not answered."""
    check_alone(actor)
    found = waiting_for(actor.id, await standings(unit, freshness_rules, today, zone)) if actor.person else []
    if not found:
        return Reply(parts=(say("freshness.nothing_waits"),))
    words = FactWords(unit.directory, people, actor.id)
    return Reply(
        parts=(say("freshness.waits", count=len(found)), *await listed(found[:SHOWN], words), *_left(found)), choices=await choices(found[:SHOWN], words)
    )


def check_alone(actor: Actor) -> None:
    """What somebody is asked is theirs, and some of it is not for everybody. Raises Refusal where others read along, or where it may not be them."""
    if not actor.private:
        raise Refusal("private.needed", in_private=True)
    vouched(actor, ANSWER)


def may_hear(now: Standing, actor: Actor) -> bool:
    """Whether this fact may be spoken of to somebody, who names it: it is open to them, or they were asked about it."""
    return is_open_to(now, actor) or actor.id in {each.person for each in now.asked}


def is_open_to(now: Standing, actor: Actor) -> bool:
    """The contact of a product is everybody's, whoever may know its level, which stands in the same entry."""
    return now.fact.kind == "contact" or may_see_entry(now.fact.entry, actor)


def _left(found: Sequence[Waiting]) -> tuple[Part, ...]:
    return (say("freshness.more", count=len(found) - SHOWN),) if len(found) > SHOWN else ()


async def listed(found: Sequence[Waiting], words: FactWords) -> list[Part]:
    """A heading and its lines for each product."""
    lines: dict[tuple[str, str], list[Value]] = defaultdict(list)
    headings: dict[tuple[str, str], Value] = {}
    for each in found:
        fact = each.now.fact
        place = (fact.product, fact.organisation if not fact.product else "")
        headings[place] = await words.under(fact)
        lines[place].append(await _line(each, words))
    return [part for place, own in lines.items() for part in (Heading(headings[place]), Bullets(tuple(own)))]


async def _line(each: Waiting, words: FactWords) -> Value:
    line = await words.line(each.now)
    return line if each.asking.stage == "first" else Phrase(f"freshness.asked.{each.asking.stage}", {"line": line})


async def choices(found: Sequence[Waiting], words: FactWords, answer: str = "") -> tuple[Choice, ...]:
    """One fact: the three answers. Several: all of it still holds, all of one product does, or one of them by itself. `answer`: that of which it is asked what is meant.

    `item` in each says which words mean it: "ikke mig" is never the button "alt passer stadig".
    """
    if len(found) == 1:
        return three(found[0].now.fact.id)
    whole = () if answer and answer != "right" else (*_everything(found), *await _by_product(found, words))
    slots = {"answer": answer, "item": answer} if answer else {"item": "one"}
    return (*whole, *[Choice(await words.whole(each.now.fact), "answer_fact", {"fact": each.now.fact.id, **slots}) for each in found])


def three(fact: str) -> tuple[Choice, ...]:
    return tuple(Choice(Phrase(f"freshness.answer.{answer}"), "answer_fact", {"fact": fact, "answer": answer, "item": answer}) for answer in ANSWERS)


def _everything(found: Sequence[Waiting]) -> list[Choice]:
    return [_right(Phrase("freshness.all_right", {"count": len(found)}), found, "all")]


async def _by_product(found: Sequence[Waiting], words: FactWords) -> list[Choice]:
    own: dict[str, list[Waiting]] = defaultdict(list)
    for each in found:
        own[each.now.fact.product].append(each)
    several = [those for product, those in own.items() if product and len(those) > 1] if len(own) > 1 else []
    return [_right(Phrase("freshness.all_of", {"product": await words.under(those[0].now.fact)}), those) for those in several[:_PRODUCTS]]


def _right(label: Phrase, those: Sequence[Waiting], item: str = "product") -> Choice:
    """It carries what was shown: what comes to wait later is not confirmed unseen."""
    return Choice(label, "answer_fact", {"facts": " ".join(each.now.fact.id for each in those), "answer": "right", "item": item})
