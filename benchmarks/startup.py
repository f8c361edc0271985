# SPDX-License-Identifier: MPL-2.0
"""From the command to the first answer, as a person at a terminal waits for it: `python -m benchmarks.startup [--json]`.

Every figure is of real processes (`os2bot ask`), from the command to the end of the process. This module imports nothing big: a process that it
starts is charged with its memory too.
"""

import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.processes import OS2BOT, Finished, python, run

TARGET_SECONDS, TARGET_MB = 1.0, 150
"""Of `os2bot ask` on the shipped catalogue, after the first run."""
SYNTHETIC = ("1000x5000", "10000x50000")
_OFTEN, _SELDOM = 10, 3  # runs on the shipped catalogue, and on the others
_SHIPPED = {"plain": "Hvem koordinerer OS2mo?", "misspelt": "Hvem koordinerer OS2valgahlla?", "described": "hvad hedder systemet til de valgtilforordnede"}
_PLATFORMS = ("slack_bolt", "slack_sdk", "nio", "aiohttp")
_SLOW = ("alembic", "apscheduler", "prompt_toolkit", "psycopg", "rich", "starlette", "uvicorn")
_MAIN = "import sys; from bot.cli import main; sys.argv = ['os2bot', 'ask', sys.argv[1]]; main()"


def shipped(directory: Path) -> Iterator[dict[str, Any]]:
    fresh = [_ask(_SHIPPED["plain"], {"OS2BOT_DATA_DIR": str(directory / f"fresh-{number}")}, directory) for number in range(_OFTEN)]
    yield _figures("shipped, first run", fresh)
    for kind, question in _SHIPPED.items():
        yield _repeated(f"shipped, {kind} name" if kind != "described" else "shipped, described", question, directory / "fresh-0" / "os2bot.db", _OFTEN)


def synthetic(name: str, directory: Path) -> Iterator[dict[str, Any]]:
    database = directory / f"{name}.db"
    python("-m", "benchmarks.catalogues", name, str(database))
    product = _a_product(database)
    for kind, asked in (("plain", product), ("misspelt", product[:-1] + "zz")):
        yield _repeated(f"{name}, {kind} name", f"Hvem koordinerer {asked}?", database, _SELDOM)


def _repeated(case: str, question: str, database: Path, times: int) -> dict[str, Any]:
    """After one run that is not counted."""
    settings = {"OS2BOT_DATABASE_URL": f"sqlite:///{database}", "OS2BOT_DATA_DIR": str(database.parent)}
    return _figures(case, [_ask(question, settings, database.parent) for _ in range(times + 1)][1:])


def _ask(question: str, settings: Mapping[str, str], directory: Path) -> Finished:
    return run(OS2BOT, "ask", question, directory=directory, settings=settings, fine=(0, 3))


def _figures(case: str, runs: Sequence[Finished]) -> dict[str, Any]:
    seconds = [each.seconds for each in runs]
    return {
        "case": case, "runs": len(runs), "median_s": round(median(seconds), 3), "worst_s": round(max(seconds), 3), "best_s": round(min(seconds), 3),
        "best_busy_s": round(min(each.busy_seconds for each in runs), 3),
        "peak_mb": max(each.peak_mb for each in runs),
    }  # fmt: skip


def _a_product(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return str(connection.execute("SELECT name FROM products ORDER BY key LIMIT 1").fetchone()[0])


def imports(directory: Path) -> dict[str, Any]:
    """What `os2bot ask` imports: nothing of the chat platforms, and where the time goes (milliseconds by package, its own modules only)."""
    settings = {"OS2BOT_DATA_DIR": str(directory / "fresh-0")}
    traced = run(sys.executable, "-X", "importtime", "-c", _MAIN, _SHIPPED["plain"], directory=directory, settings=settings, fine=(0, 3)).errors
    own: Counter[str] = Counter()
    for line in traced.splitlines():
        microseconds, _, name = line.removeprefix("import time:").split("|")
        if microseconds.strip().isdigit():
            own[name.strip().partition(".")[0]] += int(microseconds)
    return {
        "platforms": [name for name in _PLATFORMS if name in own],
        "slow": [name for name in _SLOW if name in own],
        "all_ms": round(own.total() / 1000),
        "by_package_ms": {name: round(spent / 1000) for name, spent in own.most_common(12)},
    }


def report(cases: Sequence[dict[str, Any]], imported: dict[str, Any]) -> str:
    lines = [f"{'os2bot ask':32}{'best s':>10}{'median s':>10}{'worst s':>10}{'busy s':>10}{'peak MB':>10}{'runs':>6}"]
    lines += [
        f"{each['case']:32}{each['best_s']:10.2f}{each['median_s']:10.2f}{each['worst_s']:10.2f}{each['best_busy_s']:10.2f}{each['peak_mb']:10.0f}{each['runs']:6}"
        for each in cases
    ]
    lines += ["", "Busy: the least time of a processor that one run took; other programs cannot make it much longer."]
    lines += [f"Target on the shipped catalogue after the first run: {TARGET_SECONDS} s, {TARGET_MB} MB: {_verdict(cases)}."]
    lines += [f"Chat platforms imported: {', '.join(imported['platforms']) or 'none'}; other slow packages: {', '.join(imported['slow']) or 'none'}."]
    packages = ", ".join(f"{name} {spent}" for name, spent in imported["by_package_ms"].items())
    return "\n".join([*lines, f"Imports take {imported['all_ms']} ms (traced, so slower than untraced): {packages}."])


def _verdict(cases: Sequence[dict[str, Any]]) -> str:
    counted = [each for each in cases if each["case"].startswith("shipped") and "first" not in each["case"]]
    kept = all(each["median_s"] <= TARGET_SECONDS and each["peak_mb"] <= TARGET_MB for each in counted)
    return "kept" if kept else "missed"


def main(arguments: Sequence[str]) -> None:
    with TemporaryDirectory(prefix="os2bot-") as name:
        directory = Path(name)
        cases = [*shipped(directory), *(case for size in SYNTHETIC for case in synthetic(size, directory))]
        imported = imports(directory)
    print(json.dumps({"cases": cases, "imports": imported}, indent=2) if "--json" in arguments else report(cases, imported))


if __name__ == "__main__":
    main(sys.argv[1:])
