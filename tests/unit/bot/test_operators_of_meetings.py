# SPDX-License-Identifier: MPL-2.0
"""Operators are told of a group that is none, and of posts that nothing here can send; what they list can be copied from."""

import pytest

from bot.doctor.unreachable import unreachable
from bot.listing import terminal_width
from bot.listing_deliveries import as_text, why
from bot.localise import COMMUNITY, Localiser
from bot.meetings_plan import group_given
from config.problems import ConfigError
from storage.memory import MemoryDatabase
from tests.conftest import NOW
from tests.ledger import delivery
from tests.meetings import GROUP, noted, subscription

SLACK = "slack:T0TEST001:C0KANAL01"
NOT_SET_UP = "It cannot be sent from here: slack is not set up."


@pytest.mark.parametrize("given", ["os2mo/banan", "nothing", "os2banan/styregruppe"])
async def test_a_group_that_is_none_is_refused(own_database: MemoryDatabase, given: str) -> None:
    async with own_database.unit_of_work() as unit:
        assert await group_given(GROUP, unit) == GROUP
        with pytest.raises(ConfigError, match="--group"):
            await group_given(given, unit)


async def test_channels_of_a_platform_without_credentials_are_a_problem() -> None:
    database = MemoryDatabase()
    await noted(database, subscription(SLACK), subscription("matrix:!rum:example.org"))
    async with database.unit_of_work() as unit:
        (found,) = await unreachable(unit, ["matrix"])
        assert (found.state, "slack has no credentials" in found.text) == ("problem", True)
        assert await unreachable(unit, ["matrix", "slack"]) == []


def test_what_waits_for_a_platform_without_credentials_says_so() -> None:
    waiting, settled = delivery("k", target=SLACK), delivery("k", target=SLACK).became("skipped", NOW, "too_late")
    localiser = Localiser()
    for platforms, said in (([], True), (["slack"], False)):
        assert (NOT_SET_UP in why(waiting, localiser, NOW, COMMUNITY, platforms=platforms)) is said
        assert (NOT_SET_UP in as_text([waiting], localiser, NOW, COMMUNITY, platforms, 500)) is said
    assert NOT_SET_UP not in why(settled, localiser, NOW, COMMUNITY, platforms=[])


def test_keys_are_whole_where_a_listing_goes_into_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    key = "meeting_reminder:" + "x" * 200
    assert terminal_width() > 1000
    assert key in as_text([delivery(key, target=SLACK)], Localiser(), NOW, COMMUNITY, ["slack"])
