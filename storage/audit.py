# SPDX-License-Identifier: MPL-2.0
"""What was changed, by whom: written in the transaction of the change, read with filters, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

Outcome = Literal["done", "refused"]
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One change, or one attempt that was refused.

    `actor`: the id of a person, or `system`; a stranger without a record is `unknown`. `via`: slack, matrix, console, settings, retention or housekeeping.
    `action`: as in the permission table. `subject`: kind and id of the record, such as `role_assignments/3f2a…`.
    `about`: what it is about in the catalogue, such as `product/os2mo`, for filters. `on_behalf_of`: the organisation spoken for.
    `before` and `after` never hold names, identities or message text. `request`: the change request it belongs to.
    """

    id: str
    at: datetime
    actor: str
    action: str
    via: str
    outcome: Outcome = "done"
    subject: str = ""
    about: str = ""
    on_behalf_of: str | None = None
    person: str | None = None
    before: Document = field(default_factory=dict)
    after: Document = field(default_factory=dict)
    reason: str = ""
    request: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Every condition that is set must hold. `action` and `subject` may be the beginning of one (`role.`, `role_assignments/`). `person`: who did it, or whom it concerns."""

    actor: str | None = None
    person: str | None = None
    action: str | None = None
    subject: str | None = None
    about: str | None = None
    outcome: Outcome | None = None
    since: datetime | None = None
    until: datetime | None = None


class Audit(Protocol):
    async def record(self, event: AuditEvent) -> None: ...

    async def find(self, where: AuditFilter = AuditFilter(), *, limit: int | None = None) -> Sequence[AuditEvent]:
        """Newest first; of the same moment, last recorded first."""

    async def forget_before(self, moment: datetime) -> int:
        """Removes what is older than its retention; returns how many."""
