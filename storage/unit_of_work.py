# SPDX-License-Identifier: MPL-2.0
"""One transaction over everything the bot remembers."""

from types import TracebackType
from typing import Protocol, Self

from storage.agenda import Agenda
from storage.announcements import Announcements
from storage.attendance import Attendances
from storage.audit import Audit
from storage.calendars import Calendars
from storage.catalogue import CatalogueStore
from storage.catalogue_news import CatalogueNews
from storage.change_requests import ChangeRequests
from storage.conversations import Conversations
from storage.deliveries import Deliveries
from storage.directory import Directory
from storage.drafts import Drafts
from storage.freshness import FactReviews
from storage.inbox import Inbox
from storage.key_pins import KeyPins
from storage.link_codes import LinkCodes
from storage.meetings import Meetings
from storage.notices import Notices
from storage.onboarding import OnboardingRuns
from storage.people import People
from storage.posted_answers import PostedAnswers
from storage.questions import Questions
from storage.releases import Releases
from storage.reminders import ReminderPlans
from storage.roles import Absences, RoleAssignments
from storage.subscriptions import Subscriptions
from storage.sync_tokens import SyncTokens
from storage.year_marks import YearMarks


class UnitOfWork(Protocol):
    """Changes made inside `async with` are kept by `commit()`, all or none; leaving without it undoes them. Not shared between tasks."""

    @property
    def directory(self) -> Directory: ...

    @property
    def catalogue(self) -> CatalogueStore: ...

    @property
    def catalogue_news(self) -> CatalogueNews: ...

    @property
    def conversations(self) -> Conversations: ...

    @property
    def inbox(self) -> Inbox: ...

    @property
    def people(self) -> People: ...

    @property
    def roles(self) -> RoleAssignments: ...

    @property
    def absences(self) -> Absences: ...

    @property
    def audit(self) -> Audit: ...

    @property
    def requests(self) -> ChangeRequests: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def link_codes(self) -> LinkCodes: ...

    @property
    def questions(self) -> Questions: ...

    @property
    def drafts(self) -> Drafts: ...

    @property
    def subscriptions(self) -> Subscriptions: ...

    @property
    def sync_tokens(self) -> SyncTokens: ...

    @property
    def posted_answers(self) -> PostedAnswers: ...

    @property
    def deliveries(self) -> Deliveries: ...

    @property
    def key_pins(self) -> KeyPins: ...

    @property
    def meetings(self) -> Meetings: ...

    @property
    def attendances(self) -> Attendances: ...

    @property
    def agenda(self) -> Agenda: ...

    @property
    def calendars(self) -> Calendars: ...

    @property
    def reminder_plans(self) -> ReminderPlans: ...

    @property
    def onboarding(self) -> OnboardingRuns: ...

    @property
    def freshness(self) -> FactReviews: ...

    @property
    def announcements(self) -> Announcements: ...

    @property
    def releases(self) -> Releases: ...

    @property
    def year_marks(self) -> YearMarks: ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...

    async def commit(self) -> None: ...


class Database(Protocol):
    """Where units of work come from."""

    def unit_of_work(self) -> UnitOfWork: ...

    async def close(self) -> None: ...
