# SPDX-License-Identifier: MPL-2.0
"""How far the onboardings that are under way have come, as a picture: nothing of it says whose they are."""

from collections.abc import Sequence

from handlers.reply import Bar, Chart, Phrase
from storage.onboarding import OnboardingRun

FEWEST = 3
"""Runs of which a picture says more than words."""
_QUARTERS = 4


def onboarding_chart(runs: Sequence[OnboardingRun]) -> Chart | None:
    """`runs`: those that are active or paused, of whatever flow. None: there are too few for a picture."""
    if len(runs) < FEWEST:
        return None
    counted = [0] * _QUARTERS
    for run in runs:
        counted[_quarter(run)] += 1
    bars = tuple(Bar(Phrase(f"digest.onboarding.share.{number}"), many) for number, many in enumerate(counted, start=1))
    below = sum(counted[: _QUARTERS // 2])
    says = Phrase("digest.onboarding.shares", {"below": below, "above": len(runs) - below})
    return Chart(Phrase("digest.onboarding.shares.title"), Phrase("digest.onboarding.shares.unit"), bars, says)


def _quarter(run: OnboardingRun) -> int:
    """Of its steps, how many are over."""
    return min(run.done * _QUARTERS // run.total, _QUARTERS - 1) if run.total else 0
