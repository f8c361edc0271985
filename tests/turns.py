# SPDX-License-Identifier: MPL-2.0
"""Tests that take turns: where each could run in several ways and the way is not what it proves, it runs in one of them, always the same."""

from collections.abc import Sequence
from zlib import crc32

import pytest


def is_its_turn(test: pytest.Item, parameter: str, ways: Sequence[str]) -> bool:
    """Whether this test runs in this way. One that is not made in several ways always does."""
    way = test.callspec.params.get(parameter) if isinstance(test, pytest.Function) and hasattr(test, "callspec") else None
    if way not in ways:
        return True
    name = test.nodeid.replace(str(way), "")
    return ways[crc32(name.encode()) % len(ways)] == way


def leave_out(config: pytest.Config, items: list[pytest.Item], left_out: Sequence[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=list(left_out))
    gone = set(left_out)
    items[:] = [each for each in items if each not in gone]
