# SPDX-License-Identifier: MPL-2.0
"""Runs of flows: which organisation is how far, what it answered, and who takes part. And the flows themselves, as they were when a run began."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

RunState = Literal["active", "paused", "completed", "cancelled"]
STANDING: tuple[RunState, ...] = ("active", "paused")
StepState = Literal["done", "skipped", "reopened"]
"""done: it is over · skipped: it is over, and was not done, for a reason · reopened: it is to be done again; what was answered before is kept to begin from."""
INVITATION_VALID = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """What became of one step. `by`: who said so, the id of a person. `owner`: whose step it is, as the flow says it.

    `answers`: name → value; `personal`: the names of those that are about a person, and `about`: whom, as far as they take part. `reason`: of skipping it, or why it is to be done again.
    """

    state: StepState
    at: datetime
    by: str
    owner: str
    answers: Mapping[str, str] = field(default_factory=dict)
    personal: tuple[str, ...] = ()
    about: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStep:
    """A step that somebody can do now, since `opened_at`; `due`: the local day by which it is to be done. None: no day is known."""

    step: str
    opened_at: datetime
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnboardingRun:
    """One flow for one organisation. `organisation`, `product`: what it is about, ids of the catalogue; empty: it is about none.

    `flow`, `flow_version`: the flow as it was pinned when the run began. `owner`: who carries it on, the id of a person.
    `participants`: owner of steps, as the flow says it → the id of a person. `steps`: id → what became of it; a step that is not there was not touched.
    `touched`: the step that was spoken of last; empty: it was the run as a whole; `touched_at`: when.
    `channel`: where the run may be shown and celebrated. `resumed_at`: when it last went on after a pause: what is due is counted from then.

    What follows from all this is kept beside it, so that a list needs no flow: `done` of `total` steps, whom it is `waiting_on` and since when, when the next
    thing is `due`; every step that is open, what is due first at first; and `stale_at`, from when this is no longer so because time went by.
    `version` grows with each save.
    """

    id: str
    flow: str
    flow_version: int
    started_at: datetime
    started_by: str
    owner: str
    organisation: str = ""
    product: str = ""
    language: str = "da"
    state: RunState = "active"
    participants: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, StepRecord] = field(default_factory=dict)
    touched: str = ""
    touched_at: datetime | None = None
    channel: str = ""
    resumed_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    done: int = 0
    total: int = 0
    waiting_on: str = ""
    waiting_since: datetime | None = None
    due: date | None = None
    open_steps: tuple[OpenStep, ...] = ()
    stale_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedFlow:
    """A flow as it is for the runs that began with it. `version` counts its contents, from 1; `document`: JSON."""

    flow: str
    version: int
    document: str
    pinned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A code that lets one person take part in a run. `digest`: SHA-256 of the code, which itself is kept nowhere. `owner`: as the participants of a run have it."""

    digest: str
    run: str
    owner: str
    by: str
    expires_at: datetime


class OnboardingRuns(Protocol):
    """Lists are ordered by started_at, then id, unless it is said."""

    async def revision(self) -> int:
        """Grows with every change of a run, in the transaction that makes it."""

    async def run(self, run_id: str) -> OnboardingRun | None: ...

    async def standing(self) -> Sequence[OnboardingRun]:
        """Those that are active or paused."""

    async def active(self) -> Sequence[OnboardingRun]:
        """Those that are active, without what became of their steps."""

    async def standing_of(self, flow: str) -> Sequence[OnboardingRun]:
        """Those of this flow that are active or paused."""

    async def stale(self, now: datetime, most: int) -> Sequence[OnboardingRun]:
        """Active ones of which what is kept beside their records is no longer so. Ordered by stale_at, then id."""

    async def ended(self, after: datetime, before: datetime) -> Sequence[OnboardingRun]:
        """Those that were completed or cancelled in this span, `before` not included."""

    async def of_organisation(self, organisation: str) -> Sequence[OnboardingRun]: ...

    async def of_person(self, person_id: str) -> Sequence[OnboardingRun]:
        """Which they carry on, began or take part in, or in which they said something."""

    async def everything(self) -> Sequence[OnboardingRun]: ...

    async def longest_waiting(self, most: int) -> Sequence[OnboardingRun]:
        """Of those that are active or paused, without what became of their steps. Ordered by due (those that are due on no day last), then waiting_since, then id."""

    async def counts(self) -> Mapping[tuple[str, str], int]:
        """State and whom it waits on → how many runs."""

    async def add(self, run: OnboardingRun) -> None: ...

    async def save(self, run: OnboardingRun) -> None:
        """Replaces the record whose version this one has, and counts the version up. Raises ChangedMeanwhileError when there is none."""

    async def pinned(self) -> Sequence[PinnedFlow]:
        """Ordered by flow, then version."""

    async def pin(self, flow: PinnedFlow) -> None:
        """Raises ChangedMeanwhileError where there is such a version already."""

    async def invite(self, invitation: Invitation) -> None: ...

    async def invitations(self, run_id: str) -> Sequence[Invitation]:
        """Ordered by expires_at, then digest."""

    async def is_invitation(self, digest: str, now: datetime) -> bool:
        """Whether there is one that can be taken."""

    async def take_invitation(self, digest: str, now: datetime) -> Invitation | None:
        """The invitation, which can never be taken again; None where there is none, or it has expired. One of two at the same time gets it."""

    async def forget_invitations(self, *, by: str = "", before: datetime | None = None) -> int:
        """Removes those by a person, or that expired before; how many."""
