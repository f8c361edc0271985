# SPDX-License-Identifier: MPL-2.0
"""`os2bot deliveries`: what the ledger holds, and what became of one delivery, in plain words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

from bot.listing import document, said_moment, table
from bot.localise import Localiser
from config.problems import ConfigError, Problem
from handlers.message import Language
from handlers.posts.words import said_reason, said_target
from handlers.reply import Phrase
from storage.deliveries import Delivery, DeliveryFilter, State
from storage.unit_of_work import UnitOfWork

COLUMNS = ("due", "state", "kind", "target", "attempts", "reason", "key")
MOST = 1_000
_AROUND = timedelta(days=7)
_NOT_SHOWN = ("reply",)
"""What was composed is for its readers."""


def state_given(text: str | None) -> tuple[State, ...]:
    """Raises ConfigError for what is no state."""
    if text is None:
        return ()
    found: tuple[State, ...] = tuple(each for each in get_args(State) if each == text)
    if not found:
        raise ConfigError(Problem(f"must be one of {', '.join(get_args(State))}", field="--state"))
    return found


async def listed(unit: UnitOfWork, states: tuple[State, ...], now: datetime) -> Sequence[Delivery]:
    """From a week ago to a week ahead; with a state, of all times."""
    span = DeliveryFilter(states=states) if states else DeliveryFilter(after=now - _AROUND, before=now + _AROUND)
    return await unit.deliveries.find(span, MOST)


async def one(unit: UnitOfWork, key: str) -> Delivery:
    """Raises ConfigError where there is none."""
    found = await unit.deliveries.get(key)
    if found is None:
        raise ConfigError(Problem(f"there is no delivery '{key}'; `os2bot deliveries` lists their keys, and what was settled long ago is forgotten"))
    return found


def as_text(deliveries: Sequence[Delivery], localiser: Localiser, now: datetime, zone: ZoneInfo, width: int | None = None) -> str:
    if not deliveries:
        return "Nothing is to be posted, and nothing was."
    rows = [
        (said_moment(each.due_at, zone)[:16], each.seen_at(now), each.kind, each.target, str(each.attempts), _reason(each.reason, localiser, "en"), each.key)
        for each in deliveries
    ]
    return table(COLUMNS, rows, width)


def as_documents(deliveries: Sequence[Delivery], now: datetime) -> list[dict[str, Any]]:
    found = [{**document(each), "state": each.seen_at(now)} for each in deliveries]
    return [{name: value for name, value in each.items() if name not in _NOT_SHOWN} for each in found]


def why(delivery: Delivery, localiser: Localiser, now: datetime, zone: ZoneInfo, language: Language = "en") -> str:
    """What it is, and every change of its state with its time and its reason."""
    words = localiser.words
    about = Phrase("delivery.why", {
        "what": Phrase(f"delivery.kind.{delivery.kind}"), "where": said_target(delivery.target), "due": delivery.due_at.astimezone(zone),
        "state": Phrase(f"delivery.state.{delivery.seen_at(now)}"),
    })  # fmt: skip
    lines = [
        f"{said_moment(each.at, zone)}  {words(Phrase(f'delivery.state.{each.state}'), language)}{_because(each.reason, localiser, language)}"
        for each in delivery.history
    ]
    return "\n".join([words(about, language), *lines])


def _because(reason: str, localiser: Localiser, language: Language) -> str:
    return f": {_reason(reason, localiser, language)}" if reason else ""


def _reason(reason: str, localiser: Localiser, language: Language) -> str:
    return localiser.words(said_reason(reason), language) if reason else ""
