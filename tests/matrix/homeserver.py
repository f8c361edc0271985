# SPDX-License-Identifier: MPL-2.0
"""Synapse as a process of its own on this machine: started, stopped, killed, started again on the same port and data. How it is talked to: `accounts.py`."""

import atexit
import contextlib
import http.client
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.matrix.accounts import Api
from tests.matrix.configuration import SERVER_NAME, Profile, write_configuration

CHECKOUT = Path(__file__).parents[2]
PYTHON = CHECKOUT / ".synapse/bin/python"
STARTS_WITHIN, STOPS_WITHIN = 60.0, 20.0  # seconds; two at once on a busy machine


class Homeserver:
    """`url` stays the same for life. Started by `start`, over with `close`; at the latest with the process that started it."""

    name = SERVER_NAME

    def __init__(self, profile: Profile = "fast", extra: Mapping[str, Any] | None = None) -> None:
        self.profile = profile
        self.directory = Path(tempfile.mkdtemp(prefix="os2bot-synapse-"))
        self._port = _Reserved()
        self.url = f"http://127.0.0.1:{self._port.number}"
        self.api = Api(self.url)
        self._configuration = write_configuration(self.directory, self._port.number, profile, extra or {})
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    @property
    def pid(self) -> int:
        assert self._process, "the homeserver does not run"
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None

    def start(self, within: float = STARTS_WITHIN) -> None:
        """Returns when it answers. Raises RuntimeError with the end of its log when it does not."""
        assert not self._process, "the homeserver runs already"
        if not PYTHON.exists():
            raise RuntimeError("there is no Synapse in .synapse; install it with `make install`")
        command = [str(PYTHON), "-P", str(Path(__file__).with_name("tethered.py")), "-c", str(self._configuration)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self.directory, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)
        self._until_healthy(time.monotonic() + within)

    def stop(self) -> None:
        """As an operator stops it: what it is doing, it finishes."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As a power cut ends it."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        if self._process:
            self.stop()
        self.start()

    def close(self) -> None:
        """It is over: process, port and data."""
        atexit.unregister(self.close)
        if self._process:
            self.kill()
        self._port.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def log(self) -> str:
        """The end of what it said."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-4000:]

    @property
    def _log(self) -> Path:
        return self.directory / "synapse.log"

    def _until_healthy(self, deadline: float) -> None:
        while not _healthy(self._port.number):
            assert self._process
            if self._process.poll() is not None or time.monotonic() > deadline:
                ended = self._process.poll()
                self.kill()
                raise RuntimeError(f"Synapse {'did not answer in time' if ended is None else f'ended with status {ended}'}:\n{self.log()}")
            time.sleep(0.02)

    def _end(self, how: signal.Signals) -> None:
        assert self._process, "the homeserver does not run"
        process, self._process = self._process, None
        process.send_signal(how)
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        finally:
            if process.stdin:
                process.stdin.close()


class _Reserved:
    """A port of 127.0.0.1 that nobody else gets, also while the server is down: bound, but not listened to. Synapse, which binds with SO_REUSEADDR, may."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.number: int = self._socket.getsockname()[1]

    def close(self) -> None:
        self._socket.close()


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    return False
