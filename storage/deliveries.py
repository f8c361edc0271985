# SPDX-License-Identifier: MPL-2.0
"""The delivery ledger: one row for everything that is to be posted of the bot's own accord. The clock suggests, the ledger decides."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Literal, Protocol

State = Literal["planned", "due", "claimed", "sent", "late", "skipped", "failed", "parked"]
"""planned: its time will come · due: it is to be sent now · claimed: a process is sending it, or was when it ended · sent, late: it was, in time or not ·
skipped: it was not, for a reason · failed: an attempt failed, and another follows · parked: no other follows, until somebody says so."""
OPEN: tuple[State, ...] = ("planned", "due", "claimed", "failed")
SETTLED: tuple[State, ...] = ("sent", "late", "skipped", "parked")


EDITS, DELETES = "edits", "deletes"
"""Values by which a delivery posts nothing, but writes anew, or takes away, what another one has posted: the key of that one."""

NOT_POSTED = ("later:", "not_connected", "not_yet", "refused:", "revoked:", "waits_its_turn")
"""How reasons begin after which it is certain that nothing was posted."""


@dataclass(frozen=True, slots=True)
class StateChange:
    """`reason`: why, as the end of a key of the texts (`delivery.reason.…`), or a platform's own word after a colon: `refused:channel_not_found`."""

    at: datetime
    state: State
    reason: str = ""


def _surely_not_posted(after: StateChange) -> bool:
    """What is due again for no reason was not posted but routed: its address was not known before."""
    return after.reason.startswith(NOT_POSTED) or (after.state, after.reason) == ("due", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One occurrence for one target. `key` says which, and is given once: `meeting_reminder:<series>:<occurrence>:<lead>:<target>`.

    `kind`: what composes it. `about`: what it is about, such as the id of a meeting's date. `values`: what else composing it needs.
    `target`: for whom: a channel or room (`slack:T0123:C0123`, `matrix:!room`), `person/<id>`, or the first of these roles that anybody has:
    `role/referent,forperson/group/os2mo/styregruppe`. `address`: where it is sent, once that is known; empty: it has to be found out.
    `due_at`: when it is to be sent; `useful_until`: from when on it is not sent any more. `owner`: who hears that it was parked, a target.
    `next_at`: when it is dealt with next: when it is due, when it is tried again, when its holder has lost it. None: it is settled.
    `holder`: the process that claimed it last. `attempts`: how often it was claimed to be sent. `reply`: what was composed, as JSON, from the first attempt on until it is settled.
    `message`: the platform's id of what was posted. `history`: every change of its state, the oldest first.
    """

    key: str
    kind: str
    about: str
    target: str
    due_at: datetime
    useful_until: datetime
    language: str = "da"
    values: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""
    address: str = ""
    state: State = "planned"
    next_at: datetime | None = None
    holder: str = ""
    attempts: int = 0
    reply: str | None = None
    message: str = ""
    history: tuple[StateChange, ...] = ()

    @property
    def platform(self) -> str:
        """The platform that sends it; empty as long as the address is not known."""
        return self.address.partition(":")[0]

    @property
    def amends(self) -> str:
        """The key of the delivery whose message it writes anew or takes away; empty: it posts one of its own."""
        return self.values.get(EDITS) or self.values.get(DELETES, "")

    @property
    def reason(self) -> str:
        return self.history[-1].reason if self.history else ""

    @property
    def perhaps_posted_since(self) -> datetime | None:
        """Since when it may stand there already: from the first attempt on of which nobody knows what became. None: it surely was not posted."""
        ended = pairwise(self.history)
        return next((claim.at for claim, after in ended if claim.state == "claimed" and not _surely_not_posted(after)), None)

    def seen_at(self, now: datetime) -> State:
        """Its state, as somebody sees it who looks now."""
        return "due" if self.state == "planned" and self.due_at <= now else self.state

    def became(self, state: State, at: datetime, reason: str = "", *, next_at: datetime | None = None) -> "Delivery":
        """The same in its next state. What is settled keeps nothing of what was composed, unless it may be sent after all."""
        reply = self.reply if state in OPEN or state == "parked" else None
        return replace(self, state=state, next_at=next_at, reply=reply, history=(*self.history, StateChange(at, state, reason)))


def planned(delivery: Delivery, now: datetime) -> Delivery:
    """As it enters the ledger."""
    return delivery.became("planned", now, next_at=delivery.due_at)


def claimed(found: Delivery, now: datetime, held_until: datetime, holder: str) -> Delivery:
    """As its new holder has it. That the one before lost it is part of its history."""
    lost = found.became("due", found.next_at or now, "holder_gone") if found.state == "claimed" else found
    return replace(lost.became("claimed", now, next_at=held_until), holder=holder, attempts=found.attempts + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFilter:
    """Which deliveries are wanted; what is not said does not matter. `after`, `before`: of `due_at`, the latter not included. `message`: as `Delivery` has it."""

    states: tuple[State, ...] = ()
    kinds: tuple[str, ...] = ()
    about: str = ""
    target: str = ""
    message: str = ""
    after: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a delivery is, what it is about, and when it is due."""

    state: State
    about: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Up to when a planner has looked, and at what: `revision` is its own word for what it was made from."""

    name: str
    until: datetime
    revision: str
    at: datetime


class Deliveries(Protocol):
    """Lists are ordered by due_at, then key, unless it is said."""

    async def plan(self, deliveries: Sequence[Delivery]) -> int:
        """Adds those whose keys are not there, whatever became of those that are; how many."""

    async def get(self, key: str) -> Delivery | None: ...

    async def find(self, wanted: DeliveryFilter, most: int = 1000) -> Sequence[Delivery]: ...

    async def standing(self, kinds: Collection[str], after: datetime, before: datetime) -> Mapping[str, Standing]:
        """Everything of these kinds that is due in this span, by its key."""

    async def reschedule(self, deliveries: Sequence[Delivery]) -> int:
        """What is planned, and due at another time than these say, is due when they say and of use until then; how many."""

    async def hasten(self, key: str, now: datetime) -> bool:
        """What is planned is sent now, before it is due; whether it is."""

    async def withdraw(self, keys: Collection[str], now: datetime, reason: str) -> int:
        """What is not sent yet, and held by nobody now, is skipped; how many."""

    async def claim(
        self, platforms: Collection[str], now: datetime, held_until: datetime, holder: str, most: int, *, bulk: Collection[str] = (), most_bulk: int = 0
    ) -> Sequence[Delivery]:  # fmt: skip
        """Takes what is to be dealt with now, for these platforms (`""`: whose address is not known), and counts the attempt. Ordered by next_at, then key.

        Nothing is taken for a target for which another holds something, or something earlier was begun and is not settled: each target is served in order.
        `bulk`: kinds that come in thousands; of them at most `most_bulk`, and after all others.
        """

    async def extend(self, keys: Collection[str], holder: str, held_until: datetime) -> frozenset[str]:
        """Holds them longer; those that are held by this holder still."""

    async def keep(self, deliveries: Sequence[Delivery], holder: str) -> frozenset[str]:
        """Writes what became of what this holder had claimed. The keys of those that it does not hold any more, of which nothing was written."""

    async def take_over(self, now: datetime) -> None:
        """As a process starts: where a database serves one process alone, whatever is claimed was claimed by one that is gone."""

    async def reopen(self, key: str, now: datetime) -> bool:
        """What was parked is due again, with all its attempts before it."""

    async def next_at(self, platforms: Collection[str]) -> datetime | None:
        """When there is something to deal with again."""

    async def counts(self) -> Mapping[State, int]:
        """Of what is not settled, and what is parked."""

    async def progress(self, planner: str) -> Planned | None: ...

    async def keep_progress(self, planned: Planned) -> None: ...

    async def of_person(self, person_id: str) -> Sequence[Delivery]:
        """What was, or is to be, sent to this person alone."""

    async def forget_person(self, person_id: str) -> int:
        """Removes what was, or is to be, sent to this person alone, whatever its state; how many. What is planned from roles is planned anew for whoever has them then."""

    async def forget_before(self, moment: datetime) -> int:
        """What was settled and due before."""
