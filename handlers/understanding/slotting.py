# SPDX-License-Identifier: MPL-2.0
"""Which of the things found in a message fill which slots of an intent."""

from collections.abc import Mapping

from config.intents.intent import Intent
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.reading import Reading

KINDS = ("product", "organisation", "vendor")
OWN_GROUPS = ("bestyrelse", "generalforsamling")
"""Groups of the association itself: they belong to no product."""


def slots_of(intent: Intent, reading: Reading) -> dict[str, str]:
    """The slots of this intent that the message fills, with ids and canonical values."""
    slots: dict[str, str] = {}
    for slot in (*intent.needs, *intent.takes):
        values = _values(slot, reading)
        if values:
            slots[slot] = values[0]
    if len(reading.slot("level")) > 1 and "level2" not in intent.takes:
        slots.pop("level", None)  # "level 2 or level 3?" names none
    if "scope" in intent.takes:
        slots["scope"] = "product" if "product" in slots or "scope" in slots else "membership"
    if item := _item(intent, reading):
        slots["item"] = item
    return slots


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


def _values(slot: str, reading: Reading) -> tuple[str, ...]:
    if slot in ("product2", "level2"):
        kind = slot.removesuffix("2")
        return (reading.ids(kind) if kind in KINDS else reading.slot(kind))[1:]
    return reading.ids(slot) if slot in KINDS else reading.slot(slot)


def _item(intent: Intent, reading: Reading) -> str:
    found = Phrases({item: both(words) for item, words in intent.items.items()}).find(reading.tokens) if intent.items else []
    return found[0].value if found else ""
