# SPDX-License-Identifier: MPL-2.0
"""What several contracts stand on."""

import pytest

from storage.seeding import seed
from storage.unit_of_work import Database
from tests.cast import assemble
from tests.contract.meeting_stage import MeetingStage
from tests.contract.stage import PEOPLE, Stage


@pytest.fixture
async def stage(database: Database) -> Stage:
    await seed(database)
    await assemble(database, PEOPLE)
    return Stage(database)


@pytest.fixture
async def group(database: Database) -> MeetingStage:
    await seed(database)
    made = MeetingStage(database)
    await made.prepare()
    return made
