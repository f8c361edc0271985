# SPDX-License-Identifier: MPL-2.0
"""How fast questions are answered and in how much memory, on catalogues of three sizes: `python -m benchmarks.answering [--json]`.

Counted is the bot's own share, from message to rendered reply. Each catalogue is measured in three turns of two processes; of each time and memory the
best of the three counts, because other programs can only make it worse.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.processes import python

CATALOGUES = {"shipped": 5, "1000x5000": 20, "10000x50000": 20}
"""Catalogue (products x organisations) → the milliseconds that 99 of 100 questions may take."""
_RUNS = 3
_LINES = (
    ("names in the index", "names", "{:,}"),
    ("questions, all different", "questions", "{:,}"),
    ("intents right, %", "intents_right_percent", "{:.1f}"),
    ("interpreter built, s", "interpreter_s", "{:.2f}"),
    ("first misspelt name, ms", "first_misspelt_ms", "{:.0f}"),
    ("first asked: questions/s", "first_asked.per_second", "{:.0f}"),
    ("first asked: p50, ms", "first_asked.p50_ms", "{:.2f}"),
    ("first asked: p99, ms", "first_asked.p99_ms", "{:.2f}"),
    ("first asked: worst, ms", "first_asked.worst_ms", "{:.0f}"),
    ("asked again: questions/s", "again.per_second", "{:.0f}"),
    ("asked again: p50, ms", "again.p50_ms", "{:.2f}"),
    ("asked again: p99, ms", "again.p99_ms", "{:.2f}"),
    ("asked again: worst, ms", "again.worst_ms", "{:.0f}"),
    ("a new message: CPU, ms", "message.new_ms", "{:.2f}"),
    ("  its reply kept: CPU, ms", "message.new_kept_ms", "{:.2f}"),
    ("asked lately: CPU, ms", "message.lately_ms", "{:.2f}"),
    ("  its reply kept: CPU, ms", "message.lately_kept_ms", "{:.2f}"),
    ("memory once built, MB", "built_mb", "{:.0f}"),
    ("memory after all, MB", "steady_mb", "{:.0f}"),
    ("memory at its peak, MB", "peak_mb", "{:.0f}"),
)


def measured(catalogue: str, directory: Path) -> dict[str, Any]:
    """The best of each figure over the runs."""
    database, questions = directory / f"{catalogue}.db", directory / f"{catalogue}.tsv"
    python("-m", "benchmarks.catalogues", catalogue, str(database))
    python("-m", "benchmarks.questions", str(database), str(questions))
    runs = []
    for number in range(_RUNS):
        _say(f"{catalogue}: run {number + 1} of {_RUNS}")
        asking, message = (json.loads(python("-m", f"benchmarks.{module}", str(database), str(questions))) for module in ("asking", "messages"))
        runs.append({**asking, "message": message})
    return {"catalogue": catalogue, "target_p99_ms": CATALOGUES[catalogue], "runs": _RUNS, **_best(runs)}


def _best(runs: Sequence[Any]) -> Any:
    """The least of each figure; the most of a rate; what the first run says of anything else."""
    first = runs[0]
    if isinstance(first, dict):
        return {key: _best([run[key] for run in runs]) if key != "per_second" else max(run[key] for run in runs) for key in first}
    return min(runs) if isinstance(first, float) else first


def report(all_figures: Sequence[dict[str, Any]]) -> str:
    lines = [f"{'':26}" + "".join(f"{each['catalogue']:>14}" for each in all_figures)]
    for title, key, form in _LINES:
        cells = [_cell(each, key, form) for each in all_figures]
        lines.append(f"{title:26}" + "".join(f"{cell:>14}" for cell in cells))
    lines += ["", f"Best of {_RUNS} runs, each in processes of their own. A mark (!) stands behind a p99 above the target: " + _targets() + "."]
    return "\n".join(lines)


def _cell(figures: dict[str, Any], key: str, form: str) -> str:
    value: Any = figures
    for part in key.split("."):
        value = value[part]
    if value is None:
        return "-"
    return form.format(value) + ("!" if key.endswith("p99_ms") and value > figures["target_p99_ms"] else "")


def _targets() -> str:
    return ", ".join(f"{catalogue} {target} ms" for catalogue, target in CATALOGUES.items())


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(arguments: Sequence[str]) -> None:
    chosen = [argument for argument in arguments if argument in CATALOGUES] or list(CATALOGUES)
    with TemporaryDirectory(prefix="os2bot-") as directory:
        all_figures = [measured(catalogue, Path(directory)) for catalogue in chosen]
    print(json.dumps(all_figures, ensure_ascii=False, indent=2) if "--json" in arguments else report(all_figures))


if __name__ == "__main__":
    main(sys.argv[1:])
