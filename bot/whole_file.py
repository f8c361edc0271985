# SPDX-License-Identifier: MPL-2.0
"""Writes a file whole or not at all: a reader sees the old one or the new one, whatever happens."""

import os
import stat
import tempfile
from pathlib import Path

from config.problems import ConfigError, Problem

_USUAL_MODE = 0o666


def write_whole(path: Path, text: str, *, replace: bool) -> None:
    """Raises ConfigError when there is a file already (unless it may be replaced), or when it cannot be written."""
    try:
        target = path.resolve()  # a link stays; what it points at is replaced
        mode = _mode(target, path, replace=replace)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        _fill(handle, Path(name), target, text, mode)
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its links lead in a circle"
        raise ConfigError(Problem(f"cannot be written ({reason})", path)) from error


def _fill(handle: int, temporary: Path, target: Path, text: str, mode: int) -> None:
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(target: Path, path: Path, *, replace: bool) -> int:
    """The mode of the file that is replaced, else the usual one."""
    try:
        found = target.stat()
    except FileNotFoundError:
        return _USUAL_MODE & ~_umask()
    if not stat.S_ISREG(found.st_mode):
        raise ConfigError(Problem("is a directory; give a file" if stat.S_ISDIR(found.st_mode) else "is not a file", path))
    if not replace:
        raise ConfigError(Problem("exists already; give another name, or --force to replace it", path))
    return stat.S_IMODE(found.st_mode)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
