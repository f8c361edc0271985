# SPDX-License-Identifier: MPL-2.0
"""What is named beside the words that somebody wants noted: a product, a group or a day in these words themselves is what they are about, and not where they go."""

from dataclasses import replace

from handlers.actor import Actor
from handlers.forms.stepwise.lookups import Lookups
from handlers.meetings.known import own_groups
from handlers.message import Query
from handlers.permissions import Action, Target, permitting
from handlers.understanding.reading import Reading
from storage.roles import Scope

_BETWEEN = frozenset(("i", "til", "for", "af", "om", "in", "of", "to", "the"))
"""What stands between the names of an address."""
_TIMES = frozenset(("on", "on2", "from", "until", "period", "year", "impossible"))


def beside(query: Query, text: str, lookups: Lookups) -> tuple[Query, str | None]:
    """The query without what stands in the text alone; and the product that the text is about. What was said before it was asked for stays."""
    inside = lookups.read(text)
    topic = next(iter(inside.ids("product")), None)
    if text == query.words or text not in query.words:
        return query, topic
    outside = lookups.read(query.words.replace(text, " ", 1))
    gone = {slot for slot in ("product", "group_type") if _names(slot, inside) and not _names(slot, outside)}
    gone |= _TIMES if _dated(inside) and not _dated(outside) else frozenset()
    return replace(query, slots={slot: value for slot, value in query.slots.items() if slot not in gone}), topic


def without_address(text: str, lookups: Lookups) -> str:
    """The text without the group or product before a colon to which it is said: "koordinationsgruppen for OS2mo: vi vælger …"."""
    head, colon, rest = text.partition(":")
    reading = lookups.read(head)
    spans = [(each.start, each.end) for each in reading.mentions if each.kind == "product" and not each.rest]
    spans += [(each.start, each.end) for each in reading.values.get("group_type", ())]
    named = {place for start, end in spans for place in range(start, end)}
    only = all(place in named or token.folded in _BETWEEN for place, token in enumerate(reading.tokens))
    return rest.strip() if colon and named and only and rest.strip() else text


def _names(slot: str, reading: Reading) -> bool:
    return bool(reading.ids(slot) if slot == "product" else reading.slot(slot))


def _dated(reading: Reading) -> bool:
    return bool(reading.days or reading.slot("period") or reading.years or reading.impossible_day)


def towards(query: Query, topic: str | None, actor: Actor, action: Action) -> Query:
    """The product that the text is about says which group is meant, where nothing else does; but a group may well speak of the product of another."""
    if topic is None or query.slots.keys() & {"product", "group_type", "meeting"}:
        return query
    own = own_groups(actor)
    keeps = permitting(actor, action, Target(scope=Scope("product", topic))) is not None
    if own and not keeps and not any(each.startswith(f"{topic}/") for each in own):
        return query
    return replace(query, slots={**query.slots, "product": topic})
