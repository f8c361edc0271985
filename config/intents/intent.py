# SPDX-License-Identifier: MPL-2.0
"""The shape of an intent file and of the vocabulary, and how they are read."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError, with_config

from config.catalogue.values import ENTRY, Bilingual, WordLists, Words
from config.problems import ConfigError, Problem
from config.yaml_file import read_yaml


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One thing that can be asked.

    `asks`: what it asks, as a choice says it. `needs`: slots of which at least one must be known before it can be answered; without
    any, the bot asks back for the first. `takes`: slots it can use besides. `supposes`: those of them that a description may fill
    ("do they have your form builder in Holstebro?"). `resumes`: those of them that go on from a conversation about a group or its meetings
    ("… and who is coming?"). `exact`: whole messages that mean this and nothing else.
    `items`: words for refinements; the one that stands first in the message counts, or where `ranked` the one that stands first here.
    `examples`: shown in help. `patterns`: forms with free words in them, such as "svar {number}: {text}"; a colon may be left out, a double one may not;
    `{_}` are words that fill no slot.
    `tells`: it tells something; what follows is shown before it is done, so that a likely guess does no harm.
    `by_form`: nobody asks it in words of their own: `exact`, `patterns` and choices lead to it, never likelihood.
    """

    intent: Words
    asks: Bilingual
    examples: WordLists
    needs: tuple[Words, ...] = ()
    takes: tuple[Words, ...] = ()
    supposes: tuple[Words, ...] = ()
    resumes: tuple[Words, ...] = ()
    exact: WordLists = WordLists()
    patterns: WordLists = WordLists()
    items: Mapping[Words, WordLists] = field(default_factory=dict)
    ranked: bool = False
    tells: bool = False
    by_form: bool = False

    @property
    def telling(self) -> bool:
        """Whether what follows is somebody's own: a change they plan, or words of theirs."""
        return self.tells or self.by_form


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """A whole message that could be several things; which, and what it leaves out."""

    says: WordLists
    candidates: tuple[Words, ...]
    missing: tuple[Words, ...] = ()


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words for fixed slot values: slot → value → words by language. And the small words that steer follow-ups.

    `asked_by`: the intent that a lone value of a slot asks about the subject. A phrase matches in any inflection; `*` at the end of a word matches whatever follows. `lone_levels` need no word for "level" beside them.
    """

    slots: Mapping[Words, Mapping[Words, WordLists]]
    level_words: WordLists
    levels: Mapping[Words, WordLists]
    lone_levels: Mapping[Words, WordLists]
    ambiguous: tuple[Ambiguous, ...]
    yes_words: WordLists
    no_words: WordLists
    corrections: WordLists
    undo_words: WordLists
    wrong_words: WordLists
    beside_yes: WordLists
    regret_words: WordLists
    undo_vetoes: WordLists
    requests: WordLists
    follow_up: WordLists
    others: WordLists
    pronouns: WordLists
    placing: WordLists
    gatherings: WordLists
    comparisons: WordLists
    exclusions: WordLists
    asked_by: Mapping[Words, Words]
    ourselves: WordLists
    clause_joints: WordLists
    fillers: WordLists
    question_words: WordLists
    courtesies: WordLists
    sign_offs: WordLists


@dataclass(frozen=True, slots=True)
class Intents:
    by_name: Mapping[str, Intent]
    vocabulary: Vocabulary

    def phrases(self) -> Iterator[str]:
        """Every phrase that slot values and refinements are found by."""
        lists = [words for values in self.vocabulary.slots.values() for words in values.values()]
        lists += [words for intent in self.by_name.values() for words in intent.items.values()]
        yield from (phrase for words in lists for phrase in (*words.da, *words.en))


def intents_directory() -> Path:
    with as_file(files("config.intents")) as path:
        return path


@cache
def load_intents(overlay: Path | None = None) -> Intents:
    """The shipped intents, with those of an operator's `intents/` directory laid over them by name."""
    directories = [intents_directory(), *([overlay / "intents"] if overlay and (overlay / "intents").is_dir() else [])]
    paths = {path.name: path for directory in directories for path in sorted(directory.glob("*.yaml"))}
    vocabulary = _read(paths.pop("vocabulary.yaml"), Vocabulary)
    intents = [_read(path, Intent) for path in paths.values()]
    return Intents({intent.intent: intent for intent in sorted(intents, key=lambda intent: intent.intent)}, vocabulary)


def _read(path: Path, shape: type[Any]) -> Any:
    file = read_yaml(path)
    try:
        return _adapter(cast("Hashable", shape)).validate_python(file.value)
    except ValidationError as error:
        raise ConfigError(
            *(
                Problem(detail["msg"], path, file.line(detail["loc"]), ".".join(str(part) for part in detail["loc"]))
                for detail in error.errors(include_url=False, include_input=False, include_context=False)
            )
        ) from error


@cache
def _adapter(shape: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast("type[Any]", shape))
