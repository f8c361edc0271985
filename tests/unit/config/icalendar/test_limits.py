# SPDX-License-Identifier: MPL-2.0
"""No calendar keeps its reader busy or fills its memory. Measured in seconds of the processor, so that a busy machine changes little."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.icalendar.reading import read_file
from config.problems import ConfigError
from tests.calendars import HOME
from tests.unit.config.icalendar.bombs import BOMBS, HEAVY

ROOT = Path(__file__).parents[4]
LINUX = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is measured where /proc is")


def _measured(name: str) -> Any:
    command = [sys.executable, "-m", "tests.unit.config.icalendar.bombs", name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    return json.loads(done.stdout)


@LINUX
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_within_two_seconds_and_a_hundred_megabytes(name: str) -> None:
    found = _measured(name)
    assert not found["said"].endswith("events")
    assert found["seconds"] < 2
    assert found["megabytes"] < 100


@LINUX
@pytest.mark.parametrize("name", HEAVY)
def test_the_heaviest_calendar_that_may_be_is_read_in_seconds(name: str) -> None:
    found = _measured(name)
    assert found["said"].endswith("events")
    assert found["seconds"] < 10
    assert found["megabytes"] < 100


def test_a_file_of_fifty_megabytes_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "large.ics"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(ConfigError, match="is larger than 5 MB; export fewer years"):
        read_file(path, HOME)
