# SPDX-License-Identifier: MPL-2.0
"""Everything that is planned ahead: a visible table, as are HANDLERS and POSTS."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from config.year_wheel import YearWheel
from config.year_wheel_load import load_year_wheel
from handlers.message import Language
from handlers.posts.digest.plan import DigestPlanner
from handlers.posts.freshness_plan import FreshnessPlanner
from handlers.posts.meeting_plan import MeetingPlanner
from handlers.posts.news_plan import NewsPlanner
from handlers.posts.onboarding_board import OnboardingBoardPlanner
from handlers.posts.onboarding_plan import OnboardingPlanner
from handlers.posts.plan import Planner
from handlers.posts.year_wheel_plan import YearWheelPlanner

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def planners(language: Language, zone: ZoneInfo = COPENHAGEN, wheel: Callable[[], YearWheel] = load_year_wheel) -> Mapping[str, Planner]:
    """By name. `language`, `zone`: of the community. `wheel`: the yearly wheel, as the files have it."""
    return {
        "meetings": MeetingPlanner(language), "onboarding": OnboardingPlanner(language, zone), "onboarding_board": OnboardingBoardPlanner(zone), "freshness": FreshnessPlanner(language, zone), "digest": DigestPlanner(zone), "news": NewsPlanner(zone),
        "year_wheel": YearWheelPlanner(language, zone, wheel),
    }  # fmt: skip
