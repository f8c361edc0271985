# SPDX-License-Identifier: MPL-2.0
"""Slack, connected: over sockets or HTTP, until the service stops."""

import asyncio
import functools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import aiohttp
import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.adapter import Host, OnMessage
from bot.adapters.slack.answers import Answers
from bot.adapters.slack.bolt import bolt_app, handle
from bot.adapters.slack.clicks import Clicks
from bot.adapters.slack.clients import Clients, Tokens, Workspace
from bot.adapters.slack.delivery import Delivery, Work
from bot.adapters.slack.doctor import examine_channel
from bot.adapters.slack.forms_front import FormsFront
from bot.adapters.slack.front import Front
from bot.adapters.slack.greeting import Greeting
from bot.adapters.slack.homes import Homes
from bot.adapters.slack.http import HttpFront
from bot.adapters.slack.lanes import Lanes
from bot.adapters.slack.marking import Marking
from bot.adapters.slack.members import Members
from bot.adapters.slack.metrics import SlackMetrics
from bot.adapters.slack.outcomes import SlackCallError
from bot.adapters.slack.pace import Pace
from bot.adapters.slack.posting import Posting
from bot.adapters.slack.progress import Progress
from bot.adapters.slack.sending import Sender
from bot.adapters.slack.share_work import Sharing
from bot.adapters.slack.sockets import Handle, Sockets
from bot.adapters.slack.submissions import Submissions
from bot.adapters.slack.surfaces import Surfaces
from bot.adapters.slack.work import Other, Worker
from bot.background import Background
from bot.durable_inbox import DurableInbox
from bot.localise import LocalisedReply
from bot.outcomes import Outcome
from handlers.channels import ChannelState
from handlers.message import Language
from handlers.reply import Phrase

CONNECTIONS = 100  # to Slack at the same time

_log = structlog.get_logger(__name__)
Departed = Callable[[Delivery], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How Slack is reached. Secrets: never logged, and not part of its repr."""

    mode: Literal["socket", "http"]
    api_url: str
    app_token: str = ""
    signing_secret: str = ""
    sockets: int = 2
    pace: Pace = field(default_factory=Pace)

    def __repr__(self) -> str:
        return f"Connection({self.mode}, {self.api_url})"


class SlackAdapter:
    """`tokens`: of the workspaces. `departed`: told that an installation, or tokens of it, are gone. `language`: for whom nothing else is known.

    `home`: the community's time zone. `many`: of several workspaces one that lets the bot in no more does not make the others' service unready.
    """

    def __init__(
        self, connection: Connection, tokens: Tokens, host: Host, inbox: Callable[[], DurableInbox], metrics: SlackMetrics, departed: Departed, language: Language,
        *, home: str = "", many: bool = False,
    ) -> None:  # fmt: skip
        self._connection, self._tokens, self._host, self._inbox = connection, tokens, host, inbox
        self._metrics, self._departed, self._language, self._home, self._many = metrics, departed, language, home, many
        self._pace = connection.pace
        self._http: HttpFront | None = None
        self._sockets: Sockets | None = None
        self._worker: Worker | None = None
        self._clients: Clients | None = None
        self._posting: Posting | None = None

    async def run(self, on_message: OnMessage) -> None:
        patience, connector = aiohttp.ClientTimeout(self._pace.answer, connect=self._pace.answer / 2), aiohttp.TCPConnector(limit=CONNECTIONS)
        async with aiohttp.ClientSession(timeout=patience, connector=connector) as session, self._inbox() as inbox:
            clients = Clients(self._connection.api_url, self._tokens, session)
            background = Background()
            self._clients = clients
            worker, front = self._built(clients, inbox, on_message, background)
            secret = self._connection.signing_secret if self._connection.mode == "http" else ""
            app = bolt_app(clients, clients.made(None), secret, self._host.words(Phrase("slack.not_installed"), self._language))
            front.register(app)
            self._worker = worker
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._introduced(clients))
                    group.create_task(worker.recover(self._pace.recover))
                    if self._connection.mode == "http":
                        self._http = HttpFront(app, self._connection.signing_secret, self._metrics)
                    else:
                        self._sockets = self._socket_mode(clients, functools.partial(handle, app))
                        group.create_task(self._sockets.run())
            finally:
                self._http = self._sockets = self._posting = None
                await worker.close()
                await background.close()

    async def _introduced(self, clients: Clients) -> None:
        """Says at once whether Slack lets the bot in: the log is where an operator looks first."""
        if not self._many and (trouble := await _kept_out_by(clients)):
            _log.error("Slack does not let the bot in", action="slack_refused", why=trouble)

    def _socket_mode(self, clients: Clients, given: Handle) -> Sockets:
        token, count, pace = self._connection.app_token, self._connection.sockets, self._pace
        return Sockets(clients.made(None), token, count, given, self._metrics, stale=pace.stale, look=pace.look)

    async def over_http(self, request: Request) -> Response:
        """`/slack/events`."""
        if self._http is None:
            return JSONResponse({"error": "not connected"}, 503)
        return await self._http.handle(request)

    async def look_at(self, channel: str) -> ChannelState:
        """Why nothing could be posted in this channel. While Slack is not connected, or does not answer, nothing is known to be in the way."""
        _, team, id_ = channel.split(":", 2)
        try:
            workspace = await self._clients.of(team) if self._clients else None
            troubles = await examine_channel(workspace.client, id_, workspace.bot_user) if workspace else ()
        except SlackCallError:
            return ChannelState()
        return ChannelState(tuple(Phrase("slack.trouble.said", {"what": each.what, "mend": each.mend}) for each in troubles if each.serious))

    @property
    def posts(self) -> bool:
        """Slack's Web API needs no socket."""
        return self._posting is not None

    async def post(self, address: str, reply: LocalisedReply, key: str, since: datetime, *, again: bool) -> str:
        """As `bot.adapter.Poster` has it."""
        if self._posting is None:
            raise SlackCallError(Outcome.LATER, "not_connected")
        return await self._posting.post(address, reply, key, since, again=again)

    async def edit(self, address: str, message: str, reply: LocalisedReply) -> None:
        """As `bot.adapter.Poster` has it."""
        if self._posting is None:
            raise SlackCallError(Outcome.LATER, "not_connected")
        await self._posting.edit(address, message, reply)

    async def delete(self, address: str, message: str) -> None:
        """As `bot.adapter.Poster` has it."""
        if self._posting is None:
            raise SlackCallError(Outcome.LATER, "not_connected")
        await self._posting.delete(address, message)

    async def ready(self) -> str | None:
        """What is wrong, if anything is."""
        if self._worker is None or self._clients is None:
            return "is not connected yet"
        if not self._many and (trouble := await self._kept_out(self._worker, self._clients)):
            return trouble
        if self._connection.mode == "http" or (self._sockets and self._sockets.healthy()):
            return None
        return f"no socket is open ({(self._sockets.trouble if self._sockets else None) or 'none answers'}); check SLACK_APP_TOKEN, and whether Slack can be reached"

    async def _kept_out(self, worker: Worker, clients: Clients) -> str | None:
        """Why Slack does not let the bot into its one workspace, if so."""
        if revoked := worker.revoked:
            team, code = next(iter(revoked.items()))
            return f"Slack no longer lets the bot into workspace {team} ({code}); install the app there again"
        return await _kept_out_by(clients)

    def _built(self, clients: Clients, inbox: DurableInbox, on_message: OnMessage, background: Background) -> tuple[Worker, Front]:
        host, metrics, language = self._host, self._metrics, self._language
        sender = Sender(Lanes(), metrics, self._connection.api_url, self._pace.pause)
        submissions, self._posting = Submissions(), Posting(clients, sender)
        answers, members = Answers(sender, host, submissions), Members(sender, self._home)
        surfaces = Surfaces(clients, sender, host, members, language)
        greeting, homes, marking = Greeting(sender, host, answers, members, language), Homes(surfaces, background), Marking(sender, background)
        others: Mapping[Work, Other] = {
            "share": Sharing(sender, host, answers).share, "home": surfaces.home, "welcome": greeting.welcome, "prompts": greeting.prompts,
        }  # fmt: skip

        def afterwards(delivery: Delivery, reply: LocalisedReply, workspace: Workspace) -> None:
            homes.refresh(delivery, reply, workspace)
            marking.mark(delivery, reply, workspace)

        progress = Progress(sender, host, language, self._pace.slow)
        worker = Worker(on_message, host, inbox, clients, answers, members, progress, metrics, others, self._gone, afterwards, language)
        clicks, forms = Clicks(worker, surfaces, marking, metrics, language), FormsFront(worker, surfaces, submissions, host, metrics, language)
        return worker, Front(worker, clicks, forms, host, metrics, language)

    async def _gone(self, delivery: Delivery) -> None:
        await self._departed(delivery)
        if self._clients:
            self._clients.forget(delivery.team, delivery.enterprise)


async def _kept_out_by(clients: Clients) -> str | None:
    """Why Slack does not let the bot into the one workspace that is set, if so."""
    try:
        await clients.of("")
    except SlackCallError as error:
        return f"Slack does not let the bot in ({error.code}); check SLACK_BOT_TOKEN"
    return None
