# SPDX-License-Identifier: MPL-2.0
"""Which of the things found in a message fill which slots of an intent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from config.catalogue.values import WordLists
from config.intents.intent import Intent
from handlers.understanding.counts import counts
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.reading import Reading
from handlers.understanding.shares import shares
from handlers.understanding.slots import DIGIT

if TYPE_CHECKING:
    from handlers.understanding.dates import Dated

KINDS = ("product", "organisation", "vendor")
PEOPLE = ("person", "mailbox")
LINK = "link"
"""A web address, as it is written."""
_DAYS = ("from", "until", "on")
_REASONS = frozenset(("fordi", "because", "grundet"))
_LONE_DAYS = ("today", "tomorrow")
_TIMES = ("rule", "time", "time2", "minutes", "first", "unsure")
OWN_GROUPS = ("bestyrelse", "generalforsamling")
"""Groups of the association itself: they belong to no product."""

_ONE_DAY = timedelta(days=1)
_DEPUTY = "stedfortraeder"
MEMBERSHIP = "membership"
"""What money is asked about where no product is."""


def slots_of(intent: Intent, reading: Reading) -> dict[str, str]:
    """The slots of this intent that the message fills, with ids and canonical values."""
    slots: dict[str, str] = {}
    for slot in (*intent.needs, *intent.takes):
        values = values_of(slot, intent, reading)
        if values:
            slots[slot] = values[0]
    if len(reading.slot("level")) > 1 and "level2" not in intent.takes:
        slots.pop("level", None)  # "level 2 or level 3?" names none
    if item := _item(intent, reading):
        slots["item"] = item
    return _once(slots)


def _once(slots: dict[str, str]) -> dict[str, str]:
    """A period that is named is no day besides ("i næste uge"), and the month of a day no period ("4. maj"); "torsdag i næste uge" is both."""
    period, day = slots.get("period"), slots.get("on")
    if not period or not day:
        return slots
    if "/" in day or period in _LONE_DAYS:
        return {slot: value for slot, value in slots.items() if slot != "on"}
    return {slot: value for slot, value in slots.items() if slot != "period"} if day.startswith(period) else slots


def scoped(intent: Intent, slots: Mapping[str, str]) -> dict[str, str]:
    """The slots, with what money is asked about: a product where one is named or meant, else the membership."""
    if "scope" not in intent.takes:
        return dict(slots)
    return {**slots, "scope": "product" if "product" in slots else slots.get("scope", MEMBERSHIP)}


def unmet(intent: Intent, slots: Mapping[str, str]) -> str:
    """The slot that must be asked for before this intent can be answered; empty when nothing is missing."""
    if not intent.needs:
        return ""
    if not any(slot in slots for slot in intent.needs):
        return intent.needs[0]
    group = slots.get("group_type")
    of_nothing = group is not None and group not in OWN_GROUPS and not any(kind in slots for kind in KINDS)
    return "product" if "group_type" in intent.needs and of_nothing else ""


def first_values(slots: Mapping[str, str], intent: Intent) -> dict[str, str]:
    """The names in these slots that another intent can use too."""
    return {slot: value for slot, value in slots.items() if slot in KINDS and slot in (*intent.needs, *intent.takes)}


def values_of(slot: str, intent: Intent, reading: Reading) -> tuple[str, ...]:
    """What the message holds for a slot of this intent. Where levels are all that is asked about, a number is one."""
    if slot in (*_DAYS, *_TIMES):
        return _marked(slot, _days(intent, reading)) if slot in _DAYS else _times(slot, reading)
    if slot == "year":
        return reading.years
    if slot == "impossible":
        return (reading.impossible_day,) if reading.impossible_day else ()
    if slot in _OWN_WAY:
        return _OWN_WAY[slot](reading)
    if slot in ("product2", "level2", "person2", "organisation2", "on2"):
        return values_of(slot.removesuffix("2"), intent, reading)[1:]
    if slot == "level" and "level2" in intent.takes:
        return reading.slot("level") or reading.slot(DIGIT)
    return reading.ids(slot) if slot in (*KINDS, *PEOPLE, LINK) else reading.slot(slot)


def _days(intent: Intent, reading: Reading) -> "Sequence[Dated]":
    """Where a rule is told, the Tuesday of "every Tuesday" is no day."""
    ruled = "rule" in (*intent.needs, *intent.takes) and reading.recurrence.rule
    return reading.recurrence.days if ruled else reading.days


def _marked(slot: str, days: "Sequence[Dated]") -> tuple[str, ...]:
    spans = any(found.marker == "from" for found in days)  # "fra mandag til fredag" has the Friday in it
    return _joined([replace(found, inclusive=found.inclusive or spans) for found in days if found.marker == slot])


def _times(slot: str, reading: Reading) -> tuple[str, ...]:
    """`rule` as `rule.checked` writes it, `time` and its end `time2` as `13:00`, `minutes`, `first`: the first date of the rule, `unsure`: what in it is open."""
    told = reading.recurrence
    if slot == "unsure":
        return tuple(told.vague)
    if slot in ("time", "time2"):
        at = told.time if slot == "time" else told.ends
        return (f"{at:%H:%M}",) if at else ()
    found = {"rule": told.rule, "minutes": told.minutes, "first": told.first}[slot]
    return (str(found),) if found else ()


def _joined(found: "list[Dated]") -> tuple[str, ...]:
    """Each day; several that follow each other are one span: "mandag og tirsdag", "uge 52 og 53"."""
    joined: list[Dated] = []
    for each in found:
        if joined and joined[-1].marker == "on" and joined[-1].after == each.first:
            joined[-1] = replace(joined[-1], after=each.after)
        else:
            joined.append(each)
    return tuple(_day(each) for each in joined)


def _day(found: "Dated") -> str:
    """A day as `2027-03-01`, a span as `2027-03-01/2027-04-01`: from the first day until the day before the second. An end is the day after the last."""
    if found.marker == "until":
        return str(found.after if found.inclusive else found.first)
    whole = found.after - found.first > _ONE_DAY
    return f"{found.first}/{found.after}" if whole else str(found.first)


def _roles(reading: Reading) -> tuple[str, ...]:
    """The coordinator's deputy is a deputy, in whichever order it is said."""
    found = reading.slot("role")
    return tuple(sorted(found, key=lambda role: role != _DEPUTY)) if _DEPUTY in found else found


_OWN_WAY: Mapping[str, Callable[[Reading], tuple[str, ...]]] = {
    "share": lambda reading: shares(reading.text),
    "count": lambda reading: counts(reading.text),
    "days": lambda reading: reading.several_days,
    "listed": lambda reading: reading.listed_days,
    "role": _roles,
}


def _item(intent: Intent, reading: Reading) -> str:
    """What is wanted stands before the reason: in "flyt mødet, fordi lokalet er optaget" no place is told."""
    end = next((place for place, token in enumerate(reading.tokens) if token.folded in _REASONS), len(reading.tokens))
    found = [each.value for each in _items(tuple(intent.items.items())).find(reading.tokens[:end])] if intent.items else []
    return next((item for item in intent.items if item in found), "") if intent.ranked else next(iter(found), "")


@lru_cache(maxsize=256)
def _items(items: tuple[tuple[str, WordLists], ...]) -> Phrases:
    return Phrases({item: both(words) for item, words in items})
