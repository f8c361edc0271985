# SPDX-License-Identifier: MPL-2.0
"""The texts, by key: read from the shipped gettext catalogues and an operator's own laid over them, and looked at for what is missing."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from babel.messages.pofile import read_po

from config.problems import ConfigError, Problem
from handlers.message import LANGUAGES, Language

Text = str | tuple[str, ...]
"""A text; or its forms for one and many."""
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@cache
def load_texts(language: Language, overlay: Path | None = None) -> Mapping[str, Text]:
    """Key → text, or its forms for one and many. Raises ConfigError for a file that is no gettext catalogue."""
    texts = _read(Path(str(files("config") / "texts" / f"{language}.po")), language)
    own = overlay / "texts" / f"{language}.po" if overlay else None
    return {**texts, **(_read(own, language) if own and own.is_file() else {})}


def _read(path: Path, language: Language) -> dict[str, Text]:
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
    except Exception as error:
        raise ConfigError(Problem(f"is not a gettext catalogue ({error})", path)) from error
    return {_key(message.id): text for message in catalogue if message.id and not message.fuzzy and any(text := _forms(message.string))}


def _key(message_id: object) -> str:
    return str(message_id[0] if isinstance(message_id, tuple | list) else message_id)


def _forms(string: object) -> Text:
    return tuple(str(form) for form in string) if isinstance(string, tuple | list) else str(string)


def text_problems(overlay: Path | None = None) -> list[Problem]:
    """Keys that one language lacks, and texts whose placeholders differ between the languages."""
    texts = {language: load_texts(language, overlay) for language in LANGUAGES}
    keys = {key for language in LANGUAGES for key in texts[language]}
    problems = [Problem(f"{key} is missing in {language}.po") for key in sorted(keys) for language in LANGUAGES if not texts[language].get(key)]
    shared = [key for key in sorted(keys) if all(texts[language].get(key) for language in LANGUAGES)]
    differing = [key for key in shared if len({_placeholders(texts[language][key]) for language in LANGUAGES}) > 1]
    return problems + [Problem(f"{key} has other placeholders in one language than in the other") for key in differing]


def _placeholders(text: Text) -> frozenset[str]:
    forms = (text,) if isinstance(text, str) else text
    return frozenset(name for form in forms for name in PLACEHOLDER.findall(form))
