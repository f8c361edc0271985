# SPDX-License-Identifier: MPL-2.0
"""Conversations as data: what is said, by whom and when, and what must stand in the answer. Replayed at every level the bot has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from handlers.message import LANGUAGES, Language


@dataclass(frozen=True)
class Turn:
    """`holds`: what the answer must hold, word for word; `lacks`: what it must not.

    `by`: who says it, one of the dialogue's people. `after`: time that passes before it. `{name}` in what is said is the identity of one of the
    people, `{code}` the code in the answer before.
    """

    say: str
    holds: tuple[str, ...]
    lacks: tuple[str, ...] = ()
    outcome: str | None = None
    by: str = "someone"
    after: timedelta = timedelta()


@dataclass(frozen=True)
class Cast:
    """Somebody in a dialogue: how a platform knows them, and the roles they hold when it begins (`role kind id`)."""

    identity: str
    roles: tuple[str, ...] = ()
    organisation: str | None = None


@dataclass(frozen=True)
class Dialogue:
    """`channel`: where all of it is said; without one, each person says it to the bot alone."""

    name: str
    language: Language
    turns: tuple[Turn, ...]
    people: Mapping[str, Cast] = field(default_factory=dict)
    channel: str = ""

    def __str__(self) -> str:
        return f"{self.language}: {self.name}"


def load_dialogues(folder: str = "") -> list[Dialogue]:
    """Those of one person who asks; those of several people with roles stand in the folder `people`; those of platforms that show no forms, in `forms`."""
    root = Path(__file__).parent
    return [dialogue for language in LANGUAGES for path in sorted((root / language / folder).glob("*.yaml")) for dialogue in _read(path, language)]


def _read(path: Path, language: Language) -> list[Dialogue]:
    return [_dialogue(each, language) for each in yaml.safe_load(path.read_text(encoding="utf-8"))]


def _dialogue(each: dict[str, Any], language: Language) -> Dialogue:
    people = {name: Cast(who["identity"], _texts(who.get("roles")), who.get("organisation")) for name, who in each.get("people", {}).items()}
    return Dialogue(each["name"], language, tuple(_turn(turn) for turn in each["turns"]), people, each.get("channel", ""))


def _turn(turn: dict[str, Any]) -> Turn:
    known = {"say", "holds", "lacks", "outcome", "by", "after"}
    if unknown := set(turn) - known:
        raise ValueError(f"a turn knows {known}, not {unknown}")
    outcome = str(turn["outcome"]) if "outcome" in turn else None
    after = timedelta(**turn.get("after", {}))
    return Turn(str(turn["say"]), _texts(turn.get("holds")), _texts(turn.get("lacks")), outcome, turn.get("by", "someone"), after)


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
