# SPDX-License-Identifier: MPL-2.0
"""Which of the things found in a message fill which slots of an intent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from config.catalogue.values import WordLists
from config.intents.intent import Intent
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.reading import Reading
from handlers.understanding.shares import shares
from handlers.understanding.slots import DIGIT

if TYPE_CHECKING:
    from handlers.understanding.dates import Dated

KINDS = ("product", "organisation", "vendor")
PEOPLE = ("person", "mailbox")
_DAYS = ("from", "until", "on")
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
    return slots


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
    if slot in _DAYS:
        spans = any(found.marker == "from" for found in reading.days)  # "fra mandag til fredag" has the Friday in it
        return _joined([replace(found, inclusive=found.inclusive or spans) for found in reading.days if found.marker == slot])
    if slot == "year":
        return reading.years
    if slot == "impossible":
        return (reading.impossible_day,) if reading.impossible_day else ()
    if slot == "share":
        return shares(reading.text)
    if slot == "role":
        return _roles(reading)
    if slot in ("product2", "level2", "person2", "organisation2", "on2"):
        return values_of(slot.removesuffix("2"), intent, reading)[1:]
    if slot == "level" and "level2" in intent.takes:
        return reading.slot("level") or reading.slot(DIGIT)
    return reading.ids(slot) if slot in (*KINDS, *PEOPLE) else reading.slot(slot)


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


def _item(intent: Intent, reading: Reading) -> str:
    found = _items(tuple(intent.items.items())).find(reading.tokens) if intent.items else []
    return found[0].value if found else ""


@lru_cache(maxsize=256)
def _items(items: tuple[tuple[str, WordLists], ...]) -> Phrases:
    return Phrases({item: both(words) for item, words in items})
