# SPDX-License-Identifier: MPL-2.0
"""Conversations as data: what is said, and what must stand in the answer. Replayed at every level the bot has."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from handlers.message import Language


@dataclass(frozen=True)
class Turn:
    """`holds`: what the answer must hold, word for word; `lacks`: what it must not."""

    say: str
    holds: tuple[str, ...]
    lacks: tuple[str, ...] = ()
    outcome: str | None = None


@dataclass(frozen=True)
class Dialogue:
    name: str
    language: Language
    turns: tuple[Turn, ...]

    def __str__(self) -> str:
        return f"{self.language}: {self.name}"


def load_dialogues() -> list[Dialogue]:
    root = Path(__file__).parent
    return [dialogue for language in ("da", "en") for path in sorted((root / language).glob("*.yaml")) for dialogue in _read(path, language)]


def _read(path: Path, language: Language) -> list[Dialogue]:
    return [Dialogue(each["name"], language, tuple(_turn(turn) for turn in each["turns"])) for each in yaml.safe_load(path.read_text(encoding="utf-8"))]


def _turn(turn: dict[str, object]) -> Turn:
    known = {"say", "holds", "lacks", "outcome"}
    if unknown := set(turn) - known:
        raise ValueError(f"a turn knows {known}, not {unknown}")
    return Turn(str(turn["say"]), _texts(turn.get("holds")), _texts(turn.get("lacks")), str(turn["outcome"]) if "outcome" in turn else None)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else () if value is None else (str(value),)


def problems(turn: Turn, answer: str, outcome: str | None = None) -> list[str]:
    """What is wrong with an answer, in words; line breaks count as spaces."""
    flat = " ".join(answer.split())
    found = [f"{turn.say!r} lacks {text!r}" for text in turn.holds if " ".join(text.split()) not in flat]
    found += [f"{turn.say!r} must not say {text!r}" for text in turn.lacks if text in flat]
    if outcome is not None and turn.outcome not in (None, outcome):
        found.append(f"{turn.say!r} was {outcome}, not {turn.outcome}")
    return [f"{problem}:\n{answer}" for problem in found]
