# SPDX-License-Identifier: MPL-2.0
"""What a message wishes of a group's reminders, and the plan that comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from handlers.changing.steps import Step
from handlers.meetings.leads import (
    LONGEST_LEAD,
    MOST_LEADS,
    agenda_call_told,
    directly_told,
    ends_before,
    language_told,
    leads_told,
    names_days_off,
    quiet_told,
)
from handlers.message import Query
from handlers.refusal import Refusal, asking
from storage.reminders import DAY, ReminderPlan


@dataclass(frozen=True, slots=True)
class Wishes:
    """As in a ReminderPlan; None, and no leads: nothing is said of it. `quiet`: from, until."""

    leads: tuple[int, ...] = ()
    agenda_call: int | None = None
    quiet: tuple[time, time] | None = None
    directly: bool | None = None

    @property
    def others(self) -> bool:
        """Whether anything is wished but for when."""
        return (self.agenda_call, self.quiet, self.directly) != (None, None, None)


def wishes_told(words: str) -> Wishes:
    """Raises Refusal for what no reminder can do."""
    found = Wishes(leads_told(words), agenda_call_told(words), quiet_told(words), directly_told(words))
    if max((*found.leads, found.agenda_call or 0)) > LONGEST_LEAD:
        raise Refusal("reminders.too_early", outcome="asked_back", count=LONGEST_LEAD // DAY)
    if len(found.leads) > MOST_LEADS:
        raise Refusal("reminders.too_many", outcome="asked_back", count=MOST_LEADS)
    return found


def check_read(query: Query, wishes: Wishes) -> None:
    """Raises Refusal where something is wished of how to remind that is not read from the words: it is never taken for a wish to be reminded at all."""
    item, words = query.slots.get("item"), query.words
    if item == "quiet" and names_days_off(words):
        raise Refusal("reminders.unread.days")
    if item == "quiet" and wishes.quiet is None:
        raise asking("reminders.unread.quiet")
    if "time" in query.slots and wishes == Wishes():
        raise asking("reminders.unread.hour")
    if (item == "leads" or ends_before(words)) and wishes == Wishes():
        raise asking("reminders.unread.leads")
    if item == "language" and language_told(words) is None:
        raise asking("reminders.unread.language")


def plan_step(before: ReminderPlan | None, group: str, wishes: Wishes, *, without: bool = False) -> Step:
    """`without`: reminders that far ahead are not wished any more. Raises Refusal where the plan is so already."""
    usual = before or ReminderPlan(group=group)
    after = replace(usual, **_wished(usual, wishes, without=without))
    if after == usual:
        raise Refusal("reminders.same", outcome="asked_back")
    return Step(before, after)


def _wished(usual: ReminderPlan, wishes: Wishes, *, without: bool) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    if wishes.leads:
        found["leads"] = tuple(lead for lead in usual.leads if lead not in wishes.leads) if without else wishes.leads
    if wishes.agenda_call is not None:
        found["agenda_call"] = wishes.agenda_call
    if wishes.quiet is not None:
        found["quiet_from"], found["quiet_until"] = wishes.quiet
    if wishes.directly is not None:
        found["directly"] = wishes.directly
    return found
