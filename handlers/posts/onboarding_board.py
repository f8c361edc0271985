# SPDX-License-Identifier: MPL-2.0
"""The board of all onboardings in a channel: planned once a week, composed when it is sent, and composed anew whenever it may have changed."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from handlers.onboarding.board import SHOWN, of_all
from handlers.onboarding.flows import Flows
from handlers.onboarding.working_days import after_working_days
from handlers.posts.onboarding_days import morning
from handlers.posts.plan import Plan
from handlers.posts.post import NothingToSay, Post
from handlers.posts.withdrawn import anew, withdrawn
from handlers.reply import Reply, say
from storage.deliveries import Delivery
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork

BOARD: Literal["onboarding_board"] = "onboarding_board"
ABOUT, UNSUBSCRIBED = "onboarding", "unsubscribed"
_WEEK = timedelta(weeks=1)


async def onboarding_board(post: Post, unit: UnitOfWork, flows: Flows, now: datetime, zone: ZoneInfo) -> Reply:
    """Fit for everybody in the channel: organisations, how far they are and whom they wait for; nobody by name, and no answers.

    The last part is the moment it is of, and nothing else: where only that differs, nothing has changed.
    """
    asked = await unit.subscriptions.of(post.target, BOARD)
    if asked is None or asked.paused:
        raise NothingToSay("paused" if asked else UNSUBSCRIBED)
    parts = await of_all(await unit.onboarding.longest_waiting(SHOWN), unit, flows, now, zone)
    return Reply(parts=(*parts, say("onboarding.board.as_of", moment=now.astimezone(zone))))


class OnboardingBoardPlanner:
    """Implements `Planner`. `zone`: the community's, in which it is morning."""

    kinds = (BOARD,)

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    async def revision(self, unit: UnitOfWork) -> str:
        asked = [f"{each.channel} {each.language} {each.since.isoformat()} {each.paused}" for each in await unit.subscriptions.of_kind(BOARD)]
        return hashlib.sha256("\n".join(asked).encode()).hexdigest()

    async def plan(self, unit: UnitOfWork, first: datetime, last: datetime) -> Plan:
        found = [each for asked in await unit.subscriptions.of_kind(BOARD) if not asked.paused for each in self._weekly(asked, first, last)]
        gone = await withdrawn(unit, (BOARD,), first - _WEEK, last, ("no_longer", UNSUBSCRIBED))
        return Plan(tuple(anew(found, gone)), {ABOUT: UNSUBSCRIBED})

    def _weekly(self, asked: Subscription, first: datetime, last: datetime) -> Iterator[Delivery]:
        """One for each week from that in which it was asked for: then at once, where its first working day has begun."""
        at = max(first - _WEEK, asked.since).astimezone(self._zone)
        monday = at.date() - timedelta(days=at.weekday())
        while (due := morning(after_working_days(monday, 0), self._zone)) < last:
            following = monday + _WEEK
            at_once = max(due, asked.since)
            if first <= at_once < last:
                year, week, _ = monday.isocalendar()
                yield Delivery(
                    key=f"{BOARD}:{year}-W{week:02}:{asked.channel}", kind=BOARD, about=ABOUT, target=asked.channel, address=asked.channel, due_at=at_once,
                    useful_until=morning(after_working_days(following, 0), self._zone), language=asked.language,
                )  # fmt: skip
            monday = following
