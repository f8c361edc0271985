# SPDX-License-Identifier: MPL-2.0
"""Builds the interpreter from the catalogue as it stands, and builds it anew when the catalogue changes."""

from pathlib import Path
from typing import cast

from config.catalogue.entries import Product
from config.intents.intent import Intents, intents_directory
from handlers.understanding.descriptions import DescriptionIndex, descriptions
from handlers.understanding.interpreter import Interpreter
from handlers.understanding.model import Model, load_model
from handlers.understanding.names import NameIndex
from handlers.understanding.reading import Reader
from handlers.understanding.slots import SlotFinder
from handlers.understanding.spelling import Spelling
from handlers.understanding.text import tokens
from storage.directory import Directory

NO_SPELLING = Spelling()
"""Takes every word as it is written: in training all of them are known."""


class Understanding:
    """Keeps one interpreter, for one revision of the catalogue."""

    def __init__(self, intents: Intents, model_path: Path | None = None) -> None:
        self._intents = intents
        self._model_path = model_path or intents_directory() / "model.npz"
        self._interpreter: Interpreter | None = None
        self._revision = -1

    async def interpreter(self, directory: Directory) -> Interpreter:
        """The interpreter for the catalogue as this unit of work sees it."""
        revision = await directory.revision()
        if self._interpreter is None or revision != self._revision:
            self._interpreter = await build(self._intents, load_model(self._model_path), directory)
            self._revision = revision
        return self._interpreter


async def build(intents: Intents, model: Model, directory: Directory) -> Interpreter:
    """Indexes every name and description of the catalogue: about a second for 60,000 names."""
    products = cast("list[Product]", await directory.entries("products"))
    index = DescriptionIndex(descriptions(products), model.common)
    frequent = model.common | {token.folded for phrase in intents.phrases() for token in tokens(phrase)}
    return Interpreter(intents, model, await reader(intents, model.words, directory, Spelling(model.words, frequent)), index)


async def reader(intents: Intents, words: frozenset[str], directory: Directory, spelling: Spelling = NO_SPELLING) -> Reader:
    """`words`: those that are words of the language rather than misspelt names."""
    names = NameIndex(await directory.names(), words)
    return Reader(names, SlotFinder(intents.vocabulary, await directory.categories()), spelling)
