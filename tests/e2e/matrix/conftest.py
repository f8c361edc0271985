# SPDX-License-Identifier: MPL-2.0
"""Who and what is there in every test on a real homeserver."""

import shutil
from pathlib import Path

import pytest

from tests.matrix.people import faults, people

__all__ = ["faults", "people"]


@pytest.fixture(autouse=True)
def _sockets(socket_enabled: None) -> None:
    """A homeserver on this machine is spoken to."""


@pytest.fixture(autouse=True)
def _furnished(tmp_path: Path, sqlite_with_catalogue: Path) -> None:
    """The bot finds a database in which it has been before: to make one anew takes longer than most of what is tried here."""
    shutil.copy(sqlite_with_catalogue, tmp_path / "os2bot.db")
