# SPDX-License-Identifier: MPL-2.0
"""Reads the example sentences that the model is trained on: `sentences/{da,en}/*.txt`, one file a writer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.intents.intent import intents_directory
from config.problems import ConfigError, Problem

PLACEHOLDERS = ("product", "product2", "organisation", "vendor", "person", "mailbox", "link")
_PLACEHOLDER = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What somebody might write, and what it asks. Names are placeholders such as `{product}`."""

    text: str
    intent: str
    language: str
    writer: str


def load_sentences(directory: Path | None = None) -> list[Sentence]:
    """Every sentence, by language and writer. Raises ConfigError for a line that stands under no `[intent]` or has an unknown placeholder."""
    root = directory or intents_directory() / "sentences"
    return [sentence for path in sorted(root.glob("*/*.txt")) for sentence in _read(path)]


def _read(path: Path) -> Iterator[Sentence]:
    intent = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("[") and text.endswith("]"):
            intent = text[1:-1]
            continue
        unknown = [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]
        if unknown or not intent:
            what = f"{{{unknown[0]}}} must be one of {', '.join(PLACEHOLDERS)}" if unknown else "stands before the first [intent] line"
            raise ConfigError(Problem(what, path, number))
        yield Sentence(text, intent, path.parent.name, path.stem)
