# SPDX-License-Identifier: MPL-2.0
"""`make train`: trains the model on the sentences and writes it beside them. `make validate`: how well writers it never saw are understood."""

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime

from bot.understanding import read, reader
from config.intents.intent import intents_directory, load_intents
from config.intents.sentences import load_sentences
from handlers.understanding.features import Features
from handlers.understanding.training import Example, Judgement, Settings, examples, fitted_temperature, known_words, left_out, save, train
from storage.memory import MemoryDatabase
from storage.seeding import seed

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""Fixed, so that the same sentences give the same model."""
_SHARES = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Thresholds of likelihood that the report shows."""


async def read_examples(settings: Settings) -> list[Example]:
    """Every sentence, read the way a message is read."""
    database = MemoryDatabase()
    await seed(database)
    sentences = load_sentences()
    words = known_words(sentences)
    async with database.unit_of_work() as unit:
        material = await read(unit.directory)
    return examples(sentences, material.names, reader(load_intents(), words, material), Features(words), _NOW, settings)


def _settings() -> Settings:
    """The words of questions that need or suppose a product are those that describe none."""
    return Settings(asking=frozenset(name for name, intent in load_intents().by_name.items() if "product" in (*intent.needs, *intent.supposes)))


def write_model(settings: Settings) -> None:
    """Trains on everything and writes `model.npz`."""
    made = asyncio.run(read_examples(settings))
    model = train(made, settings)
    save(model, intents_directory() / "model.npz")
    print(f"{len({example.sentence for example in made})} sentences, {len(made)} examples, {len(model.keys)} features")


def validate(settings: Settings) -> None:
    """Prints, writer by writer, how well models of all the other writers understand each; then the temperature that makes them honest."""
    made = asyncio.run(read_examples(settings))
    judgements: list[Judgement] = []
    for writer, judged in left_out(made, replace(settings, temperature=1.0)):
        print(f"{writer:14} {_share(judged):5.1f} %  of {len(judged)}", flush=True)
        judgements += judged
    print(f"{'all':14} {_share(judgements):5.1f} %  of {len(judgements)}; temperature {fitted_temperature(judgements)}")
    for least in _SHARES:
        sure = [each for each in judgements if max(each.likelihoods) >= least]
        print(f"likelihood ≥ {least}: {100 * len(sure) / len(judgements):5.1f} % of the sentences, {100 - _share(sure):4.1f} % of them wrong")


def _share(judgements: list[Judgement]) -> float:
    return 100 * sum(each.correct for each in judgements) / max(len(judgements), 1)


if __name__ == "__main__":
    (validate if "--validate" in sys.argv else write_model)(_settings())
