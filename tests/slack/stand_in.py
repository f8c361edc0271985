# SPDX-License-Identifier: MPL-2.0
"""The front of the stand-in: a whole Slack on a free port of this machine, for as long as a test needs it."""

import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import TypeVar

from aiohttp import web

from tests.slack.background import Background
from tests.slack.delivery import Deliveries, Delivery
from tests.slack.faults import Faults
from tests.slack.http_posting import HttpPosting
from tests.slack.oauth_methods import grant
from tests.slack.people import People
from tests.slack.records import Call, Message, View
from tests.slack.response_urls import ResponseUrls
from tests.slack.socket_mode import SocketMode
from tests.slack.subscriptions import Subscriptions
from tests.slack.tokens import BOT_SCOPES
from tests.slack.waiting import PATIENCE
from tests.slack.web_api import WebApi
from tests.slack.workspace import JSON, App, Workspace, populated
from tests.slack.world import World

T = TypeVar("T")


class StandIn:
    """Slack. `people` act, `socket` and `http` are the two ways to the bot, `faults` are what goes wrong."""

    def __init__(self, world: World, *, subscribed: Iterable[str] | None = None, echo: bool = True) -> None:
        self.world = world
        self.faults = Faults()
        self.background = Background()
        self.socket = SocketMode(world, self.background)
        self.deliveries = Deliveries(world, self.background, self.socket)
        self.events = Subscriptions(world, self.deliveries, subscribed, echo=echo)
        self.web_api = WebApi(world, self.faults, self.socket.connections_open)
        self.http: HttpPosting | None = None
        self._people: dict[str, People] = {}

    @property
    def workspace(self) -> Workspace:
        return next(iter(self.world.workspaces.values()))

    @property
    def people(self) -> People:
        return self.people_of(self.workspace.id)

    def people_of(self, team: str) -> People:
        found = self._people.get(team)
        return found or self._people.setdefault(team, People(self.world, self.deliveries, self.events, self.world.workspaces[team]))

    @property
    def api_url(self) -> str:
        return f"{self.world.address}/api/"

    @property
    def bot_token(self) -> str:
        return self.world.bot_tokens[self.workspace.id].value

    @property
    def app_token(self) -> str:
        return self.world.app.app_token

    @property
    def signing_secret(self) -> str:
        return self.world.app.signing_secret

    @property
    def violations(self) -> list[str]:
        return self.world.violations

    @property
    def failures(self) -> list[Delivery]:
        """What never reached the bot, or was never acked."""
        return self.deliveries.failures

    async def over_http(self, base_url: str, path: str = "/slack/events") -> HttpPosting:
        """From now on everything is posted to the bot's address instead of sent over a socket."""
        await self._close_http()
        self.http = HttpPosting(base_url, self.signing_secret, path)
        self.deliveries.transport = self.http
        return self.http

    def grant(self, workspace: Workspace, scopes: Iterable[str] = BOT_SCOPES, *, user: str = "", redirect_uri: str = "", rotating: bool = False) -> str:
        """A person allows the app in a workspace: the code for oauth.v2.access. Who allows it need not be named."""
        self.world.workspaces.setdefault(workspace.id, workspace)
        somebody = next((one.id for one in workspace.users.values() if not one.is_bot), "U0NOBODY1")
        return grant(self.world, workspace, tuple(scopes), user or somebody, redirect_uri, rotating=rotating)

    def calls(self, method: str = "") -> list[Call]:
        return [call for call in self.world.calls if method in ("", call.method)]

    def everything(self, channel: str, team: str = "") -> list[Message]:
        """All that stands in a channel and everybody sees, people's words too."""
        here = [m for m in self.world.messages if m.channel == channel and team in ("", m.team)]
        return [m for m in here if not m.deleted and not m.ephemeral_to]

    def messages(self, channel: str, team: str = "") -> list[Message]:
        """What the app has posted in a channel, as it is now, threads included."""
        return [m for m in self.everything(channel, team) if m.by_app and not m.arguments.get("subtype")]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The app's replies in a thread."""
        return [m for m in self.messages(channel) if m.thread_ts == ts and m.ts != ts]

    def ephemerals(self, user: str, channel: str = "") -> list[Message]:
        """What only this person sees."""
        return [m for m in self.world.messages if m.ephemeral_to == user and not m.deleted and channel in ("", m.channel)]

    def stack(self, user: str, team: str = "") -> list[View]:
        """The modals before this person, the topmost last."""
        return [self.world.views[name] for name in self.world.stacks.get((team or self.workspace.id, user), [])]

    def modal(self, user: str) -> View | None:
        """The one they see."""
        return next(reversed(self.stack(user)), None)

    def view(self, view_id: str) -> View:
        return self.world.views[view_id]

    def home(self, user: str, team: str = "") -> View | None:
        return self.world.homes.get((team or self.workspace.id, user))

    @property
    def statuses(self) -> list[JSON]:
        return self.world.statuses

    @property
    def prompts(self) -> list[JSON]:
        return self.world.prompts

    async def until(self, look: Callable[[], T | None], what: str, timeout: float = PATIENCE) -> T:
        """The first thing `look` finds that is true, looked for at each change."""
        return await self.world.changes.until(look, what, timeout, seen=self.seen)

    async def settled(self, timeout: float = PATIENCE) -> None:
        """Nothing is on its way to the bot any more."""
        await self.deliveries.settled(timeout)

    def seen(self) -> str:
        calls = "; ".join(str(call) for call in self.world.calls[-8:])
        return f"violations: {self.violations[-5:]}\ncalls: {calls}\n{self.deliveries.seen()}\nsockets open: {len(self.socket.open)}"

    async def close(self) -> None:
        self.web_api.closing.set()
        await self.background.close()
        await self.socket.close()
        await self._close_http()

    async def _close_http(self) -> None:
        if self.http is not None:
            await self.http.close()


@asynccontextmanager
async def stand_in(
    *workspaces: Workspace,
    now: Callable[[], float] = time.time,
    app: App | None = None,
    scopes: Iterable[str] = BOT_SCOPES,
    subscribed: Iterable[str] | None = None,
    echo: bool = True,
) -> AsyncIterator[StandIn]:
    """A Slack with these workspaces (one with people and channels when none is given)."""
    world = World(now, app or App(), list(workspaces) or [populated()], tuple(scopes))
    slack = StandIn(world, subscribed=subscribed, echo=echo)
    served = web.Application(client_max_size=2_000_000)
    served.router.add_route("*", "/api/{method}", slack.web_api.handle)
    served.router.add_post("/response/{id}", ResponseUrls(world, slack.web_api).handle)
    served.router.add_get("/link", slack.socket.handle)
    runner = web.AppRunner(served, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    world.address, slack.socket.address = f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}"
    try:
        yield slack
    finally:
        await slack.close()
        await runner.cleanup()
