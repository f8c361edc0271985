# SPDX-License-Identifier: MPL-2.0
"""What there is to remember, and how a record is replaced by its next version."""

import copy
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import TypeVar

from config.catalogue.entries import KINDS
from storage.agenda import AgendaItem
from storage.announcements import Announcement
from storage.attendance import Attendance
from storage.audit import AuditEvent
from storage.calendars import CalendarAddress, CalendarFeed
from storage.catalogue import Stored
from storage.catalogue_news import FactChange
from storage.change_requests import ChangeRequest
from storage.conflict import ChangedMeanwhileError
from storage.conversations import Conversation
from storage.deliveries import Delivery, Planned
from storage.drafts import Draft
from storage.freshness import FactReview
from storage.inbox import InboxEvent
from storage.key_pins import KeyPin
from storage.link_codes import LinkCode
from storage.meetings import MeetingDate, MeetingSeries
from storage.notices import Notice
from storage.onboarding import Invitation, OnboardingRun, PinnedFlow
from storage.people import LinkedIdentity, Person
from storage.posted_answers import PostedAnswer
from storage.questions import UnansweredQuestion
from storage.releases import Release, ReleaseFeed
from storage.reminders import ReminderPlan
from storage.roles import Absence, RoleAssignment
from storage.subscriptions import Subscription
from storage.year_marks import YearMark

K = TypeVar("K")
V = TypeVar("V")
R = TypeVar(
    "R", FactReview, Person, RoleAssignment, Absence, ChangeRequest, UnansweredQuestion, MeetingSeries, MeetingDate, AgendaItem, ReminderPlan, OnboardingRun, CalendarFeed,
    ReleaseFeed,
)  # fmt: skip


@dataclass
class State:
    """`merged`: ids of records that are no more → whose they are. `events_kept`: with the moment until which somebody holds them.
    `events`, `guesses`, `posted_answers` and `fact_changes` stand in the order in which they came.
    """

    entries: dict[str, dict[str, Stored]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    fingerprint: str | None = None
    revision: int = 0
    names_revision: int = 0
    fact_changes: list[FactChange] = field(default_factory=list)
    fact_changes_recorded: int = 0
    news_since: datetime | None = None
    conversations: dict[str, Conversation] = field(default_factory=dict)
    inbox: dict[str, datetime] = field(default_factory=dict)
    events_kept: dict[str, tuple[InboxEvent, datetime]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    identities: dict[str, LinkedIdentity] = field(default_factory=dict)
    assignments: dict[str, RoleAssignment] = field(default_factory=dict)
    absences: dict[str, Absence] = field(default_factory=dict)
    events: list[AuditEvent] = field(default_factory=list)
    requests: dict[str, ChangeRequest] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    codes: dict[str, LinkCode] = field(default_factory=dict)
    guesses: list[tuple[str, datetime]] = field(default_factory=list)
    questions: dict[int, UnansweredQuestion] = field(default_factory=dict)
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)
    subscriptions: dict[tuple[str, str, str], Subscription] = field(default_factory=dict)
    sync_tokens: dict[str, str] = field(default_factory=dict)
    posted_answers: dict[tuple[str, str], PostedAnswer] = field(default_factory=dict)
    key_pins: dict[str, KeyPin] = field(default_factory=dict)
    meetings_revision: int = 0
    series: dict[str, MeetingSeries] = field(default_factory=dict)
    dates: dict[str, MeetingDate] = field(default_factory=dict)
    attendances: dict[tuple[str, str], Attendance] = field(default_factory=dict)
    agenda_items: dict[str, AgendaItem] = field(default_factory=dict)
    calendar_addresses: dict[str, CalendarAddress] = field(default_factory=dict)
    calendar_feeds: dict[str, CalendarFeed] = field(default_factory=dict)
    reminder_plans: dict[str, ReminderPlan] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    planners: dict[str, Planned] = field(default_factory=dict)
    onboarding_revision: int = 0
    freshness_revision: int = 0
    fact_reviews: dict[str, FactReview] = field(default_factory=dict)
    onboarding_runs: dict[str, OnboardingRun] = field(default_factory=dict)
    onboarding_flows: dict[tuple[str, int], PinnedFlow] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    year_marks: dict[str, YearMark] = field(default_factory=dict)
    announcements: dict[str, Announcement] = field(default_factory=dict)
    release_feeds: dict[str, ReleaseFeed] = field(default_factory=dict)
    releases: dict[tuple[str, str], Release] = field(default_factory=dict)

    def copied(self) -> "State":
        """Shares the records, which are frozen."""
        state = State(**{each.name: copy.copy(getattr(self, each.name)) for each in fields(self)})
        state.entries = {kind: dict(entries) for kind, entries in self.entries.items()}
        return state


def add(records: dict[K, V], key: K, record: V) -> None:
    """Adds a record. A key is given once, as in a database."""
    if key in records:
        raise ValueError(f"there is a {type(record).__name__} with this key already")
    records[key] = record


def save(records: dict[K, R], key: K, record: R) -> None:
    """Replaces the record whose version this one has."""
    there = records.get(key)
    if there is None or there.version != record.version:
        raise ChangedMeanwhileError
    records[key] = replace(record, version=record.version + 1)


def drop(records: dict[K, V], gone: list[K]) -> int:
    """Removes these, and says how many they are."""
    for key in gone:
        del records[key]
    return len(gone)
