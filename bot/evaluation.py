# SPDX-License-Identifier: MPL-2.0
"""Measures how well questions are understood, against a file that says what each one means."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bot.adapters.console.render import render, safe
from bot.answer import Answer
from config.problems import ConfigError, Problem
from handlers.message import Message
from handlers.understanding.text import clean, tokens

if TYPE_CHECKING:
    from bot.app import Application

COLUMNS = ("language", "question", "intent", "slots")
NOT_SCORED = frozenset(("item", "size"))
"""Free refinements of a question."""
_COMPANY = frozenset(("aps", "as", "a", "s", "ivs", "ltd", "inc"))
MAX_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    language: str
    question: str
    intent: str
    slots: dict[str, Any]
    context: str


@dataclass(frozen=True, slots=True)
class Result:
    """One question asked. `seconds` is the bot's own time, from message to reply."""

    row: Row
    answer: Answer
    text: str
    seconds: float

    @property
    def intent_right(self) -> bool:
        return bool(understood_json(self.answer)["intent"] == self.row.intent)

    @property
    def slots_right(self) -> bool:
        return _scored(understood_json(self.answer)["slots"]) == _scored(self.row.slots)

    @property
    def confident_and_wrong(self) -> bool:
        """A fact was given, but for another question or another thing."""
        keys = ("product", "organisation", "vendor", "level", "group_type")
        got, wanted = _scored(understood_json(self.answer)["slots"]), _scored(self.row.slots)
        other = not self.intent_right or any(got.get(key) != wanted.get(key) for key in keys)
        return other and self.answer.reply.outcome in ("answered", "unknown") and bool(self.answer.interpretation and self.answer.interpretation.certain)

    def as_json(self) -> dict[str, Any]:
        return {"question": self.row.question, **understood_json(self.answer), "answer": self.text, "outcome": self.answer.reply.outcome}


def read_rows(path: Path) -> list[Row]:
    """The questions of a TSV file. Raises ConfigError with the line of whatever is wrong."""
    reader = csv.DictReader(_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = list(reader.fieldnames or ())
    missing = [column for column in COLUMNS if column not in columns]
    if missing:
        raise ConfigError(Problem(f"the first line must name the columns {', '.join(COLUMNS)} with tabs between; {', '.join(missing)} is missing", path, 1))
    if len(set(columns)) < len(columns):
        raise ConfigError(Problem("the first line names a column twice", path, 1))
    rows = [_row(raw, path, reader.line_num) for raw in reader]
    if not rows:
        raise ConfigError(Problem("holds no question below its first line", path, 1))
    return rows


def _lines(path: Path) -> list[str]:
    try:
        if path.exists() and not path.is_file():
            raise ConfigError(Problem("is not a file", path))
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(Problem("is larger than 20 MB; split it", path))
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise ConfigError(Problem(f"cannot be read ({error.strerror})", path)) from error
    except UnicodeDecodeError as error:
        raise ConfigError(Problem("is not UTF-8 text; save it as UTF-8", path)) from error
    return [line.rstrip("\r") for line in lines]


def _row(raw: dict[str, Any], path: Path, line: int) -> Row:
    if any(raw.get(column) is None for column in COLUMNS) or None in raw:
        raise ConfigError(Problem("has another number of columns than the first line", path, line))
    try:
        slots = json.loads(raw["slots"] or "{}")
    except (ValueError, RecursionError) as error:
        raise ConfigError(Problem('must be a JSON object such as {"product": "os2mo"}', path, line, "slots")) from error
    if not isinstance(slots, dict):
        raise ConfigError(Problem('must be a JSON object such as {"product": "os2mo"}', path, line, "slots"))
    if raw["language"] not in ("da", "en"):
        raise ConfigError(Problem("must be da or en", path, line, "language"))
    return Row(raw["language"], raw["question"], raw["intent"], slots, raw.get("context") or "")


async def measure(row: Row, app: "Application") -> Result:
    """Asks the question, after its context if it has one, in a conversation of its own."""
    conversation = f"evaluate:{uuid4()}"
    if row.context:
        await app.dispatcher.answer(_message(row.context, conversation), datetime.now(UTC))
    start = perf_counter()
    answer = await app.dispatcher.answer(_message(row.question, conversation), datetime.now(UTC))
    if answer is None:
        raise RuntimeError("a new message was taken for an old one")
    text = render(app.localiser.reply(answer.reply, answer.language))
    return Result(row, answer, text, perf_counter() - start)


def understood_json(answer: Answer) -> dict[str, Any]:
    """Intent, slots, language and confidence as the evaluation format has them."""
    understood = answer.interpretation
    if understood is None:
        return {"intent": "out_of_scope", "slots": {}, "language": answer.language, "confidence": 0.0}
    query = understood.query
    slots: dict[str, Any] = {slot: value for slot, value in query.slots.items() if slot != "of"}
    if query.intent == "ambiguous":
        slots = {"candidates": list(query.candidates), "missing": list(query.missing)}
    if understood.queries[1:]:
        slots["secondary_intent"] = understood.queries[1].intent
    return {"intent": query.intent, "slots": slots, "language": query.language, "confidence": round(understood.confidence, 3)}


def summary(results: Sequence[Result]) -> dict[str, Any]:
    """The figures over all questions; shares are 0 to 1, times in milliseconds."""
    seconds = sorted(result.seconds for result in results)
    return {
        "questions": len(results),
        "intent_accuracy": _share(result.intent_right for result in results),
        "slot_accuracy": _share(result.slots_right for result in results),
        "language_accuracy": _share(result.answer.language == result.row.language for result in results),
        "confident_and_wrong": _share(result.confident_and_wrong for result in results),
        "outcomes": dict(Counter(result.answer.reply.outcome for result in results)),
        "latency_ms": {"p50": _quantile(seconds, 0.5), "p99": _quantile(seconds, 0.99)},
        "per_intent": {intent: _share(each) for intent, each in sorted(_by_intent(results).items())},
    }


def report(results: Sequence[Result]) -> str:
    """The figures as text, with the confusions and what was confidently wrong."""
    figures = summary(results)
    per_intent = _by_intent(results)
    lines = [f"{intent:24} {100 * _share(right):5.1f} %  of {len(right)}" for intent, right in sorted(per_intent.items())]
    confused = Counter((result.row.intent, understood_json(result.answer)["intent"]) for result in results if not result.intent_right)
    lines += ["", "confusions (expected → understood):"] + [f"  {safe(wanted)} → {got}: {count}" for (wanted, got), count in confused.most_common()]
    lines += ["", "confident and wrong:"] + [f"  {safe(result.row.question)}" for result in results if result.confident_and_wrong]
    shares = ("intent_accuracy", "slot_accuracy", "language_accuracy", "confident_and_wrong")
    lines += ["", *(f"{name.replace('_', ' '):24} {100 * figures[name]:5.1f} %" for name in shares)]
    latency = figures["latency_ms"]
    return "\n".join([*lines, f"outcomes  {figures['outcomes']}", f"latency   p50 {latency['p50']:.2f} ms, p99 {latency['p99']:.2f} ms"])


def _by_intent(results: Sequence[Result]) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = {}
    for result in results:
        found.setdefault(result.row.intent, []).append(result.intent_right)
    return found


def _scored(slots: dict[str, Any]) -> dict[str, Any]:
    """What counts. A vendor may be written by its id or its name, with or without its form of company."""
    return {slot: _vendor(value) if slot == "vendor" else value for slot, value in slots.items() if slot not in NOT_SCORED}


def _vendor(value: Any) -> str:
    words = [token.folded for token in tokens(clean(str(value)))]
    return "".join(word for word in words if word not in _COMPANY)


def _share(right: Any) -> float:
    values = list(right)
    return round(sum(values) / len(values), 4) if values else 0.0


def _quantile(ordered: Sequence[float], share: float) -> float:
    return round(1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)], 3) if ordered else 0.0


def _message(text: str, conversation: str) -> Message:
    return Message(id=f"evaluate:{uuid4()}", conversation=conversation, sender="console", text=text)
