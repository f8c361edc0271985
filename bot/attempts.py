# SPDX-License-Identifier: MPL-2.0
"""What the audit says when somebody tried what they may not: the same from chat and from a command."""

from datetime import datetime
from uuid import uuid4

from handlers.actor import Actor
from handlers.refusal import Refusal
from storage.audit import AuditEvent


def attempt(actor: Actor, refusal: Refusal, now: datetime) -> AuditEvent:
    """The event of a refusal that forbids something (`refusal.forbidden` names it)."""
    return AuditEvent(
        id=uuid4().hex, at=now, actor=actor.id, person=actor.person.id if actor.person else None, action=refusal.forbidden, via=actor.via,
        outcome="refused", about=refusal.about, reason=refusal.phrase.key,
    )  # fmt: skip
