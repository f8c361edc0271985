# SPDX-License-Identifier: MPL-2.0
"""Small secrets beside the keys, in files that nobody else on the machine can read."""

import os
from pathlib import Path


def private_directory(path: Path) -> None:
    """Makes it, closed to others. Raises OSError."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)


def closed_file(path: Path) -> None:
    """For something else to write to: made, where there is none, and closed to others. Raises OSError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)


def written(path: Path, text: str) -> None:
    """Puts the text in place of what the file held, whole or not at all. Raises OSError."""
    fresh = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read(path: Path) -> str:
    """What it holds; empty where there is none. Raises OSError and UnicodeDecodeError."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
