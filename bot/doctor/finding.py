# SPDX-License-Identifier: MPL-2.0
"""What the doctor says: one line a finding, in plain words, with what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.adapters.console.render import safe
from config.problems import ConfigError

OK: Literal["ok"] = "ok"
NOTE: Literal["note"] = "note"
PROBLEM: Literal["problem"] = "problem"

State = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`subject`: what was looked at. `do`: what to do about it; empty where there is nothing to do."""

    state: State
    subject: str
    text: str
    do: str = ""


def problems_of(subject: str, error: ConfigError) -> list[Finding]:
    """What an operator wrote wrongly, one finding a problem: it says itself what to write."""
    return [Finding(PROBLEM, subject, str(problem), "Mend it there.") for problem in error.problems]


def line(finding: Finding) -> str:
    return safe(f"{finding.state:8} {finding.subject}: {finding.text}" + (f" | {finding.do}" if finding.do else ""))


def summary(findings: Sequence[Finding]) -> str:
    problems, notes = (sum(finding.state == state for finding in findings) for state in (PROBLEM, NOTE))
    return f"{_counted(problems, 'problem')}, {_counted(notes, 'note')}."


def listed(names: Sequence[str], most: int = 5) -> str:
    """The first few, and how many more there are."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def _counted(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
