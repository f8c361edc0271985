# SPDX-License-Identifier: MPL-2.0
"""One process at a time uses the keys in the store: two would each hand out what the other knows nothing of, and nobody could read their messages."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "in-use"


class StoreInUseError(Exception):
    """Another process uses the store. It goes free when that process ends, however it ends."""

    def __init__(self, store: Path) -> None:
        super().__init__(f"another os2bot uses the keys in {store}; stop it, or set MATRIX_STORE_PATH to a directory of this one's own")


@contextmanager
def store_locked(store: Path) -> Iterator[None]:
    """Holds the store, whose directory must be there. Raises StoreInUseError at once where another process, or this one, holds it; OSError for what cannot be opened."""
    descriptor = os.open(store / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreInUseError(store) from None
        yield
    finally:
        os.close(descriptor)  # and the lock goes with it; the file stays: to remove it would let two hold two files of one name
