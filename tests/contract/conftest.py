# SPDX-License-Identifier: MPL-2.0
"""What several contracts stand on."""

import pytest

from storage.unit_of_work import Database
from tests.cast import assemble
from tests.contract.meeting_stage import MeetingStage
from tests.contract.stage import PEOPLE, Stage
from tests.turns import is_its_turn, leave_out


@pytest.fixture
async def stage(database: Database, catalogue: None) -> Stage:
    await assemble(database, PEOPLE)
    return Stage(database)


@pytest.fixture
async def group(database: Database, catalogue: None) -> MeetingStage:
    made = MeetingStage(database)
    await made.prepare()
    return made


OF_HANDLERS = frozenset((
    "test_digest_calls", "test_digest_decisions", "test_digest_meetings", "test_digest_questions", "test_digest_tasks",
    "test_announcements", "test_announcements_killed", "test_doubt", "test_form_dialogues", "test_form_talk", "test_freshness_asking", "test_hostile_members", "test_importing_meetings", "test_meeting_addresses", "test_meeting_agenda",
    "test_meeting_asking", "test_meeting_attending", "test_meeting_changes", "test_meeting_decisions", "test_meeting_details", "test_meeting_dialogues", "test_meeting_meant",
    "test_meeting_moving", "test_meeting_rearranging", "test_meeting_reminding", "test_meeting_scheduling", "test_meeting_several", "test_meeting_why",
    "test_member_onboarding", "test_onboarding_dialogues", "test_onboarding_endings", "test_onboarding_killed", "test_people_dialogues",
    "test_channels_gone", "test_onboarding_endings_alone", "test_reading_releases", "test_boards", "test_meeting_plan", "test_year_wheel_posts", "test_year_wheel_talk", "test_digest_releases", "test_digest_killed", "test_digest_weekly", "test_subscription_dialogues",
))  # fmt: skip
"""What handlers do, many times over: what databases do is proved elsewhere, on each. Each of these runs on one of the three, by its name: two fifths of them on memory,
two fifths on SQLite, a fifth on PostgreSQL, which takes longest."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [
        each for each in items if each.path.stem in OF_HANDLERS and not is_its_turn(each, "database", ("memory", "sqlite", "memory", "sqlite", "postgres"))
    ]
    leave_out(config, items, left_out)
