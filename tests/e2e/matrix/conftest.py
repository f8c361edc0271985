# SPDX-License-Identifier: MPL-2.0
"""Who and what is there in every test on a real homeserver."""

import pytest

from tests.matrix.people import faults, people

__all__ = ["faults", "people"]


@pytest.fixture(autouse=True)
def _sockets(socket_enabled: None) -> None:
    """A homeserver on this machine is spoken to."""
