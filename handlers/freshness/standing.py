# SPDX-License-Identifier: MPL-2.0
"""Whether a fact is still good: the one place that says so, for what is asked and for what is shown."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.freshness import Rules
from handlers.freshness.facts import Fact, first_day
from storage.freshness import Asking, FactReview


@dataclass(frozen=True, slots=True)
class Standing:
    """`since`: the day from which it counts. `until`: the first day on which it has to be confirmed. `confirmed`: somebody said so, to the bot.

    `asked`: who was asked since then, the first first. `paused`: somebody said that it has changed, and it says the same still.
    """

    fact: Fact
    since: date
    until: date
    confirmed: bool
    asked: tuple[Asking, ...] = ()
    not_mine: frozenset[str] = frozenset()
    paused_since: date | None = None

    def is_stale(self, today: date) -> bool:
        return self.until <= today


def standing(fact: Fact, review: FactReview | None, rules: Rules, zone: ZoneInfo) -> Standing:
    """`review`: what became of asking about this fact; what was answered about something else that it said counts no more."""
    meant = review if review and review.states == fact.states else None
    confirmed = _day(meant.confirmed_at, zone) if meant else None
    told = fact.assignment is not None and fact.assignment.confirmed_at > fact.assignment.recorded_at
    since = max(fact.since, confirmed) if confirmed else fact.since
    until = rules.facts[fact.kind].good_until(since)
    if fact.review_by and confirmed is None:
        until = fact.review_by
    changed = _day(meant.changed_at, zone) if meant else None
    asked_since = since if confirmed or fact.assignment else first_day(fact.as_of)
    return Standing(
        fact=fact, since=since, until=until, confirmed=told or (confirmed is not None and confirmed >= fact.since),
        asked=tuple(each for each in review.asked if each.at.astimezone(zone).date() > asked_since) if review else (),
        not_mine=frozenset(review.not_mine) if review else frozenset(), paused_since=changed if changed and changed >= asked_since else None,
    )  # fmt: skip


def _day(at: datetime | None, zone: ZoneInfo) -> date | None:
    return at.astimezone(zone).date() if at else None
