# SPDX-License-Identifier: MPL-2.0
"""Units of work in memory: a copy of everything, which takes the place of what was there when it is committed."""

import asyncio
from types import TracebackType
from typing import Self

from storage.memory.agenda import MemoryAgenda
from storage.memory.announcements import MemoryAnnouncements
from storage.memory.attendance import MemoryAttendances
from storage.memory.audit import MemoryAudit
from storage.memory.calendars import MemoryCalendars
from storage.memory.catalogue import MemoryCatalogueStore
from storage.memory.catalogue_news import MemoryCatalogueNews
from storage.memory.change_requests import MemoryChangeRequests
from storage.memory.conversations import MemoryConversations
from storage.memory.deliveries import MemoryDeliveries
from storage.memory.directory import MemoryDirectory
from storage.memory.drafts import MemoryDrafts, MemorySubscriptions
from storage.memory.freshness import MemoryFactReviews
from storage.memory.inbox import MemoryInbox
from storage.memory.link_codes import MemoryLinkCodes
from storage.memory.meetings import MemoryMeetings
from storage.memory.notices import MemoryNotices
from storage.memory.onboarding import MemoryOnboardingRuns
from storage.memory.people import MemoryPeople
from storage.memory.questions import MemoryQuestions
from storage.memory.releases import MemoryReleases
from storage.memory.reminders import MemoryReminderPlans
from storage.memory.roles import MemoryAbsences, MemoryRoleAssignments
from storage.memory.rooms import MemoryKeyPins, MemoryPostedAnswers, MemorySyncTokens
from storage.memory.state import State
from storage.memory.year_marks import MemoryYearMarks


class MemoryDatabase:
    """Units of work follow one another: each waits for the one before to end."""

    def __init__(self) -> None:
        self.state = State()
        self.lock = asyncio.Lock()

    def unit_of_work(self) -> "MemoryUnitOfWork":
        return MemoryUnitOfWork(self)

    async def close(self) -> None:
        """Nothing is held open."""


class MemoryUnitOfWork:
    directory: MemoryDirectory
    catalogue: MemoryCatalogueStore
    catalogue_news: MemoryCatalogueNews
    conversations: MemoryConversations
    inbox: MemoryInbox
    people: MemoryPeople
    roles: MemoryRoleAssignments
    absences: MemoryAbsences
    audit: MemoryAudit
    requests: MemoryChangeRequests
    notices: MemoryNotices
    link_codes: MemoryLinkCodes
    questions: MemoryQuestions
    drafts: MemoryDrafts
    subscriptions: MemorySubscriptions
    sync_tokens: MemorySyncTokens
    posted_answers: MemoryPostedAnswers
    key_pins: MemoryKeyPins
    meetings: MemoryMeetings
    attendances: MemoryAttendances
    agenda: MemoryAgenda
    calendars: MemoryCalendars
    reminder_plans: MemoryReminderPlans
    onboarding: MemoryOnboardingRuns
    deliveries: MemoryDeliveries
    year_marks: MemoryYearMarks
    freshness: MemoryFactReviews
    announcements: MemoryAnnouncements
    releases: MemoryReleases

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    async def __aenter__(self) -> Self:
        await self._database.lock.acquire()
        self._begin()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.lock.release()

    async def commit(self) -> None:
        self._database.state = self._state
        self._begin()

    def _begin(self) -> None:
        self._state = state = self._database.state.copied()
        self.directory, self.catalogue = MemoryDirectory(state), MemoryCatalogueStore(state)
        self.catalogue_news = MemoryCatalogueNews(state)
        self.conversations, self.inbox = MemoryConversations(state), MemoryInbox(state)
        self.freshness = MemoryFactReviews(state)
        self.people, self.audit = MemoryPeople(state), MemoryAudit(state)
        self.roles, self.absences = MemoryRoleAssignments(state), MemoryAbsences(state)
        self.requests, self.notices = MemoryChangeRequests(state), MemoryNotices(state)
        self.link_codes, self.questions = MemoryLinkCodes(state), MemoryQuestions(state)
        self.drafts, self.subscriptions = MemoryDrafts(state), MemorySubscriptions(state)
        self.sync_tokens, self.posted_answers, self.key_pins = MemorySyncTokens(state), MemoryPostedAnswers(state), MemoryKeyPins(state)
        self.meetings, self.attendances, self.agenda = MemoryMeetings(state), MemoryAttendances(state), MemoryAgenda(state)
        self.calendars, self.reminder_plans = MemoryCalendars(state), MemoryReminderPlans(state)
        self.deliveries, self.onboarding = MemoryDeliveries(state), MemoryOnboardingRuns(state)
        self.year_marks = MemoryYearMarks(state)
        self.announcements = MemoryAnnouncements(state)
        self.releases = MemoryReleases(state)
