# SPDX-License-Identifier: MPL-2.0
"""Everything that is planned ahead: a visible table, as are HANDLERS and POSTS."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from handlers.message import Language
from handlers.posts.meeting_plan import MeetingPlanner
from handlers.posts.onboarding_board import OnboardingBoardPlanner
from handlers.posts.onboarding_plan import OnboardingPlanner
from handlers.posts.plan import Planner

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def planners(language: Language, zone: ZoneInfo = COPENHAGEN) -> Mapping[str, Planner]:
    """By name. `language`, `zone`: of the community."""
    return {"meetings": MeetingPlanner(language), "onboarding": OnboardingPlanner(language, zone), "onboarding_board": OnboardingBoardPlanner(zone)}
