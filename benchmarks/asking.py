# SPDX-License-Identifier: MPL-2.0
"""One process that asks every question of a file: twice over, so that the first time and the next can be told apart.

`python -m benchmarks.asking FILE.db QUESTIONS.tsv` prints its figures as JSON. `benchmarks.answering` starts it: in a process of its own, memory is the bot's alone.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from pydantic import SecretStr

from benchmarks.memory import peak, resident
from bot.app import Application, application
from bot.evaluation import Result, Row, measure, read_rows
from config.settings import Settings

_WARM_UP = (
    Row("da", "Hvem er medlem af OS2?", "out_of_scope", {}, ""),
    Row("da", "Hvem koordinerer os2noegetsommbaah?", "product_coordinator", {}, ""),
    Row("en", "Which products help a school?", "list_products", {}, ""),
)
"""What builds all that is built at first need. The second holds a name that no catalogue has: the index of similar names is built for it."""
_AGAIN = 2  # times that each question is asked after the first


@dataclass(frozen=True, slots=True)
class Asked:
    row: Row
    seconds: float
    right: bool


async def figures(database: Path, questions: Path) -> dict[str, Any]:
    """What was measured; times in milliseconds, memory in megabytes."""
    rows = read_rows(questions)
    settings = Settings(_env_file=None, database_url=SecretStr(f"sqlite:///{database}"), data_dir=database.parent)
    async with application(settings) as app:
        built = {"interpreter_s": await _interpreter(app), "built_mb": resident()}
        _, misspelt, _ = await _asked(_WARM_UP, app)
        first = await _asked(rows, app)
        again = [await _asked(rows, app) for _ in range(_AGAIN)]
        held = {"steady_mb": resident(), "peak_mb": peak()}
        names = await _names(app)
    return {
        "questions": len(rows),
        "names": names,
        **built,
        "first_misspelt_ms": _milliseconds(misspelt.seconds),
        "again": min((_latency(each) for each in again), key=lambda latency: latency["p99_ms"]),
        "first_asked": _latency(first),
        "slowest": _slowest(first),
        "intents_right_percent": round(100 * sum(each.right for each in first) / len(first), 1),
        **held,
    }


async def _asked(rows: Sequence[Row], app: Application) -> list[Asked]:
    return [_kept(await measure(row, app)) for row in rows]


def _kept(result: Result) -> Asked:
    """Without the answer: the bot keeps none either, and memory is what is measured."""
    return Asked(result.row, result.seconds, result.intent_right)


async def _names(app: Application) -> int:
    async with app.database.unit_of_work() as unit:
        return len(await unit.directory.names())


async def _interpreter(app: Application) -> float:
    """Seconds to build the interpreter: the dispatcher's own, which the questions are then asked of."""
    start = perf_counter()
    await app.dispatcher.prepare(datetime.now(UTC))
    return round(perf_counter() - start, 3)


def _latency(asked: Sequence[Asked]) -> dict[str, float]:
    seconds = sorted(each.seconds for each in asked)
    return {
        "per_second": round(len(seconds) / sum(seconds), 1),
        "p50_ms": _milliseconds(seconds[len(seconds) // 2]),
        "p99_ms": _milliseconds(seconds[int(0.99 * len(seconds))]),
        "worst_ms": _milliseconds(seconds[-1]),
    }


def _slowest(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    worst = sorted(asked, key=lambda each: -each.seconds)[:20]
    return [{"ms": _milliseconds(each.seconds), "question": each.row.question, "after": each.row.context, "intent": each.row.intent} for each in worst]


def _milliseconds(seconds: float) -> float:
    return round(1000 * seconds, 2)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(figures(Path(sys.argv[1]), Path(sys.argv[2]))), ensure_ascii=False))
