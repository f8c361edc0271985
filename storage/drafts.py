# SPDX-License-Identifier: MPL-2.0
"""What somebody has filled into a form and not sent, so that they find it again; theirs alone, and not for long."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

KEPT = timedelta(days=1)
"""How long a draft waits for whoever began it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`owner`: the identity that fills in. `values`: field of the form → what was filled in."""

    owner: str
    form: str
    saved_at: datetime
    values: Mapping[str, str] = field(default_factory=dict)


class Drafts(Protocol):
    async def save(self, draft: Draft) -> None:
        """Takes the place of the owner's draft of the same form."""

    async def replace(self, draft: Draft, before: Draft | None) -> None:
        """Takes the place of `before`, or of nothing. Raises ChangedMeanwhileError where something else stands there now."""

    async def of(self, owner: str, form: str) -> Draft | None: ...

    async def all_of(self, owner: str) -> list[Draft]:
        """Ordered by form."""

    async def remove(self, owner: str, form: str) -> None: ...

    async def withdraw(self, before: Draft) -> None:
        """Removes just this one. Raises ChangedMeanwhileError where something else, or nothing, stands there now."""

    async def remove_of(self, owner: str) -> int: ...

    async def forget_before(self, moment: datetime) -> int:
        """Removes drafts saved before; returns how many."""
