# SPDX-License-Identifier: MPL-2.0
"""Runs Synapse, by the Python of `.synapse`, for as long as somebody holds the other end of its standard input: so it outlives no test run, however that ended."""

import os
import runpy
import signal
import sys
import threading


def _until_let_go(end: int) -> None:
    while os.read(end, 1):
        pass
    os.kill(os.getpid(), signal.SIGKILL)


threading.Thread(target=_until_let_go, args=(os.dup(0),), daemon=True).start()
sys.argv[0] = "synapse_homeserver"
runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
