# SPDX-License-Identifier: MPL-2.0
"""Builds the interpreter from the catalogue as it stands, and builds it anew when the catalogue changes."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from config.catalogue.entries import Category, Product
from config.intents.intent import Intents, intents_directory
from handlers.understanding.descriptions import DescriptionIndex, descriptions
from handlers.understanding.interpreter import Interpreter
from handlers.understanding.lately import AskedLately
from handlers.understanding.model import Model, load_model
from handlers.understanding.names import NameIndex
from handlers.understanding.reading import Reader
from handlers.understanding.slots import SlotFinder
from handlers.understanding.spelling import Spelling
from handlers.understanding.text import tokens
from storage.directory import Directory, Name
from storage.unit_of_work import Database

NO_SPELLING = Spelling()
"""Takes every word as it is written: in training all of them are known."""


class Understanding:
    """Keeps one interpreter, for one revision of the catalogue's names."""

    def __init__(self, intents: Intents, model_path: Path | None = None) -> None:
        self._intents = intents
        self._model_path = model_path or intents_directory() / "model.npz"
        self._interpreter: AskedLately | None = None
        self._revision = -1
        self._building = asyncio.Lock()

    def at(self, revision: int) -> AskedLately | None:
        """The interpreter for this revision of the catalogue's names; None where there is none yet: then `refresh`."""
        return self._interpreter if revision == self._revision else None

    async def refresh(self, database: Database, *, warm: bool = False) -> None:
        """Builds the interpreter for the catalogue as it stands, unless there is one. Holds no transaction meanwhile, and does not hold up the loop."""
        async with self._building:  # messages that come meanwhile wait for the one interpreter instead of building their own
            async with database.unit_of_work() as unit:
                revision = await unit.directory.names_revision()
                if revision == self._revision:
                    return
                material = await read(unit.directory)
            built = await asyncio.to_thread(build, self._intents, load_model(self._model_path), material)
            if warm:
                await asyncio.to_thread(built.warm)
            self._interpreter, self._revision = AskedLately(built, self._intents), revision


@dataclass(frozen=True, slots=True)
class Material:
    """What of the catalogue is needed to understand messages."""

    names: Sequence[Name]
    categories: Sequence[Category]
    products: Sequence[Product]


async def read(directory: Directory) -> Material:
    """Every name and description."""
    products = cast("list[Product]", await directory.entries("products"))
    return Material(await directory.names(), await directory.categories(), products)


def build(intents: Intents, model: Model, material: Material) -> Interpreter:
    """Indexes every name and description."""
    frequent = model.common | {token.folded for phrase in intents.phrases() for token in tokens(phrase)}
    index = DescriptionIndex(descriptions(material.products), model.asking)
    return Interpreter(intents, model, reader(intents, model.words, material, Spelling(model.words, frequent)), index)


def reader(intents: Intents, words: frozenset[str], material: Material, spelling: Spelling = NO_SPELLING) -> Reader:
    """`words`: those that are words of the language rather than misspelt names."""
    return Reader(NameIndex(material.names, words), SlotFinder(intents.vocabulary, material.categories), spelling)
