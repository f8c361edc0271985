# SPDX-License-Identifier: MPL-2.0
"""What is wrong with a file or a setting, in words that say where it is and how to mend it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `line` counts from 1; `field` is the path inside the entry, such as `products[3].licence.spdx`."""

    message: str
    file: Path | None = None
    line: int | None = None
    field: str = ""

    def __str__(self) -> str:
        where = "" if self.file is None else str(self.file) + (f", line {self.line}" if self.line else "")
        return ": ".join(part for part in (where, self.field, self.message) if part)


class ConfigError(Exception):
    """What an operator wrote cannot be used. Nothing was changed."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems
