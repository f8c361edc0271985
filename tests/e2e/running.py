# SPDX-License-Identifier: MPL-2.0
"""`os2bot` as a process of its own: started, waited for by conditions with a time-out, and ended whatever happens."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

OS2BOT = [str(Path(sys.executable).with_name("os2bot"))]
PATIENCE = 60.0  # seconds, on a machine that is busy with other tests
STOPPING = 15.0  # seconds from a signal to the end


def wait_for(what: str, look: Callable[[], T | None], patience: float = PATIENCE) -> T:
    """The first thing `look` finds; says what was awaited when it finds nothing in time."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {patience:g} s in vain for {what}")


@dataclass(frozen=True)
class Ended:
    """What became of a command."""

    status: int
    out: str
    err: str


def os2bot(*arguments: str, cwd: Path, **settings: str) -> Ended:
    """Runs a command to its end."""
    done = subprocess.run([*OS2BOT, *arguments], cwd=cwd, env=_environment(settings), capture_output=True, text=True, timeout=PATIENCE, check=False)
    return Ended(done.returncode, done.stdout, done.stderr)


class Service:
    """A running service. Its log is JSON, in a file."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log

    def log(self) -> list[dict[str, Any]]:
        """The lines that are complete."""
        *lines, _ = self._log.read_text(encoding="utf-8").split("\n")
        return [json.loads(line) for line in lines if line.startswith("{")]

    def raw_log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def logged(self, action: str) -> dict[str, Any]:
        """The first line with this action, once there is one."""
        return wait_for(f"the log line {action}; so far: {self.raw_log()}", lambda: next((line for line in self.log() if line.get("action") == action), None))

    def get(self, path: str) -> tuple[int, Any]:
        """The status and the JSON of a reply; (0, None) where nobody answers."""
        host, _, port = self.logged("started")["url"].removeprefix("http://").rpartition(":")
        connection = HTTPConnection(host, int(port), timeout=10)
        try:
            connection.request("GET", path)
            reply = connection.getresponse()
            body = reply.read()
        except (OSError, HTTPException):
            return 0, None
        finally:
            connection.close()
        return reply.status, json.loads(body) if reply.headers["content-type"] == "application/json" else body.decode()

    def wait_until(self, path: str, status: int) -> Any:
        return wait_for(f"{path} to answer {status}", lambda: found if (found := self.get(path))[0] == status else None)[1]

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(STOPPING)


@contextmanager
def service(directory: Path, command: Sequence[str] = (*OS2BOT, "run"), cwd: Path | None = None, **settings: str) -> Iterator[Service]:
    log = directory / "log"
    given = {"OS2BOT_HTTP_PORT": "0", "OS2BOT_LOG_FORMAT": "json", **settings}
    with log.open("wb") as sink, subprocess.Popen(command, cwd=cwd or directory, env=_environment(given), stdout=subprocess.PIPE, stderr=sink) as process:
        try:
            yield Service(process, log)
        finally:
            process.kill()


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **settings}
