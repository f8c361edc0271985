# SPDX-License-Identifier: MPL-2.0
"""How much memory this process holds, in megabytes."""

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def resident() -> float | None:
    """What it holds now; None where the system does not tell (only Linux does so without a library)."""
    return _of_linux("VmRSS")


def peak() -> float:
    """The most it ever held."""
    return _of_linux("VmHWM") or megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def megabytes(maxrss: int) -> float:
    """`ru_maxrss` counts kilobytes on Linux, bytes on macOS. A process that was started counts its parent's too, so the parent must be small."""
    return round(maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


def _of_linux(field: str) -> float | None:
    if not _STATUS.exists():
        return None
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(field))
    return round(int(line.split()[1]) / 1024, 1)
