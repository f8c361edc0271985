# SPDX-License-Identifier: MPL-2.0
"""Trains the model on the example sentences. Needs scikit-learn, which the running bot does not."""

import random
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from config.intents.sentences import Sentence
from handlers.understanding.descriptions import common_words
from handlers.understanding.features import Features, Keys, Weights
from handlers.understanding.model import Model
from handlers.understanding.reading import Reader
from handlers.understanding.text import clean, tokens
from storage.directory import Name

SEED = 2012  # the year OS2 was founded; any fixed number makes the training repeatable
_ENGLISH = "en"
_ADDRESSES = {
    "person": ["@anne", "slack:T0123456:U0456789", "matrix:@anne:example.org", "@ole.test", "slack:T0AB12CD:U0EF34GH", "matrix:@kim:kommune.example"],
    "mailbox": ["koordinator@os2mo.example", "post@example.org", "digitalisering@kommune.example"],
    "link": [
        "https://meet.example.org/os2",
        "https://boks.example/s/Ab12cD",
        "https://git.example/dagsordner-og-referater/2027-05.md",
        "https://teams.example/l/meetup-join/19",
    ],
}
"""What {person}, {mailbox} and {link} become: masked like names, so that which one it is teaches nothing."""
_PLACEHOLDER = r"\{\w+\}"


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with real names in it, as features."""

    sentence: Sentence
    keys: Keys
    weights: Weights


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely a model that never saw this sentence holds each intent; `right`: the place of the one that is meant."""

    sentence: Sentence
    likelihoods: tuple[float, ...]
    right: int
    english: float

    @property
    def correct(self) -> bool:
        return max(self.likelihoods) == self.likelihoods[self.right]


@dataclass(frozen=True, slots=True)
class Settings:
    """`copies`: how often each sentence with placeholders is filled with names. `strength`: of the model against over-fitting (larger fits closer).

    `asking`: the intents that ask about a product.
    """

    copies: int = 2
    ample: int = 1500  # sentences of one writer in one language, from which on each is filled once: they are copies of one another already
    strength: float = 10.0
    least: int = 2  # examples a feature must stand in
    faint: int = 3  # of 127: features that weigh no more than that for any intent are left out; half of the file, and hardly an answer
    temperature: float = 1.0
    asking: Collection[str] = ()


def known_words(sentences: Iterable[Sentence]) -> frozenset[str]:
    """The words of the sentences: what is a word of the language rather than a misspelt name."""
    return frozenset(token.folded for sentence in sentences for token in tokens(clean(re.sub(_PLACEHOLDER, " ", sentence.text))))


def examples(sentences: Sequence[Sentence], names: Sequence[Name], reader: Reader, features: Features, now: datetime, settings: Settings) -> list[Example]:
    """Each sentence with names filled in at random, read the way a message is read."""
    chance = random.Random(SEED)  # noqa: S311 - repeatable training, no secret
    pools = {kind: [name.text for name in names if name.kind == kind and not name.weak] for kind in ("product", "organisation", "vendor")}
    pools["product2"] = pools["product"]
    pools |= _ADDRESSES
    made: list[Example] = []
    written = Counter((sentence.writer, sentence.language) for sentence in sentences)
    for sentence in sentences:
        ample = written[sentence.writer, sentence.language] >= settings.ample
        for _ in range(settings.copies if "{" in sentence.text and not ample else 1):
            text = re.sub(r"\{(\w+)\}", lambda match: chance.choice(pools[match[1]]), sentence.text)
            made.append(Example(sentence, *features.of(reader.read(text, now.date()))))
    return made


def train(made: Sequence[Example], settings: Settings) -> Model:
    """A model of these examples: one multinomial regression for the intents, one for the language."""
    keys = _frequent(made, settings.least)
    matrix = _matrix(made, keys)
    intents = _regression(settings.strength).fit(matrix, [example.sentence.intent for example in made])
    language = _regression(settings.strength).fit(matrix, [example.sentence.language == _ENGLISH for example in made])
    table, scale = _packed(np.vstack([intents.coef_, language.coef_]).T)
    useful = np.flatnonzero(np.abs(table).max(axis=1) > settings.faint)
    sentences = {example.sentence for example in made}
    naming = [sentence for sentence in sentences if "{" in sentence.text]
    common, asking = _frequent_words(naming), _frequent_words(sentence for sentence in naming if sentence.intent in settings.asking)
    return Model(tuple(intents.classes_), known_words(sentences), common, asking, keys[useful], table[useful], scale, settings.temperature)


def left_out(made: Sequence[Example], settings: Settings) -> Iterator[tuple[str, list[Judgement]]]:
    """Each writer's sentences judged by a model of all the others: how well unseen people are understood."""
    for writer in sorted({example.sentence.writer for example in made}):
        model = train([example for example in made if example.sentence.writer != writer], settings)
        own = {example.sentence: example for example in made if example.sentence.writer == writer}
        yield writer, [_judged(example, model) for example in own.values()]


def fitted_temperature(judgements: Sequence[Judgement]) -> float:
    """The temperature at which likelihoods are honest: the one that makes what was meant likeliest over all judgements."""
    logs = np.log(np.array([each.likelihoods for each in judgements]) + 1e-12)
    right = np.array([each.right for each in judgements])
    losses = {temperature: _loss(logs / temperature, right) for temperature in np.arange(0.5, 3.01, 0.05)}
    return round(float(min(losses, key=lambda temperature: losses[temperature])), 2)


def _loss(logits: NDArray[np.float64], right: NDArray[np.int64]) -> float:
    totals = np.log(np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1)) + logits.max(axis=1)
    return float((totals - logits[np.arange(len(right)), right]).mean())


def _judged(example: Example, model: Model) -> Judgement:
    scores = model.scores(example.keys, example.weights)
    return Judgement(example.sentence, tuple(scores.likelihoods.values()), model.intents.index(example.sentence.intent), scores.english)


def save(model: Model, path: Path) -> None:
    np.savez_compressed(
        path, intents=" ".join(model.intents), words=" ".join(sorted(model.words)), common=" ".join(sorted(model.common)),
        asking=" ".join(sorted(model.asking)),
        keys=model.keys, table=model.table, scale=model.scale, temperature=model.temperature,
    )  # fmt: skip


def _frequent_words(sentences: Iterable[Sentence]) -> frozenset[str]:
    return common_words(re.sub(_PLACEHOLDER, " ", sentence.text) for sentence in sentences)


def _regression(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=500, tol=1e-4, fit_intercept=False, random_state=SEED)


def _frequent(made: Sequence[Example], least: int) -> Keys:
    """Features in at least so many different sentences: copies of one sentence count once."""
    by_sentence: dict[Sentence, set[int]] = {}
    for example in made:
        by_sentence.setdefault(example.sentence, set()).update(example.keys.tolist())
    every = np.concatenate([np.fromiter(keys, dtype=np.uint32) for keys in by_sentence.values()])
    keys, counts = np.unique(every, return_counts=True)
    return keys[counts >= least]


def _matrix(made: Sequence[Example], keys: Keys) -> csr_matrix:
    columns, values, starts = [], [], [0]
    for example in made:
        places = np.minimum(np.searchsorted(keys, example.keys), len(keys) - 1)
        known = keys[places] == example.keys
        columns.append(places[known])
        values.append(example.weights[known])
        starts.append(starts[-1] + int(known.sum()))
    return csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=(len(made), len(keys)))


def _packed(table: NDArray[np.float64]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scale = np.abs(table).max(axis=0) / 127
    return np.rint(table / scale).astype(np.int8), scale.astype(np.float32)
