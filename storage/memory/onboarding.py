# SPDX-License-Identifier: MPL-2.0
"""Runs of flows, pinned flows and invitations, in memory."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from storage.conflict import ChangedMeanwhileError
from storage.memory.state import State, add, drop, save
from storage.onboarding import STANDING, Invitation, OnboardingRun, PinnedFlow
from storage.ordering import run_order, waiting_order


class MemoryOnboardingRuns:
    def __init__(self, state: State) -> None:
        self._state = state
        self._runs, self._flows, self._invitations = state.onboarding_runs, state.onboarding_flows, state.invitations

    async def revision(self) -> int:
        return self._state.onboarding_revision

    async def run(self, run_id: str) -> OnboardingRun | None:
        return self._runs.get(run_id)

    async def standing(self) -> Sequence[OnboardingRun]:
        return _ordered(each for each in self._runs.values() if each.state in STANDING)

    async def active(self) -> Sequence[OnboardingRun]:
        return _ordered(replace(each, steps={}) for each in self._runs.values() if each.state == "active")

    async def standing_of(self, flow: str) -> Sequence[OnboardingRun]:
        return [each for each in await self.standing() if each.flow == flow]

    async def stale(self, now: datetime, most: int) -> Sequence[OnboardingRun]:
        found = [(each.stale_at, each.id, each) for each in self._runs.values() if each.state == "active" and each.stale_at and each.stale_at <= now]
        return [each for _, _, each in sorted(found, key=lambda each: each[:2])[:most]]

    async def ended(self, after: datetime, before: datetime) -> Sequence[OnboardingRun]:
        return _ordered(each for each in self._runs.values() if each.state not in STANDING and each.ended_at and after <= each.ended_at < before)

    async def of_organisation(self, organisation: str) -> Sequence[OnboardingRun]:
        return _ordered(each for each in self._runs.values() if each.organisation == organisation)

    async def of_person(self, person_id: str) -> Sequence[OnboardingRun]:
        return _ordered(each for each in self._runs.values() if person_id in people_of(each))

    async def everything(self) -> Sequence[OnboardingRun]:
        return _ordered(self._runs.values())

    async def longest_waiting(self, most: int) -> Sequence[OnboardingRun]:
        return [replace(each, steps={}) for each in sorted(await self.standing(), key=waiting_order)[:most]]

    async def counts(self) -> Mapping[tuple[str, str], int]:
        return Counter((each.state, each.waiting_on) for each in self._runs.values())

    async def add(self, run: OnboardingRun) -> None:
        add(self._runs, run.id, run)
        self._state.onboarding_revision += 1

    async def save(self, run: OnboardingRun) -> None:
        save(self._runs, run.id, run)
        self._state.onboarding_revision += 1

    async def pinned(self) -> Sequence[PinnedFlow]:
        return [flow for _, flow in sorted(self._flows.items())]

    async def pin(self, flow: PinnedFlow) -> None:
        if (flow.flow, flow.version) in self._flows:
            raise ChangedMeanwhileError
        self._flows[flow.flow, flow.version] = flow

    async def invite(self, invitation: Invitation) -> None:
        add(self._invitations, invitation.digest, invitation)

    async def invitations(self, run_id: str) -> Sequence[Invitation]:
        return sorted((each for each in self._invitations.values() if each.run == run_id), key=lambda each: (each.expires_at, each.digest))

    async def is_invitation(self, digest: str, now: datetime) -> bool:
        found = self._invitations.get(digest)
        return found is not None and found.expires_at > now

    async def take_invitation(self, digest: str, now: datetime) -> Invitation | None:
        found = self._invitations.get(digest)
        if found is None or found.expires_at <= now:
            return None
        return self._invitations.pop(digest)

    async def forget_invitations(self, *, by: str = "", before: datetime | None = None) -> int:
        gone = [each.digest for each in self._invitations.values() if (by and each.by == by) or (before and each.expires_at < before)]
        return drop(self._invitations, gone)


def people_of(run: OnboardingRun) -> frozenset[str]:
    return frozenset((run.owner, run.started_by, *run.participants.values(), *(id_ for each in run.steps.values() for id_ in (each.by, each.about) if id_)))


def _ordered(found: Iterable[OnboardingRun]) -> list[OnboardingRun]:
    return sorted(found, key=run_order)
