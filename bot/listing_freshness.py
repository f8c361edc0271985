# SPDX-License-Identifier: MPL-2.0
"""`os2bot freshness`: how fresh every fact is, who is asked about it next, and when."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.listing import table
from bot.operating import Session
from config.freshness import load_rules
from config.problems import ConfigError, Problem
from handlers.freshness.report import STATES, Fresh, freshness

FIELDS = ("fact", "product", "kind", "state", "since", "confirmed", "good_until", "asked_next", "week", "asked_so_far")
_COLUMNS = ("fact", "state", "since", "good until", "asked next", "week")
_PRODUCTS = ("product", "facts", *STATES)


async def facts_known(session: Session, product: str, overlay: Path | None) -> list[Fresh]:
    """All of them, or those of one product; what needs a look first, first. Raises ConfigError for a product there is not."""
    if product and await session.unit.directory.product(product) is None:
        raise ConfigError(Problem("is no product of the catalogue; give its id, such as os2forms", field=f"--product {product[:64]}"))
    found = await freshness(session.unit, load_rules(overlay), session.today, session.zone, product)
    return sorted(found, key=lambda each: (each.now.until, each.now.fact.id))


def as_documents(found: Sequence[Fresh]) -> list[dict[str, Any]]:
    """Nobody is named: `asked_next` and `asked_so_far` say as what."""
    return [dict(zip(FIELDS, _values(each), strict=True)) for each in found]


def _values(each: Fresh) -> tuple[Any, ...]:
    fact, week = each.now.fact, each.week.isocalendar() if each.week else None
    return (
        fact.id, fact.product, fact.kind, each.state, each.now.since.isoformat(), each.now.confirmed, each.now.until.isoformat(), each.asks,
        f"{week.year}-W{week.week:02}" if week else "", " ".join(asking.stage for asking in each.now.asked),
    )  # fmt: skip


def as_csv(found: Sequence[Fresh]) -> str:
    """With a line of names first (RFC 4180)."""
    written = io.StringIO()
    writer = csv.DictWriter(written, FIELDS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(as_documents(found))
    return written.getvalue()


def as_text(found: Sequence[Fresh], product: str, width: int | None = None) -> str:
    """One product's facts; of all of them, figures for each product."""
    if not found:
        return "There are no facts to confirm."
    if product:
        return table(_COLUMNS, [_row(each) for each in found], width)
    products = sorted({each.now.fact.product for each in found}, key=lambda name: (-_open(found, name), name))
    return table(_PRODUCTS, [_of_product(found, name) for name in products], width)


def _row(each: Fresh) -> tuple[str, ...]:
    values = dict(zip(FIELDS, _values(each), strict=True))
    return tuple(str(values[name]) for name in ("fact", "state", "since", "good_until", "asked_next", "week"))


def _open(found: Sequence[Fresh], product: str) -> int:
    return sum(each.now.fact.product == product and each.state != "good" for each in found)


def _of_product(found: Sequence[Fresh], product: str) -> tuple[str, ...]:
    own = [each for each in found if each.now.fact.product == product]
    counts = Counter(each.state for each in own)
    return (product or "(no product)", str(len(own)), *(str(counts[state]) for state in STATES))
