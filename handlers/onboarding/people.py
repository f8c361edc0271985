# SPDX-License-Identifier: MPL-2.0
"""The people of a run: who takes part, what is left of it when one of them is forgotten, or turns out to be another."""

from dataclasses import replace

from handlers.actor import UNKNOWN
from storage.onboarding import OnboardingRun, StepRecord


def without_person(run: OnboardingRun, person: str) -> OnboardingRun:
    """The run goes on. What was answered about a person goes with whoever answered it, or was meant by it."""
    mine = {owner for owner, id_ in run.participants.items() if id_ == person}
    said = {record.reason for record in run.steps.values() if record.by == person} - {""}
    return replace(
        run,
        owner=UNKNOWN if run.owner == person else run.owner,
        started_by=UNKNOWN if run.started_by == person else run.started_by,
        participants={owner: id_ for owner, id_ in run.participants.items() if id_ != person},
        steps={id_: _unsaid(_without(record, person, mine), said) for id_, record in run.steps.items()},
    )


def _without(record: StepRecord, person: str, mine: set[str]) -> StepRecord:
    if person not in (record.by, record.about) and record.owner not in mine:
        return record
    return replace(_impersonal(record), by=UNKNOWN if record.by == person else record.by)


def _unsaid(record: StepRecord, said: set[str]) -> StepRecord:
    """What they gave as a reason stands at what is done again because of it too."""
    return replace(record, reason="") if record.reason in said else record


def without_answers(run: OnboardingRun) -> OnboardingRun:
    """What was done, when and by whom, without what was answered about people, and without reasons."""
    return replace(run, reason="", steps={id_: replace(_impersonal(record), reason="") for id_, record in run.steps.items()})


def _impersonal(record: StepRecord) -> StepRecord:
    return replace(record, answers={name: value for name, value in record.answers.items() if name not in record.personal}, personal=(), about="")


def with_other_person(run: OnboardingRun, kept: str, other: str) -> OnboardingRun:
    """Two records of one person have become one."""
    return replace(
        run,
        owner=_one(run.owner, kept, other),
        started_by=_one(run.started_by, kept, other),
        participants={owner: _one(id_, kept, other) for owner, id_ in run.participants.items()},
        steps={id_: replace(record, by=_one(record.by, kept, other), about=_one(record.about, kept, other)) for id_, record in run.steps.items()},
    )


def _one(id_: str, kept: str, other: str) -> str:
    return kept if id_ == other else id_
