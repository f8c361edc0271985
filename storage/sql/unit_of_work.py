# SPDX-License-Identifier: MPL-2.0
"""Units of work on a SQL database: one connection, one transaction."""

from types import TracebackType
from typing import Self

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.conflict import ChangedMeanwhileError
from storage.sql.agenda import SqlAgenda
from storage.sql.announcements import SqlAnnouncements
from storage.sql.attendance import SqlAttendances
from storage.sql.audit import SqlAudit
from storage.sql.calendars import SqlCalendars
from storage.sql.catalogue import SqlCatalogueStore
from storage.sql.catalogue_news import SqlCatalogueNews
from storage.sql.change_requests import SqlChangeRequests
from storage.sql.connections import Connections, Pooled, Turns
from storage.sql.conversations import SqlConversations
from storage.sql.deliveries import SqlDeliveries
from storage.sql.direct_sqlite import driver_of
from storage.sql.directory import SqlDirectory
from storage.sql.drafts import SqlDrafts
from storage.sql.freshness import SqlFactReviews
from storage.sql.inbox import SqlInbox
from storage.sql.key_pins import SqlKeyPins
from storage.sql.link_codes import SqlLinkCodes
from storage.sql.meetings import SqlMeetings
from storage.sql.notices import SqlNotices
from storage.sql.onboarding import SqlOnboardingRuns
from storage.sql.people import SqlPeople
from storage.sql.posted_answers import SqlPostedAnswers
from storage.sql.questions import SqlQuestions
from storage.sql.releases import SqlReleases
from storage.sql.reminders import SqlReminderPlans
from storage.sql.roles import SqlAbsences, SqlRoleAssignments
from storage.sql.subscriptions import SqlSubscriptions
from storage.sql.sync_tokens import SqlSyncTokens
from storage.sql.year_marks import SqlYearMarks

_DEADLOCK = "40P01"
"""PostgreSQL ends one of the transactions that wait for each other: https://www.postgresql.org/docs/current/errcodes-appendix.html"""


class SqlDatabase:
    """On SQLite, which has one writer at a time, the units of work of a process take turns; on PostgreSQL they run side by side."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._connections: Connections = Turns(engine) if engine.dialect.name == "sqlite" else Pooled(engine)

    def unit_of_work(self) -> "SqlUnitOfWork":
        return SqlUnitOfWork(self._connections)

    async def close(self) -> None:
        await self.engine.dispose()


class SqlUnitOfWork:
    """What not every message needs is made when it is asked for: such an object knows nothing but the connection."""

    directory: SqlDirectory
    catalogue: SqlCatalogueStore
    conversations: SqlConversations
    inbox: SqlInbox

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @property
    def catalogue_news(self) -> SqlCatalogueNews:
        return SqlCatalogueNews(self._connection)

    @property
    def people(self) -> SqlPeople:
        return SqlPeople(self._connection)

    @property
    def roles(self) -> SqlRoleAssignments:
        return SqlRoleAssignments(self._connection)

    @property
    def absences(self) -> SqlAbsences:
        return SqlAbsences(self._connection)

    @property
    def audit(self) -> SqlAudit:
        return SqlAudit(self._connection)

    @property
    def requests(self) -> SqlChangeRequests:
        return SqlChangeRequests(self._connection)

    @property
    def notices(self) -> SqlNotices:
        return SqlNotices(self._connection)

    @property
    def link_codes(self) -> SqlLinkCodes:
        return SqlLinkCodes(self._connection)

    @property
    def questions(self) -> SqlQuestions:
        return SqlQuestions(self._connection)

    @property
    def drafts(self) -> SqlDrafts:
        return SqlDrafts(self._connection)

    @property
    def subscriptions(self) -> SqlSubscriptions:
        return SqlSubscriptions(self._connection)

    @property
    def sync_tokens(self) -> SqlSyncTokens:
        return SqlSyncTokens(self._connection)

    @property
    def posted_answers(self) -> SqlPostedAnswers:
        return SqlPostedAnswers(self._connection)

    @property
    def deliveries(self) -> SqlDeliveries:
        return SqlDeliveries(self._connection)

    @property
    def key_pins(self) -> SqlKeyPins:
        return SqlKeyPins(self._connection)

    @property
    def meetings(self) -> SqlMeetings:
        return SqlMeetings(self._connection)

    @property
    def attendances(self) -> SqlAttendances:
        return SqlAttendances(self._connection)

    @property
    def agenda(self) -> SqlAgenda:
        return SqlAgenda(self._connection)

    @property
    def calendars(self) -> SqlCalendars:
        return SqlCalendars(self._connection)

    @property
    def reminder_plans(self) -> SqlReminderPlans:
        return SqlReminderPlans(self._connection)

    @property
    def freshness(self) -> SqlFactReviews:
        return SqlFactReviews(self._connection)

    @property
    def onboarding(self) -> SqlOnboardingRuns:
        return SqlOnboardingRuns(self._connection)

    @property
    def announcements(self) -> SqlAnnouncements:
        return SqlAnnouncements(self._connection)

    @property
    def releases(self) -> SqlReleases:
        return SqlReleases(self._connection)

    @property
    def year_marks(self) -> SqlYearMarks:
        return SqlYearMarks(self._connection)

    async def __aenter__(self) -> Self:
        self._connection: AsyncConnection = await self._connections.take()
        self._begin()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._connections.give_back(self._connection)
        if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == _DEADLOCK:
            raise ChangedMeanwhileError from error

    async def commit(self) -> None:
        if self._connection.in_transaction():
            await self._connection.commit()
        driver = driver_of(self._connection)
        if driver is not None and driver.in_transaction:
            driver.commit()  # SQLAlchemy commits what it began itself; prepared statements begin without it
        self._begin()

    def _begin(self) -> None:
        self.directory = SqlDirectory(self._connection)
        self.catalogue = SqlCatalogueStore(self._connection)
        self.conversations = SqlConversations(self._connection)
        self.inbox = SqlInbox(self._connection)
