# SPDX-License-Identifier: MPL-2.0
"""What every test may use."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.databases", "tests.matrix.fixtures"]

settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("house")

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the person who runs the tests reaches them, and nothing is written into the checkout."""
    for name in [name for name in os.environ if name.startswith(("OS2BOT_", "SLACK_", "MATRIX_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OS2BOT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("OS2BOT_RELEASE_HOURS", "0")  # a service that a test starts asks no repository on the web
    monkeypatch.setenv("NO_COLOR", "1")
