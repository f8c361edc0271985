# SPDX-License-Identifier: MPL-2.0
"""Homeservers for tests: one shared by all, where each test has people and rooms of its own; and one's own, to break."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tests.matrix.configuration import Profile
from tests.matrix.homeserver import Homeserver

Homeservers = Callable[..., Homeserver]


@pytest.fixture(scope="session")
def homeserver() -> Iterator[Homeserver]:
    """Shared and without rate limits. Do not stop it."""
    shared = Homeserver("fast")
    shared.start()
    yield shared
    shared.close()


@pytest.fixture
def homeservers() -> Iterator[Homeservers]:
    """Starts one for this test alone: `homeservers("default")`, `homeservers("refresh", {"refreshable_access_token_lifetime": "2s"})`. It costs a second."""
    started: list[Homeserver] = []

    def start(profile: Profile = "fast", extra: Mapping[str, Any] | None = None) -> Homeserver:
        started.append(Homeserver(profile, extra))
        started[-1].start()
        return started[-1]

    yield start
    for each in started:
        each.close()
