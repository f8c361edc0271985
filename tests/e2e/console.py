# SPDX-License-Identifier: MPL-2.0
"""Runs `os2bot` as people run it: a process of its own, with a data directory of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60
"""Seconds a command may take on a busy machine before a test gives up on it."""


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str


def os2bot(*arguments: str, typed: str | None = None, **environment: str) -> Ran:
    """Runs the command with this on its standard input, and waits for its end."""
    command = [str(Path(sys.executable).with_name("os2bot")), *arguments]
    ended = subprocess.run(
        command, input=typed or "", capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=False, env={**os.environ, **environment}
    )
    return Ran(ended.returncode, ended.stdout, ended.stderr)
