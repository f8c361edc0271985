# SPDX-License-Identifier: MPL-2.0
"""What the bot changes by itself where it cannot post any more: audited as its own doing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from handlers.actor import SYSTEM
from handlers.changing.carrying_out import carry_out
from handlers.changing.records import audited, subject
from handlers.changing.steps import Step
from storage.audit import AuditEvent
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork


async def paused(channel: str, unit: UnitOfWork, now: datetime) -> Sequence[Subscription]:
    """Pauses all that goes on in a channel that is gone; what it was, as it was. Done twice, it does nothing the second time."""
    going = [each for each in await unit.subscriptions.in_channel(channel) if not each.paused]
    for before in going:
        step = Step(before, replace(before, paused="gone", paused_at=now))
        await carry_out(step, unit)
        await unit.audit.record(_event(step, now))
    return going


def _event(step: Step, now: datetime) -> AuditEvent:
    return AuditEvent(
        id=uuid4().hex, at=now, actor=SYSTEM, action="channel.subscribe", via="housekeeping", subject=subject(step.record), before=audited(step.before),
        after=audited(step.after), reason="gone",
    )  # fmt: skip
