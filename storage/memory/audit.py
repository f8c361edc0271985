# SPDX-License-Identifier: MPL-2.0
"""What was changed, in memory."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from storage.audit import AuditEvent, AuditFilter
from storage.memory.state import State


class MemoryAudit:
    def __init__(self, state: State) -> None:
        self._events = state.events

    async def record(self, event: AuditEvent) -> None:
        self._events.append(replace(event, before=json.loads(json.dumps(event.before)), after=json.loads(json.dumps(event.after))))

    async def find(self, where: AuditFilter = AuditFilter(), *, limit: int | None = None) -> Sequence[AuditEvent]:  # noqa: B008 - frozen
        found = [event for event in reversed(self._events) if _fits(event, where)]
        return sorted(found, key=lambda event: event.at, reverse=True)[:limit]

    async def forget_before(self, moment: datetime) -> int:
        kept = [event for event in self._events if event.at >= moment]
        gone = len(self._events) - len(kept)
        self._events[:] = kept
        return gone


def _fits(event: AuditEvent, where: AuditFilter) -> bool:
    exact = all(getattr(where, name) in (None, getattr(event, name)) for name in ("actor", "about", "outcome"))
    concerned = where.person is None or where.person in (event.actor, event.person)
    in_time = (where.since is None or event.at >= where.since) and (where.until is None or event.at < where.until)
    return exact and concerned and in_time and event.action.startswith(where.action or "") and event.subject.startswith(where.subject or "")
