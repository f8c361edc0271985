# SPDX-License-Identifier: MPL-2.0
"""`make train`: trains the model on the sentences and writes it beside them."""

import asyncio
from datetime import UTC, datetime

from bot.understanding import reader
from config.intents.intent import intents_directory, load_intents
from config.intents.sentences import load_sentences
from handlers.understanding.features import Features
from handlers.understanding.training import Settings, examples, known_words, save, train
from storage.memory import MemoryDatabase
from storage.seeding import seed

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""Fixed, so that the same sentences give the same model."""


async def write_model() -> None:
    """Reads every sentence the way a message is read, trains, and writes `model.npz`."""
    database, settings = MemoryDatabase(), Settings()
    await seed(database)
    sentences = load_sentences()
    words = known_words(sentences)
    async with database.unit_of_work() as unit:
        read = await reader(load_intents(), words, unit.directory)
        made = examples(sentences, await unit.directory.names(), read, Features(words), _NOW, settings.copies)
    model = train(made, settings)
    save(model, intents_directory() / "model.npz")
    print(f"{len(sentences)} sentences, {len(made)} examples, {len(model.keys)} features")


if __name__ == "__main__":
    asyncio.run(write_model())
