# SPDX-License-Identifier: MPL-2.0
"""A workspace, and the bot in it, over each of Slack's transports."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.slack.connected import Clock, Connected, connected, settings_for
from tests.e2e.slack.installing import running
from tests.slack.stand_in import StandIn, stand_in
from tests.turns import is_its_turn, leave_out


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    """The stand-in. Nothing the bot did there may break Slack's manners."""
    async with stand_in() as slack:
        yield slack
        assert slack.violations == []


@pytest.fixture
def clock() -> Clock:
    """What the bot takes the time to be."""
    return Clock()


@pytest.fixture(params=["socket", "http"])
async def bot(request: pytest.FixtureRequest, slack: StandIn, tmp_path: Path, clock: Clock) -> AsyncIterator[Connected]:
    async with connected(slack, settings_for(slack, tmp_path, mode=request.param), clock.now) as bot:
        yield bot


@pytest.fixture
async def many(slack: StandIn, tmp_path: Path) -> AsyncIterator[Connected]:
    """A bot that nobody has installed yet."""
    async with running(slack, tmp_path) as bot:
        yield bot


@pytest.fixture(autouse=True)
def _furnished(tmp_path: Path, sqlite_with_catalogue: Path) -> None:
    """The bot finds a database in which it has been before: to make one anew takes longer than most of what is tried here."""
    shutil.copy(sqlite_with_catalogue, tmp_path / "os2bot.db")


OF_ANSWERS = frozenset((
    "test_attacked", "test_choices", "test_dialogues", "test_forms", "test_home", "test_marking", "test_onboarding", "test_refused", "test_sharing", "test_shortcuts",
    "test_strangers", "test_typing", "test_welcome",
))  # fmt: skip
"""What is said and shown, whichever way it came: half of it over Socket Mode, half over HTTP. How each of the two behaves is proved on both, elsewhere."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [
        each for each in items if each.path.stem in OF_ANSWERS and each.path.parent.name == "slack" and not is_its_turn(each, "bot", ("socket", "http"))
    ]
    leave_out(config, items, left_out)
