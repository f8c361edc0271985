# SPDX-License-Identifier: MPL-2.0
"""What several contracts stand on."""

from collections.abc import Iterator
from zlib import crc32

import pytest

from storage.unit_of_work import Database
from tests.cast import assemble
from tests.contract.meeting_stage import MeetingStage
from tests.contract.stage import PEOPLE, Stage
from tests.dialogues import Dialogue


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
    "test_doubt", "test_form_dialogues", "test_hostile_members", "test_meeting_addresses", "test_meeting_agenda", "test_meeting_asking", "test_meeting_attending",
    "test_meeting_decisions", "test_member_onboarding", "test_meeting_dialogues", "test_meeting_why", "test_onboarding_dialogues", "test_onboarding_endings", "test_onboarding_killed",
    "test_people_dialogues",
))  # fmt: skip
"""What handlers do, many times over. Each of these runs on memory and on one of the two others, by its name: half of them on SQLite, half on PostgreSQL."""
IN_TURN = frozenset(("test_onboarding_dialogues",))
"""Of these the Danish ones run on memory alone, and the English ones, which say the same, on one of the two others."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = set(_spared(items))
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [each for each in items if each not in left_out]


def _spared(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    for each in items:
        if each.path.stem in OF_HANDLERS and isinstance(each, pytest.Function) and hasattr(each, "callspec"):
            kind = each.callspec.params.get("database")
            name = each.nodeid.replace(str(kind), "")
            if kind == ("sqlite" if crc32(name.encode()) % 2 else "postgres") or _in_turn(each, kind):
                yield each


def _in_turn(test: pytest.Function, kind: object) -> bool:
    dialogue = test.callspec.params.get("dialogue")
    return test.path.stem in IN_TURN and isinstance(dialogue, Dialogue) and (kind == "memory") != (dialogue.language == "da")
