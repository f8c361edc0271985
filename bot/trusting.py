# SPDX-License-Identifier: MPL-2.0
"""`os2bot people keys` and `people trust`: the keys by which people's devices are known, and the acceptance of another one."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from bot.listing import document, said_moment, table
from bot.operating import Session
from config.problems import ConfigError, Problem
from handlers.permissions import Target
from handlers.refusal import Refusal
from storage.audit import AuditEvent
from storage.key_pins import KeyPin

COLUMNS = ("identity", "key", "known since", "refused key", "refused at")
_SHOWN = 12  # characters of a key that tell it from another


async def keys_pinned(session: Session) -> Sequence[KeyPin]:
    await session.changes.permit("person.read", Target())
    return await session.unit.key_pins.everything()


def as_text(pins: Sequence[KeyPin], session: Session, width: int | None = None) -> str:
    return table(COLUMNS, [_row(pin, session) for pin in pins], width) if pins else "No key is known yet."


def as_documents(pins: Sequence[KeyPin]) -> list[dict[str, Any]]:
    return [document(pin) for pin in pins]


def _row(pin: KeyPin, session: Session) -> tuple[str, ...]:
    refused_at = said_moment(pin.refused_at, session.zone) if pin.refused_at else ""
    return (pin.identity, pin.master_key[:_SHOWN], said_moment(pin.pinned_at, session.zone), pin.refused[:_SHOWN], refused_at)


async def to_accept(session: Session, given: str) -> KeyPin:
    """The pin with the key that was refused. Raises Refusal for whoever may not accept it, and ConfigError where there is none."""
    await session.changes.permit("identity.trust", Target())
    identity = f"matrix:{given}" if given.startswith("@") else given
    pin = await session.unit.key_pins.of(identity)
    if pin is None:
        raise ConfigError(Problem(f"no key of '{identity}' is known; `os2bot people keys` lists whose are"))
    if not pin.refused:
        raise ConfigError(Problem(f"no other key of '{identity}' was refused: there is nothing to accept"))
    return pin


def shown(pin: KeyPin, session: Session) -> str:
    """In full: the person, asked by another way, may compare it."""
    since, refused_at = said_moment(pin.pinned_at, session.zone), said_moment(pin.refused_at, session.zone) if pin.refused_at else "?"
    return f"{pin.identity}\n  known since {since}: {pin.master_key}\n  refused at {refused_at}: {pin.refused}"


async def accept(session: Session, agreed: KeyPin) -> None:
    """The refused key is the known one from now on, if it is still the one that was shown. Kept once the unit is committed."""
    await session.changes.permit("identity.trust", Target())
    if not await session.unit.key_pins.accept(agreed.identity, agreed.refused, session.now):
        raise Refusal("change.meanwhile")
    person = await session.unit.people.of(agreed.identity)
    event = AuditEvent(
        id=uuid4().hex, at=session.now, actor=session.actor.id, action="identity.trust", via=session.actor.via, reason="accepted",
        subject=f"key_pins/{agreed.identity.partition(':')[0]}", person=person.id if person else None,
        before={"master_key": "present"}, after={"master_key": "present"},
    )  # fmt: skip
    await session.unit.audit.record(event)
