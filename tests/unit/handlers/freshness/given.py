# SPDX-License-Identifier: MPL-2.0
"""Facts, what became of asking about them, and whom to ask: made up, for rules that need no database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from config.freshness import load_rules
from handlers.freshness.facts import Fact
from handlers.freshness.standing import Standing, standing
from handlers.freshness.who import Level
from storage.freshness import Asking, FactReview
from tests.contract.catalogue import entry

ZONE, RULES, WEEK = ZoneInfo("Europe/Copenhagen"), load_rules(), timedelta(weeks=1)
TODAY = date(2026, 12, 1)
"""A Tuesday."""
MONDAY = date(2026, 11, 30)
COORDINATOR, CHAIR, SECRETARIAT = Level("first", ("anne",)), Level("group", ("ole",)), Level("secretariat", ("sek",))
ALL = [COORDINATOR, CHAIR, SECRETARIAT]


def fact(number: int = 1, *, since: date = date(2026, 1, 1), **fields: Any) -> Fact:
    """A vendor's: good for a year."""
    product = fields.pop("product", "os2mo")
    of = entry("vendor_relations", product=product, vendor=f"v{number:03}", source="s")
    base = {
        "id": f"vendor/{product}/v{number:03}",
        "kind": "vendor",
        "since": since,
        "as_of": since.isoformat(),
        "states": "x",
        "entry": of,
        "product": product,
    }
    return Fact(**{**base, **fields})


def at(day: date) -> datetime:
    """Nine in the morning."""
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


def asked(person: str, stage: Any, day: date) -> Asking:
    return Asking(person=person, at=at(day), stage=stage)


def now(of: Fact, *askings: Asking, **answered: Any) -> Standing:
    return standing(of, FactReview(fact=of.id, **{"states": of.states, "asked": askings, **answered}), RULES, ZONE)
