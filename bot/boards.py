# SPDX-License-Identifier: MPL-2.0
"""Keeps what was posted as a board as it is now: the newest in each channel is written anew where it stands, once something has changed. Nothing is posted here."""

import asyncio
import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import structlog

from bot.adapter import Poster
from bot.composing import Composing, language_of
from bot.localise import LocalisedReply, Localiser
from bot.outcomes import CallError, Outcome
from handlers.posts.onboarding_board import BOARD
from handlers.reply import Reply
from handlers.reply_json import to_json
from storage.deliveries import Delivery, DeliveryFilter
from storage.unit_of_work import Database, UnitOfWork

NEWEST = timedelta(days=15)
"""What was posted before is left as it is: a newer one should stand below it."""
_MOST = 1000

_log = structlog.get_logger(__name__)
_State = tuple[int, date]
"""The revision of the onboardings, and the community's day: a board says the same as long as both stay."""


@dataclass(frozen=True, slots=True)
class _Board:
    """A board as it should be. `digest`: of all that it says but the moment."""

    delivery: Delivery
    reply: Reply
    digest: str


class Boards:
    """Of one process. Any number of replicas look; the note of a change, taken once, lets one of them write it. Where that one is killed meanwhile, the board is
    written at the next change, or the next day. `now`: the time in UTC.
    """

    def __init__(
        self, database: Database, composing: Composing, localiser: Localiser, posters: Mapping[str, Poster], *, now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self._database, self._composing, self._localiser, self._posters, self._now = database, composing, localiser, posters, now
        self._seen: tuple[_State, tuple[str, ...]] | None = None
        """What was looked at last, and on which platforms."""
        self._since = datetime.min.replace(tzinfo=UTC)
        """When that was first seen."""
        self._written: dict[str, str] = {}
        """Key of a delivery → the digest of what stands there, as far as this process knows."""
        self._taken: dict[str, str] = {}
        """Key of a delivery → the digest that is this process' to write, and is not written yet."""
        self._said: set[str] = set()
        """Keys of deliveries of which it was said that they cannot be written anew."""

    async def run(self, stop: asyncio.Event, seconds: float) -> None:
        """A round at once and then one after each pause, until `stop`, which a slow platform does not hold up: what was being written is written at the next change."""
        rounds, stopped = asyncio.create_task(self._rounds(seconds)), asyncio.create_task(stop.wait())
        await asyncio.wait({rounds, stopped}, return_when=asyncio.FIRST_COMPLETED)
        for task in (rounds, stopped):
            task.cancel()
        await asyncio.gather(rounds, stopped, return_exceptions=True)

    async def _rounds(self, seconds: float) -> None:
        """For ever. A round that fails is logged, and the next one tries again."""
        while True:
            try:
                await self.round()
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                _log.error("Boards could not be looked at; the next round tries again", action="boards_failed", error=type(error).__name__)
            await asyncio.sleep(seconds)

    async def round(self) -> int:
        """Writes anew what has changed since it was last looked; how many that were."""
        now = self._now()
        platforms = tuple(name for name, poster in self._posters.items() if poster.posts)
        async with self._database.unit_of_work() as unit:
            state = (await unit.onboarding.revision(), now.astimezone(self._composing.zone).date())
            newest = await _newest(unit, platforms, now)
            if (state, platforms) == self._seen and not any(self._is_behind(each) for each in newest):
                return 0
            boards = await self._composed(newest, unit, now)
        settled = [await self._settled(each, state, now) for each in boards]
        if all(done is not None for done in settled) and (state, platforms) != self._seen:
            self._seen, self._since = (state, platforms), now
        return sum(bool(done) for done in settled)

    def _is_behind(self, delivery: Delivery) -> bool:
        """Whether it was composed before what was seen last became so, and posted after that was dealt with: as after a platform was away."""
        return delivery.key not in self._written and next((each.at for each in delivery.history if each.state == "claimed"), self._since) < self._since

    async def _composed(self, newest: Sequence[Delivery], unit: UnitOfWork, now: datetime) -> list[_Board]:
        """As of now. What is known of older ones is forgotten."""
        keys = {each.key for each in newest}
        self._written = {key: digest for key, digest in self._written.items() if key in keys}
        self._said &= keys
        composed = [(each, await self._composing.anew(each, unit, now)) for each in newest]
        return [_board(each, reply) for each, reply in composed if reply]

    async def _settled(self, board: _Board, state: _State, now: datetime) -> bool | None:
        """Whether it was written; None: it has to be looked at again."""
        key = board.delivery.key
        if self._written.get(key) == board.digest:
            return False
        taken = self._taken.pop(key, "") == board.digest or await self._take(board, state, now)
        if taken is None:
            return None
        if not taken:  # another replica writes it, or did
            self._written[key] = board.digest
            return False
        self._taken[key] = board.digest
        done = await self._edited(board)
        if done is not None:
            self._taken.pop(key)
            self._written[key] = board.digest
        return done

    async def _take(self, board: _Board, state: _State, now: datetime) -> bool | None:
        """Whether it is this process that writes this change; None: this channel's board was written within the minute. What is noted goes with the inbox."""
        change = _digest(board.delivery.key, board.digest, *map(str, state))
        minute = _digest(board.delivery.target, f"{now:%Y-%m-%dT%H:%M}")
        async with self._database.unit_of_work() as unit:
            if not await unit.inbox.accept(f"board:{change}", now):
                return False
            if not await unit.inbox.accept(f"board:{minute}", now):
                return None
            await unit.commit()
        return True

    async def _edited(self, board: _Board) -> bool | None:
        """No transaction is open meanwhile. What the platform refuses is given up: the next board is posted next week."""
        delivery = board.delivery
        try:
            await self._posters[delivery.platform].edit(delivery.address, delivery.message, self._words(board))
        except CallError as error:
            if delivery.key not in self._said:
                _log.warning("A board could not be written anew", action="board_failed", key=delivery.key, outcome=error.outcome.value, code=error.code)
            self._said.add(delivery.key)
            return False if error.outcome in (Outcome.REFUSED, Outcome.REVOKED) else None
        except Exception:  # noqa: BLE001 - whatever it is, no other board waits for this one
            _log.exception("A board could not be written anew", action="board_failed", key=delivery.key)
            return False
        self._said.discard(delivery.key)
        return True

    def _words(self, board: _Board) -> LocalisedReply:
        return self._localiser.reply(board.reply, language_of(board.delivery))


async def _newest(unit: UnitOfWork, platforms: Collection[str], now: datetime) -> list[Delivery]:
    """The board of each channel that wants it, and that can be written to from here."""
    asked = {each.channel for each in await unit.subscriptions.of_kind(BOARD) if not each.paused}
    sent = await unit.deliveries.find(DeliveryFilter(states=("sent", "late"), kinds=(BOARD,), after=now - NEWEST), _MOST) if asked else ()
    newest = {each.target: each for each in sent if each.message and each.target in asked}
    return [each for each in newest.values() if each.platform in platforms]


def _board(delivery: Delivery, reply: Reply) -> _Board:
    return _Board(delivery, reply, _digest(to_json(replace(reply, parts=reply.parts[:-1]))))


def _digest(*said: str) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
