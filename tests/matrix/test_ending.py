# SPDX-License-Identifier: MPL-2.0
"""No homeserver outlives the test run that started it."""

import subprocess
import sys
import time
import urllib.request
from urllib.error import URLError

from tests.matrix.homeserver import CHECKOUT

_RUN = "from tests.matrix.homeserver import Homeserver; import time; server = Homeserver(); server.start(); print(server.url, server.directory, flush=True); time.sleep(60)"


def test_a_homeserver_ends_with_a_run_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _RUN], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        url, directory = run.stdout.readline().split()
        assert _answers(url)
        run.kill()
    deadline = time.monotonic() + 10
    while _answers(url):
        assert time.monotonic() < deadline, "waited 10 s in vain for the homeserver to end"
        time.sleep(0.02)
    subprocess.run(["rm", "-r", directory], check=True)  # what was killed could not clear away


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError):
        return False
