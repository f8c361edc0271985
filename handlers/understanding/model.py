# SPDX-License-Identifier: MPL-2.0
"""The trained linear model: from features to how likely each intent and each language is. numpy only."""

import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from config.problems import ConfigError, Problem
from handlers.understanding.features import Keys, Weights


@dataclass(frozen=True)
class Model:
    """`keys` are sorted; row i of `table` (int8) holds the weights of feature keys[i] for every intent, then for English over Danish.

    `words` are those of the sentences it was trained on; `common` the ones frequent in messages of every kind, `asking` those frequent in questions about products
    that name them: they describe none. A weight is table × scale (one scale a column). `temperature` makes the likelihoods honest: of the answers said to be 90 % sure, 90 % are right.
    """

    intents: tuple[str, ...]
    words: frozenset[str]
    common: frozenset[str]
    asking: frozenset[str]
    keys: Keys
    table: NDArray[np.int8]
    scale: NDArray[np.float32]
    temperature: float

    def scores(self, keys: Keys, weights: Weights) -> "Scores":
        """How the model judges a message with these features."""
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[places] == keys
        totals = (weights[known] @ self.table[places[known]].astype(np.float32)) * self.scale
        logits = totals[:-1] / self.temperature
        likelihoods = np.exp(logits - logits.max())
        likelihoods /= likelihoods.sum()
        english = 1 / (1 + np.exp(-float(totals[-1])))
        return Scores(dict(zip(self.intents, likelihoods.tolist(), strict=True)), float(english), np.count_nonzero(known) / max(len(keys), 1))


@dataclass(frozen=True, slots=True)
class Scores:
    """`likelihoods` of the intents sum to 1; `english`: likelihood of that language; `familiar`: share of the features that the model has met before."""

    likelihoods: dict[str, float]
    english: float
    familiar: float


@cache
def load_model(path: Path) -> Model:
    """The model of this file. Raises ConfigError when it is missing or damaged."""
    try:
        with np.load(path, allow_pickle=False) as data:
            return Model(
                tuple(str(data["intents"]).split()),
                frozenset(str(data["words"]).split()),
                frozenset(str(data["common"]).split()),
                frozenset(str(data["asking"]).split()),
                data["keys"], data["table"], data["scale"], float(data["temperature"]),
            )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, zlib.error) as error:
        raise ConfigError(Problem("is missing or damaged; `make train` writes it anew", path)) from error
