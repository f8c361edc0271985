# SPDX-License-Identifier: MPL-2.0
"""`os2bot deliveries`: what the ledger holds, and what became of one delivery, in plain words."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

from bot.listing import document, said_moment, table
from bot.localise import Localiser
from config.problems import ConfigError, Problem
from handlers.message import Language
from handlers.posts.words import said_reason, said_target
from handlers.reply import Phrase
from storage.deliveries import OPEN, Delivery, DeliveryFilter, State
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


def as_text(
    deliveries: Sequence[Delivery], localiser: Localiser, now: datetime, zone: ZoneInfo, platforms: Collection[str], width: int | None = None
) -> str:  # fmt: skip
    """`platforms`: those that have credentials here."""
    if not deliveries:
        return "Nothing is to be posted, and nothing was."
    rows = [
        (
            said_moment(each.due_at, zone)[:16],
            each.seen_at(now),
            each.kind,
            each.target,
            str(each.attempts),
            _standing(each, platforms, localiser, "en"),
            each.key,
        )
        for each in deliveries
    ]
    return table(COLUMNS, rows, width)


def as_documents(deliveries: Sequence[Delivery], now: datetime) -> list[dict[str, Any]]:
    found = [{**document(each), "state": each.seen_at(now)} for each in deliveries]
    return [{name: value for name, value in each.items() if name not in _NOT_SHOWN} for each in found]


def why(delivery: Delivery, localiser: Localiser, now: datetime, zone: ZoneInfo, language: Language = "en", *, platforms: Collection[str]) -> str:
    """What it is, every change of its state with its time and its reason, and what it waits for."""
    words = localiser.words
    about = Phrase("delivery.why", {
        "what": Phrase(f"delivery.kind.{delivery.kind}"), "where": said_target(delivery.target), "due": delivery.due_at.astimezone(zone),
        "state": Phrase(f"delivery.state.{delivery.seen_at(now)}"),
    })  # fmt: skip
    lines = [
        f"{said_moment(each.at, zone)}  {words(Phrase(f'delivery.state.{each.state}'), language)}{_because(each.reason, localiser, language)}"
        for each in delivery.history
    ]
    waits = [words(Phrase("delivery.no_platform", {"platform": away}), language)] if (away := _away(delivery, platforms)) else []
    return "\n".join([words(about, language), *lines, *waits])


def _away(delivery: Delivery, platforms: Collection[str]) -> str:
    """The platform to which it is to be sent, where that has no credentials here."""
    platform, colon, _ = delivery.address.partition(":")
    return platform if colon and delivery.state in OPEN and platform not in platforms else ""


def _standing(delivery: Delivery, platforms: Collection[str], localiser: Localiser, language: Language) -> str:
    if away := _away(delivery, platforms):
        return localiser.words(Phrase("delivery.no_platform", {"platform": away}), language)
    return _reason(delivery.reason, localiser, language)


def _because(reason: str, localiser: Localiser, language: Language) -> str:
    return f": {_reason(reason, localiser, language)}" if reason else ""


def _reason(reason: str, localiser: Localiser, language: Language) -> str:
    return localiser.words(said_reason(reason), language) if reason else ""
