# SPDX-License-Identifier: MPL-2.0
"""Everything that is planned ahead: a visible table, as are HANDLERS and POSTS."""

from collections.abc import Mapping

from handlers.message import Language
from handlers.posts.meeting_plan import MeetingPlanner
from handlers.posts.plan import Planner


def planners(language: Language) -> Mapping[str, Planner]:
    """By name. `language`: of the community."""
    return {"meetings": MeetingPlanner(language)}
