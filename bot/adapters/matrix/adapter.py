# SPDX-License-Identifier: MPL-2.0
"""Matrix, connected: one session of one account, until the service stops or the homeserver lets the bot in no more."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import structlog

from bot.adapter import Host, OnMessage
from bot.adapters.matrix.account import Account
from bot.adapters.matrix.addressing import Me
from bot.adapters.matrix.answers import Answers
from bot.adapters.matrix.calls import MatrixCallError
from bot.adapters.matrix.client import MatrixClient
from bot.adapters.matrix.delivery import Delivery, Work
from bot.adapters.matrix.doubts import Doubts
from bot.adapters.matrix.encryption import Encryption
from bot.adapters.matrix.http import Http
from bot.adapters.matrix.memory import Memory, Pins
from bot.adapters.matrix.metrics import MatrixMetrics
from bot.adapters.matrix.moves import Moves
from bot.adapters.matrix.pace import Pace
from bot.adapters.matrix.posting import Posting
from bot.adapters.matrix.private_files import private_directory
from bot.adapters.matrix.receiving import Receiving
from bot.adapters.matrix.rooms import Rooms
from bot.adapters.matrix.sending import Sender
from bot.adapters.matrix.session import NotLetInError
from bot.adapters.matrix.showing import Showing
from bot.adapters.matrix.signing_in import signed_in
from bot.adapters.matrix.store_lock import store_locked
from bot.adapters.matrix.sync import Synced, SyncLoop
from bot.adapters.matrix.trust.owners import Owners
from bot.adapters.matrix.work import Other, Worker
from bot.background import Background
from bot.durable_inbox import DurableInbox
from bot.localise import LocalisedReply
from bot.outcomes import Outcome
from handlers.channels import ChannelState
from handlers.message import Language
from handlers.reply import Phrase

_log = structlog.get_logger(__name__)


class MatrixAdapter:
    """Implements `bot.adapter.Adapter` and `bot.adapter.Poster`."""

    def __init__(
        self, account: Account, host: Host, memory: Memory, pins: Pins, inbox: Callable[[], DurableInbox], metrics: MatrixMetrics, language: Language, pace: Pace = Pace(),  # noqa: B008 - frozen
    ) -> None:  # fmt: skip
        self._account, self._host, self._memory, self._pins, self._inbox, self._metrics, self._language, self._pace = (
            account,
            host,
            memory,
            pins,
            inbox,
            metrics,
            language,
            pace,
        )
        self._trouble = "is not connected yet"
        self._loop: SyncLoop | None = None
        self._worker: Worker | None = None
        self._rooms: Rooms | None = None
        self._posting: Posting | None = None

    async def run(self, on_message: OnMessage) -> None:
        """Whoever is not let in waits for an operator, and asks again now and then: to log in each minute would lock the bot out."""
        private_directory(self._account.store)
        with store_locked(self._account.store):
            await self._let_in(on_message)

    async def _let_in(self, on_message: OnMessage) -> None:
        while True:
            try:
                async with Http(self._account.homeserver, self._pace.answer) as http:
                    await self._connected(await signed_in(self._account, http), on_message)
            except NotLetInError as error:
                self._trouble = str(error)
            except MatrixCallError as error:
                if error.outcome is not Outcome.REVOKED:
                    raise
                self._trouble = f"the homeserver no longer knows the bot's token ({error.code}); give it a new one, as docs/matrix.md says"
            finally:
                self._loop = self._worker = self._rooms = self._posting = None
            _log.error("The homeserver does not let the bot in", action="matrix_refused", why=self._trouble)
            await self._pace.pause(self._pace.refused)

    async def _connected(self, client: MatrixClient, on_message: OnMessage) -> None:
        async with self._inbox() as inbox:
            background = Background()
            worker, loop = self._built(client, inbox, on_message, background)
            self._worker, self._loop = worker, loop
            self._metrics.watch(lambda: loop.age, lambda: worker.in_hand)
            try:
                await self._running(worker, loop)
            finally:
                await worker.close()
                await background.close()

    async def _running(self, worker: Worker, loop: SyncLoop) -> None:
        """What ends one of them ends both, and is raised as it is."""
        syncing, recovering = asyncio.create_task(loop.run()), asyncio.create_task(self._recovered(worker, loop))
        tasks: set[asyncio.Task[None]] = {syncing, recovering}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _recovered(self, worker: Worker, loop: SyncLoop) -> None:
        """What was left behind is answered once the rooms are known: nothing can be sent before."""
        await loop.first.wait()
        await worker.recover(self._pace.recover)

    def _built(self, client: MatrixClient, inbox: DurableInbox, on_message: OnMessage, background: Background) -> tuple[Worker, SyncLoop]:
        account, host, memory, metrics, pace = self._account, self._host, self._memory, self._metrics, self._pace
        encryption = Encryption(client)
        rooms, sender = Rooms(client, encryption), Sender(client, encryption, metrics, pace)
        receiving = Receiving(client, rooms, memory, metrics, Me(client.user_id), host)
        answers = Answers(sender, rooms, memory, host, background, self._language)
        showing, moves = Showing(client, sender, answers, background, pace), Moves(account, rooms, answers, memory, host)
        others: Mapping[Work, Other] = {
            "invited": moves.invited, "upgraded": moves.upgraded, "welcome": moves.welcome, "redacted": answers.take_back, "unreadable": answers.only_text,
        }  # fmt: skip
        owners = Owners(client, self._pins)
        worker = Worker(on_message, host, inbox, answers, showing, receiving, Doubts(rooms, owners), metrics, others, pace)
        self._rooms, self._posting = rooms, Posting(sender, rooms, memory)

        async def found(synced: Synced) -> Sequence[Delivery]:
            await rooms.synced(synced.left)
            if synced.first:  # what was left behind goes first; and not before, since nothing can be sent while the rooms are not known
                await worker.take_up()
            if _brings_keys(synced):
                await worker.keys_arrived()
            for user in _changed_devices(synced):
                owners.forget(user)
            return await receiving.deliveries(synced)

        return worker, SyncLoop(client, encryption, memory, found, worker.keep, worker.begin, metrics, pace)

    @property
    def posts(self) -> bool:
        """Once the rooms are known: nothing can be sent before."""
        return self._posting is not None and self._loop is not None and self._loop.first.is_set()

    async def post(self, address: str, reply: LocalisedReply, key: str, since: datetime, *, again: bool) -> str:
        """As `bot.adapter.Poster` has it."""
        if self._posting is None:
            raise MatrixCallError(Outcome.LATER, "not_connected")
        return await self._posting.post(address, reply, key, since, again=again)

    async def edit(self, address: str, message: str, reply: LocalisedReply) -> None:
        """As `bot.adapter.Poster` has it."""
        if self._posting is None:
            raise MatrixCallError(Outcome.LATER, "not_connected")
        await self._posting.edit(address, message, reply)

    async def delete(self, address: str, message: str) -> None:
        """As `bot.adapter.Poster` has it."""
        if self._posting is None:
            raise MatrixCallError(Outcome.LATER, "not_connected")
        await self._posting.delete(address, message)

    async def ready(self) -> str | None:
        """What is wrong, if anything is."""
        loop = self._loop
        if loop is None:
            return self._trouble
        return loop.wrong(self._pace.stale)

    async def look_at(self, channel: str) -> ChannelState:
        """Why nothing could be written in this room. While Matrix is not connected, or does not answer, nothing is known to be in the way."""
        room = channel.partition(":")[2]
        try:
            if self._rooms is None or await self._rooms.may_say(room):
                return ChannelState()
        except MatrixCallError:
            return ChannelState()
        return ChannelState((Phrase("matrix.may_not_write"),))


def _brings_keys(synced: Synced) -> bool:
    to_device = synced.raw.get("to_device")
    return isinstance(to_device, dict) and bool(to_device.get("events"))


def _changed_devices(synced: Synced) -> list[str]:
    lists = synced.raw.get("device_lists")
    changed = lists.get("changed") if isinstance(lists, dict) else None
    return [each for each in changed if isinstance(each, str)] if isinstance(changed, list) else []
