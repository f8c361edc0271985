# SPDX-License-Identifier: MPL-2.0
"""Looks at the data directory: the bot must be able to write there, and nobody else needs to look."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from bot.doctor.finding import NOTE, OK, PROBLEM, Finding

SUBJECT = "data directory"


def data_directory(path: Path) -> Iterator[Finding]:
    if not path.exists():
        yield Finding(NOTE, SUBJECT, f"{path} does not exist yet", "Nothing: it is made, private, when the bot first runs.")
        return
    if not path.is_dir():
        yield Finding(PROBLEM, SUBJECT, f"{path} is not a directory", "Set OS2BOT_DATA_DIR to a directory.")
        return
    if not os.access(path, os.W_OK | os.X_OK):
        yield Finding(PROBLEM, SUBJECT, f"{path} cannot be written to", "Give it to the user that os2bot runs as, or set OS2BOT_DATA_DIR to another.")
        return
    if path.stat().st_mode & stat.S_IRWXO:
        yield Finding(PROBLEM, SUBJECT, f"{path} is open to every user of this machine", f"Run `chmod o-rwx {path}`.")
        return
    yield Finding(OK, SUBJECT, f"{path} can be written to, and is closed to others")
