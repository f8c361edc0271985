# SPDX-License-Identifier: MPL-2.0
"""What the Matrix adapter has remembered, in the bot's database; and what it may ask there."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog

from bot.acquaintance import actor_of
from bot.adapters.matrix.memory import Pin, Posted
from handlers.actor import SYSTEM
from handlers.changing.carrying_out import carry_out
from handlers.changing.records import audited, subject
from handlers.changing.steps import Step
from handlers.changing.telling import KEY_CHANGED, Told, of_role, one_to_json
from handlers.message import Message
from handlers.permissions import Target, permitting
from handlers.reply import say
from storage.audit import AuditEvent, Outcome
from storage.conflict import ChangedMeanwhileError
from storage.key_pins import KeyPin
from storage.notices import Notice
from storage.posted_answers import PostedAnswer
from storage.roles import ASSOCIATION
from storage.subscriptions import Subscription
from storage.unit_of_work import Database, UnitOfWork

PLATFORM = "matrix"
TRUST = "identity.trust"
"""What stands in the audit when a key is pinned, refused or accepted."""

_log = structlog.get_logger(__name__)


class MatrixMemory:
    """Implements the adapter's `Memory`. Each call is one transaction. `zone`: the community's, by whose days roles are held."""

    def __init__(self, database: Database, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database, self._zone, self._now = database, zone, now

    async def sync_token(self, user: str) -> str | None:
        async with self._database.unit_of_work() as unit:
            return await unit.sync_tokens.of(_identity(user))

    async def keep_sync_token(self, user: str, token: str) -> None:
        async with self._database.unit_of_work() as unit:
            await unit.sync_tokens.keep(_identity(user), token, self._now())
            await unit.commit()

    async def note_posted(self, posted: Posted) -> None:
        answer = PostedAnswer(
            room=posted.room, event=posted.event, answers=posted.answers, thread=posted.thread, conversation=posted.conversation,
            choices={number: dict(asks) for number, asks in posted.choices.items()}, posted_at=self._now(),
        )  # fmt: skip
        async with self._database.unit_of_work() as unit:
            await unit.posted_answers.note(answer)
            await unit.commit()

    async def posted(self, room: str, event: str) -> Posted | None:
        async with self._database.unit_of_work() as unit:
            found = await unit.posted_answers.get(room, event)
        return _posted(found) if found else None

    async def answers_to(self, room: str, event: str) -> Sequence[Posted]:
        async with self._database.unit_of_work() as unit:
            return [_posted(each) for each in await unit.posted_answers.answering(room, event)]

    async def answers_in(self, room: str, thread: str) -> bool:
        async with self._database.unit_of_work() as unit:
            return await unit.posted_answers.any_in(room, thread)

    async def forget_posted(self, room: str, event: str) -> None:
        async with self._database.unit_of_work() as unit:
            await unit.posted_answers.forget(room, event)
            await unit.commit()

    async def pin(self, user: str) -> Pin | None:
        async with self._database.unit_of_work() as unit:
            found = await unit.key_pins.of(_identity(user))
        return _pin(user, found) if found else None

    async def pin_first(self, user: str, master_key: str) -> Pin:
        """Nothing is kept of somebody who only asks: the key is pinned once there is a record of the person."""
        now, identity = self._now(), _identity(user)
        async with self._database.unit_of_work() as unit:
            if await unit.people.of(identity) is None and await unit.key_pins.of(identity) is None:
                return Pin(user=user, master_key=master_key, pinned_at=now)
            if await unit.key_pins.pin(KeyPin(identity=identity, master_key=master_key, pinned_at=now)):
                await unit.audit.record(await _event(unit, identity, now, "done", "first_seen"))
            found = await unit.key_pins.of(identity)
            await unit.commit()
        if found is None:  # removed at this very moment, with the person
            raise ChangedMeanwhileError
        return _pin(user, found)

    async def refuse_key(self, user: str, master_key: str) -> None:
        now, identity = self._now(), _identity(user)
        async with self._database.unit_of_work() as unit:
            if not await unit.key_pins.refuse(identity, master_key, now):
                return
            await unit.audit.record(await _event(unit, identity, now, "refused", "key_changed"))
            await _tell_admins(identity, unit, now, self._today(now))
            await unit.commit()
        _log.warning("Somebody's devices are known by another key than before; `os2bot people keys` says whose", action="key_changed")

    async def room_replaced(self, old: str, new: str) -> int:
        now, moved = self._now(), 0
        async with self._database.unit_of_work() as unit:
            await unit.catalogue.hold()  # as whoever changes what a channel asked for: these take turns
            for held in await unit.subscriptions.everything():
                if held.channel != f"{PLATFORM}:{old}":
                    continue
                steps, there = [Step(held, None)], await unit.subscriptions.of(f"{PLATFORM}:{new}", held.kind, held.about)
                if there is None:
                    steps.append(Step(None, _going_on(replace(held, channel=f"{PLATFORM}:{new}"))))
                    moved += 1
                for step in steps:
                    await carry_out(step, unit)
                    await unit.audit.record(_moved(step, now))
            await unit.commit()
        return moved

    async def may_invite(self, user: str) -> bool:
        message = Message(id="invitation", conversation="", sender=_identity(user), text="")
        async with self._database.unit_of_work() as unit:
            actor = await actor_of(message, unit, self._today(self._now()))
        return permitting(actor, "room.invite", Target()) is not None

    def _today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()


def _going_on(moved: Subscription) -> Subscription:
    """What was paused because the old room was closed goes on: the bot is in the new one."""
    return replace(moved, paused="", paused_at=None) if moved.paused == "gone" else moved


def _identity(user: str) -> str:
    return f"{PLATFORM}:{user}"


def _posted(found: PostedAnswer) -> Posted:
    return Posted(
        room=found.room, event=found.event, answers=found.answers, thread=found.thread, conversation=found.conversation, choices=found.choices
    )  # fmt: skip


def _pin(user: str, found: KeyPin) -> Pin:
    return Pin(user=user, master_key=found.master_key, pinned_at=found.pinned_at, refused=found.refused)


async def _event(unit: UnitOfWork, identity: str, now: datetime, outcome: Outcome, reason: str) -> AuditEvent:
    """Without the key, which leads to the account long after the person is forgotten."""
    person = await unit.people.of(identity)
    return AuditEvent(
        id=uuid4().hex, at=now, actor=SYSTEM, action=TRUST, via=PLATFORM, outcome=outcome, subject=f"key_pins/{PLATFORM}",
        person=person.id if person else None, reason=reason, after={"master_key": "present"},
    )  # fmt: skip


async def _tell_admins(identity: str, unit: UnitOfWork, now: datetime, today: date) -> None:
    """What waits already is not told twice."""
    parts = (say(KEY_CHANGED, identity=identity, command=f"os2bot people trust {shlex.quote(identity)}"),)
    for to in await of_role("admin", ASSOCIATION, unit.roles, today):
        reply = one_to_json(Told(to, parts))
        if not any(waiting.reply == reply for waiting in await unit.notices.waiting([to])):
            await unit.notices.add(Notice(id=uuid4().hex, to=to, at=now, reply=reply))


def _moved(step: Step, now: datetime) -> AuditEvent:
    return AuditEvent(
        id=uuid4().hex, at=now, actor=SYSTEM, action="channel.subscribe", via=PLATFORM, subject=subject(step.record), reason="room_replaced",
        before=audited(step.before), after=audited(step.after),
    )  # fmt: skip
