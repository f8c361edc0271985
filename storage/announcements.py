# SPDX-License-Identifier: MPL-2.0
"""Messages that somebody has posted to many channels at once: what they say, to whom they went, and whether they were put right or taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

_PERSON = "person/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """`number`: by which people speak of it; given when it is added. `by`: the id of whoever wrote it; `role`: as which they wrote, for the `organisation`, if it is known.

    `product`: to whose channels it went; empty: to all. `kind`: of subscription; empty: of any. `targets`: where it is posted (as `Subscription.channel` has it)
    and in which language it is signed there. `text`: as it is to stand there now. `written_at`: when it was shown; the ledger knows when it was posted where.
    `language`: in which its author is told how it went. `edition`: counts from 1. `edited_at`, `recalled_at`: when the last edition was wanted, and when it was to be gone.
    """

    id: str
    text: str
    by: str
    role: str
    written_at: datetime
    organisation: str = ""
    language: str = "da"
    product: str = ""
    kind: str = ""
    targets: Mapping[str, str] = field(default_factory=dict)
    number: int = 0
    edition: int = 1
    edited_at: datetime | None = None
    recalled_at: datetime | None = None
    version: int = 0

    @property
    def people(self) -> int:
        """How many of the targets are people."""
        return sum(target.startswith(_PERSON) for target in self.targets)

    @property
    def about(self) -> str:
        """By which the ledger knows what belongs to it."""
        return f"announcement/{self.id}"


def as_kept(announcement: Announcement, number: int) -> Announcement:
    """As it is added."""
    channels = {target: language for target, language in announcement.targets.items() if not target.startswith(_PERSON)}
    return replace(announcement, number=number, targets=channels)


class Announcements(Protocol):
    """Lists are ordered by number, the newest first."""

    async def get(self, id_: str) -> Announcement | None: ...

    async def numbered(self, number: int) -> Announcement | None: ...

    async def newest(self, most: int, by: str = "") -> Sequence[Announcement]:
        """`by`: of this person alone."""

    async def of_person(self, person_id: str) -> Sequence[Announcement]:
        """All that this person wrote."""

    async def add(self, announcement: Announcement) -> Announcement:
        """With its number, and without the people among its targets: what is for somebody alone the ledger knows, and forgets with them. Two who add at once do so in turn."""

    async def save(self, announcement: Announcement) -> None:
        """Replaces the record whose version this one has, and counts the version up; the number stays, and so do the targets.

        Raises ChangedMeanwhileError when there is none.
        """

    async def forget_before(self, moment: datetime) -> int:
        """What was written before; how many."""
