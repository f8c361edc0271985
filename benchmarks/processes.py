# SPDX-License-Identifier: MPL-2.0
"""Starts a command as a real process, in an environment without settings, and tells how long it took and how much memory."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter
from typing import IO

from benchmarks.memory import megabytes

CHECKOUT = Path(__file__).parent.parent
OS2BOT = str(Path(sys.executable).with_name("os2bot"))


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that ended well. `seconds`: from the command to its end; `busy_seconds`: of the processor; `peak_mb`: the most memory it held."""

    seconds: float
    peak_mb: float
    output: str
    errors: str
    busy_seconds: float


def run(*command: str, directory: Path = CHECKOUT, settings: Mapping[str, str] | None = None, fine: tuple[int, ...] = (0,)) -> Finished:
    """Raises RuntimeError with what the process said when it ends with a status that is not `fine`. `directory`: where it starts; a `.env` there counts."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("OS2BOT_")}  # noqa: TID251 - handed on without our settings
    with TemporaryFile("w+", encoding="utf-8") as output, TemporaryFile("w+", encoding="utf-8") as errors:
        start = perf_counter()
        process = subprocess.Popen(command, cwd=directory, env={**inherited, **(settings or {})}, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)  # noqa: S603 - our own commands
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        said, complained = _text(output), _text(errors)
    if process.returncode not in fine:
        raise RuntimeError(f"{' '.join(command)} ended with status {process.returncode}: {complained.strip() or said.strip()}")
    return Finished(seconds, megabytes(usage.ru_maxrss), said, complained, usage.ru_utime + usage.ru_stime)


def python(*arguments: str) -> str:
    """What a module of this checkout prints."""
    return run(sys.executable, *arguments).output


def _text(file: IO[str]) -> str:
    file.seek(0)
    return file.read()
